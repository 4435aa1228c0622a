"""Language, numbers and words: what a reader sees in place of codes."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import UnknownName
from shkplan.base.messages import Text, catalogue, message
from shkplan.base.periods import Period
from shkplan.display import language as i18n
from shkplan.display import setting, verdicts
from shkplan.display.setting import speaking
from tests.making import indicator
from tests.showing import in_both, scene

HELD = {"kind": "held", "direction": "at_most", "number": 4.5, "unit": "人", "window": "2021-2025"}


def verdict(status: str, prob: float | None) -> Verdict:
    one = indicator(HELD)
    return Verdict(one, one.targets[0], "本区", status, message("reason.stated_aim"), prob=prob)  # type: ignore[arg-type]


def test_a_language_nobody_speaks_is_refused() -> None:
    """The setting takes zh and en, and says so."""
    with pytest.raises(UnknownName, match="fr"):
        setting.set_language("fr")


@pytest.mark.parametrize(("lang", "spoken"), [("zh_CN.UTF-8", "zh"), ("en_GB.UTF-8", "en"), ("C", "en"), ("", "en")])
def test_until_it_is_set_the_language_is_that_of_the_environment(
    lang: str, spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Chinese environment speaks Chinese, any other English."""
    monkeypatch.setattr(setting._Everywhere, "language", None)
    monkeypatch.delattr(setting._here, "language", raising=False)
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", lang)
    assert setting.language() == spoken


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (65000.0, "65,000"),
        (1.910, "1.91"),
        (-17.0, "−17"),
        (0.0, "0"),
        (1e8, "100,000,000"),
        (0.1 + 0.2, "0.3"),
        (None, "–"),
    ],
)
def test_a_published_number_is_shown_as_it_was_published(value: float | None, shown: str) -> None:
    """Grouped thousands, a true minus, no digits nobody published."""
    assert i18n.number(value) == shown


def test_an_estimate_shows_no_more_digits_than_it_has() -> None:
    """Four significant figures at most, two after the point at most, and no minus before zero."""
    assert [i18n.rounded(x) for x in (3.14159, 12345.678, -0.436849, 0.0004)] == ["3.14", "12,346", "−0.44", "0.00"]
    assert i18n.rounded(-0.0001) == "0.00"
    assert i18n.number(0.25, 3, sign=True) == "+0.250"


@given(st.floats(min_value=0, max_value=1, exclude_min=True, exclude_max=True))
def test_a_probability_is_never_printed_as_certain(prob: float) -> None:
    """Whatever an estimate is, it reads neither 0 nor 1."""
    assert float(verdicts.chance(prob).strip("<>")) not in (0.0, 1.0)


@pytest.mark.parametrize(
    ("prob", "word"),
    [(0.9, "very_likely"), (0.899, "likely"), (2 / 3, "likely"), (0.66, "even"), (0.5, "even"), (1 / 3, "even"), (0.329, "unlikely"),
     (0.1, "unlikely"), (0.0999, "very_unlikely"), (0.0001, "very_unlikely")],
)  # fmt: skip
def test_the_words_of_estimates_follow_their_number(prob: float, word: str) -> None:
    """The bounds printed below the tables."""
    assert verdicts.word_code(verdict("estimated", prob)) == word


@given(st.floats(min_value=0, max_value=1), st.sampled_from([2, 3]))
def test_the_word_agrees_with_the_printed_number_and_the_printed_rule(prob: float, digits: int) -> None:
    """Found when 0.898 was printed as 0.90 and called likely, below a rule that says: from 0.90 very likely."""
    shown = float(verdicts.chance(prob, digits).strip("<>"))
    rule = ((0.9, "very_likely"), (2 / 3, "likely"), (1 / 3, "even"), (0.1, "unlikely"), (0.0, "very_unlikely"))
    assert verdicts.word_code(verdict("estimated", prob)) == next(
        word for least, word in rule if shown >= round(least, 4)
    )


def test_near_a_bound_of_the_words_another_digit_is_shown() -> None:
    """Two digits are enough anywhere else."""
    assert [verdicts.chance(p) for p in (0.898, 0.6661, 0.5, 0.8996)] == ["0.898", "0.666", "0.50", "0.8996"]


@given(st.floats(min_value=0, max_value=1))
def test_the_word_agrees_with_the_per_cent_that_is_said(prob: float) -> None:
    """About 90 % beside "likely" would contradict the rule below the table; and an estimate is never 0 or 100 %."""
    with speaking("en"):
        said = verdicts.percent(prob)
    near = int(said.removeprefix("under ").removeprefix("over ").split()[0]) / 100
    assert abs(near - prob) <= 0.0251
    assert 0.01 <= near <= 0.99
    bounds = (0.9, 2 / 3, 1 / 3, 0.1)
    assert all((near >= one) == (prob >= one) for one in bounds if abs(prob - one) > 0.0001)


def test_probabilities_are_rounded_as_people_say_them() -> None:
    """The nearest five, the whole per cent near a bound of the words or an end of the scale, and never 0 or 100 %."""
    said = {
        0.181: "20 %",
        0.612: "60 %",
        0.655: "65 %",
        0.32: "30 %",
        0.895: "89 %",
        0.03: "3 %",
        0.003: "under 1 %",
        0.999: "over 99 %",
    }
    with speaking("en"):
        assert {prob: verdicts.percent(prob).replace("\u00a0", " ") for prob in said} == said
        assert verdicts.percents(0.151, 0.234).replace("\u00a0", " ") == "15–23 %"


def test_a_range_over_models_is_never_told_as_if_it_ended_at_1_or_99() -> None:
    """Found when "over 99 %" stood beside "models 99 %", and a model at 0.02 % was told as 1 %."""
    told = [(0.997, 1.0), (0.304, 0.9999), (0.0002, 0.94), (0.0001, 0.003)]
    said = in_both(lambda: [verdicts.percents(*ends).replace("\u00a0", " ") for ends in told])
    assert said[0] == ["99%以上", "30%至99%以上", "不足1%至94%", "不足1%"]
    assert said[1] == ["over 99 %", "30 % to over 99 %", "under 1 % to 94 %", "under 1 %"]


@pytest.mark.parametrize(("prob", "told"), [(0.005, "under 1 %"), (0.995, "over 99 %"), (0.0149, "about 1 %")])
def test_what_is_under_or_over_is_not_about(prob: float, told: str) -> None:
    """Found at the very bounds: "about under 1 %"."""
    with speaking("en"):
        assert verdicts.about(verdict("estimated", prob)).replace("\u00a0", " ") == told


def test_a_probability_tells_its_error_or_that_it_has_none() -> None:
    """Found when a probability in closed form stood among others with ±, and looked as if its error had been forgotten."""
    law = replace(verdict("estimated", 0.976), prob_se=0.0, basis="law")
    counted = replace(verdict("estimated", 0.976), prob_se=0.0012, basis="paths")
    sure = replace(verdict("estimated", 0.99998), prob_se=0.00003, basis="paths")
    assert in_both(lambda: verdicts.probability_in_full(law)) == ("0.98（解析）", "0.98 (closed form)")
    seen = replace(verdict("observed", 1.0), prob_se=0.0, basis="observation")
    assert in_both(lambda: verdicts.probability_in_full(seen)) == ("1（已公布）", "1 (published)")
    assert [verdicts.probability_in_full(one) for one in (counted, sure)] == ["0.976 ± 0.001", ">0.999 ± <0.001"]


def test_percentages_differ_by_percentage_points() -> None:
    """Found when 0.3 % a year was required of a share of 79.1 %, which can be read as 0.24 points."""
    change = message("required.yearly_change", value=0.3, unit="%", year=2025, growth=0.3785)
    room = message("required.margin", value=2.5900000000000003, unit="%", year=2021)
    assert in_both(lambda: i18n.words(change)) == (
        "到2025年平均每年须增加0.3个百分点（相对变化+0.38%）", "+0.3 percentage points a year until 2025 (+0.38 % relative)",
    )  # fmt: skip
    assert in_both(lambda: i18n.words(room)) == (
        "距限值2.59个百分点（以2021年数据计）", "2.59 percentage points from the limit, on the figure for 2021",
    )  # fmt: skip
    persons = message("required.yearly_change", value=1234.567, unit="人", year=2025, growth=1.0)
    with speaking("zh"):
        assert i18n.words(persons) == "到2025年平均每年须增加1,235人（年均+1.00%）"


@pytest.mark.parametrize(
    ("number", "unit", "zh", "en"),
    [
        (65000.0, "人", "6.5万人", "65,000 persons"),
        (1000000.0, "平方米", "100万平方米", "1 million m²"),
        (9999.0, "人", "9,999人", "9,999 persons"),
        (6.5, "万人", "6.5万人", "65,000 persons"),
        (0.35, "万户", "0.35万户", "3,500 households"),
        (1230.5, "亿元", "1,230.5亿元", "123.05 billion yuan"),
        (0.4, "亿元", "0.4亿元", "40 million yuan"),
        (1349083.5, "亿元", "1,349,083.5亿元", "134.90835 trillion yuan"),
        (47412.0, "元", "47,412元", "47,412 yuan"),
        (20000.0, "美元", "20,000美元", "20,000 US dollars"),
        (12000.0, "万吨", "1.2亿吨", "120 million tonnes"),
        (200.0, "家", "200家", "200 firms"),
        (13.5, "%", "13.5%", "13.5 %"),
    ],
)
def test_an_amount_is_told_as_its_language_counts(number: float, unit: str, zh: str, en: str) -> None:
    """万 and 亿 in Chinese, a head's yuan aside; thousands, millions and billions in English."""
    told = message("quantity_with_unit", number=number, unit=unit)
    assert in_both(lambda: i18n.words(told)) == (zh, en)
    assert in_both(lambda: i18n.quantity(i18n.number(number), unit)) == (zh, en)


def test_a_sentence_rounds_as_a_table_does() -> None:
    """Found when a reason said 12,350 persons and the table below it 12,346."""
    told = message(
        "reason.level_estimated", year=2025, central=12345.678, low=8.04, high=99000.4, unit="人", number=65000.0
    )
    with speaking("zh"):
        assert i18n.words(told) == "2025年尚无数据；预测中位数12,346人，80%区间8至99,000人，目标65,000人"
    assert i18n.rounded(12345.678, "人") == "12,346"


def test_a_published_figure_keeps_its_digits() -> None:
    """Found when 74.0 and 45.0, published to a tenth, were shown as 74 and 45."""
    assert [i18n.published(x, 0.1) for x in (74.0, 45.0, 1.91)] == ["74.0", "45.0", "1.91"]
    assert [i18n.published(x, p) for x, p in ((65000.0, 100), (7.0, None), (-0.0, 1))] == ["65,000", "7", "0"]


def test_ranges_of_years_have_one_dash() -> None:
    """Found when one page wrote 2021-2025, 2018至2022 and 2021–2025."""
    told = message("reason.held_kept", window=Period(2021, 2025), number=4.5, unit="%", years=())
    zh, en = in_both(lambda: i18n.words(told))
    assert "2021—2025年" in zh
    assert "2021–2025" in en
    for key, templates in catalogue().items():
        assert not re.search(r"\}[–-]\{", templates["zh"]), key
        assert not re.search(r"\{first\}[—-]\{last\}", templates["en"]), key
        assert not re.search(r"\{first\}(至|-| to )\{last\}", "".join(templates.values())), key


def test_only_observation_reaches_or_misses() -> None:
    """Reached and missed belong to what was observed."""
    assert verdicts.word_code(verdict("observed", 1.0)) == "reached"
    assert verdicts.word_code(verdict("observed", 0.0)) == "missed"
    assert verdicts.word_code(verdict("open", None)) == "open"
    assert (verdicts.probability(verdict("observed", 1.0)), verdicts.probability(verdict("estimated", 1 - 1e-6))) == (
        "1",
        ">0.99",
    )


def test_years_in_a_row_are_drawn_together() -> None:
    """Runs of three and more; two stay two."""
    assert in_both(lambda: i18n.years((2019, 2017, 2020, 2021, 2023, 2024))) == (
        "2017、2019—2021、2023、2024", "2017, 2019–2021, 2023, 2024",
    )  # fmt: skip


def test_codes_inside_a_sentence_get_their_words() -> None:
    """Units, models, regions and years of a message are told in the language, also in messages inside it."""
    plan = scene().plan
    reason = message("reason.no_exchange_rate", unit="美元", own="元")
    assert in_both(lambda: i18n.words(reason)) == (
        "门槛值以美元计，本指标以元计；未设定汇率",
        "the threshold is in US dollars, the series in yuan; no exchange rate has been set",
    )  # fmt: skip
    inner = message("reason.no_figures", indicator=Text("量", "Quantity"), region="沙河口区")
    whole = message("reason.partly", detail=inner, measured=(2021, 2022, 2023))
    with speaking("en"):
        assert (
            i18n.words(whole, plan)
            == "no yearly figure of quantity for Shahekou District has been found. Years with a figure: 2021–2023"
        )


def test_no_sentence_writes_powers_of_ten() -> None:
    """A sum of fifty thousand reads so, whatever the template rounds it to."""
    told = message(
        "required.yearly_fall", value=123456.0, unit="人", year=2025, growth=-3.14159,
    )  # fmt: skip
    with speaking("en"):
        assert i18n.words(told) == "−123,456 persons a year until 2025 (−3.14 % a year)"
    with speaking("zh"):
        assert i18n.words(told) == "到2025年平均每年须减少12.35万人（年均−3.14%）"


def test_every_kind_of_target_has_short_words() -> None:
    """Each target of the shipped plan in a line, numbers included, in both languages."""
    plan = scene().plan
    for one in plan.indicators.values():
        for target in one.targets_in_force():
            zh, en = in_both(lambda target=target, one=one: verdicts.target_words(target, plan, one.id))
            assert zh
            assert str(target.deadline) in zh
            assert en
            assert len(en) < 130
            if hasattr(target, "number") and target.number:
                with speaking("zh"):
                    assert i18n.quantity(i18n.number(target.number), target.unit) in zh
                with speaking("en"):
                    assert i18n.quantity(i18n.number(target.number), target.unit) in en


@pytest.mark.parametrize(
    ("kind", "zh", "en"),
    [
        ({"kind": "growth", "direction": "at_most", "number": -13.5, "unit": "%", "window": "2021-2025", "base_year": 2020, "per": "window"},
         "2021—2025年累计降低13.5%以上", "a fall of at least 13.5 % in all over 2021–2025"),
        ({"kind": "growth", "direction": "at_least", "number": 7.0, "unit": "%", "window": "2021-2025", "base_year": 2020, "per": "year"},
         "2021—2025年年均增长7%以上", "growth of at least 7 % a year on average over 2021–2025"),
        ({"kind": "held", "direction": "at_least", "number": 80.0, "unit": "%", "window": "2021-2025"},
         "2021—2025年每年不低于80%", "at least 80 % in every year of 2021–2025"),
        ({"kind": "held", "direction": "at_least", "number": 100.0, "unit": "%", "window": "2021-2025"},
         "2021—2025年每年达到100%", "100 % in every year of 2021–2025"),
        ({"kind": "level", "direction": "at_least", "number": 100.0, "unit": "%", "deadline": 2025}, "2025年达到100%", "100 % in 2025"),
        ({"kind": "level", "direction": "at_most", "number": 0.0, "unit": "平方米", "deadline": 2025},
         "2025年底前清零", "down to zero by the end of 2025"),
        ({"kind": "level", "direction": "at_least", "number": 200.0, "unit": "家", "deadline": 2025}, "2025年不少于200家", "at least 200 firms in 2025"),
        ({"kind": "level", "direction": "at_most", "number": 5.5, "unit": "%", "deadline": 2025}, "2025年不高于5.5%", "at most 5.5 % in 2025"),
        ({"kind": "cumulative", "direction": "at_least", "number": 65000.0, "unit": "人", "window": "2021-2025"},
         "2021—2025年累计不少于6.5万人", "at least 65,000 persons in total over 2021–2025"),
        ({"kind": "cumulative", "direction": "at_most", "number": 1000000.0, "unit": "平方米", "window": "2021-2025"},
         "2021—2025年累计不超过100万平方米", "at most 1 million m² in total over 2021–2025"),
        ({"kind": "pace", "direction": "at_least", "window": "2021-2025", "tolerance": 0.0,
          "base_year": 2020, "reference": {"region": "大连市", "indicator": "test.quantity"}},
         "2021—2025年增速不低于大连市", "growth no slower than that of 大连市 over 2021–2025"),
    ],
)  # fmt: skip
def test_a_target_is_told_as_plans_tell_it(kind: dict[str, object], zh: str, en: str) -> None:
    """A growth of at most less than nothing is a fall; all of a whole is reached; none left is 清零; shares and amounts differ."""
    measure = {"cumulative": "flow", "pace": "growth"}.get(str(kind["kind"]), "level")
    one = indicator(kind, unit=str(kind.get("unit", "%")), measure=measure)
    assert in_both(lambda: verdicts.target_words(one.targets[0])) == (zh, en)


def test_a_pace_against_another_indicator_names_it() -> None:
    """Income in step with the district's own growth is not income in step with the district."""
    plan = scene().plan
    one = plan["income.urban_disposable_growth"]
    with speaking("en"):
        assert "GDP growth" in verdicts.target_words(one.targets[0], plan, one.id)


def test_both_ends_of_a_range_of_per_cent_say_so_in_chinese() -> None:
    """GB/T 15835: 20%至30%, never 20至30%; of other units the last says it."""
    assert in_both(lambda: i18n.quantities(["44.25", "45.72"], "%")) == (("44.25%", "45.72%"), ("44.25", "45.72 %"))
    assert in_both(lambda: i18n.quantities(["52,000", "65,000"], "人")) == (
        ("5.2", "6.5万人"),
        ("52,000", "65,000 persons"),
    )
    assert in_both(lambda: verdicts.percents(0.149, 0.231)) == ("15%至23%", "15–23 %")


def test_the_product_of_the_nation_has_its_own_name() -> None:
    """A district's plan names its indicator 地区生产总值; of China it is 国内生产总值, and of nobody else."""
    with speaking("zh"):
        told = [i18n.say("title.indicator", name="地区生产总值增速", region=where) for where in ("中国", "大连市")]
        head = i18n.say("title.indicator", name="人均地区生产总值", region="中国")
    assert (*told, head) == ("中国国内生产总值增速", "大连市地区生产总值增速", "中国人均国内生产总值")


def test_silence_for_want_of_figures_says_so() -> None:
    """Too few figures are a reason that a figure can mend; a plan approved later is not."""
    short, later = (
        message("reason.no_figures", indicator="量", region="本区"),
        message("reason.not_in_force", approved="2022-01-01"),
    )
    told = [
        in_both(lambda why=why: verdicts.word_of(replace(verdict("open", None), reason=why))) for why in (short, later)
    ]
    assert told == [("数据不足，暂不评估", "too few figures"), ("暂不评估", "not assessable")]

"""What charts have in common: one look a region, scales that do not exaggerate, words at the ends of lines, titles."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan import assess, load_plan, plot
from shkplan.display.charts.base import BAD, GOOD, MARK, REGIONS, honest_span
from shkplan.display.charts.labels import _apart
from shkplan.display.charts.looks import look_of
from shkplan.display.charts.seen import seen_history, seen_regions
from shkplan.display.setting import speaking
from tests.display.test_charts import DALIAN, HERE, SHOWN
from tests.making import series, share
from tests.showing import assessed, in_both, scene

LEVEL = {"kind": "level", "direction": "at_least", "number": 80, "unit": "%", "deadline": 2025}
VALUES = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8)


def test_no_two_regions_of_a_plan_look_alike() -> None:
    """Each has a colour and a marker of its own; the own region is first, and what it looks like depends on the plan alone."""
    plan = load_plan("shahekou-14fyp")
    looks = [look_of(one, plan) for one in plan.places]
    assert len({look.color for look in looks}) == len({look.marker for look in looks}) == len(plan.places)
    assert looks[0] == look_of(HERE, plan)
    assert looks[0].width > looks[1].width > looks[-1].width
    assert look_of("elsewhere", plan) not in looks


def luminance(color: str) -> float:
    """As WCAG 2 has it."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("color", REGIONS)
def test_the_name_of_a_region_can_be_read_in_its_colour(color: str) -> None:
    """Contrast with white of 4.5 to 1 at least; no region has the colour of a target, of met or of missed."""
    assert 1.05 / (luminance(color) + 0.05) >= 4.5
    assert color not in (MARK, GOOD, BAD)


def test_one_region_has_one_colour_in_every_chart() -> None:
    """Found when the city was orange beside others, purple in a fan and blue alone."""
    city = look_of(DALIAN, scene().plan).color
    for name in ("history", "regions", "evidence", "revisions"):
        (axes,) = SHOWN[name]().figure.axes
        drawn = {str(line.get_color()) for line in axes.lines} | {
            str(line.get_markeredgecolor()) for line in axes.lines
        }
        assert city in drawn, name


@given(VALUES, st.sampled_from([None, 0.01, 0.1, 1.0]), st.booleans())
def test_a_scale_holds_everything_and_no_step_is_a_cliff(
    values: list[float], precision: float | None, rates: bool
) -> None:
    """Everything lies within; a step of the last digit is never more than a twentieth of the height."""
    low, high = honest_span(values, precision, growth=rates)
    assert low < high
    assert low <= min(values)
    assert max(values) <= high
    assert high - low >= 20 * (precision or 0) * (1 - 1e-9)
    if not rates:
        assert high - low >= 0.2 * max(map(abs, values)) * (1 - 1e-9)


def test_a_share_of_hardly_any_change_stays_flat() -> None:
    """Found when 5.58 to 5.72 filled a chart from its foot to its top: a fifth of the size is the least that is shown."""
    low, high = honest_span([5.58, 5.65, 5.72], 0.01)
    assert 0.14 / (high - low) < 0.13
    assert honest_span([7.0, 6.5, 7.1], 0.1, growth=True) == pytest.approx((5.8, 7.8))
    assert honest_span([20.0, 80.0])[0] == 0
    assert honest_span([98.0, 99.0], 0.1, bounds=(0, 100))[1] < 101
    assert honest_span([math.nan]) == (0.0, 1.0)


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(5, 20)), min_size=1, max_size=8))
def test_words_at_the_ends_of_lines_stand_apart_in_their_order(some: list[tuple[float, float]]) -> None:
    """No two touch, none goes below the foot, and where there is room none moves."""
    some = sorted(some)
    wanted, high = [one for one, _ in some], [one for _, one in some]
    middles = _apart(wanted, high, 0.0, 1000.0)
    for at in range(len(some) - 1):
        assert middles[at + 1] - middles[at] >= (high[at] + high[at + 1]) / 2 - 1e-6
    assert middles[0] - high[0] / 2 >= -1e-6
    alone = _apart([50.0], [10.0], 0.0, 100.0)
    assert alone == pytest.approx([50.0])
    assert _apart([50.0, 52.0], [10.0, 10.0], 0.0, 100.0) == pytest.approx([46.0, 56.0])


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({}, "no yearly figure found"),
        ({2020: 5.0}, "5 % in 2020, the only year known"),
        ({2020: 5.0, 2021: 6.5}, "6.5 % in 2021, 1.5 percentage points higher than the year before"),
        ({2020: 5.0, 2021: 4.5}, "4.5 % in 2021, 0.5 percentage points lower than the year before"),
        ({2020: 5.0, 2021: 5.0}, "5 % in 2021, as the year before"),
        ({2018: 5.0, 2021: 6.0}, "5 % in 2018, 6 % in 2021"),
        ({2018: 5.0, 2019: 4.0, 2020: 4.5, 2021: 6.0}, "6 % in 2021, the highest of the 4 years known"),
        ({2018: 5.0, 2019: 6.0, 2020: 4.5, 2021: 4.0}, "4 % in 2021, the lowest of the 4 years known"),
    ],
)
def test_a_title_says_what_the_figures_say(values: dict[int, float], told: str) -> None:
    """By rule, from the published figures and nothing else."""
    with speaking("en"):
        said = seen_history(series(share(LEVEL), values))
    assert said.replace("5.0 %", "5 %").replace("6.0 %", "6 %").replace("4.0 %", "4 %").endswith(told)


def test_a_record_is_one_of_the_present_basis_where_the_basis_changed() -> None:
    """The census of 2020 raised the base of the urbanisation rate: 2025 is the highest of six years, and of no more."""
    a = assess("china-15fyp", as_of="2026-11-27")
    zh, en = in_both(lambda: seen_history(a.observations.series("economy.urbanisation_rate", "中国")))
    assert en.endswith("in 2025, the highest of the 6 years on the present basis")
    assert zh.endswith("为现行口径下有数据的6年中最高")


def test_how_many_are_met_is_told_as_an_estimate_until_figures_have_decided_all() -> None:
    """Found when "18 to 19 targets are met" was told of targets of which three had no figure."""
    many = {2018: 89.0, 2019: 89.5, 2020: 90.0, 2021: 90.2, 2022: 90.4}
    sure, likely = assessed(share(LEVEL), {2025: 81.0}).met, assessed(share(LEVEL), many, "2023-06-30").met
    assert likely.interval() == (1, 1)
    told = in_both(lambda: [plot(one).title for one in (sure, likely, assess("china-14fyp", as_of="2026-11-27").met)])
    assert told[1][0] == "1 of the 1 targets with a probability are met"
    assert told[1][1] == "Most likely 1 of the 1 targets with a probability are met"
    assert "(80 % band)" in told[1][2].replace("\u00a0", " ")
    assert told[0][1] == "有概率的1项目标最可能实现1项"


def test_a_title_on_a_doubtful_figure_says_so() -> None:
    """The city's growth of 2021 is marked as doubtful where it was published; a title must not tell it as any other."""
    known = scene().published.series("economy.gdp_growth", DALIAN).since(2019)
    until = replace(known, years=known.years[:3], values=known.values[:3], chosen=known.chosen[:3])
    assert (until.years[-1], until.chosen[-1].doubtful) == (2021, True)
    zh, en = in_both(lambda: seen_history(until))
    assert zh.endswith("（存疑）")
    assert en.endswith("(doubtful)")
    assert "doubtful" not in in_both(lambda: seen_history(known))[1]


def test_a_title_compares_the_latest_year_that_two_regions_have() -> None:
    """In 2024 the district grew 4.9 %, the city 5.2 %, the province 5.1 %, the country 5.0 %: below all three."""
    known = [scene().published.series("economy.gdp_growth", one) for one in (HERE, DALIAN, "辽宁省", "中国")]
    with speaking("zh"):
        assert (
            seen_regions(known)
            == "2024年地区生产总值增速：沙河口区4.9%，低于大连市（5.2%）、辽宁省（5.1%）、中国（5.0%）"
        )
        nobody = [scene().published.series("employment.new_jobs"), known[1]]
        assert seen_regions(nobody) == "城镇新增就业：沙河口区未查到年度数据"
    with speaking("en"):
        assert seen_regions([known[1], known[0]]).endswith("Dalian 5.2 %, above Shahekou District (4.9 %)")

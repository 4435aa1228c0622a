"""Figures far from those that are known: asked about, with what they are held against; and true ones left alone."""

import datetime as dt
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from shkplan.base.errors import DataError, Place, UnknownName
from shkplan.cli import app
from shkplan.evidence.series import annual_series
from shkplan.exchange.importing import Arrival, compare, jumps_among, plan_import, settled
from shkplan.exchange.importing.yardstick import yardstick
from shkplan.files import paths
from shkplan.workspace.load import Workspace
from tests.forms import blank, filled, lay_out
from tests.making import HERE, figure, growth, indicator, share

JOBS = {2018: 10200, 2019: 10500, 2020: 10900, 2021: 11400, 2022: 10900, 2023: 10900, 2024: 11200}
RATES = {2018: 6.5, 2019: 6.8, 2020: 6.6, 2021: 6.1, 2022: 5.2, 2023: 5.9, 2024: 5.4}


def jumps(one, known, value, year=2025, served=None, **parts):
    """What is asked of a figure that comes to a series."""
    held = [figure(one, at, amount) for at, amount in known.items()]
    coming = figure(one, year, value, **parts)
    changes, conflicts = compare([coming], held)
    assert not conflicts
    key = (one.id, HERE)
    series = annual_series([*held, coming], one, HERE)
    return jumps_among(changes, {key: series}, {key: served} if served else {})


def told(found):
    return [f"found {one.found}, expected {one.expected}" for one in found]


# Slips of the hand ----------------------------------------------------------------------------------------------------


def test_a_digit_more_is_asked_about_with_the_largest_change_so_far():
    """Known by hand: logarithms of the yearly ratios, their root mean square 0.0342, and 3.707 from the table of Student's t."""
    assert told(jumps(indicator(), JOBS, 109000)) == [
        (
            "found 109000 人 after 11200 人 (2024): +97,800 人, ×9.73, "
            "expected 9,868 to 12,712 人: the largest of 6 yearly changes known is ×1.05"
        )
    ]
    steps = [
        math.log(after / before) for before, after in zip([*JOBS.values()][:-1], [*JOBS.values()][1:], strict=True)
    ]
    scatter = math.sqrt(sum(step**2 for step in steps) / 6)
    ends = yardstick(indicator(), JOBS, 2024, 2025)
    assert (ends.low, ends.high) == pytest.approx(
        (11200 * min(math.exp(-3.7074 * scatter), 1 / 1.1), 11200 * max(math.exp(3.7074 * scatter), 1.1)), rel=1e-4
    )


@pytest.mark.parametrize("value", [1120, 2240, 109000, 112000, 1.12, 111111])
def test_digits_lost_or_added_are_asked_about(value):
    assert len(jumps(indicator(), JOBS, value)) == 1


@pytest.mark.parametrize("value", [10300, 11200, 12000])
def test_a_change_like_those_before_is_taken_without_a_word(value):
    assert jumps(indicator(), JOBS, value) == []


def test_the_range_is_told_in_the_unit_of_the_figure():
    """Published in 万人, kept in 人."""
    assert told(jumps(indicator(), JOBS, 10.9, unit="万人")) == [
        (
            "found 10.9 万人 after 11200 人 (2024): +9.78 万人, ×9.73, "
            "expected 0.9868 to 1.271 万人: the largest of 6 yearly changes known is ×1.05"
        )
    ]


def test_one_earlier_figure_leaves_a_rule_of_thumb():
    assert told(jumps(indicator(), {2024: 11200}, 109000)) == [
        (
            "found 109000 人 after 11200 人 (2024): +97,800 人, ×9.73, "
            "expected 2,240 to 56,000 人: too little is known of the series; the rule of thumb is ×5"
        )
    ]
    assert jumps(indicator(), {2024: 11200}, 40000) == []


def test_a_sign_lost_or_added_is_asked_about():
    assert told(jumps(growth(), RATES, -5.4)) == [
        "found -5.4 % after 5.4 % (2024): -10.8 percentage points, expected a figure above zero, as all 7 known"
    ]
    assert jumps(growth(), {2022: -0.4, 2023: 0.3, 2024: -0.2}, 0.4) == []


def test_a_percentage_written_as_a_fraction_is_asked_about():
    assert told(jumps(growth(), RATES, 0.054)) == [
        "found 0.054 % after 5.4 % (2024): -5.346 percentage points, expected 5.4 % (0.054 looks like a percentage written as a fraction)"
    ]
    assert told(jumps(share(), {}, 0.45)) == [
        "found 0.45 %, expected 45 % (0.45 looks like a percentage written as a fraction)"
    ]
    assert jumps(share(), {2023: 0.4, 2024: 0.43}, 0.45) == []


def test_a_small_share_is_held_to_ratios_too():
    """3.4 % to 0.5 % is three points only; nobody's unemployment falls so."""
    assert told(jumps(share(), {2023: 3.3, 2024: 3.4}, 0.5)) == [
        (
            "found 0.5 % after 3.4 % (2024): -2.9 percentage points, expected 0.68 to 9.766 %: "
            "the one yearly change known is 0.1 points; the rule of thumb is a fifth to five times the figure before"
        )
    ]


def test_a_revision_far_from_the_earlier_word_is_asked_about():
    one = indicator()
    held = [figure(one, at, amount, place=Place("table.csv", 3)) for at, amount in JOBS.items()]
    later = figure(one, 2024, 21200, published=dt.date(2025, 9, 1))
    changes, _ = compare([later], held)
    series = annual_series([*held, later], one, HERE)
    assert told(jumps_among(changes, {(one.id, HERE): series}, {})) == [
        "found 21200 人 where 11200 人 stands in table.csv, row 3: +10,000 人, +89.3 %, expected 10,182 to 12,320 人: a revision moves a figure by 10 % or so"
    ]
    near = figure(one, 2024, 11900, published=dt.date(2025, 9, 1))
    assert jumps_among(compare([near], held)[0], {(one.id, HERE): annual_series([*held, near], one, HERE)}, {}) == []


def test_a_new_basis_is_held_to_the_rule_of_thumb_alone():
    assert jumps(indicator(), JOBS, 30000, mark="break") == []
    assert len(jumps(indicator(), JOBS, 109000, mark="break")) == 1


def test_levels_may_move_further_over_a_gap():
    assert jumps(indicator(), {2018: 100, 2019: 104, 2020: 108}, 150, year=2025) == []
    assert len(jumps(indicator(), {2018: 100, 2019: 104, 2020: 108}, 300, year=2025)) == 1


def test_a_quantity_that_may_be_negative_is_held_to_differences():
    one = indicator(bounds=(None, None))
    assert jumps(one, {2022: -120, 2023: 40, 2024: 90}, -60) == []
    assert told(jumps(one, {2022: -120, 2023: 40, 2024: 90}, 9000)) == [
        "found 9000 人 after 90 人 (2024): +8,910 人, ×100, expected -510 to 690 人: the largest of 2 yearly changes known is 160 人"
    ]


def test_a_class_says_what_few_figures_cannot():
    """With one figure of its own the series allows 20 points; the cities' growth never moved so far."""
    served = next(one for one in Workspace.shipped().classes() if one.entry.id == "cn-cities-gdp-growth")
    assert jumps(growth(), {2022: 5.9}, 22.0, year=2023) == []
    (found,) = jumps(growth(), {2022: 5.9}, 22.0, year=2023, served=served)
    assert re.fullmatch(
        r"(-[\d.]+ to [\d.]+ %): of the class Growth of Chinese cities 199 of 200 stay within \1", str(found.expected)
    )
    assert jumps(growth(), {2022: 5.9}, 7.0, year=2023, served=served) == []


def test_of_a_series_that_comes_whole_only_the_slip_is_asked_about():
    one = indicator()
    known = {**JOBS, 2021: 114000}
    coming = [figure(one, at, amount) for at, amount in known.items()]
    changes, _ = compare(coming, [])
    found = jumps_among(changes, {(one.id, HERE): annual_series(coming, one, HERE)}, {})
    assert [str(jump.arrival.figure.period) for jump in found] == ["2021"]


@given(
    st.lists(st.floats(1, 1e6), min_size=1, max_size=8),
    st.sampled_from([indicator(), share(), growth(), indicator(bounds=(None, None))]),
)
def test_the_range_holds_the_last_figure_and_the_steps_that_were_made(amounts, one):
    """Law: what stands still is never asked about, nor a step as large as the largest."""
    known = {2000 + at: min(amount, 99.0) if one.unit == "%" else amount for at, amount in enumerate(amounts)}
    last = max(known)
    found = yardstick(one, known, last, last + 1)
    assert found.low <= known[last] <= found.high
    if len(known) > 1 and one.unit == "%":
        largest = max(abs(known[at] - known[at - 1]) for at in known if at - 1 in known)
        assert found.holds(min(known[last] + largest, 100.0 if one.measure != "growth" else math.inf))


# From a form to the file ----------------------------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.delenv(paths.WORKSPACE_VARIABLE, raising=False)
    folder = lay_out(tmp_path)
    monkeypatch.chdir(folder)
    held = folder / "data" / "observations" / "district.csv"
    rows = [
        f"employment.new_jobs,本区,{year},level,exact,{value},人,none,final,,{year + 1}-03-31,stated,公报,统计局,yearbook or bulletin,,,"
        for year, value in zip(range(2019, 2023), (10500, 10900, 11400, 11200), strict=True)
    ]
    held.write_text(held.read_text(encoding="utf-8") + "\n".join([*rows, ""]), encoding="utf-8")
    filled(blank(folder), {"employment.new_jobs": {"value": 109000}, "economy.gdp": {"value": 512}})
    return folder


TOLD = (
    "form.xlsx, sheet 人社局 row 6, employment.new_jobs: found 109000 人 after 11200 人 (2022): +97,800 人, ×9.73, "
    "expected 9,117 to 13,759 人: the largest of 3 yearly changes known is ×1.05.\n"
    "    Correct the figure; or, where it is right, import again with --confirm employment.new_jobs."
)
TOLD_ZH = (
    "form.xlsx，工作表“人社局”第 6 行、employment.new_jobs：现为 109000 人，前值 11200 人（2022年），变动 +97,800 人，为其9.73倍，"
    "应为9,117 至 13,759 人（已知3次年度变动中最大为1.05倍）。\n"
    "    请更正数据；确认无误的，请加 --confirm employment.new_jobs 重新导入。"
)


def call(*arguments, **more):
    return CliRunner().invoke(app, [str(argument) for argument in arguments], **more)


def test_yes_alone_does_not_write_a_jump(root):
    held = root / "data" / "observations" / "district.csv"
    before = held.read_bytes()
    refused = call("import", "form.xlsx", "--yes")
    assert (refused.exit_code, held.read_bytes()) == (1, before)
    assert refused.stderr == f"{TOLD}\n1 mistake. Nothing was changed.\n"
    assert TOLD in refused.stdout
    written = call("import", "form.xlsx", "--yes", "--confirm", "employment.new_jobs")
    assert written.stdout.endswith("2 rows added to data/observations/district.csv.\n")
    assert held.read_bytes() != before


def test_a_jump_is_told_in_chinese(root, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert call("import", "form.xlsx", "--yes").stderr == f"{TOLD_ZH}\n共 1 处错误。未作任何改动。\n"


def test_all_confirms_all_and_a_name_nobody_knows_is_told(root):
    unknown = call("import", "form.xlsx", "--yes", "--confirm", "employment.jobs")
    assert (unknown.exit_code, "Did you mean employment.new_jobs" in unknown.stderr) == (2, True)
    listed = call("import", "form.xlsx", "--yes", "--confirm", "employment.new_jobs，employment.jobs")
    assert (listed.exit_code, "no indicator named 'employment.jobs'" in listed.stderr) == (2, True)
    assert call("import", "form.xlsx", "--yes", "--confirm", "all").exit_code == 0


def test_where_nobody_is_asked_both_options_are_named(root):
    """Found when --yes alone was told to write what it then refuses."""
    assert call("import", "form.xlsx").stderr == "Nothing was written; --yes and --confirm write it.\n"
    assert (
        call("--language", "zh", "import", "form.xlsx").stderr
        == "未写入；核实上述数据后，加 --yes 和 --confirm 写入。\n"
    )


def test_in_python_a_jump_is_a_value(root):
    coming = plan_import([root / "form.xlsx"])
    (jump,) = coming.jumps
    assert (jump.id, jump.arrival.figure.value, jump.against.value) == ("employment.new_jobs", 109000, 11200)
    assert coming.to_frame().iloc[0].to_dict() == {
        "kind": "new", "indicator": "employment.new_jobs", "region": "本区", "period": "2023", "value": 109000.0, "unit": "人",
        "status": "preliminary", "last": 11200.0, "last_period": "2022", "taken": True, "jump": True,
    }  # fmt: skip
    with pytest.raises(DataError) as refused:
        coming.write()
    assert [str(one) for one in refused.value.mistakes] == [TOLD]
    with pytest.raises(UnknownName):
        coming.write(confirmed=["employment.jobs"])
    assert coming.write(confirmed=["employment.new_jobs"]) == "2 rows added to data/observations/district.csv."


def test_at_a_terminal_each_jump_is_asked_about(root):
    coming = plan_import([root / "form.xlsx"])
    asked = []

    def answer(question, *, yes):
        asked.append(question)
        return yes

    assert settled(coming, yes=False, ask=lambda question: answer(question, yes=False)) == (
        "Nothing was written.",
        False,
    )
    assert len(asked) == 1
    assert asked[0].startswith("employment.new_jobs, 本区 2023: found 109000 人 after 11200 人 (2022)")
    assert asked[0].endswith("Is it right?")
    told, written = settled(coming, yes=False, ask=lambda question: answer(question, yes=True))
    assert (told, written) == ("2 rows added to data/observations/district.csv.", True)
    assert asked[-1] == "Write?"


def test_a_first_figure_is_held_to_what_the_plan_says(root):
    """65,000 over five years: 13,000 a year."""
    held = root / "data" / "observations" / "district.csv"
    lines = held.read_text(encoding="utf-8").splitlines(keepends=True)
    held.write_text("".join(line for line in lines if "new_jobs" not in line), encoding="utf-8")
    (jump,) = plan_import([root / "form.xlsx"]).jumps
    assert f"found {jump.found}, expected {jump.expected}" == (
        "found 109000 人, expected 2,600 to 65,000 人: the plan speaks of 13,000 人, and the rule of thumb is ×5"
    )
    filled(root / "form.xlsx", {"employment.new_jobs": {"value": 10900}})
    assert plan_import([root / "form.xlsx"]).jumps == ()


def test_a_figure_is_held_to_the_plan_of_its_own_region(root):
    """Another plan knows an indicator of the same id, in another unit and with another target."""
    plans = root / "data" / "plans"
    text = (plans / "offices.yaml").read_text(encoding="utf-8")
    other = (
        text.replace("id: offices", "id: another")
        .replace("region: 本区", "region: 本市")
        .replace("references: [本市]", "references: [本区]")
    )
    (plans / "another.yaml").write_text(other.replace("number: 65000", "number: 6500000"), encoding="utf-8")
    held = root / "data" / "observations" / "district.csv"
    lines = held.read_text(encoding="utf-8").splitlines(keepends=True)
    held.write_text("".join(line for line in lines if "new_jobs" not in line), encoding="utf-8")
    (jump,) = plan_import([root / "form.xlsx"], "offices").jumps
    assert str(jump.expected).startswith("2,600 to 65,000 人")


def test_without_a_word_on_jumps_nothing_is_asked():
    assert Arrival("new", figure(indicator(), 2024, 5)).changed == ""

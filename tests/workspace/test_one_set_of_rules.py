"""Check and import hold figures to one set of rules; and the rules that look things up say what the naive ones would."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path
from statistics import median_high, median_low

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shkplan.base import units
from shkplan.base.errors import DataError
from shkplan.evidence.corrections import Correction, matched
from shkplan.evidence.observation import Observation
from shkplan.exchange.importing import compare, plan_import
from shkplan.files.records import load
from shkplan.register.plan import Plan
from shkplan.workspace.check import check
from shkplan.workspace.check_figures import figure_mistakes
from shkplan.workspace.names import Register, remains
from shkplan.workspace.sources import contradictions

GOOD = Path(__file__).parents[1] / "data" / "good"
FIGURES = "data/observations/small.csv"
ROW = "employment.new_jobs,本区,{period},level,exact,{value},{unit},none,{status},{mark},{day},stated,{title},局,{kind},,,"
HEAD = (GOOD / "small.csv").read_text(encoding="utf-8").splitlines()[0]


def row(value: float = 1.3, **how: object) -> str:
    usual = {"period": 2020, "unit": "万人", "status": "final", "mark": "", "day": "2022-03-31", "title": "年鉴",
             "kind": "yearbook or bulletin"}  # fmt: skip
    return ROW.format(value=value, **(usual | how))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace without a mistake, which is the current one."""
    for name, part in (("small.yaml", "plans"), ("small.csv", "observations")):
        (tmp_path / "data" / part).mkdir(parents=True)
        shutil.copy(GOOD / name, tmp_path / "data" / part / name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(folder: Path, *rows: str) -> None:
    with (folder / FIGURES).open("a", encoding="utf-8") as stream:
        stream.writelines(f"{one}\n" for one in rows)


def refused(folder: Path, *rows: str) -> list[str]:
    """What import says of rows that come."""
    (folder / "came.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        plan_import([folder / "came.csv"], "small")
    return [str(mistake) for mistake in caught.value.mistakes]


CONFLICT = (
    "{at}, employment.new_jobs: found 1.4 万人 (final, 年鉴, 2022-03-31), expected 1.3 万人 (final, 年鉴, 2022-03-31), as in "
    "{beside}, or a later day of publication.\n"
    "    If the figure was revised, write the day of the revision. If not, correct the one of the two that is wrong."
)


def test_two_words_of_one_source_on_one_day_are_told_by_both(folder: Path) -> None:
    """Found when check passed what import refuses."""
    written(folder, row(1.3))
    assert refused(folder, row(1.4)) == [CONFLICT.format(at="came.csv, row 2", beside=f"{FIGURES}, row 7")]
    written(folder, row(1.4))
    assert [str(one) for one in check(folder)] == [CONFLICT.format(at=f"{FIGURES}, row 8", beside=f"{FIGURES}, row 7")]


@pytest.mark.parametrize(
    "other",
    [
        {"day": "2023-03-31"}, {"day": "2021-03-31"}, {"title": "公报"}, {"mark": "doubtful"}, {"period": 2019},
    ],
    ids=["a later word", "an earlier word", "another source", "marked doubtful", "another year"],
)  # fmt: skip
def test_what_can_both_be_right_is_taken_by_both(other: dict[str, object], folder: Path) -> None:
    """A revision, an older vintage found later, another source, a figure that somebody has marked."""
    written(folder, row(1.3))
    (folder / "came.csv").write_text("\n".join([HEAD, row(1.4, **other)]) + "\n", encoding="utf-8")
    coming = plan_import([folder / "came.csv"], "small")
    assert [change.kind for change in coming.added] in (["revised"], ["older"], ["beside"], ["new"])
    coming.write("all")
    assert check(folder) == []


def test_two_earlier_words_of_one_day_are_told_by_both(folder: Path) -> None:
    """Found by hypothesis: import compared with the newest word alone, check with those of the same day."""
    written(folder, row(1.3, day="2023-03-31"), row(1.4))
    (told,) = refused(folder, row(1.5))
    assert told.startswith("came.csv, row 2, employment.new_jobs: found 1.5 万人")
    assert f"{FIGURES}, row 8" in told
    written(folder, row(1.5))
    assert [str(one).split(":")[0] for one in check(folder)] == [f"{FIGURES}, row 9, employment.new_jobs"]


def test_an_import_that_would_break_a_correction_is_refused(folder: Path) -> None:
    """Found when check told, after an import, that a correction fits two figures."""
    (folder / "data/corrections").mkdir()
    shutil.copy(GOOD / "corrections.yaml", folder / "data/corrections")
    second = (GOOD / "small.csv").read_text(encoding="utf-8").splitlines()[1].replace("2021年统计公报", "2022年年鉴")
    (told,) = refused(folder, second)
    assert told == (
        f"data/corrections/corrections.yaml, line 1, [0].figure: found 2 figures for economy.gdp_growth, 本区, 2021 ({FIGURES}, row 2 and "
        "came.csv, row 2), expected exactly one.\n    Add source_title."
    )


def test_an_import_tells_the_mistakes_of_what_is_there_and_of_what_comes(folder: Path) -> None:
    """Found when a broken table of the workspace hid those of the form."""
    written(folder, row("x"))  # type: ignore[arg-type]
    assert [one.split(": found")[0] for one in refused(folder, row("y"))] == [  # type: ignore[arg-type]
        f"{FIGURES}, row 7, value", "came.csv, row 2, value",
    ]  # fmt: skip


def test_what_is_sound_of_a_plan_with_mistakes(folder: Path) -> None:
    """Names and regions of all of it; indicators whose own entries are sound, whatever their targets are."""
    path = folder / "data/plans/small.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("number: 65000", "number: x").replace("measure: level", "measure: height"), encoding="utf-8"
    )
    found = remains(path)
    assert found is not None
    assert (found.id, found.regions) == ("small", ("本区", "全市"))
    assert set(found.names) - set(found.indicators) == {"employment.registered_unemployment"}
    assert found.indicators["employment.new_jobs"].unit == "人"


# What is looked up, and what a walk through all finds -------------------------------------------------------------------

values = st.sampled_from([1.0, 1.2, 12000.0, 30.0, 0.02, 400.0, -1.0])
figures = st.builds(
    lambda value, unit, year, region, day, title, doubtful, number: Observation.model_validate({
        "indicator": "employment.new_jobs", "region": region, "period": year, "form": "level", "bound": "exact", "value": value,
        "unit": unit, "price_basis": "none", "status": "final", "mark": "doubtful" if doubtful else "",
        "published": dt.date(2022, 1, day), "published_basis": "stated", "source_title": title, "publisher": f"{number}",
        "source_kind": "yearbook or bulletin",
    }),
    values, st.sampled_from(["人", "万人", "户"]), st.integers(2010, 2021), st.sampled_from(["本区", "全市"]),
    st.integers(1, 3), st.sampled_from(["甲", "乙"]), st.booleans(), st.integers(0, 10**9),
)  # fmt: skip
some = st.lists(figures, max_size=25)


def naive_slips(held: list[Observation]) -> Iterator[Observation]:
    """Figures out of proportion to the five others nearest in time, found by a walk through all of them."""
    for figure in held:
        if figure.mark:
            continue
        others = [
            other for other in held
            if other is not figure and not other.mark and other.region == figure.region and units.joined(other.unit, figure.unit)
        ]  # fmt: skip
        others.sort(key=lambda other: abs(other.period.last - figure.period.last))
        near = [abs(units.convert(other.value, other.unit, figure.unit)) for other in others[:5]]
        if near and not median_low(near) / 20 <= abs(figure.value) <= median_high(near) * 20:
            yield figure


@settings(deadline=None)
@given(some)
def test_slips_are_those_that_a_walk_through_all_finds(held: list[Observation]) -> None:
    """The same figures, whatever order, units and years they come in."""
    told = [
        one
        for one in figure_mistakes(held, Register((load(GOOD / "small.yaml", Plan),)))
        if "something like" in one.expected
    ]
    assert sorted(one.found for one in told) == sorted(f'"{one.value:.12g} {one.unit}"' for one in naive_slips(held))


def naive_contradictions(held: list[Observation]) -> int:
    """How many figures meet an earlier one of their source and day, as free of doubt, and say another thing than all such."""
    count, taken = 0, list[Observation]()
    for figure in held:
        told = [
            other for other in taken
            if (other.region, other.period, other.source_title) == (figure.region, figure.period, figure.source_title)
            and other.published == figure.published and other.mark == figure.mark
        ]  # fmt: skip
        same = [
            other
            for other in told
            if units.canonical(other.value, other.unit) == units.canonical(figure.value, figure.unit)
        ]
        count += bool(told) and not same
        taken.append(figure)
    return count


@settings(deadline=None)
@given(some)
def test_contradictions_are_those_that_a_walk_through_all_finds(held: list[Observation]) -> None:
    assert len(list(contradictions(held))) == naive_contradictions(held)


@settings(deadline=None)
@given(some)
def test_import_refuses_what_check_would_tell(held: list[Observation]) -> None:
    """Whatever an import takes, whole, is free of contradictions afterwards."""
    changes, _ = compare(held, [])
    assert list(contradictions(change.figure for change in changes if change.kind != "same")) == []


@settings(deadline=None)
@given(some, st.fixed_dictionaries({}, optional={"published": st.just("2022-01-02"), "source_title": st.just("甲")}))
def test_corrections_find_the_figures_that_a_walk_through_all_finds(
    held: list[Observation], parts: dict[str, str]
) -> None:
    """Exactly one fits, or the mistake counts those that do."""
    locator = {"indicator": "employment.new_jobs", "region": "本区", "period": 2015, **parts}
    correction = Correction.model_validate({
        "figure": locator, "found": {"value": 1, "unit": "人"}, "drop": True, "reason": {"zh": "误", "en": "slip"},
        "author": "x", "date": "2023-01-01",
    })  # fmt: skip
    fitting = [
        one for one in held
        if one.region == "本区" and one.period.last == 2015
        and ("published" not in parts or one.published == dt.date(2022, 1, 2))
        and ("source_title" not in parts or one.source_title == "甲")
    ]  # fmt: skip
    corrected, mistakes = matched(held, [correction])
    assert len(corrected) + len(mistakes) == 1
    if len(fitting) != 1:
        assert mistakes[0].found.startswith(f"{len(fitting) or 'no'} figure")

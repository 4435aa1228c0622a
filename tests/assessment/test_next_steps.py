"""What is at risk, to be done and wanted: each step does what it promises, and the order is the one that is documented."""

from __future__ import annotations

import pytest

import shkplan as sp
from shkplan.assessment.assessment import Assessment
from shkplan.assessment.wanted import CHANGES, WantedFigure
from shkplan.base.errors import ParameterError
from tests.showing import whole

SEEN = [
    ("shahekou-14fyp", "2026-11-28"),
    ("shahekou-14fyp", "2023-06-30"),
    ("china-14fyp", "2023-06-30"),
    ("china-15fyp", "2026-11-28"),
]
every_plan = pytest.mark.parametrize(("plan", "day"), SEEN)


@every_plan
def test_at_risk_is_missed_or_below_one_half_the_worst_first(plan: str, day: str) -> None:
    """By the definition of the word; nothing else, and nothing twice."""
    a = whole(plan, day)
    found = list(a.at_risk)
    decided = [one.decided_by_figures for one in found]
    assert {one.key for one in found} == {
        one.key for one in a.scored if one.prob is not None and one.prob < 0.5 and one.status != "supposed"
    }
    assert len(a.at_risk) == len(found)
    assert decided == sorted(decided, reverse=True)
    assert [one.prob for one in found if not one.decided_by_figures] == sorted(
        one.prob or 0.0 for one in found if not one.decided_by_figures
    )
    assert list(a.at_risk.to_frame().index) == [one.key for one in found]


def with_figures(a: Assessment, one: WantedFigure, years: tuple[int, ...], move: float) -> Assessment:
    """The assessment with figures of some years beside the own ones, each the latest one moved a little."""
    verdict = one.verdict
    of, known = verdict.indicator, a.observations.series(verdict.indicator, a.region)
    figures = dict(zip(known.years, known.values, strict=True))
    start = known.values[-1] if known.years else verdict.wanted or 50.0
    low, high = of.bounds
    fresh = {year: start * (1 + move * (1 + year % 3)) for year in years}
    fresh = {y: min(v if high is None else high, max(v if low is None else low, v)) for y, v in fresh.items()}
    given = sp.series(figures | fresh, unit=of.unit, bounds=of.bounds, measure=of.measure, precision=of.precision)
    return a.using({of.id: given})


@every_plan
@pytest.mark.parametrize("move", [-0.02, 0.013])
def test_figures_that_are_said_to_decide_do(plan: str, day: str, move: float) -> None:
    """Handed in, whatever they are, they leave nothing open."""
    a = whole(plan, day)
    every = [one for one in a.wanted.most(None) if one.change == "decides"]
    assert every or (plan, day) != SEEN[0]
    for one in every:
        found = with_figures(a, one, one.years, move)[one.verdict.key]
        assert found.decided_by_figures, (one.verdict.key, found)


@every_plan
def test_as_many_figures_as_are_asked_for_give_a_probability(plan: str, day: str) -> None:
    """So many yearly figures more, of the years asked for or of the latest ones that have none."""
    a = whole(plan, day)
    for one in a.wanted.most(None):
        if one.change != "judgeable":
            continue
        known = a.observations.series(one.verdict.indicator, a.region).years
        free = [year for year in range(a.as_of.year - 1, 2000, -1) if year not in known]
        years = one.years or tuple(free[: one.more])
        assert len(years) >= one.more
        found = with_figures(a, one, years, 0.01)[one.verdict.key]
        assert found.assessable, (one.verdict.key, years, found)


@every_plan
def test_figures_that_are_said_to_join_borrowed_evidence_do(plan: str, day: str) -> None:
    """Found when they were promised to take its place, and the verdict rested on the class as before, if less: they enter it, and
    the evidence is no weaker."""
    a = whole(plan, day)
    strength = ("own", "own and class", "proxy", "class", "none")
    for one in a.wanted.most(None):
        if one.change == "own":
            found = with_figures(a, one, one.years, 0.01)[one.verdict.key]
            assert set(one.years) <= set(found.measured), (one.verdict.key, found)
            assert strength.index(found.evidence) <= strength.index(one.verdict.evidence), (one.verdict.key, found)


@every_plan
def test_wanted_figures_are_ranked_by_what_they_change(plan: str, day: str) -> None:
    """Deciding ones first; among these what is at risk, and the fewer years the earlier."""
    a = whole(plan, day)
    every = list(a.wanted.most(None))
    ranks = [(CHANGES.index(one.change), not one.verdict.at_risk) for one in every]
    assert ranks == sorted(ranks)
    safe = [(CHANGES.index(one.change), len(one.years) or one.more) for one in every if not one.verdict.at_risk]
    assert safe == sorted(safe)
    assert [one.verdict.key for one in a.wanted] == [one.verdict.key for one in every[:3]]
    assert len(a.wanted.to_frame()) == len(a.wanted) == min(3, len(every))


@every_plan
def test_steps_are_ranked_by_what_they_change(plan: str, day: str) -> None:
    """Paths of targets that can still be met first; then by targets at risk decided, by all decided, by all touched."""
    a = whole(plan, day)
    every = list(a.todo.most(None))
    paths = [one for one in every if one.kind == "path"]
    assert every[: len(paths)] == paths
    assert all(one.verdicts[0].at_risk and one.verdicts[0].required for one in paths)
    assert all(max(one.verdicts[0].estimated) >= a.as_of.year for one in paths)
    rest = [
        (-sum(verdict.at_risk for verdict in one.decides), -len(one.decides), -len(one.verdicts))
        for one in every[len(paths) :]
    ]
    assert rest == sorted(rest)
    asked = [one for step in every for one in step.wanted]
    assert sorted(one.verdict.key for one in asked) == sorted(one.verdict.key for one in a.wanted.most(None))
    assert [one.kind for one in a.todo] == [one.kind for one in every[:3]]


def test_what_only_the_plan_can_tell_is_asked_of_the_plan() -> None:
    """Seven targets start from a baseline that the plan leaves out; no figure is asked for them."""
    a = whole(*SEEN[0])
    (step,) = (one for one in a.todo.most(None) if one.lacks == "no_baseline")
    assert len(step.verdicts) == 7
    assert not {one.key for one in step.verdicts} & {one.verdict.key for one in a.wanted.most(None)}


@pytest.mark.parametrize("limit", [0, -1, 1.5, "3", True])
def test_a_limit_is_a_whole_number(limit: object) -> None:
    for view in (whole(*SEEN[0]).todo, whole(*SEEN[0]).wanted):
        with pytest.raises(ParameterError, match="limit"):
            view.most(limit)  # type: ignore[arg-type]
        assert len(view.most(1)) == 1

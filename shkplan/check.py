"""All files of a workspace looked at together, and everything wrong with them told at once.

Each reader tells the mistakes of its own file. What only shows across files is found here: figures of an indicator
that no plan knows, in a unit that does not convert, of a form that does not fit; the same figure twice; scenarios that
speak of what is not there. Where a plan cannot be read, names are not held against the others: they may be its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from shkplan import places, units
from shkplan.coherence import spoken, within
from shkplan.door import Location, Misfit, located, quoted, read_yaml, suggested
from shkplan.errors import DataError, Mistake
from shkplan.evidence import Form, Observation
from shkplan.messages import Message, message
from shkplan.plan import Indicator, Measure, Plan, plan_files, read_plan
from shkplan.scenario import Claim, Scenario, doubled, read_scenario, scenario_files
from shkplan.sources import observation_files, read_tidy_csv

Read = TypeVar("Read")

FORMS: dict[Measure, tuple[Form, ...]] = {
    "level": ("level", "mean"),
    "flow": ("level", "sum", "mean"),
    "growth": ("growth rate", "mean"),
}
_MEASURED: dict[Measure, str] = {"level": "a level", "flow": "a flow over the year", "growth": "a rate of growth"}


@dataclass(frozen=True)
class Checked:
    """What was looked at, and what was found.

    Attributes:
        plans, targets, figures, scenarios: how many could be read; targets are those in force.
        mistakes: everything wrong, in the order plans, observations, scenarios.
    """

    plans: int
    targets: int
    figures: int
    scenarios: int
    mistakes: tuple[Mistake, ...]

    @property
    def counts(self) -> Message:
        """One line on what was looked at."""
        return message(
            "check.counts", plans=self.plans, targets=self.targets, figures=self.figures, scenarios=self.scenarios
        )


def check(root: Path | None = None) -> list[Mistake]:
    """Every mistake in the plans, observations and scenarios of a workspace; empty where there is none.

    Args:
        root: the workspace; default the current one, else what is shipped.
    """
    return list(checked(root).mistakes)


def checked(root: Path | None = None) -> Checked:
    """What a workspace holds, and every mistake in it; see :func:`check`."""
    base = root or places.root()
    plans, broken_plans = _read(plan_files(base), read_plan)
    tables, broken_tables = _read(observation_files(base), read_tidy_csv)
    scenarios, broken_scenarios = _read(scenario_files(base), read_scenario)
    figures = [figure for table in tables.values() for figure in table]
    register = _Register(tuple(plans.values()), complete=bool(plans) and not broken_plans)
    mistakes = [
        *([] if plan_files(base) else [_NO_PLAN]),
        *broken_plans,
        *(mistake for path, plan in plans.items() for mistake in _misnamed(path, plan.id)),
        *broken_tables,
        *(mistake for figure in figures for mistake in register.figure_mistakes(figure)),
        *_twice(figures),
        *broken_scenarios,
        *(mistake for path, one in scenarios.items() for mistake in _scenario_mistakes(path, one, register)),
    ]
    targets = sum(
        len(indicator.targets_in_force()) for plan in plans.values() for indicator in plan.indicators.values()
    )
    return Checked(len(plans), targets, len(figures), len(scenarios), tuple(dict.fromkeys(mistakes)))


_NO_PLAN = Mistake(
    "data/plans", "folder", "no plan", "a file such as our-district.yaml", "Lay one out with shkplan init."
)


def _read(paths: Sequence[Path], reader: Callable[[Path], Read]) -> tuple[dict[Path, Read], list[Mistake]]:
    """The files that could be read, and the mistakes of those that could not."""
    good: dict[Path, Read] = {}
    mistakes: list[Mistake] = []
    for path in paths:
        try:
            good[path] = reader(path)
        except DataError as error:
            mistakes += error.mistakes
    return good, mistakes


# Observations against plans -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Register:
    """All plans together; ``complete`` where each could be read, so that a name in none of them is a mistake."""

    plans: tuple[Plan, ...]
    complete: bool

    def figure_mistakes(self, figure: Observation) -> Iterator[Mistake]:
        """What does not fit between a figure and the plans."""
        homes = [plan[figure.indicator] for plan in self.plans if figure.indicator in plan]
        ids = [name for plan in self.plans for name in (*plan.indicators, *plan.series)]
        regions = [region for plan in self.plans for region in plan.regions]
        if self.complete and not homes:
            remedy = suggested(figure.indicator, ids, "Correct it, or add the indicator to a plan.")
            yield _at(
                figure, Misfit("the id of an indicator of a plan", remedy, found=figure.indicator, at=("indicator",))
            )
        if self.complete and figure.region not in regions:
            remedy = suggested(figure.region, regions, "Correct it, or add the region to a plan.")
            yield _at(figure, Misfit("a region of a plan", remedy, found=figure.region, at=("region",)))
        for indicator in homes:
            for misfit in _unfit(figure, indicator):
                yield _at(figure, misfit)

    def plan(self, name: str) -> Plan | None:
        return next((plan for plan in self.plans if plan.id == name), None)


def _at(figure: Observation, misfit: Misfit) -> Mistake:
    """A misfit where its figure was read."""
    file, _, row = figure.place.rpartition(", ")
    return Mistake(file, f"{row}, {misfit.at[0]}", quoted(misfit.found), misfit.expected, misfit.remedy)


def _unfit(figure: Observation, indicator: Indicator) -> Iterator[Misfit]:
    """What of a figure does not fit its indicator."""
    if not indicator.unit:
        expected, remedy = (
            "an indicator that is measured",
            f"{indicator.id} is a stated aim: record the figure elsewhere.",
        )
        yield Misfit(expected, remedy, found=indicator.id, at=("indicator",))
        return
    allowed = FORMS[indicator.measure]
    if figure.form not in allowed:
        expected = f"{' or '.join(allowed)}, since {indicator.id} is {_MEASURED[indicator.measure]}"
        yield Misfit(expected, _other_home(indicator), found=figure.form, at=("form",))
    elif not units.joined(figure.unit, indicator.unit):
        remedy = f"Give the figure in {indicator.unit}, or record it under an indicator of its own."
        yield Misfit(f"a unit that converts to {indicator.unit}", remedy, found=figure.unit, at=("unit",))
    else:
        bounds = (indicator.bounds[0], None if figure.form == "sum" else indicator.bounds[1])
        if not within(units.convert(figure.value, figure.unit, indicator.unit), bounds):
            found = f"{figure.value:.12g} {figure.unit}"
            yield Misfit(spoken(bounds, indicator.unit), "Correct the value or its unit.", found=found, at=("value",))
    yearly = figure.bound == "exact" and figure.period.is_year
    if yearly and (figure.price_basis == "none") != (indicator.price_basis == "none"):
        if indicator.price_basis == "none":
            expected, remedy = "none", f"{indicator.id} has no prices in it: write none."
        else:
            expected, remedy = "current or constant", "Write the prices the source counts in."
        yield Misfit(expected, remedy, found=figure.price_basis, at=("price_basis",))


def _other_home(indicator: Indicator) -> str:
    """Where a figure of another form belongs."""
    if indicator.growth_of:
        return f"Record a level under {indicator.growth_of}."
    return "Record it under an indicator that is measured so, or correct the form."


def _twice(figures: Sequence[Observation]) -> Iterator[Mistake]:
    """Figures that were entered a second time."""
    first: dict[tuple[object, ...], Observation] = {}
    for figure in figures:
        key = (
            figure.indicator, figure.region, figure.period, figure.form, figure.bound, figure.value, figure.unit,
            figure.price_basis, figure.source_title, figure.published,
        )  # fmt: skip
        earlier = first.setdefault(key, figure)
        if earlier is not figure:
            file, _, row = figure.place.rpartition(", ")
            yield Mistake(
                file, row, f"the figure of {earlier.place} again", "each figure once", "Remove one of the rows."
            )


# Scenarios and file names ---------------------------------------------------------------------------------------------


def _place(path: Path, location: Location) -> tuple[str, str]:
    """File and place of an entry of a YAML file, as a message shows them."""
    shown = places.shown(path)
    _, line_of = read_yaml(path, shown)
    return shown, f"line {line_of(location)}, {located(location)}"


def _told(path: Path, misfit: Misfit) -> Mistake:
    return Mistake(*_place(path, misfit.at), quoted(misfit.found), misfit.expected, misfit.remedy)


def _misnamed(path: Path, name: str) -> Iterator[Mistake]:
    if path.stem != name:
        remedy = f"Rename the file to {name}.yaml, or correct the id."
        yield _told(path, Misfit(f"{path.stem}, as the file is named", remedy, found=name, at=("id",)))


def _scenario_mistakes(path: Path, scenario: Scenario, register: _Register) -> Iterator[Mistake]:
    yield from _misnamed(path, scenario.id)
    plan = register.plan(scenario.plan)
    if plan is None:
        if register.complete:
            remedy = suggested(scenario.plan, [one.id for one in register.plans], "Correct it, or add the plan.")
            yield _told(path, Misfit("the id of a plan", remedy, found=scenario.plan, at=("plan",)))
        return
    misfits = [misfit for number, claim in enumerate(scenario.claims) for misfit in _unfit_claim(number, claim, plan)]
    for misfit in misfits or doubled(scenario.spelled_out(plan.region)):
        yield _told(path, misfit)


def _unfit_claim(number: int, claim: Claim, plan: Plan) -> Iterator[Misfit]:
    """What of a claim does not fit its plan."""
    at: Location = ("claims", number)
    if claim.region and claim.region not in plan.regions:
        remedy = suggested(claim.region, list(plan.regions), "Correct it, or leave it out for the plan's own region.")
        yield Misfit(f"a region of {plan.id}", remedy, found=claim.region, at=(*at, "region"))
    first, last = plan.window.first, plan.horizon
    if claim.years.first < first or claim.years.last > last:
        remedy = "Claims fix years from the plan's window to its horizon."
        yield Misfit(f"years from {first} to {last}", remedy, found=str(claim.years), at=(*at, "years"))
    if claim.indicator not in plan:
        remedy = suggested(claim.indicator, [*plan.indicators, *plan.series], "Correct it.")
        yield Misfit(f"the id of an indicator of {plan.id}", remedy, found=claim.indicator, at=(*at, "indicator"))
        return
    indicator = plan[claim.indicator]
    if not indicator.unit:
        yield Misfit(
            "an indicator that is measured", "A stated aim cannot be fixed.", found=indicator.id, at=(*at, "indicator")
        )
    elif claim.fix == "growth rate":
        if indicator.measure == "growth":
            remedy = f"{indicator.id} is itself a growth rate: fix its level."
            yield Misfit("level or addition", remedy, found=claim.fix, at=(*at, "fix"))
    elif claim.fix == "addition" and (claim.unit, indicator.unit) == ("个百分点", "%"):
        return  # what is added to a percentage is a number of points
    elif not units.joined(claim.unit, indicator.unit):
        remedy = f"Give the value in {indicator.unit}."
        yield Misfit(f"a unit that converts to {indicator.unit}", remedy, found=claim.unit, at=(*at, "unit"))
    elif claim.fix == "level" and not within(units.convert(claim.value, claim.unit, indicator.unit), indicator.bounds):
        found = f"{claim.value:.12g} {claim.unit}"
        yield Misfit(
            spoken(indicator.bounds, indicator.unit), "Correct the value or its unit.", found=found, at=(*at, "value")
        )

"""All files of a workspace looked at together, and everything wrong with them told at once.

Each reader tells the mistakes of its own file. What only shows across files is found here: figures of an indicator
that no plan knows, in a unit that does not convert, of a form that does not fit, out of all proportion; the same figure
twice; corrections whose figure its source has changed; targets out of the plan's years; scenarios that speak of what is not there; notebooks that are none. Where a plan cannot be read, names are not held against the others: they may be its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median, median_high, median_low

from shkplan.base import units
from shkplan.base.errors import DataError, Mistake, ParameterError
from shkplan.base.messages import Message, message
from shkplan.base.typed import Location, Misfit, quoted, suggested
from shkplan.evidence.classification import FORMS
from shkplan.evidence.corrections import applied, matched
from shkplan.evidence.observation import Form, Observation
from shkplan.files import paths
from shkplan.files.records import Filed, load, place_in
from shkplan.register.consistency import spoken, within
from shkplan.register.past import PastPlans
from shkplan.register.plan import Indicator, Measure, Plan
from shkplan.register.scenario import Claim, Scenario, doubled
from shkplan.workspace.check_classes import class_mistakes
from shkplan.workspace.check_within import within_mistakes
from shkplan.workspace.load import Workspace, read_all, read_corrections
from shkplan.workspace.notebooks import notebook_mistakes
from shkplan.workspace.readers.tidy_csv import read_tidy_csv

_MEASURED: dict[Measure, str] = {"level": "a level", "flow": "a flow over the year", "growth": "a rate of growth"}


@dataclass(frozen=True)
class Checked:
    """What was looked at, and what was found.

    Attributes:
        plans, targets, figures, scenarios: how many could be read; targets are those in force.
        mistakes: everything wrong, in the order plans, observations, corrections, scenarios, the record of past plans, reference classes, notebooks.
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
    """Every mistake in the plans, observations, corrections, scenarios and notebooks of a workspace; empty where there is none.

    Args:
        root: the workspace; default the current one, else what is shipped.
    """
    return list(checked(root).mistakes)


def checked(root: Path | None = None) -> Checked:
    """What a workspace holds, and every mistake in it; see :func:`check`.

    Raises:
        ParameterError: there is no such folder.
    """
    base = Workspace(root) if root else Workspace.here()
    if not base.root.is_dir():
        raise ParameterError(f"the folder {base.root} does not exist.")
    plans, broken_plans = read_all(base.files("plans"), lambda path: load(path, Plan))
    tables, broken_tables = read_all(base.files("observations"), _read_table)
    scenarios, broken_scenarios = read_all(base.files("scenarios"), lambda path: load(path, Scenario))
    as_published = [figure for table in tables.values() for figure in table]
    written, broken_corrections = read_all(base.files("corrections"), read_corrections)
    corrected, refused = matched(as_published, [one for some in written.values() for one in some])
    figures = applied(as_published, corrected)
    register = _Register(tuple(plans.values()), complete=bool(plans) and not broken_plans)
    mistakes = [
        *([] if base.files("plans") else [_NO_PLAN]),
        *broken_plans,
        *(mistake for path, plan in plans.items() for mistake in _misnamed(path, Plan, plan.id)),
        *(mistake for path, plan in plans.items() for mistake in _out_of_the_years(path, plan)),
        *_workbooks(base.folder("observations")),
        *broken_tables,
        *broken_corrections,
        *([] if broken_tables else refused),  # what they speak of may stand in a table that could not be read
        *_figure_mistakes(figures, register),
        *broken_scenarios,
        *read_all([base.record] if base.record.is_file() else [], lambda path: load(path, PastPlans))[1],
        *class_mistakes(base, register.plans, complete=register.complete),
        *(mistake for path, one in scenarios.items() for mistake in _scenario_mistakes(path, one, register)),
        *(mistake for path in base.notebooks for mistake in notebook_mistakes(path)),
    ]
    targets = sum(
        len(indicator.targets_in_force()) for plan in plans.values() for indicator in plan.indicators.values()
    )
    return Checked(len(plans), targets, len(as_published), len(scenarios), tuple(dict.fromkeys(mistakes)))


_NO_PLAN = Mistake(
    "data/plans", "folder", "no plan", "a file such as our-district.yaml", "Lay one out with shkplan init."
)


def _read_table(path: Path) -> tuple[Observation, ...]:
    """The figures of one file; an empty one is one mistake and not a column missing after another."""
    with suppress(OSError):  # which the reader tells
        if not path.read_bytes().strip(b"\xef\xbb\xbf \t\r\n,"):
            remedy = "Write the names of the columns into its first line, or remove the file."
            raise DataError([Mistake(paths.shown(path), "file", "nothing in it", "columns and figures", remedy)])
    return read_tidy_csv(path)


def _workbooks(folder: Path) -> Iterator[Mistake]:
    """Files of spreadsheet programs, which nobody reads, among the tables."""
    for path in sorted(folder.glob("*")):
        if path.suffix.lower() in (".xlsx", ".xls", ".xlsm", ".et", ".ods", ".numbers") and path.name[0] not in "~.":
            remedy = "Save its sheet as CSV UTF-8 (comma delimited) in this folder, and take the workbook away."
            yield Mistake(paths.shown(path), "file", "a workbook", "a table in CSV", remedy)


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

    def is_flow(self, indicator: str) -> bool:
        """Whether an indicator adds up over the year."""
        return any(plan[indicator].measure == "flow" for plan in self.plans if indicator in plan)

    def plan(self, name: str) -> Plan | None:
        return next((plan for plan in self.plans if plan.id == name), None)


def figure_mistakes(figures: Sequence[Observation], plans: Sequence[Plan]) -> list[Mistake]:
    """What does not fit between figures and plans, or among the figures; an importer asks before it writes.

    Args:
        figures: all figures of a workspace, those to come included.
        plans: all its plans.
    """
    return list(_figure_mistakes(figures, _Register(tuple(plans), complete=True)))


def _figure_mistakes(figures: Sequence[Observation], register: _Register) -> Iterator[Mistake]:
    for figure in figures:
        yield from register.figure_mistakes(figure)
    yield from _early(figures)
    yield from _out_of_proportion([figure for figure in figures if not figure.period.within])
    yield from within_mistakes(figures, register.is_flow)
    yield from _twice(figures)


def _at(figure: Observation, misfit: Misfit) -> Mistake:
    """A misfit where its figure was read."""
    return figure.place.below(str(misfit.at[0])).mistake(quoted(misfit.found), misfit.expected, misfit.remedy)


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
        told = [form for form in allowed if form != "change" or not figure.period.is_year]
        expected = f"{' or '.join(told)}, since {indicator.id} is {_MEASURED[indicator.measure]}"
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


def _early(figures: Sequence[Observation]) -> Iterator[Mistake]:
    """Figures that would be published only after today."""
    today = dt.date.today()  # noqa: DTZ011  # the day on the user's own calendar
    for figure in figures:
        if figure.published > today:
            found, remedy = str(figure.published), "Write the day on which it was published."
            yield _at(figure, Misfit(f"a day up to today, {today}", remedy, found=found, at=("published",)))


_PROPORTION, _NEIGHBOURS = 20, 5


def _out_of_proportion(figures: Sequence[Observation]) -> Iterator[Mistake]:
    """Figures far from those nearest in time, as after 人 for 万人; a rate of growth may be as small as it likes."""
    groups: dict[tuple[str, str, Form], list[Observation]] = {}
    for figure in figures:
        if figure.form in ("level", "sum") and figure.value and not figure.mark:
            groups.setdefault((figure.indicator, figure.region, figure.form), []).append(figure)
    for figure, alike in ((figure, group) for group in groups.values() for figure in group):
        near = _nearest(figure, alike)
        if near and not median_low(near) / _PROPORTION <= abs(figure.value) <= median_high(near) * _PROPORTION:
            found = f"{figure.value:.12g} {figure.unit}"
            expected = f"something like {median(near):,.10g} {figure.unit}, the median of the figures nearest in time"
            remedy = "Check number and unit; if it was published so, mark it doubtful, or break."
            yield _at(figure, Misfit(expected, remedy, found=found, at=("value",)))


def _nearest(figure: Observation, alike: Sequence[Observation]) -> list[float]:
    """The sizes of the other figures nearest in time, in the unit of this one."""
    others = [other for other in alike if other is not figure and units.joined(other.unit, figure.unit)]
    others.sort(key=lambda other: abs(other.period.last - figure.period.last))
    return [abs(units.convert(other.value, other.unit, figure.unit)) for other in others[:_NEIGHBOURS]]


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
            found = f"the figure of {earlier.place} again"
            yield figure.place.mistake(found, "each figure once", "Remove one of the rows.")


# Plans, scenarios and file names ---------------------------------------------------------------------------------------------


def _told(path: Path, kind: type[Filed], misfit: Misfit) -> Mistake:
    """A misfit where it stands in its file."""
    return place_in(path, kind, misfit.at).mistake(quoted(misfit.found), misfit.expected, misfit.remedy)


def _misnamed(path: Path, kind: type[Filed], name: str) -> Iterator[Mistake]:
    if path.stem != name:
        remedy = f"Rename the file to {name}.yaml, or correct the id."
        yield _told(path, kind, Misfit(f"{path.stem}, as the file is named", remedy, found=name, at=("id",)))


def _out_of_the_years(path: Path, plan: Plan) -> Iterator[Mistake]:
    """Targets due before the plan begins, or after the last year it looks to."""
    first, last = plan.window.first, plan.horizon
    targets = [(name, n, target) for name, one in plan.indicators.items() for n, target in enumerate(one.targets)]
    for name, number, target in targets:
        if not first <= target.deadline <= last:
            entry = "deadline" if "deadline" in type(target).model_fields else "window"
            at: Location = ("indicators", name, "targets", number, entry)
            expected, remedy = f"a year from {first} to {last}", "Correct the year, or the plan's window or horizon."
            yield _told(path, Plan, Misfit(expected, remedy, found=getattr(target, entry), at=at))


def _scenario_mistakes(path: Path, scenario: Scenario, register: _Register) -> Iterator[Mistake]:
    yield from _misnamed(path, Scenario, scenario.id)
    if "claims" not in scenario.model_fields_set:
        yield _told(
            path, Scenario, Misfit("a list", "Add claims; claims: [] fixes nothing.", found=None, at=("claims",))
        )
    plan = register.plan(scenario.plan)
    if plan is None:
        if register.complete:
            remedy = suggested(scenario.plan, [one.id for one in register.plans], "Correct it, or add the plan.")
            yield _told(path, Scenario, Misfit("the id of a plan", remedy, found=scenario.plan, at=("plan",)))
        return
    misfits = [misfit for number, claim in enumerate(scenario.claims) for misfit in _unfit_claim(number, claim, plan)]
    for misfit in misfits or doubled(scenario.spelled_out(plan.region)):
        yield _told(path, Scenario, misfit)


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

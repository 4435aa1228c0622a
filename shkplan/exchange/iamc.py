"""Scenarios from, and projections to, tables in the layout of the IAMC (:mod:`shkplan.assessment.scenarios.iamc`).

Each scenario of such a table becomes one of ours: its values are claims of a level, year by year. What was published already
is history and no claim.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from shkplan.assessment import assess
from shkplan.assessment.scenarios.iamc import BASELINE, INDEX, MODEL, write_iamc
from shkplan.base import units
from shkplan.base.errors import DataError, Mistake, ParameterError, Place, ShkplanError, nearest
from shkplan.base.given import a_year, must_be
from shkplan.base.messages import Said, Text, lines, listed, said
from shkplan.base.periods import Period
from shkplan.base.shown import shown
from shkplan.evidence.observations import Observations
from shkplan.files.grid import CellGrid, read_grid
from shkplan.files.workbook import is_workbook
from shkplan.register.claims import FixedLevel
from shkplan.register.plan import Plan
from shkplan.register.scenario import Scenario
from shkplan.workspace.load import Workspace

__all__ = ["is_iamc", "load_iamc", "taken_as_scenarios", "write_projections"]

_PERCENTILE = re.compile(r"(.*)\|(\d+(?:\.\d+)?)(?:th|st|nd|rd) Percentile", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_ENDS = (10.0, 90.0)  # percentiles between which a value lies with 80 %
Key = tuple[str, str]  # indicator and region
Values = Mapping[int, tuple[float, str, int]]  # year -> value, unit, row


def load_iamc(
    path: str | Path,
    plan: str | Path | Plan | None = None,
    *,
    variables: Mapping[str, str] | None = None,
    others: Literal["refuse", "skip"] = "refuse",
    since: int | None = None,
    intervals: bool = False,
) -> tuple[Scenario, ...]:
    """The scenarios of an IAMC table, wide or long, each as claims of a level on a plan's indicators.

    What such a table says is supposed for certain, all of it: also the path of what its author let follow. Of a table that this library
    wrote the baseline is passed over, and with it every value that equals the baseline's: the scenario says nothing of it. A row of a variable is that of an indicator where the variable is its id with ``|`` between the parts.

    Args:
        path: a CSV file, or a workbook with a sheet ``data``.
        plan: a plan, its id or its file; None for the only one of the workspace.
        variables: variable of the table -> id of an indicator, for those of other names.
        others: whether variables of no indicator, and regions the plan does not know, are mistakes or passed over.
        intervals: whether a year with its 10th and 90th percentile is supposed to lie between them with 80 %; else, and without them, its
            value is. Rows of other quantiles are passed over.
        since: the first year that is claimed; default, series by series, the year after the last one published.

    Raises:
        DataError: no such table, or unknown names, units that do not convert and values that are no numbers; all of them.
        ParameterError: ``others`` is neither of both.
    """
    must_be("path", path, (str, Path), "a file in the layout of the IAMC")
    must_be("plan", plan, (str, Path, Plan, type(None)), "a plan, its id or its file")
    must_be("variables", variables, (Mapping, type(None)), "a mapping of variables to ids of indicators")
    since = None if since is None else a_year("since", since, "a calendar year such as 2023")
    if not isinstance(others, str) or others not in ("refuse", "skip"):
        raise ParameterError(said("others: found {found}, expected refuse or skip.", found=shown(others)))
    workspace = Workspace.here()
    register = plan if isinstance(plan, Plan) else workspace.plan(plan)
    reading = _Reading(_grid(Path(path)), register, dict(variables or {}), others, intervals=intervals)
    reading.read()
    if reading.mistakes:
        raise DataError(reading.mistakes)
    observed = workspace.observations(register)
    return tuple(reading.scenarios(lambda key: _after(observed, key) if since is None else since))


def _after(observed: Observations, key: Key) -> int:
    """The year after the last published one of a series; where none was, any year."""
    years = observed.series(observed.plan[key[0]], key[1]).years
    return years[-1] + 1 if years else 0


def _grid(path: Path) -> CellGrid:
    """The cells of the table; of a workbook those of its sheet ``data``, or of the only one."""
    if not is_workbook(path):
        return read_grid(path)
    try:
        return read_grid(path, "data")
    except DataError:
        return read_grid(path)


def is_iamc(path: Path) -> bool:
    """Whether a file is a table in this layout: its first row has model, scenario, region, variable and unit."""
    try:
        rows = _grid(path).rows
    except ShkplanError:
        return False
    return bool(rows) and _columns(rows[0]) is not None


def _columns(head: Sequence[str]) -> dict[str, int] | None:
    """Where the columns stand, by their names in small letters; None where one of the five is missing."""
    found = {name.strip().lower(): at for at, name in enumerate(head)}
    return found if all(name.lower() in found for name in INDEX) else None


@dataclass
class _Reading:
    """A table on its way to scenarios.

    Attributes:
        grid: its cells.
        plan: where its names are looked up.
        variables: other names of indicators.
        others: what becomes of names the plan does not know.
        intervals: whether percentiles are read.
        mistakes: all that is wrong.
        values: (model, scenario) -> series -> year -> (value, unit, row).
        ends: (model, scenario, percentile) -> likewise.
        passed: variables of no indicator.
    """

    grid: CellGrid
    plan: Plan
    variables: Mapping[str, str]
    others: str
    intervals: bool = False
    mistakes: list[Mistake] = field(default_factory=list)
    values: dict[tuple[str, str], dict[Key, dict[int, tuple[float, str, int]]]] = field(default_factory=dict)
    ends: dict[tuple[str, str, float], dict[Key, dict[int, tuple[float, str, int]]]] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)

    def read(self) -> None:
        """Take in every row."""
        at = _columns(self.grid.rows[0]) if self.grid.rows else None
        if at is None:
            found = listed(self.grid.rows[0][:8]) if self.grid.rows else said("nothing")
            remedy = said("Write a table with the columns {names} and a column a year.", names=listed(INDEX))
            self.mistakes.append(self._place(1).mistake(found, said("an IAMC table"), remedy))
            return
        years = {at: int(name) for at, name in enumerate(self.grid.rows[0]) if _YEAR.fullmatch(name.strip())}
        for row, cells in enumerate(self.grid.rows[1:], 2):
            if any(cell.strip() for cell in cells):
                self._row(row, [cell.strip() for cell in cells], at, years)

    def _place(self, row: int, key: str = "") -> Place:
        return Place(self.grid.shown, row, key)

    def _row(self, row: int, cells: list[str], at: Mapping[str, int], years: Mapping[int, int]) -> None:
        model, scenario, region, variable, unit = (cells[at[name.lower()]] for name in INDEX)
        quantile = _PERCENTILE.fullmatch(variable)
        share = float(quantile[2]) if quantile is not None else 0.0
        if quantile is not None and (share not in _ENDS or not self.intervals):
            return
        variable = quantile[1] if quantile is not None else variable
        indicator, place = self._indicator(row, variable), self._region(row, region)
        if indicator is None or place is None or not self._unit(row, unit, indicator):
            return
        told = {years[column]: cells[column] for column in years if column < len(cells)}
        if "year" in at and "value" in at:
            told = {int(cells[at["year"]]): cells[at["value"]]} if _YEAR.fullmatch(cells[at["year"]]) else {}
        of = (
            self.values.setdefault((model, scenario), {})
            if not share
            else self.ends.setdefault((model, scenario, share), {})
        )
        series = of.setdefault((indicator, place), {})
        for year, text in told.items():
            if text and text.lower() != "nan":
                self._value(row, year, text, unit or self.plan[indicator].unit, series)

    def _value(self, row: int, year: int, text: str, unit: str, series: dict[int, tuple[float, str, int]]) -> None:
        try:
            value = float(text)
        except ValueError:
            remedy = said("Write the number alone; the unit has a column of its own.")
            self.mistakes.append(self._place(row, str(year)).mistake(text, said("a number"), remedy))
            return
        if year in series:
            remedy = said("Leave one of the rows out.")
            found = said("a second value for {year}", year=year)
            self.mistakes.append(self._place(row, str(year)).mistake(found, said("one value a year"), remedy))
        series[year] = (value, unit, row)

    def _indicator(self, row: int, variable: str) -> str | None:
        """The indicator of a variable; a mistake, or passed over, where the plan has none."""
        known = {name.lower(): name for name in (*self.plan.indicators, *self.plan.series)}
        found = self.variables.get(variable, variable.replace("|", ".").lower())
        if found.lower() in known:
            return known[found.lower()]
        self.passed.add(variable)
        if self.others == "refuse":
            near = nearest(found, known.values())
            remedy = said("Name its indicator with variables={{...}}, or pass others over with others='skip'. Near: {near}.", near=listed(near or ["-"]))  # fmt: skip
            self.mistakes.append(
                self._place(row, "Variable").mistake(variable, said("an indicator of the plan"), remedy)
            )
        return None

    def _region(self, row: int, region: str) -> str | None:
        known = {name: name for name in self.plan.regions}
        known |= {self.plan.region_name(name).en: name for name in self.plan.regions}
        if region in known:
            return known[region]
        if self.others == "refuse":
            remedy = said("The plan knows {names}.", names=listed(self.plan.regions))
            self.mistakes.append(self._place(row, "Region").mistake(region, said("a region of the plan"), remedy))
        return None

    def _unit(self, row: int, unit: str, indicator: str) -> bool:
        wanted = self.plan[indicator].unit
        if not unit or unit == wanted or (units.known(unit) and units.joined(unit, wanted)):
            return True
        remedy = said("Convert the values, and write {unit}.", unit=wanted)
        expected = said("a unit that converts to {unit}", unit=wanted)
        self.mistakes.append(self._place(row, "Unit").mistake(unit, expected, remedy))
        return False

    def scenarios(self, since: Callable[[Key], int]) -> Iterable[Scenario]:
        """Every scenario that claims anything, with the years from ``since`` on."""
        ours = {key: one for key, one in self.values.items() if not _is_baseline(*key)}
        names = [scenario for _, scenario in ours]
        for number, ((model, name), series) in enumerate(ours.items(), 1):
            known = self.values.get((model, BASELINE), {}) if model.startswith(MODEL) else {}
            low, high = (self.ends.get((model, name, share), {}) for share in _ENDS)
            claims = [
                claim for key, years in series.items()
                for claim in self._claims(key, _beside(years, known.get(key, {})), since(key), low.get(key, {}), high.get(key, {}))
            ]  # fmt: skip
            if not claims:
                continue
            whole = name if names.count(name) == 1 else f"{model} {name}"
            yield Scenario(
                id=_slug(whole) or f"scenario-{number}", plan=self.plan.id, title=Text(name, name), author=model,
                reference=Text(self.file, self.file), description=self._told(), claims=tuple(claims),
            )  # fmt: skip

    def _claims(self, key: Key, years: Values, since: int, low: Values, high: Values) -> Iterable[FixedLevel]:
        """Claims of a level; neighbouring years of one value are one claim."""
        runs: list[list[int]] = []
        for year in sorted(year for year in years if year >= since):
            before = runs[-1][-1] if runs else year
            if year == before + 1 and all(
                one.get(year, ())[:2] == one.get(before, ())[:2] for one in (years, low, high)
            ):
                runs[-1].append(year)
            else:
                runs.append([year])
        for run in runs:
            (value, unit, row), first = years[run[0]], run[0]
            ends = (low[first][0], high[first][0]) if first in low and first in high else None
            sure = ends is None or not ends[0] < ends[1]
            yield FixedLevel(
                indicator=key[0], region=key[1], years=Period(first, run[-1]), value=value if sure else None, unit=unit,
                interval=None if sure else ends, place=self._place(row, str(first)),
            )  # fmt: skip

    @property
    def file(self) -> str:
        """The table by its name: a scenario is read on other machines too."""
        return Path(self.grid.shown).name

    def _told(self) -> Text:
        """Where it comes from, and what was passed over."""
        count, file = len(self.passed), self.file
        if not count:
            return Text(f"取自 {file}。", f"Read from {file}.")
        return Text(
            f"取自 {file}；未采用其中{count}个变量。", f"Read from {file}; {count} of its variables were passed over."
        )


def _is_baseline(model: str, scenario: str) -> bool:
    """Whether these rows are the baseline of a table that this library wrote."""
    return model.startswith(MODEL) and scenario == BASELINE


def _beside(years: Values, baseline: Values) -> Values:
    """The years in which a value is another than the baseline's."""
    nan = (math.nan, "", 0)
    return {year: one for year, one in years.items() if not math.isclose(one[0], baseline.get(year, nan)[0])}


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def taken_as_scenarios(files: Sequence[Path], plan: str | None, *, write: bool) -> Said | None:
    """What the scenarios of some files in this layout are, kept as files of the workspace where that is asked for; None where no file is.

    Raises:
        ParameterError: some are, and some are not; a file of that name holds something else.
        DataError: mistakes in the tables.
    """
    kinds = [is_iamc(path) for path in files]
    if not any(kinds):
        return None
    if not all(kinds):
        raise ParameterError(said("import: found scenarios and figures together; import one kind at a time."))
    scenarios = [one for path in files for one in load_iamc(path, plan)]
    kept = [one.save() for one in scenarios] if write else []
    told = [said("{name}: {count} claims", name=one.id, count=len(one.claims)) for one in scenarios]
    end = said("{count} scenarios written to data/scenarios.", count=len(kept))
    return lines([*told, end if kept else said("Nothing was written; --yes writes them.")])


def write_projections(observations: Observations, target: Path) -> None:
    """The series of a plan under the baseline and every scenario of the plan that holds on the day of the figures, as a workbook."""
    assert observations.date is not None
    a = assess(observations.plan, observations, as_of=observations.date)
    under = []
    for name in a.scenarios:
        try:
            under.append(a.under(name))
        except ShkplanError:  # one that speaks of years measured meanwhile is history on this day
            continue
    write_iamc((a, *under), target)

"""A request for a report: what is to be made, from what, with which parameters; checked whole before anything runs."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shkplan.base.errors import ParameterError, UnknownName
from shkplan.base.messages import Language, Text, said
from shkplan.base.typed import likely_day
from shkplan.report.inputs import Inputs
from shkplan.report.manifest import INPUTS
from shkplan.report.parameters import ReportParameters, Value, last_years, mistakes, refuse
from shkplan.report.reports import Report
from shkplan.report.run import Job
from shkplan.workspace.load import read_scenario

FORMATS = ("html", "pdf", "docx")
USUAL = (
    "html",
    "pdf",
)  # Word is for those who edit and sign: a monthly report needs none, and nothing else is asked to wait for it
DOCUMENTS = {"pdf": "report.pdf", "docx": "report.docx"}  # the whole report as one, in the folder of each language
SEED = 20211028  # the day the first plan served by this library was published


@dataclass(frozen=True)
class Request:
    """What is to be made.

    Attributes:
        values: the parameters that all notebooks share, complete.
        formats: of what there is to read: ``html`` for pages, ``pdf`` for one document to print, ``docx`` for one to edit.
    """

    inputs: Inputs
    reports: Sequence[Report]
    languages: Sequence[Language]
    values: Mapping[str, Value]
    formats: Sequence[str] = USUAL

    @property
    def name(self) -> str:
        """The name of the folder: the date, and whatever was asked that is not as usual: scenarios, region, model, last year, seed."""
        usual = complete(self.inputs, str(self.values["as_of"]), {})
        names = ("scenario", "scenarios", "region", "model", "to", "seed")
        own = {name: self.values.get(name, usual[name]) for name in names}
        told = (_in_name(name, value) for name, value in own.items() if value != usual[name])
        return "+".join([str(self.values["as_of"]), *told])

    @property
    def place(self) -> str:
        """The folder as seen from a workspace: what its reader types."""
        return f"reports/{self.inputs.plan.id}/{self.name}"

    @property
    def pages(self) -> set[str]:
        """What there is to read by its place in the folder, without the index."""
        html = {f"{language}/{report.stem}.html" for language in self.languages for report in self.reports}
        whole = {
            f"{language}/{DOCUMENTS[one]}" for language in self.languages for one in self.formats if one in DOCUMENTS
        }
        return (html if "html" in self.formats else set()) | whole

    @property
    def scenario(self) -> Text | None:
        """The title of the scenario; None for the baseline."""
        name = str(self.values["scenario"])
        return read_scenario(self.inputs.scenario_files[name]).title if name else None

    def own(self, report: Report, language: Language) -> dict[str, Value]:
        """The parameters of one notebook, always in the same order, since its pages show them."""
        one: dict[str, Value] = {"indicator": report.indicator} if report.indicator else {}
        shared = {name: value for name, value in self.values.items() if name != "scenarios" or report.compares}
        whole = {**shared, "language": language, **one}
        return {name: whole[name] for name in dict.fromkeys([*ReportParameters.model_fields, *whole]) if name in whole}

    def check(self) -> None:
        """Refuse a request that cannot be carried out.

        Raises:
            ParameterError: all that is wrong with the parameters, for all notebooks.
            UnknownName: a format in which no report is made.
        """
        if not self.languages:
            raise ParameterError(said("language: none is named, expected zh, en or both (zh,en)."))
        if not self.formats:
            raise ParameterError(said("format: none is named, expected html, pdf, docx or several (html,pdf)."))
        for one in self.formats:
            if one not in FORMATS:
                raise UnknownName("format", one, FORMATS)
        if not self.reports:
            raise ParameterError(said("indicator: none is named, expected ids or all."))
        known = self.inputs.known()
        refuse(
            line
            for language in self.languages
            for report in self.reports
            for line in mistakes(self.own(report, language), self.inputs.notebook(report), known)
        )

    def jobs(self, folder: Path, executed: Path) -> list[Job]:
        """The notebooks to run, each once for the pages of all languages; it speaks the first one.

        Args:
            folder: has the inputs.
            executed: takes the executed notebooks.
        """
        return [
            Job(
                key=report.key,
                notebook=str(folder / INPUTS / "notebooks" / report.notebook),
                executed=str(executed / f"{report.stem}.ipynb"),
                parameters=self.own(report, self.languages[0]),
            )
            for report in self.reports
        ]


_FARTHEST_EAST = dt.timezone(dt.timedelta(hours=14))  # where a day begins first


def complete(inputs: Inputs, as_of: str | dt.date, given: Mapping[str, Value]) -> dict[str, Value]:
    """The parameters that all notebooks of a report share: what was given, and the defaults for the rest.

    Raises:
        ParameterError: a day that is yet to come.
    """
    today = dt.date.today()  # noqa: DTZ011  # the day on the user's own calendar
    day = today if as_of == "today" else as_of
    latest = dt.datetime.now(_FARTHEST_EAST).date()  # an office may be a day ahead of the clock of its machine
    if latest.isoformat() < str(day) == likely_day(day):
        raise ParameterError(
            said("as_of: {day} is in the future; nobody knows yet what will be published by then.", day=day)
        )
    defaults: dict[str, Value] = {
        "region": inputs.plan.region,
        "to": _last_year(inputs.plan.horizon, str(day)),
        "model": "auto",
        "seed": SEED,
        "scenario": "",
        "scenarios": [],
    }
    return {"plan": inputs.plan.id, "as_of": str(day), **defaults, **given}


_LONGEST = 80  # of a list in the name of a folder: Windows takes 260 letters of a whole path


def _in_name(name: str, value: Value) -> str:
    """A parameter in the name of a folder; a number says which it is."""
    if isinstance(value, list):
        told = "-".join([name, *value])
        return told if len(told) <= _LONGEST else f"{len(value)}-{name}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"
    return f"{name}-{value}" if name in ("to", "seed") else str(value)


def _last_year(horizon: int, day: str) -> int:
    """The last year where none is asked for: the plan's horizon, or the nearest that can be told from a day at all."""
    possible = last_years(day)
    return min(max(horizon, possible[0]), possible[-1]) if possible else horizon

"""Which reports stay or go, and who is told of them, as tables."""

from __future__ import annotations

from shkplan.base.messages import LANGUAGES
from shkplan.display.language import DASH, number, say
from shkplan.display.setting import spoken
from shkplan.display.tables.base import Column, Table, table_of
from shkplan.operations.notices import way_in_words
from shkplan.operations.retention import Pruning
from shkplan.workspace.schedules.reports_file import ReportsFile

__all__ = ["pruning_table", "ways_table"]


def pruning_table(found: Pruning) -> Table:
    """A row a report: its day, folder and size, whether it stays, and the rule."""
    rows, data = [], []
    for one in found.decisions:
        why = say(f"pruning.{one.why}")
        rows.append((
            one.run.report, one.run.as_of.isoformat(), one.run.folder, number(one.size / 1e6, 1),
            say("pruning.goes" if one.goes else "pruning.stays"), f"{why}: {spoken(one.detail)}" if one.detail else why,
        ))  # fmt: skip
        data.append({
            "run": one.run.id, "report": one.run.report, "as_of": one.run.as_of, "folder": one.run.folder, "bytes": one.size,
            "goes": one.goes, "why": one.why, "detail": str(one.detail),
        })  # fmt: skip
    columns = (
        say("run.report"), Column(say("run.as_of"), "whole"), say("run.folder"), Column(say("pruning.size"), "number"),
        say("pruning.becomes"), Column(say("pruning.why"), "long"),
    )  # fmt: skip
    return table_of("pruning", say("pruning.title"), columns, rows, data)


def ways_table(file: ReportsFile, only: str | None = None) -> Table:
    """A row a way of telling: where to, of what, of which reports, in which language; no secret stands in it."""
    rows, data = [], []
    for name, way in file.notify.items():
        if only not in (None, name):
            continue
        reports = [report for report, one in file.reports.items() if one.notify is None or name in one.notify]
        languages = LANGUAGES if way.language == "both" else (way.language,)
        events = [say(f"telling.{event}") for event in way.when]
        rows.append((
            name, spoken(way_in_words(way)), say("telling.join").join(events), say("telling.join").join(reports) or DASH,
            say("telling.join").join(say(f"telling.{language}") for language in languages),
        ))  # fmt: skip
        data.append(
            {
                "name": name,
                "way": str(way_in_words(way)),
                "when": list(way.when),
                "reports": reports,
                "languages": list(languages),
            }
        )
    columns = (
        say("telling.name"), Column(say("telling.way"), "long"), Column(say("telling.when"), "whole"),
        Column(say("telling.reports"), "long"), say("telling.language"),
    )  # fmt: skip
    return table_of("ways_of_telling", say("telling.title"), columns, rows, data)

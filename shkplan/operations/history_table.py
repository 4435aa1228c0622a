"""The history of reports as a table in the language in force."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from shkplan.display.language import DASH, number, say, words
from shkplan.display.setting import spoken
from shkplan.display.tables.base import Cell, Column, Table, table_of, without_empty
from shkplan.files import paths
from shkplan.operations.catalogue.schedule_words import zone_words
from shkplan.operations.history import History, PastReport

__all__ = ["history_table"]


def history_table(found: History, zone: ZoneInfo | None = None) -> Table:
    """The reports, the newest first: when, which, of what day, what became of it, how long it took, what moved.

    Args:
        found: the history.
        zone: of the times; default that of this machine, which then is not named.
    """
    columns: list[Column | str] = [
        Column(say("history.when"), "whole"), say("history.report"), say("history.plan"), Column(say("history.as_of"), "whole"),
        say("history.state"), Column(say("history.seconds"), "number"), Column(say("history.pages"), "number"),
        Column(say("history.moved"), "number"), say("history.follows"), say("history.note"),
    ]  # fmt: skip
    some = [_row(one, found, zone) for one in found]
    columns, rows = without_empty(columns, some)
    told = {"folder": paths.shown(found.reports), "count": len(found), "there": len(found.standing)}
    clock = (spoken(zone_words(zone)),) if zone else ()
    notes = clock if some else (say("history.none"),)
    return table_of("history", say("history.title", **told), columns, rows, [one.row for one in found], notes=notes, headed=False)  # fmt: skip


def _row(one: PastReport, among: History, zone: ZoneInfo | None) -> tuple[Cell, ...]:
    run = one.run
    pages = say("history.made_kept", made=run.made, kept=run.kept) if run is not None and run.succeeded else DASH
    moved = DASH if one.moved is None else str(one.moved)
    ended = one.ended.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    follows = run.follows if run is not None and run.follows else DASH
    if follows in among.by_id:  # its day says more to a reader than its name
        follows = str(among.by_id[follows].as_of)
    return (
        ended, one.report or say("history.by_hand"), one.plan, str(one.as_of), say(f"history_state.{one.standing}"),
        number(one.seconds, 0), pages, moved, follows, _note(one),
    )  # fmt: skip


def _note(one: PastReport) -> str:
    """Why it failed, who approved it, what it replaced, and under which scenario it stands."""
    told = [words(one.reason)] if one.reason is not None else []
    told += [say("history.scenario", name=one.scenario)] if one.scenario else []
    told += [say("history.approved", by=one.approval.by, reference=one.approval.reference)] if one.approval else []
    told += [say("history.replaces", run=one.run.replaces)] if one.run is not None and one.run.replaces else []
    return say("semicolon").join(told)

"""A batch for the person who asked for it: a sentence a run, and a table of them all."""

from __future__ import annotations

from collections.abc import Iterator

from shkplan.base.messages import Said, Text, message, said
from shkplan.display.language import DASH, number, say, words
from shkplan.display.tables.base import Column, Table, table_of
from shkplan.operations.batch import Batch
from shkplan.operations.due import next_moment
from shkplan.operations.planning import Planned
from shkplan.operations.runs import Run

__all__ = ["failures", "next_due", "plan_table", "sentence", "summary_table"]


def sentence(run: Run) -> Said:
    """One run in one line, with the reason where it did not succeed."""
    day, name = run.as_of.isoformat(), run.report or run.plan
    if run.succeeded:
        return said(
            "{report} as of {day}: made in {seconds:.1f} s, {folder}",
            report=name,
            day=day,
            seconds=run.seconds,
            folder=run.folder,
        )
    return said(
        "{report} as of {day}: {state}. {why}", report=name, day=day, state=message(f"run.{run.state}"), why=run.reason
    )


def failures(batch: Batch) -> Iterator[Said]:
    """Why reports were not made, each reason once, and what went wrong after them."""
    reasons: dict[Text, list[str]] = {}
    for run in batch.runs:
        if run.reason is not None:
            reasons.setdefault(run.reason, []).append(run.report or run.plan)
    for reason, names in reasons.items():
        yield said("{names}: {why}", names=names, why=reason)
    yield from (said("{why}", why=trouble) for trouble in batch.troubles)


def next_due(batch: Batch) -> Said:
    """That nothing was due, and when the next report is."""
    moment = next_moment(batch.file, batch.now) if batch.file and batch.now else None
    if moment is None or batch.file is None:
        return said("Nothing is due: no report of reports.yaml has a schedule.")
    return said("Nothing is due. Next: {moment}.", moment=f"{moment:%Y-%m-%d %H:%M} ({batch.file.timezone})")


def summary_table(batch: Batch) -> Table:
    """A row a run: report, day, state, seconds, pages made and kept, folder."""
    rows, data = [], []
    for run in batch.runs:
        rows.append((
            run.report or run.plan, run.as_of.isoformat(), say(f"run.{run.state}"), number(run.seconds, 1),
            number(run.made) if run.succeeded else DASH, number(run.kept) if run.succeeded else DASH, run.folder or DASH,
        ))  # fmt: skip
        data.append({
            "report": run.report, "plan": run.plan, "as_of": run.as_of, "state": run.state, "seconds": run.seconds,
            "made": run.made, "kept": run.kept, "folder": run.folder,
        })  # fmt: skip
    columns = (
        say("run.report"), Column(say("run.as_of"), "whole"), say("run.state"), Column(say("run.seconds"), "number"),
        Column(say("run.made"), "number"), Column(say("run.kept"), "number"), say("run.folder"),
    )  # fmt: skip
    return table_of("runs", say("run.title"), columns, rows, data)


def plan_table(plans: tuple[Planned, ...]) -> Table:
    """What would be made: report, day, folder, and what stands against it."""
    rows, data = [], []
    for one in plans:
        folder = one.place or DASH
        against = tuple(words(reason) for reason in one.wrong)
        rows.append((one.report, one.as_of.isoformat(), folder, against or say("run.ready")))
        data.append(
            {
                "report": one.report,
                "as_of": one.as_of,
                "folder": one.place,
                "wrong": [reason.en for reason in one.wrong],
            }
        )
    columns = (
        say("run.report"),
        Column(say("run.as_of"), "whole"),
        say("run.folder"),
        Column(say("run.check"), "long"),
    )
    return table_of("planned_runs", say("run.would"), columns, rows, data)

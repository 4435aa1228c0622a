"""The page "changes since the last report", beside the report: ``<folder>.changes`` with a page a language and every number as JSON.

It is written whole or not at all, and made again by ``shkplan diff --format html``.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import quote

from shkplan.base.errors import ParameterError, ShkplanError, VerificationFailed
from shkplan.base.messages import LANGUAGES, Language, lines, said
from shkplan.display.language import listed, say, words
from shkplan.display.setting import speaking, spoken
from shkplan.display.tables.base import Table, kept_whole
from shkplan.evidence.observation import COPIES
from shkplan.files import paths
from shkplan.operations.batch import Batch
from shkplan.operations.comparison import ReportComparison, TargetChange, compare_folders
from shkplan.operations.comparison.tables import (
    cause_words,
    chance_in_short,
    counts_words,
    figures_table,
    moved_table,
    name_of,
)
from shkplan.operations.history import CHANGES_FILE, History, PastReport, changes_folder, read_history
from shkplan.report.folder import built_aside
from shkplan.report.framed import FramedPage, PageLink, framed_chart, framed_pages
from shkplan.report.manifest import INPUTS, Manifest, read
from shkplan.report.reports import Report

_log = logging.getLogger(__name__)

__all__ = ["predecessor", "write_changes", "write_pages"]


def write_changes(batch: Batch) -> None:
    """Nothing: beside each report of a batch that follows another stands what has changed since that one.

    Raises:
        ShkplanError: for which reports it could not be made, and why; the others have theirs.
    """
    wrong: list[object] = []
    history = read_history(batch.reports, batch.root)
    for after in _due(batch, history):
        try:
            before = predecessor(history, after)
            if before is None:
                _remove(after)
            else:
                _log.info("%s", spoken(said("{run}: finding out what has changed", run=after.id)))
                write_pages(compare_folders(before, after), after, before)
        except ParameterError:  # of another plan or region: there is nothing to compare
            _remove(after)
        except VerificationFailed as error:  # an older report that was changed, or is of a version too old to be read
            _log.warning("%s", spoken(error))
            _remove(after)
        except (ShkplanError, OSError) as error:
            why = error.strerror or str(error) if isinstance(error, OSError) else error
            wrong.append(said("{run}: the page of what has changed could not be made: {why}", run=after.id, why=why))
    if wrong:
        raise ShkplanError(lines(wrong))


def _due(batch: Batch, history: History) -> list[PastReport]:
    """The reports of a batch, and the last one of every other report, where what has changed was not found out yet."""
    found = {run.id: history.by_id.get(run.id) for run in batch.runs}
    last: dict[tuple[str, str], PastReport] = {}
    for one in history.standing:  # the newest first
        if one.run is not None and one.report:
            last.setdefault((one.report, one.plan), one)
    found |= {one.id: one for one in last.values()}
    return [one for one in found.values() if one is not None and one.readable and one.moved is None]


def predecessor(history: History, after: PastReport) -> PastReport | None:
    """The report that another follows and that is still to be read: the one its run names, else the one that that followed, and so on."""
    seen, run = {after.id}, after.run
    while run is not None and run.follows and run.follows not in seen:
        seen.add(run.follows)
        found = history.by_id.get(run.follows)
        if found is None:
            return None
        if found.readable:
            return found
        run = found.run
    return None


def write_pages(found: ReportComparison, after: PastReport, before: PastReport | None = None) -> Path:
    """The folder with the pages of a comparison and its numbers, beside the later report.

    Args:
        found: the comparison.
        after: the later report.
        before: the earlier one, to lead to.

    Raises:
        ReportFailed: the place cannot be written to.
        ShkplanError: a link leads it out of the workspace.
    """
    assert after.place is not None
    place, manifest = after.place, after.manifest or read(after.place)
    final = paths.kept_inside(changes_folder(after.place))
    with built_aside(final) as fresh:
        pages = {f"{language}.html": _page(found, place, manifest, language, before) for language in LANGUAGES}
        numbers = json.dumps(found.data, ensure_ascii=False, allow_nan=False, indent=1, default=str)
        for name, text in (framed_pages(pages) | {CHANGES_FILE: f"{numbers}\n"}).items():
            (fresh / name).write_text(text, encoding="utf-8", newline="\n")
    return final


def _remove(after: PastReport) -> None:
    """Nothing: no page of changes stands beside a report that follows none."""
    if after.place is not None:
        shutil.rmtree(changes_folder(after.place), ignore_errors=True)


# The page ----------------------------------------------------------------------------------------------------------------


def _page(
    found: ReportComparison, place: Path, manifest: Manifest, language: Language, before: PastReport | None
) -> FramedPage:
    with speaking(language):
        sections = [("top", "", _paragraphs(_answer(found))), *_sections(found, language)]
        links = [PageLink(say("changes_page.report"), _report(place, manifest, language)), PageLink(say("changes_page.title"), "")]  # fmt: skip
        links += [PageLink(say("frame.other"), f"{other}.html", other) for other in LANGUAGES if other != language]
        since = say("changes_page.day", date=found.after.day)
        return FramedPage(
            language=language,
            whose=words(found.plan.title),
            title=say("changes_page.title"),
            facts=[words(found.plan.region_name(found.region)), since],
            sections=sections,
            links=[one for one in links if one.to or not one.language],
            foot=_foot(found, before),
            href=lambda to: _href(to, place, manifest, language),
            folded=frozenset({"other-figures"}),
        )


def _sections(found: ReportComparison, language: Language) -> Iterator[tuple[str, str, str]]:
    """The parts below the answer: chart, targets with causes, figures."""
    chart = found.plot()
    if chart:
        name = f"changes-{found.after.day}"
        yield "moves", say("changes_page.moves"), framed_chart(chart.svg, chart.alt, chart.csv, name, language)
    yield "targets", say("changes_page.targets"), _html(moved_table(found))
    if found.figures:
        yield "figures", say("changes_page.figures"), _html(figures_table(found, moving=True))
    idle = figures_table(found, moving=False)
    if idle.rows:
        yield "other-figures", idle.title, _html(idle)


def _html(table: Table) -> str:
    return f'<div class="cell"><div class="output html">\n{table._repr_html_()}\n</div></div>'


def _paragraphs(told: list[str]) -> str:
    return f'<div class="prose">{"".join(f"<p>{kept_whole(escape(one))}</p>" for one in told)}</div>'


def _answer(found: ReportComparison) -> list[str]:
    """What a reader wants to know first: how many moved, which furthest and why, whose rating is another, what was published."""
    days = {"before": found.before.day, "after": found.after.day, "total": len(found)}
    if not found.moved:
        return [say("changes_page.answer_none", **days), *filter(None, [counts_words(found)])]
    told = [say("changes_page.answer", moved=len(found.moved), **days)]
    first = found.furthest
    if first is not None and first.acting:
        cause = max(first.acting, key=lambda one: abs(one.change or 0.0))
        most = say(
            "changes_page.most", name=name_of(first), before=chance_in_short(first.before), after=chance_in_short(first.after),
            cause=cause_words(cause.kinds),
        )  # fmt: skip
        told.append(most)
    rated = [one for one in found.moved if one.before and one.after and one.before.official != one.after.official]
    if rated:
        told.append(say("changes_page.words", names=listed(_rated(one) for one in rated)))
    return [*told, *filter(None, [counts_words(found)])]


def _rated(one: TargetChange) -> str:
    was, now = (say(f"official.word.{side.official}") for side in (one.before, one.after) if side is not None)
    return say("changes.head", name=name_of(one), before=was, after=now)


def _foot(found: ReportComparison, before: PastReport | None) -> list[str]:
    """Which two reports these are, and where every number stands."""
    earlier = found.before.id if before is None else before.id
    return [
        say("changes_page.pair", before=earlier, after=found.after.id),
        say("changes_page.all", file=CHANGES_FILE, command=f"shkplan diff {earlier} {found.after.id} --format html"),
    ]


def _report(place: Path, manifest: Manifest, language: Language) -> str:
    """The first page of the report; its document to print where there are no pages; empty where there is neither."""
    names = [f"{language}/{Report(*key.split('/', 1)).stem}.html" for key in manifest.reports]
    found = next((name for name in (*names, *sorted(manifest.pages)) if name in manifest.pages), "")
    return _to(place, found) if found else ""


def _href(to: str, place: Path, manifest: Manifest, language: Language) -> str:
    """Where a place stands that a table names: a page of the report, or a copy of a source among its inputs."""
    if to.startswith(COPIES):
        return _to(place, f"{INPUTS}/{to}") if to in manifest.inputs else ""
    key, _, name = to.partition("#")
    page = f"{language}/{Report(*key.split('/', 1)).stem}.html"
    return _to(place, page) + (f"#{name}" if name else "") if page in manifest.pages else ""


def _to(place: Path, name: str) -> str:
    return f"../{quote(place.name)}/{quote(name)}"

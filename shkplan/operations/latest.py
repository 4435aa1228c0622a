"""``reports/latest``: for every report a page that leads at once to the last good one, and the same as JSON.

The pointer follows the reports that stand, in the log and on the disk: it never leads to one that failed, is half written or
was removed, and goes back to an earlier day only where no later one is left.
"""

from __future__ import annotations

import html
import json
import os
from pathlib import Path
from urllib.parse import quote

from shkplan.base.messages import LANGUAGES, message
from shkplan.display.setting import LANGUAGE_CODES
from shkplan.files import paths
from shkplan.files.atomic import replace_all
from shkplan.operations.batch import Batch
from shkplan.operations.runs import Run
from shkplan.report.make import ReportFolder

__all__ = ["FOLDER", "move_latest"]

FOLDER = "latest"  # among the reports
_FORMAT = 1


def move_latest(batch: Batch) -> None:
    """Lead to the last good report of every name; a pointer to nothing goes."""
    folder = paths.kept_inside(batch.reports / FOLDER)
    names = {run.report for run in batch.log.runs if run.report}
    contents: dict[Path, bytes] = {}
    for name in sorted(names):
        run = batch.log.latest_of(name, batch.root)
        if run is not None:
            contents |= {folder / file: text.encode() for file, text in _pointer(run, batch.root, folder).items()}
        else:
            for ending in ("html", "json"):
                (folder / f"{name}.{ending}").unlink(missing_ok=True)
    moved = {
        path: content for path, content in contents.items() if not (path.is_file() and path.read_bytes() == content)
    }
    if moved:
        folder.mkdir(parents=True, exist_ok=True)
        replace_all(moved)


def _pointer(run: Run, root: Path, folder: Path) -> dict[str, str]:
    """The page and the JSON that lead to a report, by their names."""
    index = ReportFolder(root / run.folder).index
    way = Path(os.path.relpath(index, folder)).as_posix()
    facts = {
        "format": _FORMAT,
        "report": run.report,
        "run": run.id,
        "plan": run.plan,
        "as_of": run.as_of.isoformat(),
        "made": run.ended.isoformat(),
        "folder": run.folder,
        "index": index.relative_to(root).as_posix(),
        "results": run.results,
        "manifest": run.manifest,
    }
    return {
        f"{run.report}.html": _page(run, quote(way)),
        f"{run.report}.json": json.dumps(facts, ensure_ascii=False, indent=1) + "\n",
    }


def _page(run: Run, way: str) -> str:
    """A page that leads on at once, without script; whoever does not follow finds a link in both languages."""
    address = html.escape(way)
    values = {"report": run.report, "day": run.as_of.isoformat()}
    links = "\n".join(
        f'<p lang="{LANGUAGE_CODES[one]}"><a href="{address}">{html.escape(message("latest.leads", **values).text(one))}</a></p>'
        for one in LANGUAGES
    )
    title = html.escape(f"{run.report} {run.as_of.isoformat()}")
    return (
        f'<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="refresh" content="0; url={address}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{title}</title>\n</head>\n<body>\n<main>\n{links}\n</main>\n</body>\n</html>\n"
    )

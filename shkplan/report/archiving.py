"""What a finished report leaves in the archive, and the archive scored for whoever asks in a terminal.

The forecasts are those of the inputs that the report carries, with the parameters of its pages: the same numbers. They are kept once the report
stands in its place, so that a report that failed leaves none; where they cannot be written, the report stands and that is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shkplan import __version__
from shkplan.base.errors import ShkplanError, UnknownName
from shkplan.base.messages import said
from shkplan.files import paths
from shkplan.report.manifest import INPUTS, RESULTS_FILE, sha256
from shkplan.report.progress import NullProgress
from shkplan.report.request import Request, complete
from shkplan.workspace.archive import Archive, append, load_archive
from shkplan.workspace.load import plan_ids

__all__ = ["archive_scored", "keep_forecasts"]

_SETTINGS = ("to", "model", "seed")  # of a forecast; its region is an entry of its own


def keep_forecasts(order: Request, final: Path, archive: Path, voice: NullProgress) -> int:
    """Keep what a finished report said of every target; how many forecasts were new. Of one under a scenario nothing is kept."""
    if order.values["scenario"]:
        return 0
    from shkplan.assessment import assess
    from shkplan.assessment.evaluation.archiving import forecasts_of

    voice.step(said("keeping the forecasts in {folder}", folder=paths.shown(archive)))
    usual = complete(order.inputs, str(order.values["as_of"]), {})
    asked: dict[str, Any] = {name: order.values[name] for name in ("region", *_SETTINGS)}
    own = {name: asked[name] for name in _SETTINGS if asked[name] != usual[name]}
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    try:
        with paths.within(final / INPUTS):
            made = assess(str(order.values["plan"]), as_of=str(order.values["as_of"]), **asked)
            digest = sha256(final / RESULTS_FILE)
            records = forecasts_of(made, now, settings=own, shkplan=__version__, report=digest)
        return append(archive, records)
    except (ShkplanError, OSError) as error:
        why = error.strerror or str(error) if isinstance(error, OSError) else error
        told = "{folder}: the forecasts of this report were not kept ({why}). The report itself is complete; make it again to keep them."
        voice.remark(said(told, folder=paths.shown(archive), why=why))
        return 0


def archive_scored(
    plan: str | None = None, archive: str | Path | None = None, *, as_of: str | dt.date = "today"
) -> Iterator[str]:
    """What the archived forecasts were worth as tables, plan by plan, in the language in force; and what of the archive was passed over.

    Args:
        plan: an id; default every plan of which there are forecasts.
        archive: the folder; default that of the workspace.
        as_of: the day whose knowledge counts.

    Raises:
        UnknownName: no such plan.
        ParameterError: no day.
        DataError: mistakes in the plan or its figures.
    """
    from shkplan.assessment.evaluation.scoring import score
    from shkplan.display.setting import language
    from shkplan.display.tables import table

    kept = load_archive(archive)
    names = kept.plans if plan is None else (_known(plan, kept),)
    if not names:
        yield str(table(kept))
    for name in names:
        if name not in plan_ids() and plan is None:
            told = "{name}: no such plan here any more; its {count} forecasts stay in the archive and are not scored."
            yield said(told, name=name, count=len(kept.of(name))).text(language())
            continue
        found = score(name, kept, as_of=as_of)
        yield str(table(found))
        if len(found):
            yield str(table(found.forecasts))
    yield from (remark.text(language()) for remark in kept.remarks)


def _known(plan: str, kept: Archive) -> str:
    """The id of a plan that is here, or of which there are forecasts."""
    known = {*plan_ids(), *kept.plans}
    if plan not in known:
        raise UnknownName("plan", plan, known)
    return plan

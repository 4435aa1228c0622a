"""Many series in one call: quantiles of the years ahead, as a table.

Series whose measured years lie alike (from the first one on) share their geometry and are learned from together, as a
block; the quantiles of several blocks are searched together, in chunks, so that memory does not grow with the panel
beyond the answer itself. Chunks run on threads, which share the cores for as long as numpy works, or on a Dask cluster;
each is a pure function of its rows. Quantiles are within 1e-4 of the 95 % band of those of the law of a single fit.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

import numpy as np
import numpy.typing as npt

from shkplan.base.errors import NotAssessable, ParameterError, among, whole
from shkplan.base.given import must_be
from shkplan.base.messages import said
from shkplan.base.shown import shown
from shkplan.base.units import must_be_known
from shkplan.distributions.columns import Columns
from shkplan.distributions.links import FloatArray, LinkName
from shkplan.distributions.predictive import probs_of
from shkplan.forecast.blocks import Panel
from shkplan.forecast.frames import measured
from shkplan.forecast.pooled import PanelSisters, pooled
from shkplan.forecast.projection import FARTHEST
from shkplan.models import Model, model_named
from shkplan.models.averaged_ets import AveragedEts
from shkplan.models.averaged_ets.gating import Prior, prior_of
from shkplan.models.base import IntArray
from shkplan.models.pooled import Borrowing
from shkplan.models.reverting import Reverting
from shkplan.models.together import Block, Together, answers_together

if TYPE_CHECKING:
    import pandas as pd
    from rich.progress import Progress

__all__ = ["project_panel"]

Engine = Literal["local", "dask"]
CHUNK, FEWEST = 4096, 16  # years of series that are asked at once; series at least
PATIENCE = 3.0  # seconds of work before a progress bar is worth its line
_ONE = AveragedEts.name
_Work = tuple[Model, list[tuple[IntArray, Block]], int, FloatArray]
_Done = tuple[FloatArray, dict[int, str]]


def project_panel(
    frame: pd.DataFrame,
    horizon: int,
    *,
    model: str | Model = _ONE,
    weights: Prior | Path | str | None = None,
    reference: pd.DataFrame | None = None,
    known_to: int | None = None,
    probs: Sequence[float] = (0.025, 0.1, 0.5, 0.9, 0.975),
    link: LinkName = "auto",
    unit: str | None = None,
    engine: Engine = "local",
    progress: bool = True,
) -> pd.DataFrame:
    """Quantiles of the ``horizon`` years after the last measured one of every series.

    Args:
        frame: of pandas, polars or arrow, with the columns ``series``, ``year``, ``value``, in any order; a row without a
            value is a year not measured. Years and numbers may be text (``"2018年"``, ``"1,240"``). Optional columns, one
            value a series: ``link``, in place of the argument; ``lower`` and ``upper``, the bounds of the quantity (empty:
            none). Of a series the last :data:`shkplan.forecast.informing.LONGEST` years count.
        horizon: years ahead, 1 to :data:`shkplan.forecast.projection.FARTHEST`.
        model: a name in ``shkplan.models.MODELS``, a model, or "pooled", which answers for series of one value too.
        weights: of "averaged-ets": the file that ``shkplan learn-prior`` wrote; default the table of the package.
        reference: of "pooled": sister regions as :func:`shkplan.pooled` takes them.
        known_to: of "pooled": the last year of the reference that may be known; default each series' own last year.
        probs: probabilities, strictly between 0 and 1.
        link: "auto" follows the bounds; where a series has none, it counts as above zero if none of its values is below.
            "identity" adds no bound, "log" means above zero where no bound is given, "logit" needs both bounds.
        unit: of the values; "mean-reverting" takes those in % or ‰ without bounds for rates of growth, which cannot lose more
            than all there is. Where it is not told, values between -100 and 100 are so taken, and a note says so.
        engine: "local" for the cores of this machine; "dask" for the cluster of the current ``dask.distributed.Client``
            (``pip install shkplan[cluster]``).
        progress: show a bar when the work takes more than a few seconds.

    Returns:
        Columns ``series``, ``year``, ``prob``, ``value``, sorted. ``attrs["failures"]`` is a list of (series, reason), with rows
        that name no series under None; ``attrs["notes"]`` one of (series, how it was taken).

    Raises:
        ParameterError: an argument that is none, "pooled" without a reference, or a reference without "pooled"; a frame
            without the columns, or one of which no row can be read; weights for another model, or a file that is not there or holds none.
        UnknownName: a model, a link or an engine nobody knows.
    """
    must_be("progress", progress, bool, "True or False")
    engines = {"local": _locally, "dask": _on_dask}
    among("engine", engine, engines)
    asked, chosen = _checked(horizon, probs, link, unit), _chosen(model, weights, reference, known_to)
    read = measured(frame)
    if isinstance(chosen, Borrowing) and isinstance(chosen.sisters, PanelSisters):
        link = _one_scale(read.rows, chosen.sisters, link)
    panel, reasons = Panel.of(read, link, rates=isinstance(chosen, Reverting), unit=unit)
    chunks = panel.chunks(max(CHUNK // horizon, FEWEST), by_bounds=not answers_together(chosen) or chosen.by_bounds)
    work: list[_Work] = [(chosen, [(rows, panel.block(rows)) for rows in chunk], horizon, asked) for chunk in chunks]
    found = np.full((len(panel.names), horizon, asked.size), np.nan)
    for chunk, (values, refused) in zip(work, _watched(engines[engine](work), len(work), progress), strict=True):
        found[np.concatenate([rows for rows, _ in chunk[1]])] = values
        reasons |= refused
    for i in np.flatnonzero(np.isnan(found).any(axis=(1, 2))):
        reasons.setdefault(int(i), said("the model {name} gave quantiles that are no numbers", name=chosen.name))
    fine = np.array([i for i in range(len(panel.names)) if i not in reasons], dtype=np.int64)
    answer = _long(panel.names[fine], panel.last[fine], found[fine], asked)
    answer.attrs["failures"] = read.failures({int(panel.places[i]): told for i, told in reasons.items()})
    answer.attrs["notes"] = [(panel.names[i], told) for i, told in panel.notes if i not in reasons]
    return answer


def _one_scale(rows: pd.DataFrame, sisters: PanelSisters, link: LinkName) -> LinkName:
    """The scale of a class and all that borrow from it: without bounds, "auto" adds none where any value lies below zero."""
    told = any(name in rows for name in ("lower", "upper", "link"))
    below = min(float(rows["value"].min()), float(np.nanmin(sisters.values))) < 0
    return "identity" if link == "auto" and not told and below else link


def _done(work: _Work) -> _Done:
    """(S, horizon, P) quantiles of blocks, and why some of their series have none; what a worker runs."""
    model, blocks, horizon, asked = work
    if answers_together(model):
        return _together(model, blocks, horizon, asked)
    every, reasons = list[FloatArray](), dict[int, str]()
    for rows, block in blocks:
        for at, row in enumerate(rows.tolist()):
            ahead = block.since[at] + block.years[-1] + np.arange(1, horizon + 1)
            try:
                every.append(block.fit(model, at).quantiles(ahead, asked))
            except (NotAssessable, ValueError) as error:
                every.append(np.full((horizon, asked.size), np.nan))
                reasons[row] = str(error)
    return np.stack(every), reasons


def _together(model: Together, blocks: list[tuple[IntArray, Block]], horizon: int, asked: FloatArray) -> _Done:
    """The same of a model that takes a block in one go: laws of like kind are searched side by side."""
    count, reasons, first = sum(len(rows) for rows, _ in blocks), dict[int, str](), 0
    kinds: dict[object, list[tuple[IntArray, Columns]]] = defaultdict(list)
    for rows, block in blocks:
        told = model.together(block, block.years[-1] + np.arange(1, horizon + 1))
        reasons |= {int(rows[at]): why for at, why in told.reasons.items()}
        for fine, columns in told.laws:
            places = np.add.outer(count * np.arange(horizon), first + fine).ravel()
            kinds[columns.kind].append((places, columns))
        first += len(rows)
    found = np.full((asked.size, horizon * count), np.nan)
    for parts in kinds.values():
        where, every = zip(*parts, strict=True)
        found[:, np.concatenate(where)] = every[0].beside(every).quantiles(asked)
    return found.reshape(asked.size, horizon, count).transpose(2, 1, 0), reasons


def _locally(work: Sequence[_Work]) -> Iterator[_Done]:
    """All chunks in their order, on as many threads as there are cores for us."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if cores == 1 or len(work) == 1:
        yield from map(_done, work)
        return
    with ThreadPoolExecutor(cores) as pool:
        yield from pool.map(_done, work)


def _on_dask(work: Sequence[_Work]) -> Iterator[_Done]:
    """All blocks in their order, on the cluster of the current client."""
    try:
        from distributed import get_client
    except ImportError as error:
        raise ImportError("engine='dask' needs Dask: pip install 'shkplan[cluster]'") from error
    client = get_client()
    for future in client.map(_done, work, pure=False):
        result: _Done = future.result()
        yield result


def _watched(results: Iterable[_Done], total: int, wanted: bool) -> Iterator[_Done]:
    """The results; once they have taken a while, a bar says how far they are."""
    begun, bar = monotonic(), cast("Progress | None", None)
    try:
        for done, result in enumerate(results, start=1):
            if wanted and bar is None and monotonic() - begun > PATIENCE:
                bar = _bar(total)
            if bar is not None:
                bar.update(bar.task_ids[0], completed=done)
            yield result
    finally:
        if bar is not None:
            bar.stop()


def _bar(total: int) -> Progress:
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    bar = Progress(console=console, transient=True, disable=not console.is_terminal)  # a log needs no bar
    bar.add_task("project_panel", total=total)
    bar.start()
    return bar


def _chosen(
    model: str | Model, weights: Prior | Path | str | None, reference: pd.DataFrame | None, known_to: int | None
) -> Model:
    """The model asked for, with the sister regions or the weights given."""
    if isinstance(model, str) and model == Borrowing.name and reference is not None:
        return pooled(reference, known_to=known_to)
    if reference is not None or known_to is not None:
        words = "reference: sister regions inform model='pooled' alone; ask for that, or leave them out."
        raise ParameterError(said(words))
    return _weighed(model, weights)


def _weighed(model: str | Model, weights: Prior | Path | str | None) -> Model:
    """The model asked for, with the weights given.

    Raises:
        ValueError: weights for a model that has none, or a file that holds none.
    """
    chosen = model_named(model)
    if weights is None:
        return chosen
    if not isinstance(chosen, AveragedEts):
        words = "weights: found some for the model {name}; only {one} has any."
        raise ParameterError(said(words, name=chosen.name, one=_ONE))
    if isinstance(weights, Prior):
        return AveragedEts(weights)
    must_be("weights", weights, (str, Path), "the path of a table of weights")
    if not Path(weights).is_file():
        words = "weights: found no file {file}; `shkplan learn-prior` writes one."
        raise ParameterError(said(words, file=str(weights)))
    try:
        return AveragedEts(prior_of(json.loads(Path(weights).read_text(encoding="utf-8"))))
    except (ValueError, KeyError, TypeError) as error:
        words = "{file}: found no table of weights ({error}); `shkplan learn-prior` writes one."
        raise ParameterError(said(words, file=str(weights), error=repr(error))) from error


def _checked(horizon: object, probs: object, link: object, unit: object) -> FloatArray:
    """The probabilities, rising; what is wrong with arguments that are plain values is told here."""
    words = "found horizon {found}; give the number of years ahead, 1 or more, {most} at most"
    if not 1 <= whole("horizon", horizon, "a number of years such as 5") <= FARTHEST:
        raise ParameterError(said(words, found=shown(horizon), most=FARTHEST))
    among("link", link, get_args(LinkName))
    if unit is not None:
        must_be_known(unit)
    return np.unique(probs_of(probs))


def _long(names: npt.NDArray[Any], last: IntArray, found: FloatArray, asked: FloatArray) -> pd.DataFrame:
    import pandas as pd

    count, horizon, probs = found.shape
    ahead = last[:, np.newaxis] + np.arange(1, horizon + 1)
    return pd.DataFrame(
        {
            "series": np.repeat(names, horizon * probs),
            "year": np.repeat(ahead.ravel(), probs),
            "prob": np.tile(asked, count * horizon),
            "value": found.ravel(),
        }
    )

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
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

import numpy as np
import numpy.typing as npt

from shkplan.base.errors import NotAssessable, ParameterError, UnknownName, whole
from shkplan.distributions.columns import Columns
from shkplan.distributions.links import FloatArray, LinkName
from shkplan.forecast.frames import a_panel, measured
from shkplan.forecast.pooled import PanelSisters, pooled
from shkplan.forecast.projection import FARTHEST
from shkplan.models import Model, model_named
from shkplan.models.averaged_ets import AveragedEts
from shkplan.models.averaged_ets.gating import Prior, prior_of
from shkplan.models.base import LARGEST, IntArray, beyond_arithmetic
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
_Rows = list[IntArray]
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
    engine: Engine = "local",
    progress: bool = True,
) -> pd.DataFrame:
    """Quantiles of the ``horizon`` years after the last measured one of every series.

    Args:
        frame: columns ``series``, ``year``, ``value``, in any order; a row without a value is a year not measured.
            Optional columns, read at the first row of a series: ``link``, in place of the argument; ``lower`` and
            ``upper``, the bounds of the quantity (empty: none).
        horizon: years ahead, 1 to :data:`shkplan.forecast.projection.FARTHEST`.
        model: a name in ``shkplan.models.MODELS``, a model, or "pooled", which answers for series of one value too.
        weights: of "averaged-ets": the file that ``shkplan learn-prior`` wrote; default the table of the package.
        reference: of "pooled": sister regions as :func:`shkplan.pooled` takes them.
        known_to: of "pooled": the last year of the reference that may be known; default each series' own last year.
        probs: probabilities, strictly between 0 and 1.
        link: "auto" follows the bounds; where a series has none, it counts as above zero if none of its values is below; to
            "mean-reverting" values between -100 and 100 are rates in %, above -100. "identity" adds no bound, "log" means
            above zero where no bound is given, "logit" needs both bounds.
        engine: "local" for the cores of this machine; "dask" for the cluster of the current ``dask.distributed.Client``
            (``pip install shkplan[cluster]``).
        progress: show a bar when the work takes more than a few seconds.

    Returns:
        Columns ``series``, ``year``, ``prob``, ``value``, sorted. ``attrs["failures"]`` is a list of (series, reason).

    Raises:
        ParameterError: a horizon that is none, "pooled" without a reference, or a reference without "pooled".
        ValueError: no such columns, a probability that is none, years that are no whole numbers,
            weights for another model or in a file that holds none.
        FileNotFoundError: no such file of weights.
        UnknownName: a model or an engine nobody knows.
    """
    engines = {"local": _locally, "dask": _on_dask}
    if engine not in engines:
        raise UnknownName("engine", engine, engines)
    asked, chosen = _checked(a_panel(frame), horizon, probs), _chosen(model, weights, reference, known_to)
    if isinstance(chosen, Borrowing) and isinstance(chosen.sisters, PanelSisters):
        link = _one_scale(frame, chosen.sisters, link)
    panel, reasons = _Panel.of(frame, link, rates=isinstance(chosen, Reverting))
    chunks = panel.chunks(max(CHUNK // horizon, FEWEST), by_bounds=not answers_together(chosen) or chosen.by_bounds)
    work: list[_Work] = [(chosen, [(rows, panel.block(rows)) for rows in chunk], horizon, asked) for chunk in chunks]
    found = np.full((len(panel.names), horizon, asked.size), np.nan)
    for chunk, (values, refused) in zip(work, _watched(engines[engine](work), len(work), progress), strict=True):
        found[np.concatenate([rows for rows, _ in chunk[1]])] = values
        reasons |= refused
    for i in np.flatnonzero(np.isnan(found).any(axis=(1, 2))):
        reasons.setdefault(int(i), f"the model {chosen.name} gave quantiles that are no numbers")
    fine = np.array([i for i in range(len(panel.names)) if i not in reasons], dtype=np.int64)
    answer = _long(panel.names[fine], panel.last[fine], found[fine], asked)
    answer.attrs["failures"] = [(panel.names[i], reasons[i]) for i in sorted(reasons)]
    return answer


def _one_scale(frame: pd.DataFrame, sisters: PanelSisters, link: LinkName) -> LinkName:
    """The scale of a class and all that borrow from it: without bounds, "auto" adds none where any value lies below zero."""
    told = any(name in frame for name in ("lower", "upper", "link"))
    below = min(float(frame["value"].min()), float(np.nanmin(sisters.values))) < 0
    return "identity" if link == "auto" and not told and below else link


@dataclass(frozen=True, eq=False)
class _Panel:
    """Sorted rows of all series, and where each begins and ends."""

    names: npt.NDArray[Any]
    starts: IntArray
    ends: IntArray
    years: IntArray
    values: FloatArray
    low: FloatArray
    high: FloatArray
    links: Sequence[LinkName]
    fit: Sequence[int]

    @classmethod
    def of(cls, frame: pd.DataFrame, link: LinkName, *, rates: bool) -> tuple[_Panel, dict[int, str]]:
        """The panel, and why some of its series are none."""
        data = measured(frame)
        every = data["series"].to_numpy()
        starts = np.flatnonzero(np.append(True, every[1:] != every[:-1])[: len(every)])
        ends = np.append(starts, len(data))[1:]
        years, values = data["year"].to_numpy(np.int64), data["value"].to_numpy(np.float64)
        first = data.iloc[starts]
        low, high = _bound(first, "lower", -np.inf), _bound(first, "upper", np.inf)
        links = [str(one) for one in first["link"]] if "link" in first else [link] * len(starts)
        least, most = (end.reduceat(values, starts) if len(values) else values for end in (np.minimum, np.maximum))
        free = np.isinf(low) & np.isinf(high) & (np.array(links, dtype=object) == "auto")
        low = np.where(free & (least >= 0), 0.0, low)
        low = np.where(free & (least > -100) & (most < 100) & rates, -100.0, low)
        odd, largest = ~np.isfinite(values), np.maximum(-least, most)
        odd[1:] |= (years[1:] == years[:-1]) & (every[1:] == every[:-1])
        suspects = set(np.searchsorted(starts, np.flatnonzero(odd), side="right") - 1)
        suspects |= set(np.flatnonzero((largest > LARGEST) | ((largest < 1 / LARGEST) & (largest > 0))))
        known = set(get_args(LinkName))
        suspects |= {i for i, one in enumerate(links) if one not in known}
        reasons = {int(i): _reason(years[starts[i] : ends[i]], values[starts[i] : ends[i]], links[i]) for i in suspects}
        fit = [i for i in range(len(starts)) if i not in reasons]
        return cls(every[starts], starts, ends, years, values, low, high, cast("list[LinkName]", links), fit), reasons

    @property
    def last(self) -> IntArray:
        """The last measured year of each series."""
        return self.years[self.ends - 1]

    def chunks(self, size: int, *, by_bounds: bool) -> Iterator[_Rows]:
        """Blocks, up to ``size`` series at a time, with the same kind of bounds (or the same bounds) and link.

        A block is the positions of series with the same pattern of years.
        """
        alike: dict[tuple[object, ...], dict[bytes, list[int]]] = defaultdict(lambda: defaultdict(list))
        low, high = ((own if by_bounds else np.isfinite(own)).tolist() for own in (self.low, self.high))
        starts, ends = self.starts.tolist(), self.ends.tolist()
        for i in self.fit:
            years = self.years[starts[i] : ends[i]]
            alike[low[i], high[i], self.links[i]][(years - years[0]).tobytes()].append(i)
        for patterns in alike.values():
            chunk, room = _Rows(), size
            for rows in map(np.array, patterns.values()):
                for part in np.split(rows, range(room, len(rows), size)):
                    chunk, room = [*chunk, part], room - len(part)
                    if room <= 0:
                        yield chunk
                        chunk, room = _Rows(), size
            if chunk:
                yield chunk

    def block(self, rows: IntArray) -> Block:
        """The series at some positions as one block."""
        start, end = self.starts[rows[0]], self.ends[rows[0]]
        values = self.values[self.starts[rows][:, np.newaxis] + np.arange(end - start)]
        return Block(
            self.years[start:end] - self.years[start],
            values,
            self.low[rows],
            self.high[rows],
            self.links[rows[0]],
            self.years[self.starts[rows]],
        )


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
        raise ParameterError("reference: sister regions inform model='pooled' alone; ask for that, or leave them out.")
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
        raise ValueError(f"found weights for the model {chosen.name}; only {_ONE} has any")
    if isinstance(weights, Prior):
        return AveragedEts(weights)
    try:
        return AveragedEts(prior_of(json.loads(Path(weights).read_text(encoding="utf-8"))))
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{weights}: found no table of weights ({error!r}); `shkplan learn-prior` writes one"
        ) from error


def _checked(frame: pd.DataFrame, horizon: int, probs: Sequence[float]) -> FloatArray:
    """The probabilities, rising; all that is wrong with the frame, horizon and probabilities is told here."""
    if not 1 <= whole("horizon", horizon, "a number of years such as 5") <= FARTHEST:
        raise ParameterError(f"found horizon {horizon}; give the number of years ahead, 1 or more, {FARTHEST} at most")
    if frame["year"].dtype.kind not in "iu":
        raise ValueError(f"found years of type {frame['year'].dtype}, expected whole numbers such as 2021")
    asked = np.unique(np.asarray(probs, dtype=np.float64))
    if not (asked.size and np.all((asked > 0) & (asked < 1))):
        raise ValueError(f"found probs {tuple(probs)}, expected shares strictly between 0 and 1: the median is 0.5")
    return asked


def _reason(years: IntArray, values: FloatArray, link: str) -> str:
    """Why no model can take a series; empty where one may."""
    if np.any(np.diff(years) == 0):
        return f"year {years[1:][np.diff(years) == 0][0]} is there twice"
    if not np.all(np.isfinite(values)):
        return f"the value of {years[~np.isfinite(values)][0]} is not a finite number"
    if link not in get_args(LinkName):
        return f"no link named {link!r}. Choose {', '.join(get_args(LinkName))}"
    return beyond_arithmetic(values)


def _bound(data: pd.DataFrame, name: str, none: float) -> FloatArray:
    return data[name].fillna(none).to_numpy(np.float64) if name in data else np.full(len(data), none)


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

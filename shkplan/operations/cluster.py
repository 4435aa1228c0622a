"""The reports of a batch on a Dask cluster: one report a task, on workers that see the same workspace.

Each report is built in its own place under its own lock, as on one machine; the log of runs is written by the one that asks.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shkplan.base.errors import ParameterError
from shkplan.base.messages import Text, said
from shkplan.files import paths
from shkplan.operations.making import Maker, Unmakeable, begin, report_of, written_down
from shkplan.operations.planning import Planned
from shkplan.operations.reasons import reason_of
from shkplan.operations.runs import Run
from shkplan.report.logs import about
from shkplan.report.make import ReportFolder
from shkplan.report.manifest import sha256
from shkplan.report.progress import NullProgress
from shkplan.report.run import Limits
from shkplan.workspace.schedules.reports_file import FILE, ScheduledReport

__all__ = ["run_on_cluster"]

_PATIENCE = "10s"  # for a scheduler to answer


@dataclass(frozen=True)
class _There:
    """What became of a report on a worker: its folder, or why there is none."""

    became: ReportFolder | Text
    started: dt.datetime
    seconds: float


def run_on_cluster(address: str, plans: Sequence[Planned], maker: Maker) -> None:
    """Make reports on a cluster, each written down as it ends; those against which something stands go there not.

    Args:
        address: of the scheduler, as in tcp://host:8786.
        plans: the reports.
        maker: who makes them here.

    Raises:
        ParameterError: Dask is not installed, or no scheduler answers there; nothing was made.
        KeyboardInterrupt: those under way are written down as interrupted; what a worker has begun it ends.
    """
    with _client(address) as client:
        for one in plans:
            if one.wrong:
                maker.run(one)
        waiting = {_asked(client, one, maker): one for one in plans if not one.wrong}
        begun = {future: _begun(one, maker) for future, one in waiting.items()}
        try:
            for future, there in _as_completed(list(waiting)):
                _written(begun.pop(future), there, maker)
        except KeyboardInterrupt:
            client.cancel(list(begun))
            for run in begun.values():
                _interrupted(run, maker)
            raise


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """The cluster at an address."""
    try:
        from distributed import Client
    except ImportError:
        raise ParameterError(said("--dask needs Dask: pip install 'shkplan[cluster]'")) from None
    try:
        client = Client(address, timeout=_PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        told = said(
            "--dask {address}: no scheduler answers there ({why}); nothing was made.", address=address, why=str(error)
        )
        raise ParameterError(told) from None
    with client:
        yield client


def _asked(client: Any, plan: Planned, maker: Maker) -> Any:
    """The report, asked of the cluster, every time anew."""
    digest = sha256(maker.home / FILE)
    return client.submit(
        _made_there, str(maker.home), digest, plan.entry, plan.as_of, maker.limits, maker.fresh, pure=False
    )


def _as_completed(futures: list[Any]) -> Iterator[tuple[Any, _There]]:
    from distributed import as_completed

    for future in as_completed(futures):  # type: ignore[no-untyped-call]
        try:
            yield future, future.result()
        except Exception as error:  # a worker that died, or does not know this library
            yield future, _There(reason_of(error), dt.datetime.now(dt.UTC), 0)


def _made_there(home: str, digest: str, entry: ScheduledReport, as_of: dt.date, limits: Limits, fresh: bool) -> _There:
    """What a worker does: the report, if it sees the same workspace."""
    started, clock = dt.datetime.now(dt.UTC), time.monotonic()
    became: ReportFolder | Text
    try:
        _same_workspace(Path(home), digest)
        with paths.within(Path(home)):
            became = report_of(entry, as_of, Path(home), limits, NullProgress(), fresh=fresh)
    except Exception as error:
        became = reason_of(error)
    return _There(became, started, time.monotonic() - clock)


def _same_workspace(home: Path, digest: str) -> None:
    """Nothing, where ``reports.yaml`` is that of the one who asks.

    Raises:
        ParameterError: it is not.
    """
    file = home / FILE
    if not file.is_file() or sha256(file) != digest:
        raise ParameterError(
            said("a worker of the cluster does not see the workspace {folder}", folder=home.as_posix())
        )


def _begun(plan: Planned, maker: Maker) -> Run:
    entry = plan.entry
    return begin(maker.home, plan.report, entry.plan, plan.as_of, entry.languages, entry.formats)


def _written(run: Run, there: _There, maker: Maker) -> None:
    def make() -> ReportFolder:
        if isinstance(there.became, Text):
            raise Unmakeable(there.became)
        return there.became

    with about(run.report):
        maker.voice.run(
            written_down(maker.home, run.model_copy(update={"started": there.started}), make, there.seconds)[0]
        )


def _interrupted(run: Run, maker: Maker) -> None:
    def stopped() -> ReportFolder:
        raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        written_down(maker.home, run, stopped)

"""The pooled law on Chinese panels, five years ahead from one or two figures, at all origins: python -m benchmarks.chinese.

Cities: services share and real growth; provinces: green coverage of built-up areas, registered unemployment. A third of the regions is asked
about at a time, the other two thirds are their reference, so that every region is asked about once at each origin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks import methods as who
from benchmarks import sections
from benchmarks.analogues import base_rates
from benchmarks.judged import Judged, independent, interval, judged
from benchmarks.scoring import wql
from benchmarks.sections import Goal
from benchmarks.tasks import CHINESE, PACE, QUESTIONS, Group, IntArray, Panel, chinese
from shkplan.distributions.links import FloatArray

COMMAND = "python -m benchmarks.chinese"
HEADING = "## Chinese panels"
GIVEN: tuple[int | None, ...] = (1, 2, 3, None)
AHEAD = 5
POOLED_AT = (1, 2)  # what the goals speak of
QUICK = 4
Found = dict[tuple[int | None, str], Judged]


def main() -> None:
    """The run, and its section."""
    asked = sections.asked(__doc__, "chinese", sorted({f"{panel.file}.csv.gz" for panel in CHINESE}))
    parts, goals = [_TOLD], list[Goal]()
    for panel in CHINESE:
        groups = list(chinese(asked.panels, panel, AHEAD))
        if asked.quick:
            groups = [group for group in groups if group.fold == 0 and group.origin % QUICK == 0]
        found = _found(panel, groups, None if asked.quick else sections.peers())
        known = _base(groups)
        parts += _section(panel, groups, found, known)
        goals += _goals(panel, found, known, _naive(groups))
    sections.write(asked.to, COMMAND, {HEADING: "\n".join(parts)}, [] if asked.quick else goals)


_TOLD = f"""Five years ahead; n is how many own figures were given, own figures alone need three. Doubted figures (doubtful, interpolated,
imputed, industries that do not sum) are left out; a new basis (cities' services shares: 2005 and 2019) begins a new series, so that no window and no
reference spans it. Questions as on the World Bank's series, the trend over five years or the fewer that a basis has; the base rate is the share
of the reference's windows ended by the origin, as known there, one half where none had. Errors, CRPS and MSIS in points, SQL in units of the region's mean absolute step. In brackets 95 %
intervals by blocks of {AHEAD} consecutive origin years (of half of them where there are fewer than twice as many): windows move together, a panel holds
only as many independent ones as fit side by side, and with two or three of these such an interval is rather too narrow. What a method refused is left
out of its row, with the base rate's score and naive's error on the same windows beside it; a method that answered nothing has no row."""


def _found(panel: Panel, groups: Sequence[Group], python: Path | None) -> Found:
    with TemporaryDirectory() as folder:
        process = who.started(python, Path(folder), groups, GIVEN) if python else None
        every = who.methods()
        answers: dict[tuple[int | None, str], list[FloatArray]] = {}
        for group in sections.shown(groups, len(groups), panel.title):
            for n in GIVEN:
                for name, method in every.items():
                    answers.setdefault((n, name), []).append(method(group, n))
        if process is not None:
            boosted = who.boosted(process, Path(folder))
            answers |= {(n, who.BOOSTED): [boosted(group, n) for group in groups] for n in GIVEN}
    found = {key: judged(groups, one) for key, one in answers.items() if any(np.isfinite(part).any() for part in one)}
    return dict(sorted(found.items(), key=lambda item: GIVEN.index(item[0][0])))


def _base(groups: Sequence[Group]) -> FloatArray:
    """(S, 3) probabilities by the base rate known at the origin."""
    rows = []
    for group in groups:
        rates = base_rates(group, QUESTIONS, PACE)
        rows += [[rates[name] for name in QUESTIONS]] * len(group.tasks)
    return np.array(rows)


def _naive(groups: Sequence[Group]) -> FloatArray:
    """(S,) errors of the last figure."""
    return np.array([abs(task.came - task.given[-1]) for group in groups for task in group.tasks])


def _section(
    panel: Panel, groups: Sequence[Group], found: Mapping[tuple[int | None, str], Judged], base: FloatArray
) -> Iterator[str]:
    origins = np.array([group.origin for group in groups])
    count = sum(len(group.tasks) for group in groups)
    yield (
        f"\n### {panel.title[0].upper()}{panel.title[1:]}\n\n{count} windows, origins {origins.min()}-{origins.max()}, "
        f"{independent(origins, AHEAD)} independent ones in time.\n"
    )
    yield "| n | method | Brier, three questions | base rate's | error of the median | naive's | 80 % covers | by origin | 95 % covers | WQL | SQL | CRPS | MSIS | refused |"
    yield f"|{14 * '---|'}"
    last = _naive(groups)
    for (n, name), one in found.items():
        shown = f"**{name}**" if name == who.POOLED else name
        held, wide = one.held(0.1, 0.9), one.held(0.025, 0.975)
        by_origin = [100 * held[one.origin == year].mean() for year in np.unique(one.origin)]
        known = _square(one, base[one.rows])
        yield (
            f"| {n or 'all'} | {shown} | {_brier(one).mean():.3f} {_block(one, _brier(one), 3)} | {known.mean():.3f} | {one.error.mean():.2f} "
            f"| {last[one.rows].mean():.2f} | {100 * held.mean():.1f} {_block(one, 100.0 * held, 0)} | {min(by_origin):.0f}-{max(by_origin):.0f} "
            f"| {100 * wide.mean():.1f} {_block(one, 100.0 * wide, 0)} | {wql(one.tenths, one.came):.4f} | {one.sql.mean():.3f} | {one.crps.mean():.3f} | {one.msis.mean():.1f} | {one.refused} |"
        )


def _brier(one: Judged) -> FloatArray:
    """(S,) of each window, its three questions together."""
    return _square(one, one.said)


def _square(one: Judged, said: FloatArray) -> FloatArray:
    return np.asarray(np.mean((said - one.happened) ** 2, axis=1))


def _ends(one: Judged, values: FloatArray) -> tuple[float, float]:
    def mean(rows: IntArray) -> float:
        return float(values[rows].mean())

    return interval(one.origin, mean, AHEAD)


def _block(one: Judged, values: FloatArray, digits: int) -> str:
    low, high = _ends(one, values)
    return f"({low:.{digits}f}-{high:.{digits}f})" if np.isfinite(low) else "(one origin)"


def _goals(
    panel: Panel, found: Mapping[tuple[int | None, str], Judged], base: FloatArray, last: FloatArray
) -> Iterator[Goal]:
    for n in POOLED_AT:
        one, on = found.get((n, who.POOLED)), f"{panel.title}, n = {n}"
        if one is None:
            yield Goal(on, "bands, error, Brier", "no pooled model", None)
            continue
        windows = f"; {independent(one.origin, AHEAD)} independent windows"
        for low, high, least, most in ((0.1, 0.9, 70, 90), (0.025, 0.975, 88, 98)):
            held = 100.0 * one.held(low, high)
            told, ends = round(float(held.mean()), 1), _ends(one, held)
            yield Goal(
                f"{on}: {100 * (high - low):.0f} % band", f"{least}-{most}", f"{told}{windows}", least <= told <= most,
                f"{ends[0]:.0f}-{ends[1]:.0f}", ends[0] <= most and ends[1] >= least,
            )  # fmt: skip
        yield _less(f"{on}: error of the median less naive's", one, one.error - last[one.rows], 2)
        yield _less(
            f"{on}: Brier less that of the base rate known at the origin",
            one,
            _brier(one) - _square(one, base[one.rows]),
            3,
        )


def _less(on: str, one: Judged, difference: FloatArray, digits: int) -> Goal:
    """That something is below something else, on average."""
    low, high = _ends(one, difference)
    mean = float(difference.mean())
    return Goal(on, "< 0", f"{mean:+.{digits}f}", mean < 0, f"{low:+.{digits}f} to {high:+.{digits}f}", low < 0)


if __name__ == "__main__":
    main()

"""The national plan put back to the end of each year: python -m benchmarks.hindcasts.

What ``shkplan.assess`` said of every target as of 31 December, on figures known then, against what figures have decided since. Beside it three ways
to say a probability without a model, from the same figures, and how often targets of the plan before last of that nature were met.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

import shkplan as sp
from benchmarks import sections
from benchmarks.scoring import Answers
from benchmarks.sections import Goal
from shkplan.assessment import Assessment
from shkplan.assessment.verdict import Verdict

COMMAND = "python -m benchmarks.hindcasts"
HEADING = "## National plan"
PLAN = "china-14fyp"
DAYS = ("2021-12-31", "2022-12-31", "2023-12-31", "2024-12-31")
SINCE = "2026-06-30"
# Of the 11th plan (2006-2010) 8 of 8 binding and 11 of 14 anticipatory targets were met (Xinhua, 5 March 2011); shares as (k + 1/2) / (n + 1).
MET = {"binding": 8.5 / 9, "anticipatory": 11.5 / 15}
OURS, LINE, SOFT, RATE, HALF = (
    "sp.assess",
    "straight line",
    "straight line, softened",
    "base rate by nature",
    "one half",
)


@dataclass(frozen=True)
class Resolved:
    """A target that was open on a day and is decided now."""

    key: str
    said: Mapping[str, float]
    happened: float


def main() -> None:
    """The run, and its section."""
    asked = sections.asked(__doc__, "hindcasts")
    now = {verdict.key: verdict for verdict in sp.assess(PLAN, as_of=SINCE) if verdict.decided_by_figures}
    found = {day: list(_resolved(day, now)) for day in sections.shown(DAYS, len(DAYS), "national plan")}
    sections.write(asked.to, COMMAND, {HEADING: "\n".join(_section(found, len(now)))}, list(_goals(found)))


def _resolved(day: str, now: Mapping[str, Verdict]) -> Iterator[Resolved]:
    """The targets with a probability on the day that figures have decided since."""
    then = sp.assess(PLAN, as_of=day)
    for verdict in then.assessed:
        if verdict.decided_by_figures or verdict.key not in now:
            continue
        assert verdict.prob is not None
        progress = _progress(then, verdict)
        said = {
            OURS: verdict.prob,
            LINE: 0.5 if progress is None else float(progress >= 1),
            SOFT: 0.5 if progress is None else 1 / (1 + exp(-2 * float(np.clip(progress - 1, -20, 20)))),
            RATE: MET[verdict.target.nature or "anticipatory"],
            HALF: 0.5,
        }
        yield Resolved(verdict.key, said, float(now[verdict.key].prob == 1))


def _progress(then: Assessment, verdict: Verdict) -> float | None:
    """What was made good of what a straight line would have by the last figure; None where nothing is measured since the base year.

    Of a level: the change since the base year over the change a straight line wants by then (a level that is beyond its number already
    counts as twice that). Of growth: its average so far over the wanted one. Of a pace: 1 plus the lead in points. Of a bound to hold: 2 while
    it holds.
    """
    target, of = verdict.target, verdict.indicator.id
    base = int(getattr(target, "base_year", then.plan.base_year))
    figures = _figures(then, of)
    since = {year: value for year, value in figures.items() if base < year <= target.deadline}
    if not since or verdict.wanted is None:
        return None
    up = target.direction == "at_least"
    if target.kind == "pace":
        other = _figures(then, target.reference.indicator, target.reference.region)
        both = sorted(since.keys() & other.keys())
        return 1 + float(np.mean([since[year] - other[year] for year in both])) - verdict.wanted if both else None
    if target.kind == "held":
        return (
            2.0 if all((value >= verdict.wanted) == up or value == verdict.wanted for value in since.values()) else 0.0
        )
    last, span = max(since), target.deadline - base
    if target.kind == "growth":
        made = float(np.mean([np.log1p(value / 100) for value in since.values()]))
        wanted = float(np.log1p(verdict.wanted / 100)) / (1 if target.per == "year" else span)
        return made / wanted
    if (since[last] >= verdict.wanted) == up:
        return 2.0
    start = figures.get(base)
    return None if start is None else (since[last] - start) / ((verdict.wanted - start) * (last - base) / span)


def _figures(then: Assessment, indicator: str, region: str | None = None) -> dict[int, float]:
    series = then.series(indicator, region)
    return dict(zip(map(int, series.years), map(float, series.values), strict=True))


def _section(found: Mapping[str, Sequence[Resolved]], decided: int) -> Iterator[str]:
    yield (
        f"Targets of {PLAN} that `sp.assess` gave a probability on the day, on figures known then, and that figures had decided by {SINCE} ({decided} of all). "
        "Straight line: 1 where the last figure known lies on or beyond the straight line from the base year to the number (of growth: the average so far on or "
        "beyond the wanted one; of a pace: ahead so far; of a bound: held so far), else 0, and one half where nothing had been measured since the base "
        "year. Softened: 1 / (1 + exp(-2 (progress - 1))), progress being what was made good over what the line would have. Base rate by nature: the 11th plan met "
        f"8 of 8 binding and 11 of 14 anticipatory targets, so {MET['binding']:.2f} and {MET['anticipatory']:.2f}. Reported, with no goal, and nothing was "
        "tuned on it; the targets of one plan are few and hang together.\n"
    )
    yield f"| as of | resolved since | reached | Brier: {OURS} | {LINE} | softened | {RATE} | {HALF} | mean said by {OURS} |\n|---|---|---|---|---|---|---|---|---|"
    for day, rows in found.items():
        yield _row(day, rows)
    yield _row("all", [one for rows in found.values() for one in rows])
    yield "\n| target | happened | " + " | ".join(day[:4] for day in found) + " |\n|---|---|" + "---|" * len(found)
    happened = {one.key: one.happened for rows in found.values() for one in rows}
    for key, came in happened.items():
        told = [next((f"{one.said[OURS]:.2f}" for one in rows if one.key == key), "-") for rows in found.values()]
        yield f"| {key} | {'reached' if came else 'missed'} | {' | '.join(told)} |"


def _row(day: str, rows: Sequence[Resolved]) -> str:
    if not rows:
        return f"| {day} | 0 | 0 | - | - | - | - | - | - |"
    happened = np.array([one.happened for one in rows])
    brier = " | ".join(f"{_brier(rows, name):.3f}" for name in (OURS, LINE, SOFT, RATE, HALF))
    return f"| {day} | {len(rows)} | {happened.sum():.0f} | {brier} | {np.mean([one.said[OURS] for one in rows]):.2f} |"


def _brier(rows: Sequence[Resolved], name: str) -> float:
    return Answers(np.array([one.said[name] for one in rows]), np.array([one.happened for one in rows])).brier


def _goals(found: Mapping[str, Sequence[Resolved]]) -> Iterator[Goal]:
    for day, rows in found.items():
        if rows:
            told = f"{_brier(rows, OURS):.3f} of {len(rows)}; line {_brier(rows, LINE):.3f}, softened {_brier(rows, SOFT):.3f}, base rate {_brier(rows, RATE):.3f}"
            yield Goal(f"National plan as of {day}: Brier", "reported", told, None)


if __name__ == "__main__":
    main()

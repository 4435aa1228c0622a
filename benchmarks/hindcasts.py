"""The national plan put back to the end of each year: python -m benchmarks.hindcasts.

What ``a.hindcasts`` says of every target as of 31 December, on figures known then, against what figures have decided since, beside rules without a
model: the page ``calibration`` of a report, as a section of the results.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import shkplan as sp
from benchmarks import sections
from benchmarks.sections import Goal
from shkplan.assessment.evaluation.hindcasts import OFFICIAL, OURS, SAYERS, Hindcasts

COMMAND = "python -m benchmarks.hindcasts"
HEADING = "## National plan"
PLAN = "china-14fyp"
SINCE = "2026-06-30"


def main() -> None:
    """The run, and its section."""
    asked = sections.asked(__doc__, "hindcasts")
    found = sp.assess(PLAN, as_of=SINCE).hindcasts
    sections.write(asked.to, COMMAND, {HEADING: "\n".join(_section(found))}, list(_goals(found)))


def _section(found: Hindcasts) -> Iterator[str]:
    ours = found.record()
    yield (
        f"Targets of {PLAN} that the library gave a probability at the end of a year, on figures known then, and that figures had decided by {SINCE} "
        f"({len(found.resolved)} of {len(found.resolved) + len(found.unresolved)}, {sum(one.prob == 1 for one in found.resolved)} reached): {len(ours)} forecasts of "
        f"{ours.clusters} targets, each once at each lead, worth {ours.effective:.1f} independent targets; {len(found.silent)} cases in which nothing could be said. "
        "Rules without a model as in `shkplan/assessment/evaluation/naive.py`. ± is the standard error, counted over targets. Reported, with no goal, and "
        "nothing was tuned on it.\n"
    )
    yield "| by | mean said | Brier | log score | Brier less ours |\n|---|---|---|---|---|"
    for who in SAYERS:
        record = found.record(who)
        by = ours.better(record)
        apart = "" if who == OURS or by is None else _with_error(*by)
        yield f"| {who} | {record.prob.mean():.2f} | {_with_error(record.brier, record.brier_se)} | {_log(record.log)} | {apart} |"
    yield from _by_day(found)
    yield from _by_target(found)
    for one in found.official:
        theirs, mine = one.record(OFFICIAL), one.record(OURS)
        yield (
            f"\nOn the day of the official result ({one.result.source.published}), {len(one.rows)} targets: official words read as .95/.85/.7/.25 "
            f"{_with_error(theirs.brier, theirs.brier_se)}, ours {_with_error(mine.brier, mine.brier_se)}, straight line {one.record('line').brier:.3f}."
        )


def _by_day(found: Hindcasts) -> Iterator[str]:
    yield "\n| as of | forecasts | reached | " + " | ".join(SAYERS) + " |\n|---|---|---|" + "---|" * len(SAYERS)
    for day in found.days:
        rows = found.at(day)
        if rows:
            scores = " | ".join(f"{found.record(who, day).brier:.3f}" for who in SAYERS)
            yield f"| {day} | {len(rows)} | {sum(one.reached for one in rows)} | {scores} |"


def _by_target(found: Hindcasts) -> Iterator[str]:
    yield (
        "\n| target | came | "
        + " | ".join(str(day.year) for day in found.days)
        + " |\n|---|---|"
        + "---|" * len(found.days)
    )
    for verdict, mine in found.by_target:
        told = {one.day: f"{one.prob:.2f}" for one in mine if one.prob is not None and one.scored}
        cells = " | ".join(told.get(day, "-") for day in found.days)
        yield f"| {verdict.key} | {'reached' if verdict.prob == 1 else 'missed'} | {cells} |"


def _with_error(value: float | None, error: float | None) -> str:
    return "-" if value is None else f"{value:.3f}" + ("" if error is None else f" ± {error:.3f}")


def _log(value: float | None) -> str:
    return "-" if value is None else "∞" if math.isinf(value) else f"{value:.2f}"


def _goals(found: Hindcasts) -> Iterator[Goal]:
    for day in found.days:
        if rows := found.at(day):
            brier = {who: found.record(who, day).brier for who in SAYERS}
            told = f"{brier[OURS]:.3f} of {len(rows)}; line {brier['line']:.3f}, softened {brier['softened']:.3f}, base rate {brier['base_rate']:.3f}"
            yield Goal(f"National plan as of {day}: Brier", "reported", told, None)


if __name__ == "__main__":
    main()

"""The pooled law on World Bank regions set aside, sister regions given: python -m benchmarks.pooled.

Regions whose name has crc32 % 3 == 0 are asked about, at the last origin, six years ahead, from their last 1, 2, 3, 5, 8 or all
figures; the other regions' figures until that origin are the reference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks import methods as who
from benchmarks import sections
from benchmarks.judged import Judged, effective, judged, reliability, worst
from benchmarks.methods import Method
from benchmarks.scoring import Answers, wql
from benchmarks.sections import Goal
from benchmarks.tasks import QUESTIONS, Group, world_bank

COMMAND = "python -m benchmarks.pooled"
HEADING = "## Pooled"
GIVEN: tuple[int | None, ...] = (1, 2, 3, 5, 8, None)
LIMITS: dict[int | None, tuple[float, float, float]] = {
    1: (0.197, 0.195, 0.168), 2: (0.176, 0.164, 0.165), 3: (0.176, 0.164, 0.165),
    5: (0.168, 0.158, 0.160), 8: (0.168, 0.158, 0.160), None: (0.168, 0.158, 0.160),
}  # fmt: skip
STILL = (
    "Forest area",
    "Urban population",
)  # their steps are nearly zero, and errors in units of these steps say little
QUICK = 5
Found = dict[tuple[int | None, str], Judged]


def main() -> None:
    """The run, and its section."""
    asked = sections.asked(__doc__, "pooled")
    groups = world_bank(asked.panels)
    if asked.quick:
        groups = [replace(group, tasks=group.tasks[::QUICK]) for group in groups]
    found = _found(groups, None if asked.quick else sections.peers())
    goals = [] if asked.quick else list(_goals(found))
    sections.write(asked.to, COMMAND, {HEADING: "\n".join(_section(groups, found))}, goals)


def _found(groups: Sequence[Group], python: Path | None) -> Found:
    with TemporaryDirectory() as folder:
        process = who.started(python, Path(folder), groups, GIVEN) if python else None
        every = who.methods()
        found = {}
        for n in sections.shown(GIVEN, len(GIVEN), "pooled, World Bank"):
            for name, method in every.items():
                found[n, name] = _one(groups, n, method)
        if process is not None:
            boosted = who.boosted(process, Path(folder))
            found |= {(n, who.BOOSTED): _one(groups, n, boosted) for n in GIVEN}
    kept = {key: one for key, one in found.items() if one.came.size}
    return dict(sorted(kept.items(), key=lambda item: GIVEN.index(item[0][0])))


def _one(groups: Sequence[Group], n: int | None, method: Method) -> Judged:
    return judged(groups, [method(group, n) for group in groups])


def _section(groups: Sequence[Group], found: Mapping[tuple[int | None, str], Judged]) -> Iterator[str]:
    count = sum(len(group.tasks) for group in groups)
    yield (
        f"{count} series of World Bank regions set aside (crc32 of the name, a third), last origin, six years ahead; n is how many own figures were "
        "given. No rule saw these regions; the weights of the package, and constants learned from the other regions, saw the same years "
        "there. The questions: is the last level kept, or half or all of the trend of the five years before? The base rate's Brier "
        "score is that of always saying the share that happened, known only afterwards. CRPS, SQL, MASE and MSIS are in units of the series' mean "
        f"absolute step, without {' and '.join(STILL)}, whose steps are nearly zero; WQL and its like are told in `scoring.py`, references and "
        "analogues in `analogues.py`, the boosted model in `peers_pooled.py`. What a method refused is left out of its row.\n"
    )
    yield "| n | method | Brier: level | half trend | full trend | base rates | 80 % covers | 95 % covers | WQL | SQL | CRPS | MASE | MSIS | refused |"
    yield f"|{14 * '---|'}"
    for (n, name), one in found.items():
        yield _row(n, name, one)
    for n in (1, 3, None):
        name = who.POOLED if (n, who.POOLED) in found else who.ANALOGUES
        if (n, name) in found:
            yield from _reliability(n, name, found[n, name])


def _row(n: int | None, name: str, one: Judged) -> str:
    moving = ~np.array([any(still in indicator for still in STILL) for indicator in one.indicator])
    brier = " | ".join(f"{one.of(at).brier:.3f}" for at in range(len(QUESTIONS)))
    base = " / ".join(f"{one.of(at).base:.3f}" for at in range(len(QUESTIONS)))
    shown = f"**{name}**" if name == who.POOLED else name
    return (
        f"| {n or 'all'} | {shown} | {brier} | {base} | {100 * one.held(0.1, 0.9).mean():.1f} | {100 * one.held(0.025, 0.975).mean():.1f} "
        f"| {wql(one.tenths, one.came):.4f} | {one.sql[moving].mean():.3f} | {(one.crps / one.scale)[moving].mean():.3f} "
        f"| {(one.error / one.scale)[moving].mean():.3f} | {(one.msis / one.scale)[moving].mean():.1f} | {one.refused} |"
    )


def _reliability(n: int | None, name: str, one: Judged) -> Iterator[str]:
    yield f"\nReliability of {name}, n = {n or 'all'}; in brackets how many independent events as many are worth, errors within an indicator being alike:\n"
    yield "| question | said → happened (events) |\n|---|---|"
    for question, answers, cluster in _questions(one):
        told = "; ".join(
            f"{said:.2f} → {came:.2f} ({count}, {worth:.0f})"
            for said, came, count, worth in reliability(answers, cluster)
        )
        yield f"| {question} | {told} |"


def _questions(one: Judged) -> Iterator[tuple[str, Answers, np.ndarray]]:
    for at, question in enumerate(QUESTIONS):
        yield question, one.of(at), one.indicator
    yield "all three", one.answers, np.repeat(one.indicator, len(QUESTIONS))


def _goals(found: Mapping[tuple[int | None, str], Judged]) -> Iterator[Goal]:
    for n, limits in LIMITS.items():
        one = found.get((n, who.POOLED))
        on, wanted = f"World Bank set aside, n = {n or 'all'}: Brier", " / ".join(f"{limit:.3f}" for limit in limits)
        if one is None:
            yield Goal(on, f"<= {wanted}", "no pooled model", None)
            continue
        got = [round(one.of(at).brier, 3) for at in range(len(QUESTIONS))]
        yield Goal(
            on,
            f"<= {wanted}",
            " / ".join(f"{x:.3f}" for x in got),
            all(x <= limit for x, limit in zip(got, limits, strict=True)),
        )
        if n == 1:
            for low, high, least, most in ((0.1, 0.9, 77, 83), (0.025, 0.975, 93, 97)):
                held = round(100 * float(one.held(low, high).mean()), 1)
                yield Goal(
                    f"World Bank set aside, n = 1: {high - low:.0%} band".replace("%", " %"),
                    f"{least}-{most}",
                    f"{held}",
                    least <= held <= most,
                )
        if n in (5, 8, None):
            bins = reliability(one.answers, np.repeat(one.indicator, len(QUESTIONS)))
            off = worst(bins)
            events = effective(one.answers, np.repeat(one.indicator, len(QUESTIONS)))
            told = f"{off:.3f} ({one.answers.said.size} events, worth {events:.0f})"
            yield Goal(
                f"World Bank set aside, n = {n or 'all'}: reliability, three questions pooled",
                "<= 0.05",
                told,
                round(off, 3) <= 0.05,
            )


if __name__ == "__main__":
    main()

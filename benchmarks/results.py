"""The sections of the competitions: their tables, goals, what was missed and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.run import EVERY, OURS, QUICK, SLOW, Found
from benchmarks.scoring import Answers, Scores
from benchmarks.sections import Goal
from benchmarks.series import CUTS

_PANELS = {"m3": "M3 yearly (645 series)", "m1": "M1 yearly (181 series)"}
_SHIPPED, _WITHOUT = f"{OURS}, weights of the package", f"{OURS}, learned without World Bank"
_TOLD = """Six years ahead. Ours is `shkplan.project_panel` with weights that `shkplan learn-prior` learned within the run **from the other
panels**: M3's rows without M3, M1's without M1. The structure was chosen on M1, M3 and World Bank regions not set aside, so that these
rows are mildly flattered (`NOTES-averaged-ets.md`). Theirs are `statsforecast` and FLAIR (`flaircast`) as pinned in `peers.txt`, `season_length=1`, all else
by default, one series at a time. Scores are told in `scoring.py`: WQL as autogluon and fev have it, where numbers are large weighing
most; SQL, MASE and MSIS scaled by the mean absolute step of all training years, also where only the last ones were given. A series that a
method refuses is counted under "refused" and left out of its means; AutoARIMA, which is slow, was asked only for all and the last 8 years of M3 and all of
M1; "no width" counts series with a 95 % interval of width 0 in some year."""
_WHY = {
    "M3 sMAPE": "No single peer reaches it either; a median of three does (table below). See MASE.",
    "M3 MASE": "The mean belongs to some 30 series (FINANCE, INDUSTRY) that grew exponentially and stopped; M1 and the World Bank series "
    "say that such growth goes on, and weights that did not see M3 believe them. A half-way shift to a Theta line gave 2.605 "
    "on M3 and cost M1 0.23; only weights fitted to the final origins of M3 itself went below 2.57.",
    "M3 80 %": "Too wide. The floor under the weights (no member ruled out) took 95 % from 94.6 to 95.7 and MSIS from 20.8 to 19.4; what it did to 80 % "
    "was not measured apart.",
    "M3 MSIS": "The bend of the scales, the tempers and the floor brought it from 22.0 to here; what remains was not traced.",
    "M3 last 8 MASE": "As M3 MASE: weights from the World Bank alone gave 2.79 too, the Theta shift 2.77 at M1's cost.",
    "M3 last 8 95 %": "At the edge of the band.",
    "M3 last 5 MASE": "World Bank weights alone reach 2.754, but choosing them would be choosing on M3.",
    "M3 last 3 MSIS": "Three points leave t tails of 3 degrees of freedom; a firmer prior on the scatter gained 0.4 and cost a point of coverage.",
    "M1 MASE": "Weights without M1 have seen few trends as strong as M1's. Learning with M1 weighted up costs M3's last 5 0.06.",
    "Reliability, pooled, learned without World Bank": "One bin of some 470 events. M1 and M3 hold no shares, so that theirs are weighed by general levels alone.",
    "Reliability, each question": "Errors are common to an indicator (GDP in current US$ rose everywhere, PM2.5 fell), and events of one world at one time "
    "are not independent: a bin of some hundred events holds a few. Pooling over sibling regions is the remedy, not more weights.",
}


# M3's last 5, 4 and 3 years as they were before the third pass (commit 1e8e857, by this harness): WQL and MASE no worse, and MSIS as wanted.
_BEFORE = {5: (0.1414, 2.787, 21.5), 4: (0.1445, 2.815, 21.5), 3: (0.1481, 2.873, 24.0)}


def written(found: Found) -> dict[str, str]:
    """The sections, by heading."""
    parts = [
        _TOLD,
        "" if not found.quick else f"\nA quick look at every {QUICK}th series, without peers: no goal is judged by it.",
    ]
    for panel, title in _PANELS.items():
        for last in CUTS:
            parts += [
                f"\n### {title}, {f'last {last} years given' if last else 'all years given'}\n",
                *_table(found, panel, last),
            ]
    if not found.quick:
        parts += ["\n### Goals of the first pass\n", *_first(found)]
    return {
        "## Competitions": "\n".join(parts),
        "## Attainment": "\n".join(_attainment(found)),
        "## Refusals": "\n".join(_refusals(found)),
    }


def goals(found: Found) -> Iterator[Goal]:
    """The rows of the third pass."""

    def least(on: str, value: float, limit: float, digits: int) -> Goal:
        return Goal(on, f"<= {limit:.{digits}f}", f"{value:.{digits}f}", round(value, digits) <= limit)

    def band(on: str, value: float, low: float, high: float) -> Goal:
        wanted = f"{low:g}-{high:g}" if high < 100 else f">= {low:g}"
        return Goal(on, wanted, f"{value:.1f}", low <= round(value, 1) <= high)

    one = found.tables["m3", None][OURS]
    yield least("M3 yearly: WQL (AutoTheta's .1277; the aim is .1230)", one.wql, 0.1277, 4)
    yield band("M3 yearly: 95 % band", one.covers_95, 94, 96)
    yield least("M3 yearly: MSIS", one.msis, 19.5, 1)
    for last, (loss, mase, msis) in _BEFORE.items():
        one = found.tables["m3", last][OURS]
        yield least(f"M3, last {last}: WQL", one.wql, loss, 4)
        yield least(f"M3, last {last}: MASE", one.mase, mase, 3)
        yield band(f"M3, last {last}: 95 % band", one.covers_95, 93, 100)
        yield least(f"M3, last {last}: MSIS", one.msis, msis, 1)
    one = found.tables["m1", None][OURS]
    yield least("M1 yearly: WQL", one.wql, 0.125, 3)
    yield least("M1 yearly: MASE", one.mase, 3.3, 3)
    yield band("M1 yearly: 95 % band", one.covers_95, 94, 100)


def _first(found: Found) -> Iterator[str]:
    yield "| on | goal | got | |\n|---|---|---|---|"
    missed = []
    for name, goal, value, digits, holds in _asked(found):
        yield f"| {name} | {goal} | {value:,.{digits}f} | {'met' if holds else '**missed**'} |"
        missed += [] if holds else [name]
    yield "\nMissed, and why (measurements in `NOTES-averaged-ets.md`):\n"
    yield from (f"* **{name}**: {_WHY.get(name, 'no reason known.')}" for name in missed)


def _asked(found: Found) -> Iterator[tuple[str, str, float, int, bool]]:
    """Name, goal, value, digits and whether it is met, judged as printed."""

    def most(name: str, value: float, limit: float, digits: int) -> tuple[str, str, float, int, bool]:
        return name, f"<= {limit:g}", value, digits, round(value, digits) <= limit

    def within(name: str, value: float, low: float, high: float) -> tuple[str, str, float, int, bool]:
        return name, f"{low:g}-{high:g}" if high < 100 else f">= {low:g}", value, 1, low <= round(value, 1) <= high

    def of(panel: str, last: int | None) -> Scores:
        return found.tables[panel, last][OURS]

    yield most("M3 sMAPE", of("m3", None).smape, 15.5, 2)
    yield most("M3 MASE", of("m3", None).mase, 2.54, 3)
    yield within("M3 80 %", of("m3", None).covers_80, 78, 82)
    yield within("M3 95 %", of("m3", None).covers_95, 94, 96)
    yield most("M3 MSIS", of("m3", None).msis, 19, 1)
    for last, mase, low, msis in ((8, 2.74, 94, 21.5), (5, 2.76, 93, 22)):
        yield most(f"M3 last {last} MASE", of("m3", last).mase, mase, 3)
        yield within(f"M3 last {last} 95 %", of("m3", last).covers_95, low, 96)
        yield most(f"M3 last {last} MSIS", of("m3", last).msis, msis, 1)
    for last in (4, 3):
        yield within(f"M3 last {last} 95 %", of("m3", last).covers_95, 93, 100)
        yield most(f"M3 last {last} MSIS", of("m3", last).msis, 24.5, 1)
        yield most(f"M3 last {last}, refused or without width", of("m3", last).refused + of("m3", last).widthless, 0, 0)
    yield most("M1 sMAPE", of("m1", None).smape, 16.2, 2)
    yield most("M1 MASE", of("m1", None).mase, 3.3, 3)
    yield within("M1 95 %", of("m1", None).covers_95, 92, 100)
    answers = found.attained[5, _SHIPPED]
    for name, answer in answers.items():
        yield f"Brier, 5 given, {name}", f"< {answer.base:.4f}", answer.brier, 4, answer.brier < answer.base
    yield most("Reliability, three questions pooled", _pooled(answers).worst(), 0.07, 3)
    yield most("Reliability, pooled, learned without World Bank", _pooled(found.attained[5, _WITHOUT]).worst(), 0.07, 3)
    yield most("Reliability, each question", max(one.worst() for one in answers.values()), 0.07, 3)


_COLUMNS = "WQL | SQL | sMAPE | MASE | 80 % covers | 95 % covers | MSIS | refused | no width |"


def _table(found: Found, panel: str, last: int | None) -> Iterator[str]:
    yield f"| method | {_COLUMNS}\n|---|{9 * '---|'}"
    for name, one in found.tables[panel, last].items():
        yield f"| {f'**{name}**' if name == OURS else name} | {_scores(one)}"


def _scores(one: Scores) -> str:
    if np.isnan(one.mase):
        return f"- | - | - | - | - | - | - | {one.refused} | - |"
    return (
        f"{one.wql:.4f} | {one.sql:.3f} | {one.smape:.2f} | {one.mase:.3f} | {one.covers_80:.1f} | {one.covers_95:.1f} "
        f"| {one.msis:.1f} | {one.refused} | {one.widthless} |"
    )


def _attainment(found: Found) -> Iterator[str]:
    yield (
        "Given the last 3, 5, 8 or 15 years: is the last level, the level plus half the trend of the years given, plus all of it, still "
        "reached four, five and six years ahead? Every third origin. The base rate's Brier score is that of always saying the "
        "share that happened, known only afterwards. Worst bin: the largest distance between said and happened among ten equal bins "
        "with at least 100 events. A peer's probability is read off its eleven quantiles, straight on the probit "
        f"scale (exact for a normal law). Peers were asked at 5 and 8; AutoETS refuses 5. {SLOW} was asked every {EVERY}th window at 5 only.\n"
    )
    yield "| given | method | question | Brier | base rate's | worst bin | events |\n|---|---|---|---|---|---|---|"
    for (given, method), answers in sorted(found.attained.items(), key=lambda item: item[0][0]):
        for question, one in (*answers.items(), ("all three", _pooled(answers))):
            yield (
                f"| {given} | {method} | {question} | {one.brier:.4f} | {one.base:.4f} | {one.worst():.3f} | {one.said.size} |"
            )
    yield "\nThe quantiles of all six years of the same windows, in units of the mean absolute step of the years given:\n"
    yield f"| given | method | {_COLUMNS}\n|---|---|{9 * '---|'}"
    for (given, method), told in sorted(found.windows.items(), key=lambda item: item[0][0]):
        yield f"| {given} | {method} | {_scores(told)}"
    for title in (_SHIPPED, _WITHOUT):
        yield f"\nReliability of {title}, 5 years given, three questions pooled:\n"
        yield "| said | happened | events |\n|---|---|---|"
        yield from (f"| {s:.2f} | {h:.2f} | {n} |" for s, h, n in _pooled(found.attained[5, title]).bins())


def _pooled(answers: dict[str, Answers]) -> Answers:
    def joined(of: Callable[[Answers], np.ndarray]) -> np.ndarray:
        return np.concatenate([of(one) for one in answers.values()])

    return Answers(joined(lambda one: one.said), joined(lambda one: one.happened))


def _refusals(found: Found) -> Iterator[str]:
    yield "What the peers refused, all tasks of the competitions (`windows n`: World Bank windows of n years):\n"
    if not found.refusals:
        yield "Nothing."
    for method, reasons in found.refusals.items():
        yield from (f"* {method}, {why} ({count})" for why, count in reasons.items())
    count = sum(tables[OURS].refused for tables in found.tables.values())
    yield f"\nOurs refused {count} series."

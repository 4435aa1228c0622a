"""Why targets moved: the parts of the later report brought in one after the other, each time computed anew.

Between two states that differ in one part, the difference of a probability is what that part does. The differences of one target add
up to the whole, since each begins where the one before ended. Where several parts act on one target, each is brought in by itself too,
from the earlier report on: what they do together beyond that is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from shkplan.assessment.assessment import Assessment
from shkplan.assessment.evaluation.archiving import series_behind
from shkplan.assessment.evaluation.official import OfficialWords
from shkplan.assessment.scenarios.shift import paired
from shkplan.assessment.verdict import Verdict
from shkplan.base.errors import ShkplanError
from shkplan.operations.comparison.figures import FigureChange, TargetMoved
from shkplan.operations.comparison.sides import Pair
from shkplan.operations.comparison.values import CauseOfChange, How, TargetState
from shkplan.register.evaluation_rule import EvaluationRule
from shkplan.workspace.load import Workspace

__all__ = ["Computed", "Tracer", "Which", "rounded"]

Which = tuple[str, int]  # a target: its indicator and deadline, whatever its key is called
_EACH = 20  # changed figures that are tried one by one; more are tried by series
_DIGITS = 10  # significant, as results.json keeps them


def rounded(value: float | None) -> float | None:
    """A number as ``results.json`` keeps it, so that a number read from there equals one computed here."""
    return None if value is None else float(f"{value:.{_DIGITS}g}") + 0.0


@dataclass(frozen=True)
class Computed:
    """A target as it was computed here: what is said of it, and the verdict behind that."""

    state: TargetState
    verdict: Verdict

    @property
    def prob(self) -> float | None:
        return self.state.prob


class _Mixture:
    """One mixture of the two reports, its targets judged when they are asked for."""

    def __init__(self, pair: Pair, taken: frozenset[str], changes: tuple[FigureChange, ...] | None = None) -> None:
        self._pair, self._taken = pair, taken
        self._assessment = pair.mixed(taken, changes)
        self._keys = {_which(self._assessment, key): key for key in self._assessment.asked}
        self._known: dict[Which, Computed | None] = {}
        with pair.asking(taken):
            self._rule = Workspace.here().single("evaluation", EvaluationRule)
        self._official = OfficialWords(self._assessment, self._rule, plainly=True)

    def __iter__(self) -> Iterator[Which]:
        return iter(self._keys)

    def __getitem__(self, which: Which) -> Computed | None:
        """What is said of a target; None where there is no such target."""
        if which not in self._known:
            key = self._keys.get(which)
            with self._pair.asking(self._taken):
                self._known[which] = None if key is None else self._judged(key)
        return self._known[which]

    def _judged(self, key: str) -> Computed:
        verdict = self._assessment.plain(key)
        official = None if verdict.status == "recorded" else self._official[key].word
        return Computed(state_of(verdict, official), verdict)


def state_of(verdict: Verdict, official: str | None) -> TargetState:
    """What a verdict says, with numbers as results keep them."""
    prob, error, wanted, central = map(rounded, (verdict.prob, verdict.prob_se, verdict.wanted, verdict.central))
    unit, evidence = verdict.unit, verdict.evidence
    return TargetState(verdict.key, verdict.status, prob, error, evidence, official, unit, wanted, central)


def _which(a: Assessment, key: str) -> Which:
    one, target = a.asked[key]
    return one.id, target.deadline if target is not None else 0


class Tracer:
    """The causes of what moved between two reports.

    Args:
        pair: the two.
        telling: told of each mixture that is computed, by its parts.
    """

    def __init__(self, pair: Pair, telling: Callable[[tuple[str, ...]], None] = lambda _: None) -> None:
        self.pair, self._telling = pair, telling
        self._made: dict[frozenset[str], _Mixture | ShkplanError] = {}
        self._singles: dict[tuple[int, ...], _Mixture] = {}
        self.apart: list[tuple[tuple[str, ...], ShkplanError]] = []

    @property
    def start(self) -> _Mixture:
        """The earlier report, computed anew.

        Raises:
            ShkplanError: it cannot be.
        """
        return self._whole(frozenset())

    @property
    def end(self) -> _Mixture:
        """The later report, computed anew.

        Raises:
            ShkplanError: it cannot be.
        """
        return self._whole(frozenset(self.pair.differing))

    def _whole(self, taken: frozenset[str]) -> _Mixture:
        found = self._mixture(taken)
        if isinstance(found, ShkplanError):
            raise found
        return found

    def _mixture(self, taken: frozenset[str]) -> _Mixture | ShkplanError:
        if taken not in self._made:
            self._telling(tuple(name for name in self.pair.differing if name in taken))
            try:
                self._made[taken] = _Mixture(self.pair, taken)
            except ShkplanError as error:
                self._made[taken] = error
        return self._made[taken]

    def causes(self, which: Which) -> tuple[CauseOfChange, ...]:
        """What each part does to a target, in order; parts that cannot be told apart stand together."""
        found, at = list[CauseOfChange](), self.start[which]
        taken, open_ = frozenset[str](), tuple[str, ...]()
        for name in self.pair.differing:
            taken, open_ = taken | {name}, (*open_, name)
            last = taken == frozenset(self.pair.differing)
            mixture = self._mixture(taken)
            if isinstance(mixture, ShkplanError):
                self._left_together(open_, mixture)
                continue
            now = self._asked(mixture, which)
            if isinstance(now, ShkplanError) or (not last and self._gap(which, now)):
                continue  # what comes and goes again on the way is one with what comes next
            found.append(_cause(open_, at, now))
            at, open_ = now, ()
        return self._with_alone(which, found)

    def _left_together(self, names: tuple[str, ...], why: ShkplanError) -> None:
        if names not in [known for known, _ in self.apart]:
            self.apart.append((names, why))

    @staticmethod
    def _asked(mixture: _Mixture, which: Which) -> Computed | ShkplanError | None:
        try:
            return mixture[which]
        except ShkplanError as error:
            return error

    def _gap(self, which: Which, now: Computed | None) -> bool:
        """Whether a target has no probability here though it has one at both ends."""
        ends = (self.start[which], self.end[which])
        return (now is None or now.prob is None) and all(one is not None and one.prob is not None for one in ends)

    def _with_alone(self, which: Which, found: list[CauseOfChange]) -> tuple[CauseOfChange, ...]:
        """The causes, where two or more act each with what it does by itself."""
        acting = [one for one in found if one.acts]
        if len(acting) < 2:
            return tuple(found)
        return tuple(replace(one, **self._alone(which, one)) if one.acts else one for one in found)

    def _alone(self, which: Which, cause: CauseOfChange) -> dict[str, Any]:
        before, mixture = self.start[which], self._mixture(frozenset(cause.kinds))
        after = None if isinstance(mixture, ShkplanError) else self._asked(mixture, which)
        if isinstance(after, ShkplanError) or after is None or before is None:
            return {}
        one = _cause(cause.kinds, before, after)
        return {"alone": one.change, "alone_se": one.change_se}

    def error(self, which: Which) -> tuple[float | None, How]:
        """Monte Carlo error of the whole difference of a target between both ends, and where it comes from."""
        one = _cause((), self.start[which], self.end[which])
        return one.change_se, one.how

    # Figures ---------------------------------------------------------------------------------------------------------

    def figures(self, moved: Mapping[Which, Iterable[CauseOfChange]]) -> tuple[FigureChange, ...]:
        """The changed figures, each with the targets that it moves by itself; of many, those of a series together.

        Args:
            moved: the targets that moved, with their causes.
        """
        touched = {
            which: {kind for cause in causes if cause.acts or cause.alone for kind in cause.kinds} for which, causes in moved.items()
        }  # fmt: skip
        changes = self.pair.changes
        groups = [[one] for one in changes] if len(changes) <= _EACH else _by_series(changes)
        found: dict[int, FigureChange] = {}
        for group in groups:
            asked = [which for which, kinds in touched.items() if kinds & {one.step for one in group}]
            told = tuple(self._moved_by(group, asked))
            for one in group:
                found[id(one)] = replace(one, moved=told, together=len(group) > 1)
        return tuple(found[id(one)] for one in changes)

    def _moved_by(self, group: list[FigureChange], asked: list[Which]) -> Iterator[TargetMoved]:
        mine = [which for which in asked if self._rests_on(which, group[0].series)]
        if not mine:
            return
        alone = _Mixture(self.pair, frozenset(), tuple(group))
        for which in mine:
            one = _cause((), self.start[which], alone[which])
            if one.tells:
                yield TargetMoved(_key(self.end[which] or self.start[which]), one.change, one.change_se)

    def _rests_on(self, which: Which, series: tuple[str, str]) -> bool:
        """Whether a target rests on a series before or after."""
        found = (self.start[which], self.end[which])
        return any(one is not None and series in series_behind(one.verdict) for one in found)


def _key(one: Computed | None) -> str:
    return one.state.key if one is not None else ""


def _by_series(changes: Iterable[FigureChange]) -> list[list[FigureChange]]:
    found: dict[tuple[str, str], list[FigureChange]] = {}
    for one in changes:
        found.setdefault(one.series, []).append(one)
    return list(found.values())


def _cause(kinds: tuple[str, ...], before: Computed | None, after: Computed | None) -> CauseOfChange:
    """What lies between two computations of one target."""
    one, other = (side.prob if side is not None else None for side in (before, after))
    was, now = (side.state.official if side is not None else None for side in (before, after))
    if before is None or after is None or one is None or other is None:
        return CauseOfChange(kinds, one, other, None, "exact", official=(was, now))
    error, how = error_between(before.verdict, after.verdict)
    return CauseOfChange(kinds, one, other, error, how, official=(was, now))


def error_between(before: Verdict, after: Verdict) -> tuple[float, How]:
    """Monte Carlo error of the difference of two probabilities of one target, and where it comes from.

    Paths of one seed use the same random numbers, so the error is that of what each path gains or loses; it is far smaller than that of
    two estimates made apart.
    """
    if not any(one.prob_se for one in (before, after)):
        return 0.0, "exact"
    seeds = {one.within.settings.seed for one in (before, after) if one.within is not None}
    paths = [one.hits for one in (before, after) if one.basis == "paths" and one.hits is not None]
    if len(seeds) == 1 and len(paths) == 2 and len(paths[0]) == len(paths[1]):
        return paired(before, after)[1], "paired"
    return float(np.hypot(before.prob_se or 0.0, after.prob_se or 0.0)), "apart"

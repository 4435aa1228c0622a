"""Two reports compared target by target: what was recorded of each, what was computed of each, and the causes between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import hypot

from shkplan.base.errors import ShkplanError
from shkplan.base.messages import Text, said
from shkplan.operations.comparison.recorded import RecordedTarget
from shkplan.operations.comparison.sides import Pair, Side
from shkplan.operations.comparison.tracing import Computed, Tracer, Which
from shkplan.operations.comparison.values import AFTER, BEFORE, CauseOfChange, How, TargetChange, TargetState
from shkplan.operations.comparison.whole import ComparedReport, ReportComparison
from shkplan.report import manifest as record
from shkplan.report.progress import NullProgress

__all__ = ["Comparing", "version_here"]

States = tuple[TargetState | None, TargetState | None]


class Comparing:
    """One comparison being made."""

    def __init__(
        self, pair: Pair, records: Sequence[Mapping[Which, RecordedTarget]], told: tuple[ComparedReport, ComparedReport], voice: NullProgress
    ) -> None:  # fmt: skip
        self._pair, self._told, self._voice = pair, told, voice
        self._was, self._now = records
        self._tracer = Tracer(pair, self._step)
        self._here = version_here()
        self._failed: list[tuple[tuple[str, ...], ShkplanError]] = []

    def _step(self, taken: tuple[str, ...]) -> None:
        self._voice.step(
            said("computing the later report up to: {part}", part=said(PARTS[taken[-1]])) if taken else said("computing the earlier report again")
        )  # fmt: skip

    def comparison(self) -> ReportComparison:
        """The whole."""
        targets = {which: self._target(which) for which in self._every()}
        causes = {which: one.causes for which, one in targets.items() if one.causes}
        figures = self._tracer.figures(causes) if causes else self._pair.changes
        (was, now), after = self._told, self._pair.after
        return ReportComparison(
            plan=after.plan,
            region=str(after.settings["region"]),
            before=was,
            after=now,
            targets=tuple(targets.values()),
            figures=figures,
            differing=self._pair.differing,
            here=self._here,
            apart=(*self._tracer.apart, *self._failed),
        )

    def _every(self) -> list[Which]:
        """The targets of either report, without stated aims: those of the later one in its order, then those that are gone."""
        found = []
        for side in (self._pair.after, self._pair.before):
            for one in side.plan.indicators.values():
                found += [(one.id, target.deadline) for target in one.targets_in_force(side.day) if target.scored]
        return list(dict.fromkeys(found))

    def _target(self, which: Which) -> TargetChange:
        was, now = self._was.get(which), self._now.get(which)
        if self._unchanged(was, now):
            assert was is not None
            assert now is not None
            return TargetChange(now.state.key, self._name(which), was.state, now.state, numbers=self._numbers(which))
        try:
            start, end = self._tracer.start[which], self._tracer.end[which]
            causes = self._tracer.causes(which)
        except ShkplanError as error:
            self._failed.append((self._pair.differing, error))
            return self._untraced(which, was, now)
        states: States = (_state(was, start), _state(now, end))
        whole = (*_left(BEFORE, states[0], start), *causes, *_left(AFTER, end, states[1]))
        least, how = self._error(which, states, whole)
        key = next(one.key for one in reversed(states) if one is not None)
        return TargetChange(key, self._name(which), states[0], states[1], whole, least, how, self._numbers(which))

    def _unchanged(self, was: RecordedTarget | None, now: RecordedTarget | None) -> bool:
        """Whether both reports recorded the very same of a target, by the code that is here: nothing has to be computed to say so."""
        return was is not None and now is not None and was.whole == now.whole and self._same_code

    @property
    def _same_code(self) -> bool:
        return all(one.version == self._here for one in self._told)

    def _untraced(self, which: Which, was: RecordedTarget | None, now: RecordedTarget | None) -> TargetChange:
        """A target that cannot be computed here: what was recorded, and no causes told apart."""
        states: States = (was.state if was is not None else None, now.state if now is not None else None)
        one, other = (state.prob if state is not None else None for state in states)
        versions = [kind for kind, side in zip((BEFORE, AFTER), self._told, strict=True) if side.version != self._here]
        cause = CauseOfChange((*self._pair.differing, *versions), one, other, _apart(states), "apart")
        key = next((state.key for state in reversed(states) if state is not None), which[0])
        return TargetChange(
            key, self._name(which), states[0], states[1], (cause,), _apart(states), "apart", self._numbers(which)
        )

    def _error(self, which: Which, states: States, causes: tuple[CauseOfChange, ...]) -> tuple[float | None, How]:
        """Of the whole difference: on the same random numbers where both ends were computed here as they were recorded."""
        if any(one is None or one.prob is None for one in states):
            return None, "exact"
        if any({BEFORE, AFTER} & {*one.kinds} for one in causes):
            return _apart(states), "apart"
        return self._tracer.error(which)

    def _name(self, which: Which) -> Text:
        return next(side.plan[which[0]].name for side in (self._pair.after, self._pair.before) if which[0] in side.plan)

    def _numbers(self, which: Which) -> tuple[float | None, float | None] | None:
        """The number that is asked for, before and after, where the target is another version now."""
        before, after = self._pair.before, self._pair.after
        versions = [side.targets().get(which) for side in (before, after)]
        if None in versions or versions[0] == versions[1]:
            return None
        one, other = (_number(side, which) for side in (before, after))
        return one, other


def _number(side: Side, which: Which) -> float | None:
    targets = side.plan[which[0]].targets_in_force(side.day)
    return next((getattr(one, "number", None) for one in targets if one.deadline == which[1]), None)


def _state(known: RecordedTarget | None, computed: Computed | None) -> TargetState | None:
    """What was recorded; where nothing was, what is computed; a word that was not recorded is taken from there."""
    if known is None or computed is None:
        return known.state if known is not None else computed.state if computed is not None else None
    return known.state if known.state.official is not None else replace(known.state, official=computed.state.official)


def _left(
    kind: str, one: Computed | TargetState | None, other: Computed | TargetState | None
) -> tuple[CauseOfChange, ...]:
    """What is left between a report as recorded and as computed; nothing where they are the same."""
    before, after = (side.state if isinstance(side, Computed) else side for side in (one, other))
    if before is None or after is None:
        return ()
    official = (before.official, after.official)
    found = CauseOfChange((kind,), before.prob, after.prob, _apart((before, after)), "apart", official=official)
    return (found,) if found.acts else ()


def _apart(states: States) -> float | None:
    """Monte Carlo error of a difference of two estimates of which only the errors are known."""
    one, other = states
    if one is None or other is None or one.prob is None or other.prob is None:
        return None
    return hypot(one.prob_se or 0.0, other.prob_se or 0.0)


def version_here() -> str:
    """The version of library and code that computes here, as reports tell theirs."""
    found = record.versions()
    return f"{found['shkplan']} ({found['code']})"


# What each cause is called while it is computed.
PARTS = {
    "figures": "new figures", "revisions": "revised figures", "corrections": "corrections", "plan": "the plan",
    "inputs": "reference classes, links and other inputs", "day": "the day", "to": "the last year", "model": "the model",
    "seed": "the seed", "scenario": "the scenario",
}  # fmt: skip

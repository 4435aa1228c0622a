"""All yardsticks on all targets of an assessment: what each says, where they agree, and where the evaluator must think."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from shkplan.assessment.headway import headway_of, levelled_of
from shkplan.assessment.verdict import Verdict
from shkplan.assessment.yardsticks import destatis, escap, eurostat, open_sdg, sdsn, unsd
from shkplan.assessment.yardsticks.base import Gauged
from shkplan.assessment.yardsticks.probability import probability
from shkplan.assessment.yardsticks.schedule import schedule
from shkplan.base.errors import NotAssessable, among
from shkplan.base.messages import Message, message
from shkplan.register.targets import Levelled
from shkplan.register.yardsticks import YardstickRules

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["Agreeing", "Differing", "Disagreements", "GaugedTarget", "TwoYardsticks", "Yardsticks"]

_RECENT = (
    "sdsn",
    "eurostat",
    "destatis",
)  # these look at the last years, the others at the whole way since the base year
_WHOLE = ("schedule", "open_sdg", "unsd")
_CLOSE = 0.1  # so near to its threshold, relatively, a yardstick might as well say the other


@dataclass(frozen=True)
class GaugedTarget:
    """What every yardstick says of one target.

    Attributes:
        verdict: on the target.
        said: yardstick -> what it says, in the order of the rules.
        rules: the numbers they go by.
    """

    verdict: Verdict
    said: Mapping[str, Gauged] = field(repr=False)
    rules: YardstickRules = field(repr=False)

    @property
    def key(self) -> str:
        """Of the target."""
        return self.verdict.key

    def __getitem__(self, yardstick: str) -> Gauged:
        """What one yardstick says.

        Raises:
            UnknownName: no such yardstick.
        """
        among("yardstick", yardstick, self.said)
        return self.said[yardstick]

    def __iter__(self) -> Iterator[Gauged]:
        return iter(self.said.values())

    @property
    def speaking(self) -> tuple[Gauged, ...]:
        """Those that say anything."""
        return tuple(one for one in self if one.speaks)

    @property
    def for_it(self) -> int:
        """How many say that the target is on course."""
        return sum(one.on_course for one in self.speaking)

    @property
    def split(self) -> int:
        """How many yardsticks stand against the majority; 0 where all that speak agree."""
        return min(self.for_it, len(self.speaking) - self.for_it)

    def to_frame(self) -> pd.DataFrame:
        """A row a yardstick."""
        import pandas as pd

        return pd.DataFrame([_row(one) for one in self]).set_index("yardstick")

    def __repr__(self) -> str:
        return f"GaugedTarget({self.key}: {self.for_it} of {len(self.speaking)} say on course)"


class TwoYardsticks(NamedTuple):
    """How two yardsticks agree: on how many targets both speak, and on how many both give the same answer, on course or not."""

    one: str
    other: str
    both: int
    alike: int


@dataclass(frozen=True)
class Agreeing:
    """How every two yardsticks agree over the targets of an assessment."""

    yardsticks: Yardsticks = field(repr=False)

    @cached_property
    def pairs(self) -> tuple[TwoYardsticks, ...]:
        """Every two of them, in their order."""
        found, names = [], self.yardsticks.names
        for one, other in combinations(names, 2):
            pairs = [(row.said[one], row.said[other]) for row in self.yardsticks]
            both = [(first, second) for first, second in pairs if first.speaks and second.speaks]
            alike = sum(first.on_course == second.on_course for first, second in both)
            found.append(TwoYardsticks(one, other, len(both), alike))
        return tuple(found)

    def __iter__(self) -> Iterator[TwoYardsticks]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    def between(self, one: str, other: str) -> TwoYardsticks:
        """How two of them agree, in either order.

        Raises:
            UnknownName: no such yardstick.
        """
        for name in (one, other):
            among("yardstick", name, self.yardsticks.names)
        return next(pair for pair in self.pairs if {pair.one, pair.other} == {one, other})

    def to_frame(self) -> pd.DataFrame:
        """A row a pair."""
        import pandas as pd

        return pd.DataFrame([pair._asdict() for pair in self.pairs])

    def __repr__(self) -> str:
        both, alike = (sum(getattr(one, name) for one in self.pairs) for name in ("both", "alike"))
        return f"Agreeing({self.yardsticks.assessment.plan.id}: {alike} of {both} answers alike, in pairs)"


class Differing(NamedTuple):
    """A target on which the yardsticks differ, and why."""

    gauged: GaugedTarget
    why: Message


@dataclass(frozen=True)
class Disagreements:
    """The targets on which the yardsticks differ, the most divided first: here the evaluator must think."""

    yardsticks: Yardsticks = field(repr=False)

    @cached_property
    def targets(self) -> tuple[Differing, ...]:
        """Each with one sentence why."""
        divided = sorted((one for one in self.yardsticks if one.split), key=lambda one: -one.split / len(one.speaking))
        return tuple(Differing(one, why_divided(one)) for one in divided)

    def __iter__(self) -> Iterator[Differing]:
        return iter(self.targets)

    def __len__(self) -> int:
        return len(self.targets)

    def to_frame(self) -> pd.DataFrame:
        """A row a target."""
        import pandas as pd

        rows = [
            {"target": one.key, "on_course": one.for_it, "speaking": len(one.speaking), "why": str(why)}
            for one, why in self
        ]
        return pd.DataFrame(rows, columns=["target", "on_course", "speaking", "why"])

    def __repr__(self) -> str:
        return f"Disagreements({self.yardsticks.assessment.plan.id}: {len(self)} targets)"


@dataclass(frozen=True)
class Yardsticks:
    """What every yardstick says of every target.

    Attributes:
        assessment: of which.
        rules: the numbers they go by.
    """

    assessment: Assessment
    rules: YardstickRules = field(repr=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The yardsticks, in order."""
        return tuple(self.rules)

    @cached_property
    def _known(self) -> dict[str, GaugedTarget]:
        """Target's key -> what they say, as asked for so far."""
        return {}

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        """The keys of the targets that are assessed at all."""
        return tuple(key for key, (_, target) in self.assessment.asked.items() if target is None or target.scored)

    def __getitem__(self, key: str) -> GaugedTarget:
        """What they say of one target.

        Raises:
            UnknownName: no such target, or one that is quoted and not assessed.
        """
        among("target", key, self._keys)
        if key not in self._known:
            self._known[key] = gauged(self.assessment, self.assessment[key], self.rules)
        return self._known[key]

    def __iter__(self) -> Iterator[GaugedTarget]:
        return (self[key] for key in self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._keys)

    @property
    def spoken_of(self) -> tuple[GaugedTarget, ...]:
        """The targets of which any yardstick says anything."""
        return tuple(one for one in self if one.speaking)

    @property
    def silent(self) -> tuple[GaugedTarget, ...]:
        """The others."""
        return tuple(one for one in self if not one.speaking)

    @property
    def agreement(self) -> Agreeing:
        """Every two yardsticks: on how many targets both speak, and on how many they agree whether it is on course."""
        return Agreeing(self)

    @property
    def unanimous(self) -> tuple[GaugedTarget, ...]:
        """The targets of which two or more speak, and all say the same: on course, or not."""
        return tuple(one for one in self if len(one.speaking) > 1 and not one.split)

    @property
    def disagreements(self) -> Disagreements:
        """The targets on which they differ, the most divided first, each with the reason: here the evaluator must think."""
        return Disagreements(self)

    def to_frame(self) -> pd.DataFrame:
        """A row a target and yardstick: status, common scale, value, formula with numbers, reason."""
        import pandas as pd

        return pd.DataFrame([{"target": row.key, **_row(one)} for row in self for one in row])

    def __repr__(self) -> str:
        told = f"{len(self.spoken_of)} of {len(self)} targets spoken of, {len(self.disagreements)} in dispute"
        return f"Yardsticks({self.assessment.plan.id}, as of {self.assessment.as_of}: {told})"


def _row(one: Gauged) -> dict[str, Any]:
    told = {
        name: None if found is None else str(found)
        for name, found in (("working", one.working), ("reason", one.reason))
    }
    names = {"yardstick": one.yardstick, "status": one.status or None, "scale": one.scale, "value": one.value}
    return {**names, **told, "notes": "; ".join(map(str, one.notes))}


def gauged(assessment: Assessment, verdict: Verdict, rules: YardstickRules) -> GaugedTarget:
    """What every yardstick says of one target."""
    course = levelled_of(assessment, verdict)
    by_levels: Mapping[str, Callable[[Levelled], Gauged]] = {
        "open_sdg": lambda found: open_sdg.gauge(found, rules.open_sdg, verdict.indicator.id),
        "unsd": lambda found: unsd.gauge(found, rules.unsd),
        "escap": lambda found: escap.gauge(found, rules.escap),
        "sdsn": lambda found: sdsn.gauge(found, rules.sdsn),
        "eurostat": lambda found: eurostat.gauge(found, rules.eurostat),
        "destatis": lambda found: destatis.gauge(found, rules.destatis),
    }
    said = {"schedule": schedule(headway_of(assessment, verdict), rules.schedule)}
    said |= {name: _asked(name, course, ask) for name, ask in by_levels.items()}
    return GaugedTarget(verdict, {**said, "probability": probability(verdict, rules.probability)}, rules)


def _asked(name: str, course: Levelled | Message, ask: Callable[[Levelled], Gauged]) -> Gauged:
    if isinstance(course, Message):
        return Gauged(name, reason=course)
    try:
        return ask(course)
    except NotAssessable as error:
        return Gauged(name, reason=error.reason, notes=course.notes)


# Why they differ --------------------------------------------------------------------------------------------------------


def why_divided(row: GaugedTarget) -> Message:
    """The reason that is nearest at hand why yardsticks differ on a target, from what each of them looks at."""
    return next(_reasons(row))


def _reasons(row: GaugedTarget) -> Iterator[Message]:
    """What may be behind it, the most telling first."""
    said, ours, target = row.said, row.said["probability"], row.verdict.target
    if target.each_year and said["schedule"].speaks and not said["schedule"].on_course:
        yield message("divided.each_year")
    if target.course == "mean":
        yield message("divided.mean")
    whole, recent = (_answers(row, names) for names in (_WHOLE, _RECENT))
    if len(whole) == len(recent) == 1 and whole != recent:
        yield message("divided.slowed" if True in whole else "divided.picked_up")
    others = {one.on_course for one in row.speaking if one is not ours}
    if ours.speaks and len(others) == 1 and ours.on_course not in others:
        yield message("divided.expected" if ours.on_course else "divided.uncertain", prob=100 * (ours.value or 0))
    close = tuple(message(f"gauge_name.{one.yardstick}") for one in row.speaking if _is_close(row, one))
    if close:
        yield message("divided.close", names=close)
    yield message("divided.windows")


def _answers(row: GaugedTarget, names: tuple[str, ...]) -> set[bool]:
    return {row.said[name].on_course for name in names if row.said[name].speaks}


def _is_close(row: GaugedTarget, one: Gauged) -> bool:
    """Whether its number lies near the one from which on it says on course."""
    cuts = {"schedule": "on_course", "open_sdg": "on_track", "unsd": "on_track", "sdsn": "on_track",
            "eurostat": "significant", "escap": "maintain", "destatis": "sun"}  # fmt: skip
    if one.yardstick not in cuts or one.value is None or row.verdict.target.turning:
        return False
    cut = row.rules[one.yardstick].cuts[cuts[one.yardstick]].number
    return abs(one.value - cut) <= _CLOSE * max(abs(cut), 0.5)

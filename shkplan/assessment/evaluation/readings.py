"""One clause in all its readings: the one that decides, and beside it what others make of the same figures.

Each reading is judged by the same road as the one that decides, on the same projections and the same random numbers, so that
what differs between them is the reading alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from shkplan.assessment.verdict import Verdict, likelihood, printed
from shkplan.base.errors import among
from shkplan.base.messages import Text
from shkplan.register.plan import Indicator
from shkplan.register.targets import OtherReading, Target

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["ClauseReadings", "ReadVerdict", "TargetReadings", "instead"]


class ReadVerdict(NamedTuple):
    """A verdict on one reading of a clause.

    Attributes:
        name: of the reading.
        verdict: on it.
        why: why somebody would read the clause so; of the one that decides its note, if there is one.
        decides: whether it is the one that counts everywhere else.
    """

    name: Text
    verdict: Verdict
    why: Text | None
    decides: bool


@dataclass(frozen=True)
class TargetReadings:
    """One target in all readings of its clause, the one that decides first.

    Attributes:
        assessment: of which.
        key: the target.
        readings: each with its verdict.
    """

    assessment: Assessment = field(repr=False)
    key: str
    readings: tuple[ReadVerdict, ...] = field(repr=False)

    @property
    def decides(self) -> Verdict:
        """The verdict that counts."""
        return self.readings[0].verdict

    @property
    def others(self) -> tuple[ReadVerdict, ...]:
        """The other readings."""
        return self.readings[1:]

    @property
    def agree(self) -> bool | None:
        """Whether all readings come to the same outcome, or the same word for a probability; None where one has neither."""
        told = [_outcome(one.verdict) for one in self.readings]
        return None if None in told else len(set(told)) == 1

    def __iter__(self) -> Iterator[ReadVerdict]:
        return iter(self.readings)

    def __len__(self) -> int:
        return len(self.readings)

    def __repr__(self) -> str:
        told = (f"{one.name}: {_printed(one.verdict)}{', decides' if one.decides else ''}" for one in self)
        return f"TargetReadings({self.key}; {'; '.join(told)})"

    def to_frame(self) -> pd.DataFrame:
        """A row a reading: its name in both languages, whether it decides, and the columns of :meth:`Assessment.to_frame`."""
        import pandas as pd

        rows = [
            {"name_zh": one.name.zh, "name_en": one.name.en, "decides": one.decides, **one.verdict.row} for one in self
        ]
        return pd.DataFrame(rows)


@dataclass(frozen=True, eq=False)
class ClauseReadings(Mapping[str, TargetReadings]):
    """The targets whose clause can be read in several ways, by their keys, each with all its readings.

    ``a.readings["employment.surveyed_unemployment"]`` has the verdict that decides and the others; nothing is judged before it is asked for.
    """

    assessment: Assessment = field(repr=False)
    _made: dict[str, TargetReadings] = field(default_factory=dict, repr=False)

    @property
    def _keys(self) -> tuple[str, ...]:
        return tuple(key for key, (_, target) in self.assessment.asked.items() if target and target.other_readings)

    def __getitem__(self, key: str) -> TargetReadings:
        """The readings of one target.

        Raises:
            UnknownName: no such target, or none whose clause has other readings; with the nearest ones.
        """
        among("target with other readings", key, self._keys)
        if key not in self._made:
            self._made[key] = TargetReadings(self.assessment, key, tuple(_read(self.assessment, key)))
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._keys)

    def __repr__(self) -> str:
        return f"ClauseReadings({self.assessment.plan.id}: {', '.join(self._keys) or 'none'})"

    def to_frame(self) -> pd.DataFrame:
        """A row a reading of each target, as in :meth:`TargetReadings.to_frame`."""
        import pandas as pd

        frames = [one.to_frame() for one in self.values()]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _read(a: Assessment, key: str) -> Iterator[ReadVerdict]:
    one, target = a.asked[key]
    assert target is not None
    assert target.reading is not None
    yield ReadVerdict(target.reading, a[key], target.note, decides=True)
    for other in target.other_readings:
        yield _judged(a, one, target, other)


def _judged(a: Assessment, one: Indicator, target: Target, other: OtherReading) -> ReadVerdict:
    verdict, _ = a.answered(*instead(one, target, other.target))
    return ReadVerdict(other.name, verdict, other.why, decides=False)


def instead(one: Indicator, target: Target, other: Target) -> tuple[Indicator, Target]:
    """An indicator with another target in place of one of its own, and that target, to be judged as its own are."""
    targets = tuple(other if known is target else known for known in one.targets)
    return one.model_copy(update={"targets": targets}), other


def _outcome(verdict: Verdict) -> str | None:
    """What a verdict comes to, where it comes to anything."""
    if verdict.prob is None:
        return None
    return verdict.group if verdict.prob in (0.0, 1.0) else likelihood(verdict.prob)


def _printed(verdict: Verdict) -> str:
    return verdict.status if verdict.prob is None else f"{verdict.status} {printed(verdict.prob)}"

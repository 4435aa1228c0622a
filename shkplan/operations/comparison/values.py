"""What has changed of one target from one report to the next, as values: what each says of it, and the causes between."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from shkplan.assessment.verdict import likelihood
from shkplan.base.messages import Text

__all__ = ["AFTER", "BEFORE", "CauseOfChange", "How", "TargetChange", "TargetState", "beyond_error", "less"]

BEFORE, AFTER = (
    "version_before",
    "version_after",
)  # what is left between a report as recorded and as computed with the code that is here
_LEAST = 0.0005  # of a probability: less shows nowhere


def less(one: float, other: float) -> float:
    """One number less another as both are printed, so that differences add up to the last digit."""
    return float(Decimal(repr(one)) - Decimal(repr(other)))


def beyond_error(change: float | None, error: float | None) -> bool:
    """Whether a probability changes by more than two Monte Carlo errors, and by as much as shows."""
    return change is not None and abs(change) > max(2 * (error or 0.0), _LEAST)


# How the Monte Carlo error of a difference comes about: on the same random numbers, path by path; from two errors; or there is none,
# since both sides are exact.
How = Literal["paired", "apart", "exact"]


@dataclass(frozen=True)
class TargetState:
    """What one report says of one target.

    Attributes:
        key: of the target.
        status, evidence: of its verdict.
        prob, prob_se: its probability and the Monte Carlo error of that; None where there is none.
        official: its official word; None where that was not found out.
        unit, wanted, central: the deciding quantity: what is asked for, and its median.
    """

    key: str
    status: str
    prob: float | None = None
    prob_se: float | None = None
    evidence: str = "none"
    official: str | None = None
    unit: str = ""
    wanted: float | None = None
    central: float | None = None

    @property
    def word(self) -> str:
        """What it amounts to: reached, missed, alike provisional_ or supposed_, very_likely ... very_unlikely, open, recorded."""
        if self.prob is None:
            return self.status
        if self.status in ("observed", "provisional", "supposed"):
            told = "reached" if self.prob == 1 else "missed"
            return told if self.status == "observed" else f"{self.status}_{told}"
        return likelihood(self.prob)


@dataclass(frozen=True)
class CauseOfChange:
    """What one cause changes of one target, all causes before it having had their part.

    Attributes:
        kinds: the cause; several where they could not be told apart.
        before, after: the probability before and after it; None where there is none.
        change_se: Monte Carlo error of the difference.
        how: where that comes from.
        alone, alone_se: what the cause changes by itself, from the earlier report on; None where it was not asked, or cannot be told.
        official: the official word before and after it.
    """

    kinds: tuple[str, ...]
    before: float | None
    after: float | None
    change_se: float | None = None
    how: How = "exact"
    alone: float | None = None
    alone_se: float | None = None
    official: tuple[str | None, str | None] = (None, None)

    @property
    def change(self) -> float | None:
        """The probability after it less that before it; None where there is none on either side."""
        return None if self.before is None or self.after is None else less(self.after, self.before)

    @property
    def gives(self) -> bool:
        """Whether the target has a probability by it, and had none before, or the other way round."""
        return (self.before is None) != (self.after is None)

    @property
    def acts(self) -> bool:
        """Whether anything is another by it."""
        return bool(self.change) or self.tells

    @property
    def tells(self) -> bool:
        """Whether what is another by it is more than its Monte Carlo error, or a word."""
        return self.gives or beyond_error(self.change, self.change_se) or self.official[0] != self.official[1]

    @property
    def row(self) -> dict[str, Any]:
        """What a table of causes holds of it."""
        return {
            "kinds": list(self.kinds), "before": self.before, "after": self.after, "change": self.change, "change_se": self.change_se,
            "error": self.how, "alone": self.alone, "alone_se": self.alone_se, "official": list(self.official),
        }  # fmt: skip


@dataclass(frozen=True)
class TargetChange:
    """One target in two reports.

    Attributes:
        key: of the target, by the later report where it is there.
        name: of its indicator.
        before, after: what each report says of it; None where it has no such target.
        causes: what changed it, in the order in which they were brought in; their changes add up to the whole.
        change_se, how: Monte Carlo error of the whole difference, and where it comes from.
        numbers: the number that is asked for, before and after, where another is asked for now.
    """

    key: str
    name: Text
    before: TargetState | None
    after: TargetState | None
    causes: tuple[CauseOfChange, ...] = ()
    change_se: float | None = None
    how: How = "exact"
    numbers: tuple[float | None, float | None] | None = None

    @property
    def change(self) -> float | None:
        """The later probability less the earlier one; None where either report has none."""
        if self.before is None or self.after is None or self.before.prob is None or self.after.prob is None:
            return None
        return less(self.after.prob, self.before.prob)

    @property
    def effect(self) -> str:
        """new, gone, gained and lost (a probability), settled (by figures since), moved, within (its Monte Carlo error), same."""
        if self.before is None or self.after is None:
            return "new" if self.before is None else "gone"
        if (self.before.prob is None) != (self.after.prob is None):
            return "gained" if self.before.prob is None else "lost"
        if self.before.status != self.after.status and self.after.status in ("observed", "provisional"):
            return "settled"
        words = (self.before.word, self.before.official) != (self.after.word, self.after.official)
        if words or self.beyond_error or self.before.status != self.after.status:
            return "moved"
        return "within" if self.change else "same"

    @property
    def beyond_error(self) -> bool:
        """Whether the probability changes by more than two Monte Carlo errors, and by as much as shows."""
        return beyond_error(self.change, self.change_se)

    @property
    def moved(self) -> bool:
        """Whether a reader has to know of it: its probability or a word of it is another now, or its number."""
        return self.effect not in ("within", "same") or self.numbers is not None

    @property
    def acting(self) -> tuple[CauseOfChange, ...]:
        """The causes that changed anything."""
        return tuple(one for one in self.causes if one.acts)

    @property
    def together(self) -> float | None:
        """What the causes change together beyond what each changes alone; None where fewer than two act, or one cannot be told alone."""
        some = [one for one in self.acting if not {BEFORE, AFTER} & {*one.kinds}]
        if len(some) < 2 or any(one.alone is None or one.change is None for one in some):
            return None
        return sum(one.change - one.alone for one in some if one.change is not None and one.alone is not None)

    @property
    def row(self) -> dict[str, Any]:
        """What a table of changes holds of it."""
        one, other = (vars(side) | {"word": side.word} if side is not None else None for side in (self.before, self.after))  # fmt: skip
        return {
            "target": self.key, "effect": self.effect, "moved": self.moved, "before": one, "after": other, "change": self.change,
            "change_se": self.change_se, "error": self.how, "numbers": list(self.numbers) if self.numbers else None,
            "causes": [cause.row for cause in self.causes], "together": self.together,
        }  # fmt: skip

    def __repr__(self) -> str:
        told = "" if self.change is None else f", probability {self.change:+.4g}"
        return f"TargetChange({self.key}: {self.effect}{told})"

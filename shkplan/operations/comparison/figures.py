"""The figures of two reports held against each other: which are new, revised, corrected or gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from shkplan.evidence.corrections import Correction, applied, matched
from shkplan.evidence.observation import Observation, rank

__all__ = ["FigureChange", "FigureKind", "TargetMoved", "figure_changes", "known_rows", "with_changes"]

# new: a year of an indicator of which nothing of the kind was known; revised: another value of a year that was known; confirmed: the
# same value told again, by another source or as final; removed: not there any more; corrected: what is used of it is another.
FigureKind = Literal["new", "revised", "confirmed", "removed", "corrected"]
STEPS: dict[FigureKind, str] = {
    "new": "figures", "revised": "revisions", "confirmed": "revisions", "removed": "revisions", "corrected": "corrections",
}  # fmt: skip

_TELLING = (
    "indicator", "region", "period", "form", "bound", "value", "unit", "price_basis", "basis", "status", "mark", "published",
    "published_basis", "source_title", "publisher", "source_kind",
)  # fmt: skip
_SOURCE = ("source_title", "published", "form", "bound", "period")


@dataclass(frozen=True)
class TargetMoved:
    """What one figure, or the figures of one series, change of one target by themselves.

    Attributes:
        target: its key.
        change, change_se: of its probability, and the Monte Carlo error of that; None where it has none on either side.
    """

    target: str
    change: float | None
    change_se: float | None


@dataclass(frozen=True)
class FigureChange:
    """A figure that is new, revised, confirmed, removed or corrected.

    Attributes:
        kind: which of these.
        before: what was known of the year before; None of a new figure.
        after: what is known now; None of one that was removed, or dropped by a correction.
        replaced: the row that it takes the place of, which is there no more.
        correction: what was corrected; None where a correction was taken back, or where there is none.
        former: the correction that was in force before.
        moved: the targets whose probability it moves by itself; None where that was not found out.
        together: whether that is told of all changed figures of its series at once.
    """

    kind: FigureKind
    before: Observation | None
    after: Observation | None
    replaced: Observation | None = None
    correction: Correction | None = None
    former: Correction | None = None
    moved: tuple[TargetMoved, ...] | None = None
    together: bool = False

    @property
    def figure(self) -> Observation:
        """The figure that is spoken of: as it is now, else as it was."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def series(self) -> tuple[str, str]:
        """Indicator and region."""
        return self.figure.indicator, self.figure.region

    @property
    def step(self) -> str:
        """The cause that it belongs to."""
        return STEPS[self.kind]

    @property
    def row(self) -> dict[str, Any]:
        """What a table of changed figures holds of it."""
        one, was, now = self.figure, self.before, self.after
        return {
            "kind": self.kind, "indicator": one.indicator, "region": one.region, "period": str(one.period), "form": one.form,
            "before": was.value if was else None, "after": now.value if now else None, "unit": one.unit,
            "unit_before": was.unit if was else None, "status": now.status if now else None,
            "published": one.published.isoformat(), "source": one.source_title, "address": one.address,
            "source_before": was.source_title if was else None,
            "reason": str(self.correction.reason) if self.correction else None,
            "author": self.correction.author if self.correction else None, "together": self.together,
            "moved": None if self.moved is None else [vars(each) for each in self.moved],
        }  # fmt: skip

    def __repr__(self) -> str:
        return f"FigureChange({self.kind}: {self.figure.indicator}, {self.figure.region}, {self.figure.period})"


def known_rows(rows: Sequence[Observation], corrections: Iterable[Correction], day: Any) -> tuple[Observation, ...]:
    """The figures as published that were known on a day: a correction that counts by then may have moved their own day."""
    counted, _ = matched(rows, (one for one in corrections if one.date <= day), whole=False)
    moved = {one.published: one.used.published for one in counted if one.used is not None}
    return tuple(one for one in rows if moved.get(one, one.published) <= day)


def figure_changes(
    before: Sequence[Observation], after: Sequence[Observation],
    corrections: tuple[Sequence[Correction], Sequence[Correction]],
) -> tuple[FigureChange, ...]:  # fmt: skip
    """What has changed from some figures to others.

    Args:
        before, after: as published, and known on the two days.
        corrections: those in force on the two days.
    """
    added, gone = _less(after, before), _less(before, after)
    alike: dict[tuple[object, ...], list[Observation]] = {}
    for one in before:
        alike.setdefault(_alike(one), []).append(one)
    found, replaced = list[FigureChange](), list[Observation]()
    for one in added:
        known = alike.get(_alike(one), [])
        former = next((old for old in gone if _source(old) == _source(one) and _alike(old) == _alike(one)), None)
        replaced += [former] if former is not None else []
        was = former or min(known, key=rank, default=None)
        same = was is not None and (was.value, was.unit, was.bound) == (one.value, one.unit, one.bound)
        found.append(FigureChange("new" if was is None else "confirmed" if same else "revised", was, one, former))
    found += [FigureChange("removed", one, None, one) for one in gone if not any(one is other for other in replaced)]
    return (*found, *_corrected(after, *corrections))


def _corrected(
    rows: Sequence[Observation], before: Sequence[Correction], after: Sequence[Correction]
) -> list[FigureChange]:
    """The figures of which something else is used by the later corrections than by the earlier ones."""
    sides = [{one.published: one for one in matched(rows, some, whole=False)[0]} for some in (before, after)]
    found = []
    for row in rows:
        was, now = (side.get(row) for side in sides)
        used = [one.used if one is not None else row for one in (was, now)]
        if _differ(*used):
            of = [one.correction if one is not None else None for one in (was, now)]
            found.append(FigureChange("corrected", used[0] or row, used[1], None, of[1], of[0]))
    return found


def _differ(one: Observation | None, other: Observation | None) -> bool:
    if one is None or other is None:
        return one is not other
    return _told(one) != _told(other)


def with_changes(rows: Sequence[Observation], changes: Iterable[FigureChange]) -> tuple[Observation, ...]:
    """The figures with some changes made, those of corrections left to the corrections; in the order of files and rows."""
    some = [one for one in changes if one.kind != "corrected"]
    gone = Counter(id(one.replaced) for one in some if one.replaced is not None)
    kept = [one for one in rows if not gone[id(one)]]
    whole = [*kept, *(one.after for one in some if one.after is not None)]
    return tuple(sorted(whole, key=_place)) if len(whole) > len(kept) else tuple(kept)


def applied_to(rows: Sequence[Observation], corrections: Iterable[Correction]) -> tuple[Any, ...]:
    """The figures as they are used, and the corrections at work; one that fits none of the figures is let be."""
    at_work, _ = matched(rows, corrections, whole=False)
    return applied(rows, at_work), at_work


def _less(some: Sequence[Observation], others: Sequence[Observation]) -> list[Observation]:
    """The figures that are not among others, each as often as it is there more often."""
    there = Counter(_told(one) for one in others)
    found = []
    for one in some:
        told = _told(one)
        if there[told]:
            there[told] -= 1
        else:
            found.append(one)
    return found


def _told(figure: Observation) -> tuple[object, ...]:
    """What a figure tells: where its row stands, and what was noted of it, is no change."""
    return tuple(getattr(figure, name) for name in _TELLING)


def _alike(figure: Observation) -> tuple[object, ...]:
    return figure.indicator, figure.region, figure.period, figure.form, figure.price_basis


def _source(figure: Observation) -> tuple[object, ...]:
    return tuple(getattr(figure, name) for name in _SOURCE)


def _place(figure: Observation) -> tuple[str, int]:
    row = figure.place.row
    return figure.place.file, row if isinstance(row, int) else 0

"""What it takes to reach a target with a given probability: one constant path through the years that can still be steered.

The median of the steered years follows the path, every other doubt stays: years that have passed without a figure, the reference
of a pace, prices, and how far single paths lie from the median. The path that reaches the target with probability p is the
p-quantile of what each joint path needs. That is explicit for the kinds here and their usual scales; elsewhere it is bracketed. Where
one year decides and its law is known in closed form, so is the answer. Its Monte Carlo error is that of a quantile: half the distance
of the quantiles at p plus and minus the error of a probability p counted on the same paths.

Where nothing is projected, what is left divided by the years that are left is arithmetic; it holds if carried out exactly, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from shkplan.assessment.case import Case
from shkplan.assessment.solving.first_reached import FirstReached, first_reached
from shkplan.assessment.solving.on_record import OnRecord, on_record
from shkplan.assessment.solving.steering import Quantiles, Steering, converted, steering_of
from shkplan.assessment.spans import spanned
from shkplan.assessment.verdict import Evidence, Verdict
from shkplan.base import units
from shkplan.base.errors import NotAssessable, ParameterError
from shkplan.base.messages import Message, message, said
from shkplan.base.shown import shown
from shkplan.distributions.predictive import probs_of
from shkplan.register.targets.steering import Form

if TYPE_CHECKING:
    import pandas as pd

    from shkplan.assessment.assessment import Assessment

__all__ = ["PROBS", "Needed", "Solution", "asked_probs", "solve_for"]

PROBS = (0.5, 0.8, 0.9)
_APART = frozenset(f"reason.{name}" for name in ("contradiction", "limits_contradict", "other_basis", "against_itself"))
Start = tuple[int, float, bool]


@dataclass(frozen=True)
class Needed:
    """The constant path that reaches a target with one probability.

    Attributes:
        prob: that probability; None where it is arithmetic, and holds if carried out exactly.
        value: growth a year (%), flow a year, yearly addition, value kept in every year, or change in all; None where no path does.
        value_se: its Monte Carlo standard error; 0 in closed form.
        level: where the median is by the deadline, of a level; None elsewhere.
        most: the probability of the target that even the best path leaves, where no path does; None elsewhere.
    """

    prob: float | None
    value: float | None
    value_se: float = 0.0
    level: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Solution:
    """What it takes to reach one target: ``a.solve(key)``.

    Attributes:
        verdict: what is expected of the target as things go.
        form: what the path is made of: "rate" (growth a year), "sum" (a flow a year), "level" (a yearly addition; the level itself where
            no start is known), "growth" (of a level), "limit" (kept in every year), "change" (in all since a base year).
        years: those the path runs through.
        unit: of the values.
        needed: a path for each probability asked; none where there is a reason.
        exact: the path if its years come out as planned, without any doubt about them: arithmetic; None where years that have passed, or
            another series, leave it open.
        basis: "paths", "law" (closed form) or "arithmetic".
        start: year, value and whether it was published, from which a level starts.
        reason: why there is no path.
        past: whether all its years have passed: then it is what their figures would have to show.
    """

    verdict: Verdict
    form: Form | Literal["change"] = ""
    years: tuple[int, ...] = ()
    unit: str = ""
    needed: tuple[Needed, ...] = ()
    exact: Needed | None = None
    basis: Literal["paths", "law", "arithmetic"] | None = None
    start: Start | None = None
    reason: Message | None = None
    past: bool = False
    case: Case | None = field(default=None, repr=False, compare=False)

    @property
    def key(self) -> str:
        """The key of the target."""
        return self.verdict.key

    @property
    def evidence(self) -> Evidence:
        """What the paths rest on, as of a verdict; nothing is observed or modelled in arithmetic."""
        return "none" if self.basis in (None, "arithmetic") else self.verdict.evidence

    def __bool__(self) -> bool:
        return bool(self.needed)

    def __getitem__(self, prob: float) -> Needed:
        """The path for one of the probabilities asked for; the arithmetic one for any.

        Raises:
            ParameterError: a probability that was not asked for, or nothing could be said.
        """
        found = next((one for one in self.needed if one.prob is None or one.prob == prob), None)
        if found is None:
            known = [f"{one.prob:g}" for one in self.needed] or ["-"]
            raise ParameterError(said("prob: found {found}, expected one of {known}.", found=shown(prob), known=known))
        return found

    def _ipython_key_completions_(self) -> list[float]:
        return [one.prob for one in self.needed if one.prob is not None]

    @cached_property
    def record(self) -> tuple[OnRecord, ...]:
        """What was done before, in the terms of the path: today's pace, what is projected, the best years here and elsewhere."""
        verdict, case = self.verdict, self.case
        if verdict.within is None or case is None or not self.needed or self.form == "change":
            return ()
        own = case.own if self.basis != "arithmetic" else None
        return tuple(on_record(verdict.within, verdict.indicator, verdict.target, own, self.years))

    def unprecedented(self, needed: Needed) -> bool:
        """Whether a path is better than the best single year on record here; false where nothing is on record."""
        best = next((one.value for one in self.record if one.kind == "best_year"), None)
        if best is None or needed.value is None:
            return False
        return needed.value > best if self.verdict.target.up else needed.value < best

    @cached_property
    def first_reached(self) -> FirstReached | None:
        """When the number is first reached as things go; None where that has no meaning, or nothing is projected."""
        within = self.verdict.within
        return None if within is None or self.case is None else first_reached(within, self.verdict, self.case)

    def to_frame(self) -> pd.DataFrame:
        """A row a path needed, and below them a row for each thing on record: what, probability, value, error, years, region."""
        import pandas as pd

        first, last = (self.years[0], self.years[-1]) if self.years else (None, None)
        row: dict[str, Any] = {"target": self.key, "form": self.form, "unit": self.unit, "basis": self.basis}
        rows = [
            {**row, "what": "needed", "first": first, "last": last, "region": self.verdict.region, "prob": one.prob, "value": one.value,
             "value_se": one.value_se, "level": one.level, "most": one.most} for one in self.needed
        ]  # fmt: skip
        if self.exact is not None and self.basis != "arithmetic":
            told = {"prob": None, "value": self.exact.value, "value_se": 0.0, "level": self.exact.level, "most": None}
            rows.append({**row, "what": "exact", "first": first, "last": last, "region": self.verdict.region, **told})
        rows += [
            {**row, "what": one.kind, "first": one.first, "last": one.last, "region": one.region, "value": one.value}
            for one in self.record
        ]
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        if self.reason is not None:
            return f"Solution({self.key}: {self.reason})"
        told = (
            f"{'exactly' if one.prob is None else f'{one.prob:g}'}: {'none' if one.value is None else f'{one.value:.4g}'}"
            for one in self.needed
        )
        return f"Solution({self.key}, {self.form}, {self.unit}, {self.years[0]}-{self.years[-1]}; {', '.join(told)})"


def asked_probs(prob: object) -> tuple[float, ...]:
    """The probabilities asked for: rising, each once; the usual three where none is named.

    Raises:
        ParameterError: one that does not lie strictly between 0 and 1.
    """
    return PROBS if prob is None else tuple(sorted(set(probs_of(prob))))


def solve_for(a: Assessment, key: str, prob: object = None) -> Solution:
    """What it takes to reach one target with each of some probabilities, or why that cannot be said.

    Raises:
        UnknownName: no such target.
        ParameterError: no probabilities.
    """
    probs, verdict = asked_probs(prob), a[key]
    if verdict.status == "recorded" or verdict.target.two_sided:
        return Solution(verdict, reason=message(f"solve.none_{'two_sided' if verdict.target.two_sided else 'aim'}"))
    if verdict.status in ("observed", "provisional"):
        return Solution(verdict, reason=message("solve.none_decided", detail=verdict.reason))
    if verdict.case is None or (verdict.assessable and not verdict.estimated):
        return Solution(verdict, reason=verdict.reason)
    try:
        if verdict.assessable and verdict.case.target.adrift:
            return _change(verdict, probs)
        return _steered(a, verdict, probs)
    except NotAssessable as refusal:
        return Solution(verdict, reason=refusal.reason)


def _change(verdict: Verdict, probs: Sequence[float]) -> Solution:
    """Of a change since a base year that no figure tells: the median change in all that leads beyond zero."""
    up, score, quantity, case = verdict.target.up, verdict.score, verdict.quantity, verdict.case
    if score is None or quantity is None or case is None:
        raise NotAssessable(verdict.reason)
    base, step = int(str(quantity.values["base"])), (verdict.indicator.precision or 0.0) / 2  # noqa: PD011  # no array
    change = score if up else -score
    each = np.median(change) - change + (step if up else -step)
    read = Quantiles(each, up, case._imputations, case._worth)  # noqa: SLF001  # the target's own
    needed = tuple(Needed(p, read.at(p), converted(float, read.ends(p))) for p in probs)
    years = tuple(range(base + 1, verdict.target.years[-1] + 1))
    return Solution(verdict, "change", years, verdict.unit, needed, basis="paths", case=case)


def _steered(a: Assessment, verdict: Verdict, probs: Sequence[float]) -> Solution:
    """The path that the kind asks for, on the paths of the verdict; arithmetic where it has none."""
    case = verdict.case
    assert case is not None
    if not verdict.assessable:
        over = spanned(case)  # figures over several years may tell of some
        case = over.case if over is not None else case
        apart = any(one.key in _APART for one in verdict.reason.roots)
        if apart or not all(case.to_be_had(source) for source, _ in case.others):
            raise NotAssessable(verdict.reason)
    made = steering_of(a, case, case.own if verdict.assessable else None)
    past = made.free[-1] < a.as_of.year
    form, unit = case.target.steers(case.indicator), case.indicator.unit
    start = _start(a, made, past=past) if form in ("level", "growth") else None
    if start is not None:
        years = tuple(range(start[0] + 1, made.free[-1] + 1))
        unit = "%" if form == "growth" else units.difference(unit)
    elif form == "growth":
        form, years = "level", made.free
    else:
        years = made.free
    told = Solution(verdict, form, years, unit, case=case, start=start, past=past)
    basis: Any = "arithmetic" if made.own is None else "law" if verdict.basis == "law" else "paths"
    exact = None if made.exact is None else _one(made, _reader(told, made), None, made.exact, 0.0)
    return replace(told, basis=basis, exact=exact, needed=tuple(_needed(told, made, basis, probs)))


def _start(a: Assessment, made: Steering, *, past: bool) -> Start | None:
    """From where a level starts: the year before the first that is steered, as published, else by the median of the projection."""
    latest, own = made.case.latest, made.own
    year = a.as_of.year - 1 if not past else 0
    if latest is not None and (own is None or latest[0] >= year):
        return (*latest, True) if latest[0] < made.free[-1] else None
    if own is None or year not in own.years:
        return None
    return year, float(np.median(own.path(year))), False


def _needed(told: Solution, made: Steering, basis: str, probs: Sequence[float]) -> list[Needed]:
    """The path for each probability; one alone where nothing is uncertain."""
    read = _reader(told, made)
    if basis == "law":
        return [_one(made, read, p, z, 0.0) for p, z in zip(probs, made.by_law(probs), strict=True)]
    if (found := made.needed) is None:
        roots = [(p, *made.bracketed(p)) for p in probs]
        return [_one(made, read, p, z, converted(read, ends)) for p, z, ends in roots]
    if basis == "arithmetic" and made.exact is not None:
        return [_one(made, read, None, made.exact, 0.0)]
    return [_one(made, read, p, found.at(p), converted(read, found.ends(p)), found.most) for p in probs]


def _one(
    made: Steering,
    read: Callable[[float], float],
    prob: float | None,
    z: float,
    error: float,
    most: float | None = None,
) -> Needed:
    """A path by its median on the scale of the link; none where no median is enough."""
    value = read(z)
    if (not np.isfinite(z) and not np.isfinite(value)) or z == (np.inf if made.case.target.up else -np.inf):
        return Needed(prob, None, 0.0, most=most)
    level = float(made.link.inverse(z)) if made.case.target.steers(made.case.indicator) in ("level", "growth") else None
    return Needed(prob, value, error, level)


def _reader(told: Solution, made: Steering) -> Callable[[float], float]:
    """From the median on the scale of the link to the number of the path."""
    start, count = told.start, len(told.years)

    def read(z: float) -> float:
        level = float(made.link.inverse(z))
        if start is None:
            return level
        if told.form == "level":
            return (level - start[1]) / count
        return float(100 * ((max(level, 0.0) / start[1]) ** (1 / count) - 1)) if start[1] > 0 else level

    return read

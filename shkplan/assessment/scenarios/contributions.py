"""What each part of a scenario contributes to the change of one target.

A part is a claim, or a switch of a link, a model or a threshold. Two numbers are told of each, on the same paths:

* *alone*: the probability with this part only, less that of the baseline;
* *left out*: the probability with all parts, less that with all but this one.

A link that acts unless it is switched off moves nothing alone; it is told by what is lost without it.

They agree where parts do not interact; where they do (two claims that only together carry the paths over the line), the
truth lies between the two and no single number is it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shkplan.assessment.links import effects_on
from shkplan.assessment.scenarios.shift import shift_of
from shkplan.assessment.verdict import Verdict
from shkplan.base.messages import Text
from shkplan.register.claims import Claim
from shkplan.register.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Contribution", "Tornado", "tornado_of"]


@dataclass(frozen=True)
class Contribution:
    """One part of a scenario, and what it does to one target.

    Attributes:
        scenario: its id.
        part: the claim, or the (kind, name, value) of a switch: ``("link", "id", True)``.
        alone, alone_se: change of the probability by this part alone, and its paired Monte Carlo error; None where the target
            cannot be assessed with it alone.
        left_out, left_out_se: by how much the probability is higher with all parts than with all but this one; None likewise.
    """

    scenario: str
    part: Claim | tuple[str, str, Any]
    alone: float | None
    alone_se: float | None
    left_out: float | None
    left_out_se: float | None

    @property
    def told(self) -> str:
        """The part as ids and numbers, for frames."""
        if isinstance(self.part, tuple):
            return " ".join(map(str, self.part))
        one = self.part
        said = (one.indicator, one.region, one.years, one.fix, getattr(one, "value", None))
        return " ".join(str(word) for word in said if word not in ("", None))

    @property
    def size(self) -> float:
        """The larger of both changes, without sign."""
        return max((abs(one) for one in (self.alone, self.left_out) if one is not None), default=0.0)


@dataclass(frozen=True)
class Tornado:
    """What every part of one or several scenarios contributes to the change of one target, the largest of each first.

    Attributes:
        key: the target.
        name: the indicator's name.
        before: its verdict under the baseline.
        afters: its verdicts under the scenarios.
        rows: the contributions, by scenario.
    """

    key: str
    name: Text
    before: Verdict
    afters: tuple[Verdict, ...]
    rows: tuple[Contribution, ...] = field(repr=False)

    def __repr__(self) -> str:
        return f"Tornado({self.key}: {len(self)} parts)"

    def __iter__(self) -> Iterator[Contribution]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        """Whether any part changes anything that can be told."""
        return any(one.alone is not None or one.left_out is not None for one in self.rows)

    def to_frame(self) -> pd.DataFrame:
        """A row a part: scenario, part, change alone and left out, each with its paired Monte Carlo error."""
        import pandas as pd

        names = ("alone", "alone_se", "left_out", "left_out_se")
        rows = [
            {"target": self.key, "scenario": one.scenario, "part": one.told}
            | {name: getattr(one, name) for name in names}
            for one in self.rows
        ]
        return pd.DataFrame(rows, columns=["target", "scenario", "part", *names])


def tornado_of(before: Verdict, afters: Sequence[Verdict]) -> Tornado:
    """The contributions of the parts of each scenario that some verdicts stand under; made anew by as many assessments as it takes."""
    rows: list[Contribution] = []
    for after in afters:
        rows += sorted(_of(before, after), key=lambda one: -one.size)
    return Tornado(before.key, before.indicator.name, before, tuple(afters), tuple(rows))


def _of(before: Verdict, after: Verdict) -> Iterator[Contribution]:
    base, within = before.within, after.within
    if base is None or within is None or within.scenario is None:
        return
    whole = within.scenario
    parts = list(_parts(whole))
    for name in _links(after, whole):
        without = whole.model_copy(update={"links": {**whole.links, name: False}})
        left = shift_of(base.under(without)[before.key], after)
        yield Contribution(whole.id, ("links", name, True), None, None, left.change, left.change_se)
    for part in parts:
        only = base.under(_with(whole, [part]))[before.key]
        rest = base.under(_with(whole, [one for one in parts if one is not part]))[before.key]
        alone, left = shift_of(before, only), shift_of(rest, after)
        yield Contribution(whole.id, part, alone.change, alone.change_se, left.change, left.change_se)


def _links(after: Verdict, scenario: Scenario) -> list[str]:
    """The links that act without being asked to and moved the target; what holds by definition is no part."""
    moved = [one.link for one in effects_on(after.own, after.reference)]
    return [
        name for name in dict.fromkeys(one.id for one in moved if one.identity is None) if name not in scenario.links
    ]


def _parts(scenario: Scenario) -> Iterator[Claim | tuple[str, str, Any]]:
    yield from scenario.claims
    for kind in _SWITCHES:
        yield from ((kind, name, value) for name, value in getattr(scenario, kind).items())


_SWITCHES = ("links", "models", "thresholds")


def _with(scenario: Scenario, parts: Sequence[Claim | tuple[str, str, Any]]) -> Scenario:
    """The scenario with these of its parts only."""
    switches = {
        kind: {one[1]: one[2] for one in parts if isinstance(one, tuple) and one[0] == kind} for kind in _SWITCHES
    }
    claims = tuple(one for one in parts if not isinstance(one, tuple))
    return scenario.model_copy(update={"claims": claims, "parent": "", **switches})

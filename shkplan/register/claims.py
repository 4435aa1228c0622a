"""What a scenario can suppose of one indicator in some years: one record a form, told apart by ``fix``.

=============  ====================================================================================
``fix``        what it means for each of the years
=============  ====================================================================================
level          the value itself (for an indicator of growth: the yearly rate)
growth rate    the value grows by so much on the year before, which is taken as it comes
addition       so much is added to what the baseline gives: points, an amount, or per cent of it
target value   the value of the last year, with a path from the year before the first by its shape
shock          so much is added in the first year, of which shares remain in the years after it
like region    what another region has, measured or projected, and a distance to it
best peer      what the best of the peers has
required       the path that just reaches the plan's target
=============  ====================================================================================

An *intervention* ("we make it so") leaves the years before it as they were; a *condition* ("suppose we learn that") moves
them too, and says which paths are likely. Years after the last claimed one follow from the model, unless ``after`` says that
they fall back to the baseline (transient) or keep the whole shift (permanent).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import BeforeValidator, Field, model_validator

from shkplan.base import units
from shkplan.base.errors import Place
from shkplan.base.messages import Text, said
from shkplan.base.periods import PeriodField
from shkplan.base.typed import Misfit, Number, PlaceField, Record, all_told
from shkplan.register.targets import UnitIfAny

__all__ = [
    "FORMS",
    "Addition",
    "BestPeer",
    "Claim",
    "ClaimRecord",
    "FixedLevel",
    "GrowthRate",
    "LikeRegion",
    "RequiredPath",
    "Shock",
    "TargetValue",
    "TextInOne",
]

SHARE = 0.8  # of an interval, where none is stated: that of every band of this library


def _in_one(value: object) -> object:
    """One language is enough: what is said once is said in both."""
    if isinstance(value, str):
        return {"zh": value, "en": value}
    if isinstance(value, Mapping) and len(value) == 1 and {*value} <= {"zh", "en"}:
        only = next(iter(value.values()))
        return {"zh": only, "en": only}
    return value


TextInOne = Annotated[Text, BeforeValidator(_in_one)]


class ClaimRecord(Record):
    """What every claim says: of what, where and when, how it is meant, and what comes after it.

    Attributes:
        region: the plan's own where it is empty.
        how: whether it is made so, or learned.
        after: what becomes of later years of an intervention.
        reason: on what ground.
        place: where it was read; no part of what it says.
    """

    numbered: ClassVar[bool] = True  # whether it states a number
    learned: ClassVar[bool] = True  # whether it can be a condition
    by_years: ClassVar[bool] = True  # whether each of its years means the same without the others

    indicator: str
    region: str = ""
    years: PeriodField
    fix: str
    how: Literal["intervention", "condition"] = "intervention"
    after: Literal["model", "transient", "permanent"] = "model"
    reason: TextInOne = Text("", "")
    place: PlaceField = Field(default=Place(), exclude=True, repr=False)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.model_dump() == other.model_dump()

    def __repr__(self) -> str:
        told = " ".join(str(one) for one in self._told if one not in (None, ""))
        return f"{type(self).__name__}({', '.join(filter(None, (self.indicator, self.region, str(self.years), told)))})"

    __str__ = __repr__

    @property
    def _told(self) -> tuple[object, ...]:
        """What it says, for its printed form."""
        return ()

    def __hash__(self) -> int:
        return hash((self.fix, self.indicator, self.region, self.years))

    @model_validator(mode="after")
    def _is_made_or_learned(self) -> Self:
        if self.how == "condition" and not self.learned:
            remedy = said("What is added to a baseline is made so and not learned; claim the level to be learned.")
            raise Misfit(said("intervention for fix: {fix}", fix=self.fix), remedy, found=self.how, at=("how",))
        if self.how == "condition" and self.after != "model":
            remedy = said("Leave after out: later years follow from what is learned.")
            raise Misfit(said("model, for a condition"), remedy, found=self.after, at=("after",))
        return self

    @property
    def touched(self) -> tuple[int, ...]:
        """The years of which it says something."""
        return tuple(self.years.years)

    @property
    def reach(self) -> int:
        """The first year it needs to be known of."""
        return self.years.first


class _Numbered(ClaimRecord):
    """A claim that states a number, or a law of it.

    Attributes:
        unit: that of the number; empty for the natural one: the indicator's, %, or points.
        spread: the standard deviation of a normal law around the number, in its unit.
        interval: two ends between which the number lies with probability ``share``, of a normal law around their middle.
    """

    value: Number | None = None
    unit: UnitIfAny = ""
    spread: Number | None = None
    interval: tuple[Number, Number] | None = None
    share: Number = SHARE

    @model_validator(mode="after")
    def _says_one_number(self) -> Self:
        ends, both = self.interval, self.value is not None and self.interval is not None
        neither, lone = self.value is None and ends is None, ends is None and self.share != SHARE
        uncertain = said("Leave spread out where the number is certain.")
        told: list[tuple[object, str, object, str, str]] = [
            (neither, "value", None, said("a number"), said("Add value, or interval: [low, high].")),
            (both, "value", self.value, said("value or interval"), said("Leave value out: it is the middle of the interval.")),
            (ends and self.spread, "spread", self.spread, said("spread or interval"), said("Leave one of the two out.")),
            (self.spread is not None and self.spread <= 0, "spread", self.spread, said("a spread above 0"), uncertain),
            (ends and ends[0] >= ends[1], "interval", ends and f"[{ends[0]:g}, {ends[1]:g}]", said("the lower end before the upper one"), said("Write interval: [low, high].")),
            (not 0 < self.share < 1, "share", self.share, said("a share between 0 and 1"), said("80 % is 0.8.")),
            (lone, "share", self.share, said("interval beside it"), said("It is the probability of an interval: add one, or leave share out.")),
        ]  # fmt: skip
        all_told(
            [Misfit(words, remedy, found=found, at=(entry,)) for wrong, entry, found, words, remedy in told if wrong]
        )
        return self

    @property
    def _told(self) -> tuple[object, ...]:
        law = "" if self.spread is None else f"± {self.spread:g}"
        number = (
            f"{self.number:.12g}" if self.interval is None else f"{self.interval[0]:.12g} to {self.interval[1]:.12g}"
        )
        return number, law, self.unit

    @property
    def numbers(self) -> dict[str, tuple[float, ...]]:
        """The numbers it says by the entries that hold them."""
        stated = () if self.value is None else (self.value,)
        return {"value": stated, "interval": self.interval or ()}

    @property
    def number(self) -> float:
        """The number, or the middle of its interval, in its unit."""
        if self.value is not None:
            return self.value
        assert self.interval is not None
        return sum(self.interval) / 2

    @property
    def certain(self) -> bool:
        """Whether it states a number and no law of it."""
        return self.spread is None and self.interval is None


class FixedLevel(_Numbered):
    """The value itself."""

    fix: Literal["level"] = "level"


class GrowthRate(_Numbered):
    """Growth on the year before, in %, on whatever the path has there."""

    fix: Literal["growth rate"] = "growth rate"

    @model_validator(mode="after")
    def _is_a_rate(self) -> Self:
        if self.unit and not units.joined(self.unit, "%"):
            remedy = said("Write the rate in %, or fix: addition.")
            raise Misfit(said("% for a growth rate"), remedy, found=self.unit, at=("unit",))
        lowest = -units.convert(100.0, "%", self.unit or "%")
        wrong = [(entry, one) for entry, told in self.numbers.items() for one in told if one <= lowest]
        remedy = said("Nothing can fall by 100 % or more: correct the digits or the sign.")
        expected = said("a rate above {lowest:g} {unit}", lowest=lowest, unit=self.unit or "%")
        all_told([Misfit(expected, remedy, found=one, at=(entry,)) for entry, one in wrong])
        return self

    @property
    def reach(self) -> int:
        return self.years.first - 1


class _Added(_Numbered):
    """Something added to the baseline.

    Attributes:
        relative: whether the number is per cent of the baseline's value.
        baseline: the value it is added to, where nothing is measured or modelled: stated, and marked as such.
    """

    learned: ClassVar[bool] = False

    relative: bool = False
    baseline: Number | None = None


class Addition(_Added):
    """So much more than the baseline, in each of the years."""

    fix: Literal["addition"] = "addition"


class Shock(_Added):
    """So much more, or less, in the first year, and shares of it in the years after; then the baseline again.

    Attributes:
        remains: shares of the shock that remain one, two, ... years later.
    """

    by_years: ClassVar[bool] = False

    fix: Literal["shock"] = "shock"
    remains: tuple[Annotated[Number, Field(ge=0, le=1)], ...] = ()

    @property
    def touched(self) -> tuple[int, ...]:
        return tuple(self.shares)

    @property
    def shares(self) -> dict[int, float]:
        """Year -> the share of the shock it feels."""
        whole = dict.fromkeys(self.years.years, 1.0)
        return whole | {self.years.last + 1 + at: share for at, share in enumerate(self.remains)}


class TargetValue(_Numbered):
    """The value of the last year, and the shape of the path there from the year before the first.

    Attributes:
        shape: even steps, even growth (where all is above 0), early (most of the way first) or late.
    """

    by_years: ClassVar[bool] = False

    fix: Literal["target value"] = "target value"
    shape: Literal["even steps", "even growth", "early", "late"] = "even steps"

    @model_validator(mode="after")
    def _can_grow_there(self) -> Self:
        below = [(entry, one) for entry, told in self.numbers.items() for one in told if one <= 0]
        if self.shape == "even growth" and below:
            (entry, found), *_ = below
            remedy = said("Even growth never reaches it: write shape: even steps.")
            raise Misfit(said("a value above 0"), remedy, found=found, at=(entry,))
        return self

    @property
    def reach(self) -> int:
        return self.years.first - 1


class LikeRegion(ClaimRecord):
    """What another region has in each year, and a distance to it in the indicator's unit (points of a percentage).

    Attributes:
        like: the region.
        plus: the distance.
    """

    numbered: ClassVar[bool] = False

    fix: Literal["like region"] = "like region"
    like: str = Field(min_length=1)
    plus: Number = 0.0

    @property
    def _told(self) -> tuple[object, ...]:
        return "as", self.like, f"{self.plus:+g}" if self.plus else ""


class BestPeer(ClaimRecord):
    """What the best of the peers has, by the direction of the plan's target.

    Attributes:
        among: the regions to choose from; default the plan's peers and references.
        plus: as of :class:`LikeRegion`.
    """

    numbered: ClassVar[bool] = False

    fix: Literal["best peer"] = "best peer"
    among: tuple[str, ...] = ()
    plus: Number = 0.0


class RequiredPath(ClaimRecord):
    """The path that just reaches the target of the plan, by even steps or rates over the years that are left.

    Attributes:
        target: its key, where the indicator has several.
    """

    numbered: ClassVar[bool] = False
    by_years: ClassVar[bool] = False

    fix: Literal["required"] = "required"
    target: str = ""


_AnyClaim = FixedLevel | GrowthRate | Addition | TargetValue | Shock | LikeRegion | BestPeer | RequiredPath

FORMS: Mapping[str, type[ClaimRecord]] = {
    get_args(one.model_fields["fix"].annotation)[0]: one for one in get_args(_AnyClaim)
}


def _of_a_form(value: Any) -> Any:
    """Refuses a claim without its form, naming all there are."""
    if isinstance(value, Mapping) and "fix" not in value:
        *first, last = FORMS
        raise Misfit(said("a form of claim"), said("Add fix: {first} or {last}.", first=first, last=last), found=None)
    return value


Claim = Annotated[_AnyClaim, Field(discriminator="fix"), BeforeValidator(_of_a_form)]

"""The kinds of target a plan can state, each the event that must hold.

===================  ==================================================================================
kind                 event
===================  ==================================================================================
level                the value at the deadline reaches the number
held                 the bound holds in every year of the window
mean                 the mean of the yearly values of the window reaches the number
cumulative           the yearly flows of the window add up to the number
growth               growth compounded over the window reaches the number, as an average a year or in all
pace                 own yearly growth, compounded over the window, is not behind the reference's by more
                     than the tolerance
benchmark            the value at the deadline reaches an outside threshold, an explicit parameter
direction            the value at the deadline lies on the stated side of its baseline
stated_aim           recorded and quoted, never scored
===================  ==================================================================================

Reaching the number exactly counts (以上 and 以下 include it). The direction of good is always written, never a default.

A kind is one class in a module of its own: its record, its deciding years, what of it does not fit an indicator, its
event, its words and its mark (:class:`~shkplan.register.targets.base.TargetRecord` says what each must answer). A new one is
such a module, its name in ``Target`` below, its words in the catalogue and a worked example in the template of a plan.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, get_args

from pydantic import BeforeValidator, Field

from shkplan.base.messages import said
from shkplan.base.typed import Misfit
from shkplan.register.targets.base import TargetRecord, WindowRecord
from shkplan.register.targets.benchmark import Benchmark, ExchangeRate, ThresholdReading
from shkplan.register.targets.cumulative import Cumulative
from shkplan.register.targets.direction import Direction
from shkplan.register.targets.growth import Growth
from shkplan.register.targets.held import Held
from shkplan.register.targets.level import Level
from shkplan.register.targets.levelled import Levelled
from shkplan.register.targets.mean import MeanOfYears
from shkplan.register.targets.pace import Pace
from shkplan.register.targets.reading import OtherReading, misread, with_readings
from shkplan.register.targets.stated_aim import StatedAim
from shkplan.register.targets.values import (
    EXACT,
    Base,
    Blank,
    Facts,
    Goal,
    Headway,
    Mark,
    NumberSide,
    Quantity,
    Reference,
    Required,
    Spread,
    Unit,
    UnitIfAny,
    Year,
    even_rate,
    known_unit,
    reaches,
)

Target = Level | Held | MeanOfYears | Cumulative | Growth | Pace | Benchmark | Direction | StatedAim

KINDS: Mapping[str, type[Target]] = {get_args(one.model_fields["kind"].annotation)[0]: one for one in get_args(Target)}


def _of_a_kind(value: Any) -> Any:
    """An entry with its other readings written out; refuses one without its kind, naming all there are."""
    if isinstance(value, Mapping) and "kind" not in value:
        *first, last = KINDS
        raise Misfit(said("a kind of target"), said("Add kind: {first} or {last}.", first=first, last=last), found=None)
    return with_readings(value, KINDS)


TargetField = Annotated[Target, Field(discriminator="kind"), BeforeValidator(_of_a_kind)]
OtherReading.model_rebuild(_types_namespace={"TargetField": TargetField})

__all__ = [
    "EXACT",
    "KINDS",
    "Base",
    "Benchmark",
    "Blank",
    "Cumulative",
    "Direction",
    "ExchangeRate",
    "Facts",
    "Goal",
    "Growth",
    "Headway",
    "Held",
    "Level",
    "Levelled",
    "Mark",
    "MeanOfYears",
    "NumberSide",
    "OtherReading",
    "Pace",
    "Quantity",
    "Reference",
    "Required",
    "Spread",
    "StatedAim",
    "Target",
    "TargetField",
    "TargetRecord",
    "ThresholdReading",
    "Unit",
    "UnitIfAny",
    "WindowRecord",
    "Year",
    "even_rate",
    "known_unit",
    "misread",
    "reaches",
]

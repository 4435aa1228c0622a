"""What the sliders of a panel say, as a value; and the scenario that says the same.

A slider never computes: it makes claims (:func:`shkplan.claim`), and the assessment under them answers
(:mod:`shkplan.explorer.answer`). So a number of the panel is the number that the same scenario gives in Python.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from shkplan.base.errors import ParameterError, among
from shkplan.base.messages import said
from shkplan.base.shown import shown
from shkplan.register.claims import Claim
from shkplan.register.scenario import Scenario
from shkplan.register.supposing import claim, scenario

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment
    from shkplan.register.plan import Indicator
    from shkplan.register.targets import Target

__all__ = ["MOST_RECOVERY", "Form", "State", "asked", "claims_of", "open_years", "scenario_of"]

Form = Literal["addition", "level"]
FORMS: tuple[Form, ...] = ("addition", "level")
MOST_RECOVERY = 10  # years that a shock may take to be gone
_DIGITS = 10  # of sums of decimals that were typed: 0.1 + 0.2 is 0.3


@dataclass(frozen=True)
class State:
    """What the sliders say.

    Attributes:
        target: its key.
        to: the last calendar year that is claimed and shown.
        parent: the id of a scenario whose claims hold too, where the sliders claim nothing else.
        form: "addition", so much more than the baseline, each year; of a level that is not held every year, each year more by it than the year before;
            "level", the value itself in each year.
        size: of either, in the indicator's unit (points of a percentage); None claims nothing. An addition of 0 claims nothing either.
        shock_year: the year of a shock; None where there is none.
        shock: what it adds in its year, in the unit of an addition.
        recovery: years until it is gone, by even steps; 0: it is gone the year after.
    """

    target: str
    to: int
    parent: str = ""
    form: Form = "addition"
    size: float | None = None
    shock_year: int | None = None
    shock: float = 0.0
    recovery: int = 0

    def __post_init__(self) -> None:
        among("form of a claim", self.form, FORMS)
        if not 0 <= self.recovery <= MOST_RECOVERY:
            words = "recovery: found {found}, expected a whole number of years from 0 to {most}."
            raise ParameterError(said(words, found=shown(self.recovery), most=MOST_RECOVERY))

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> State:
        """The state that a page sends: names as here, all else refused.

        Raises:
            UnknownName: an entry that no state has.
            ParameterError: an entry of another kind.
        """
        kinds = {
            "target": str, "to": int, "parent": str, "form": str, "size": _number, "shock_year": _year,
            "shock": float, "recovery": int,
        }  # fmt: skip
        for name in given:
            among("entry of a state", name, kinds)
        try:
            return cls(**{name: kinds[name](value) for name, value in given.items()})  # type: ignore[operator]
        except (TypeError, ValueError) as error:
            if isinstance(error, ParameterError):
                raise
            raise ParameterError(
                said("state: found {found}, expected numbers and names.", found=shown(given))
            ) from None

    @property
    def moves(self) -> bool:
        """Whether its sliders claim anything."""
        return bool(self.size) or (self.size is not None and self.form == "level") or self._shaken

    @property
    def _shaken(self) -> bool:
        return self.shock_year is not None and self.shock != 0

    @property
    def shares(self) -> dict[int, float]:
        """Year -> the share of the shock it feels, from its own year to the last before it is gone."""
        if self.shock_year is None:
            return {}
        steps = self.recovery + 1
        return {self.shock_year + at: (steps - at) / steps for at in range(steps)}


def _number(value: object) -> float | None:
    return None if value is None else float(value)  # type: ignore[arg-type]


def _year(value: object) -> int | None:
    return None if value is None else int(value)  # type: ignore[call-overload]


def asked(a: Assessment, key: str) -> tuple[Indicator, Target]:
    """Indicator and target of a key, in the version in force on the day.

    Raises:
        UnknownName: no such target; with the nearest ones.
    """
    among("target", key, a.keys())
    every = ((one, target) for one in a.plan.indicators.values() for target in one.targets_in_force(a.as_of))
    found = next(((one, target) for one, target in every if one.key_of(target) == key), None)
    if found is None:
        raise ParameterError(said("{key}: the target was approved after the day of the assessment.", key=key))
    return found


def open_years(a: Assessment, key: str, to: int) -> tuple[int, ...]:
    """The years of the plan's window, and after it, of which no figure tells: those that can be claimed."""
    one, _ = asked(a, key)
    series = a.series(one)
    known = {*series.years, *(series.implied.years if series.implied is not None else ())}
    return tuple(year for year in range(a.plan.window.first, to + 1) if year not in known)


def claims_of(a: Assessment, state: State) -> tuple[Claim, ...]:
    """The claims that the sliders make, years of one number drawn together.

    Raises:
        UnknownName: no such target.
        ParameterError: a shock in a year that is measured, or outside what is shown.
    """
    if not state.moves:
        return ()
    one, target = asked(a, state.target)
    years, made = open_years(a, state.target, state.to), partial(claim, one.id)
    if state.shock_year is not None and state.shock and state.shock_year not in years:
        words = "shock: found the year {year}, expected one without a figure, from {first} to {last}."
        raise ParameterError(said(words, year=state.shock_year, first=years[0], last=years[-1]))
    if state.form == "addition" and not state.size:
        assert state.shock_year is not None
        remains = tuple(round(share, 4) for year, share in state.shares.items() if state.shock_year < year <= state.to)
        return (made(state.shock_year, shock=state.shock, remains=remains),)
    rising = state.form == "addition" and one.measure == "level" and not target.each_year
    assert state.size is not None
    values = {
        year: round(state.size * (at + 1 if rising else 1) + state.shock * state.shares.get(year, 0.0), _DIGITS)
        for at, year in enumerate(years)
    }
    return tuple(made(span, **{state.form: value}) for span, value in _spans(values))  # type: ignore[arg-type]


def _spans(values: Mapping[int, float]) -> list[tuple[int | str, float]]:
    """Years and their numbers, following years of one number as a span."""
    runs: list[tuple[int, int, float]] = []
    for year, value in values.items():
        if runs and runs[-1][1] == year - 1 and runs[-1][2] == value:
            runs[-1] = (runs[-1][0], year, value)
        else:
            runs.append((year, year, value))
    return [(first if first == last else f"{first}-{last}", value) for first, last, value in runs]


def scenario_of(a: Assessment, state: State, id: str = "explored", title: str = "") -> Scenario | None:  # noqa: A002
    """The scenario that says what the sliders say; None where they say nothing, and no parent does.

    Raises:
        ParameterError: an id with other characters than small letters, digits and hyphens.
    """
    if not state.moves and not state.parent:
        return None
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", id):
        raise ParameterError(said("id: found {found}, expected small letters, digits and hyphens.", found=shown(id)))
    return scenario(id, *claims_of(a, state), title=title, plan=a.plan.id, parent=state.parent)

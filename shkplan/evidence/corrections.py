"""Corrections: what we know to be wrong in a published figure, kept apart from the figure itself.

The tables of figures stay as they were published. A file under ``data/corrections`` names one figure, says what is done
about it, why, who says so and since when, and what the source said at that time. If the source now says something
else the correction is refused: it may have been repaired, and a repaired figure must not be corrected again.

A correction counts from its own date on, as a figure counts from its publication. A report as of an earlier day sees
the figure as published, since that is what was known then.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from shkplan.base.errors import Mistake, Place
from shkplan.base.messages import Text, both, either, said
from shkplan.base.periods import FigurePeriod
from shkplan.base.typed import Location, Misfit, Number, PlaceField, Record
from shkplan.evidence.observation import Bound, Form, Mark, Observation, Status
from shkplan.files.records import Filed, PlaceOf, mistakes_of
from shkplan.files.yaml import Document
from shkplan.register.plan import PriceBasis
from shkplan.register.targets import Unit

Action = Literal["drop", "replace", "rescale", "mark"]
_ACTIONS: tuple[Action, ...] = ("drop", "replace", "rescale", "mark")


class Locator(Record):
    """Which figure is meant; what is left out is not asked for, but exactly one figure must answer."""

    indicator: str = Field(min_length=1)
    region: str = Field(min_length=1)
    period: FigurePeriod
    form: Form | None = None
    bound: Bound | None = None
    price_basis: PriceBasis | None = None
    published: dt.date | None = None
    source_title: str | None = None

    def __str__(self) -> str:
        return ", ".join(str(value) for _, value in self if value is not None)


class Found(Record):
    """What the source said when the correction was written."""

    value: Number
    unit: Unit

    def still_stands(self, figure: Observation) -> bool:
        return figure.unit == self.unit and math.isclose(figure.value, self.value, rel_tol=1e-9)


class Replacement(Record):
    """What the figure should say; entries that are left out stay as published."""

    value: Number | None = None
    unit: Unit | None = None
    period: FigurePeriod | None = None
    form: Form | None = None
    bound: Bound | None = None
    price_basis: PriceBasis | None = None
    basis: str | None = None
    status: Status | None = None
    published: dt.date | None = None
    published_basis: Literal["stated", "assumed"] | None = None

    @property
    def entries(self) -> dict[str, Any]:
        return {name: value for name, value in self if value is not None}


class Rescaling(Record):
    """A factor that the printed number lacks, and the unit it is then in, if another than the printed one."""

    factor: Annotated[Number, Field(gt=0)]
    unit: Unit | None = None


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Correction(Record):
    """One figure that is known to be wrong, and what is done about it."""

    figure: Locator
    found: Found
    drop: Literal[True] | None = None
    replace: Replacement | None = None
    rescale: Rescaling | None = None
    mark: Annotated[tuple[Mark, ...], BeforeValidator(_listed)] = ()
    reason: Text
    author: str = Field(min_length=1)
    date: dt.date
    place: PlaceField = Place()

    @model_validator(mode="after")
    def _one_action(self) -> Self:
        given = [name for name in _ACTIONS if getattr(self, name)]
        if given not in (["drop"], ["replace"], ["rescale"], ["mark"], ["replace", "mark"], ["rescale", "mark"]):
            expected = said("one of drop, replace, rescale or mark (mark also beside replace or rescale)")
            remedy = said("Keep one of them.") if given else said("Add what is to be done.")
            raise Misfit(expected, remedy, found=both(given) if given else None)
        if self.replace is not None and not self.replace.entries:
            expected, remedy = said("what the figure should say"), said("Add value, unit, period and the like.")
            raise Misfit(expected, remedy, found=None, at=("replace",))
        return self

    @property
    def action(self) -> Action:
        return next(name for name in _ACTIONS if getattr(self, name))

    def of(self, figure: Observation) -> Observation | None:
        """The figure as it is used; None where it is dropped.

        Raises:
            ValidationError: what comes out is no figure.
        """
        if self.action == "drop":
            return None
        here = Place(self.place.file, self.place.where)  # as the row that the figure now stands in
        changed: dict[str, Any] = {"place": here if here.file else figure.place}
        if self.replace is not None:
            changed |= self.replace.entries
        if self.rescale is not None:
            unit = self.rescale.unit or figure.unit
            changed |= {"value": float(f"{figure.value * self.rescale.factor:.12g}"), "unit": unit}
        changed["mark"] = figure.mark | set(self.mark)
        return Observation.model_validate({**dict(figure), **changed})


@dataclass(frozen=True)
class Corrected:
    """A correction at work.

    Attributes:
        correction: what is done, why, by whom, since when.
        published: the figure as its source has it.
        used: the figure as it is used from the correction's date on; None where it is dropped.
    """

    correction: Correction
    published: Observation
    used: Observation | None


class Corrections(Filed, Record):
    """The corrections of one file, each knowing where it stands; an empty file holds none."""

    shape: ClassVar = list | None
    holds: ClassVar = (
        said("an entry that is not a list"), said("a list of corrections"), said("Begin each entry with a hyphen: - figure: ..."),
    )  # fmt: skip
    entries: tuple[Correction, ...]

    @model_validator(mode="before")
    @classmethod
    def _of_a_list(cls, content: object) -> object:
        return {"entries": content or ()}

    @classmethod
    def place(cls, document: Document, location: Location) -> Place:
        """Where an entry stands; the file itself is the list."""
        return super().place(document, location[1:])

    def placed(self, place_of: PlaceOf) -> Self:
        """The corrections, each knowing where it stands."""
        known = (one.model_copy(update={"place": place_of(("entries", at))}) for at, one in enumerate(self.entries))
        return self.model_copy(update={"entries": tuple(known)})


def matched(
    figures: Sequence[Observation], corrections: Iterable[Correction], *, whole: bool = True
) -> tuple[tuple[Corrected, ...], list[Mistake]]:
    """Each correction with the figure it speaks of, and what stands against it.

    Args:
        figures: as published.
        corrections: which are refused where they fit no figure or several, where the source no longer says what was
            found, where they change nothing, or where another has changed the figure already.
        whole: whether these are all figures; if not, one that fits none may speak of the others, and is let be.
    """
    corrected: list[Corrected] = []
    mistakes: list[Mistake] = []
    taken: dict[Observation, Correction] = {}
    known = _Known(figures)
    for correction in corrections:
        fitting = known.fitting(correction.figure)
        if not fitting and not whole:
            continue
        mistake = _misfit(correction, fitting) or _second(correction, taken.get(fitting[0]))
        if mistake is not None:
            mistakes.append(mistake)
            continue
        taken[fitting[0]] = correction
        try:
            corrected.append(Corrected(correction, fitting[0], correction.of(fitting[0])))
        except ValidationError as error:
            place = correction.place.below(correction.action)
            mistakes += mistakes_of(error, lambda at, place=place: place.below(str(at[0])) if at else place)  # type: ignore[misc]
    return tuple(corrected), mistakes


class _Known:
    """Figures, found by what locators name of them: looked up, since a thousand corrections of a hundred thousand are not walked."""

    def __init__(self, figures: Sequence[Observation]) -> None:
        self._figures = figures
        self._by: dict[tuple[str, ...], dict[tuple[object, ...], list[Observation]]] = {}

    def fitting(self, locator: Locator) -> list[Observation]:
        """The figures that a locator fits, in their order."""
        asked = {name: value for name, value in locator if value is not None}
        names = tuple(asked)
        if names not in self._by:
            found: dict[tuple[object, ...], list[Observation]] = {}
            for figure in self._figures:
                found.setdefault(tuple(getattr(figure, name) for name in names), []).append(figure)
            self._by[names] = found
        return self._by[names].get(tuple(asked.values()), [])


def _misfit(correction: Correction, fitting: Sequence[Observation]) -> Mistake | None:
    """Why a correction cannot be applied to the figures that fit it."""
    if len(fitting) != 1:
        return _not_one(correction, fitting)
    (figure,) = fitting
    if not correction.found.still_stands(figure):
        remedy = said(
            "Remove the correction if the source was repaired, else write found anew; see {place}.", place=figure.place
        )
        expected = said("{amount}, as the source now says", amount=_amount(figure))
        return correction.place.below("found").mistake(_amount(correction.found), expected, remedy)
    if correction.date < figure.published:
        remedy = said("Write the day since which the figure is known to be wrong.")
        expected = said("a day from {published} on, when the figure was published", published=figure.published)
        return correction.place.below("date").mistake(str(correction.date), expected, remedy)
    if _idle(correction, figure):
        remedy = said("Remove the correction if the source was repaired.")
        found = said("what {place} says already", place=figure.place)
        return correction.place.below(correction.action).mistake(found, said("a change"), remedy)
    return None


def _not_one(correction: Correction, fitting: Sequence[Observation]) -> Mistake:
    remedy = said("Correct the entries that name the figure, or remove the correction if the figure is gone.")
    found = said("no figure for {figure}", figure=correction.figure)
    if fitting:
        rows = both(figure.place for figure in fitting)
        apart = [name for name in _TELLING if len({getattr(figure, name) for figure in fitting}) > 1]
        found = said("{count} figures for {figure} ({rows})", count=len(fitting), figure=correction.figure, rows=rows)
        remedy = (
            said("Add {apart}.", apart=either(apart)) if apart else said("Remove the figure that was entered twice.")
        )
    return correction.place.below("figure").mistake(found, said("exactly one"), remedy)


_TELLING = ("form", "bound", "price_basis", "published", "source_title")  # what a locator may leave out


def _idle(correction: Correction, figure: Observation) -> bool:
    """Whether the figure says already what the correction would make of it."""
    if correction.drop or not set(correction.mark) <= figure.mark:
        return False
    if correction.rescale is not None:
        return correction.rescale.factor == 1 and correction.rescale.unit in (None, figure.unit)
    entries = correction.replace.entries if correction.replace is not None else {}
    return all(getattr(figure, name) == value for name, value in entries.items())


def _second(correction: Correction, earlier: Correction | None) -> Mistake | None:
    if earlier is None:
        return None
    found, remedy = (
        said("a second correction of the figure of {place}", place=earlier.place),
        said("Bring the two together, or remove one."),
    )
    return correction.place.below("figure").mistake(found, said("one correction a figure"), remedy)


def _amount(said: Observation | Found) -> str:
    return f"{said.value:.12g} {said.unit}"


def applied(figures: Iterable[Observation], corrected: Iterable[Corrected]) -> tuple[Observation, ...]:
    """The figures as they are used, in their order."""
    used = {one.published: one.used for one in corrected}
    kept = (used.get(figure, figure) for figure in figures) if used else figures
    return tuple(figure for figure in kept if figure is not None)


def undone(figures: Iterable[Observation], corrected: Iterable[Corrected], day: dt.date) -> tuple[Observation, ...]:
    """The figures with those corrections taken back that were written only after a day, in the order of files and rows."""
    later = [one for one in corrected if one.correction.date > day]
    if not later:
        return tuple(figures)
    again = {one.used: one.published for one in later if one.used is not None}
    dropped = [one.published for one in later if one.used is None]
    whole = [*(again.get(figure, figure) for figure in figures), *dropped]
    rows = {one.used: _row(one.published) for one in corrected if one.used is not None}
    return tuple(sorted(whole, key=lambda figure: rows.get(figure) or _row(figure)))


def _row(figure: Observation) -> tuple[str, int]:
    """Where a figure stands among all: its file, its row."""
    row = figure.place.row
    return figure.place.file, row if isinstance(row, int) else 0

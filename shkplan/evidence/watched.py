"""What a page asks of the figures and of the day, so that it is known when it need not be made again.

While a notebook of a report runs, its assessment stands on watched figures and a watched day: whatever is asked of them is noted as a question.
A page is a function of its inputs, so that where every question has the answer it had, the page is the page it was. A question too broad to be told
apart, such as the figures as a whole, is noted as that: then any figure is one that counts.

Nothing is watched unless :func:`watch` was called; outside of reports figures and days are what they are.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from typing import Any

from shkplan.base.messages import Message
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import Observations
from shkplan.register.plan import Indicator

__all__ = [
    "Question",
    "WatchedDay",
    "WatchedObservations",
    "answers",
    "asked",
    "digest_of",
    "plain_day",
    "watch",
    "watched",
    "watching",
]

Question = tuple[str, ...]

_DAY, _FIGURES = "day", "figures"
_SIGNS = ("__lt__", "__le__", "__gt__", "__ge__", "__eq__")
_WHOLE = ("figures", "held_back", "corrected", "examples")


class _Notes:
    """The questions asked since watching began, and the day that the report is of."""

    def __init__(self) -> None:
        self.day: dt.date | None = None
        self.questions: set[Question] = set()


_NOTES = _Notes()


def watch(day: dt.date | None) -> None:
    """From here on note what is asked of the figures known on a day and of the day, or of None nothing; what was noted before is forgotten."""
    _NOTES.day, _NOTES.questions = day and dt.date(day.year, day.month, day.day), set()


def watching() -> dt.date | None:
    """The day of which it is noted what is asked; None where nothing is."""
    return _NOTES.day


def asked() -> list[Question]:
    """The questions noted since :func:`watch`, in order."""
    return sorted(_NOTES.questions)


def _note(*question: str) -> None:
    _NOTES.questions.add(question)


# The day ----------------------------------------------------------------------------------------------------------------


class WatchedDay(dt.date):  # noqa: PLW1641  # its hash is among what needs the very day, below
    """The day of a report. Its year, and whether it is before or after another day, are noted as such; anything else needs the very day."""

    @property
    def year(self) -> int:
        """The year, noted."""
        _note(_DAY, "year")
        return super().year

    def _against(self, sign: str, other: object) -> Any:
        if isinstance(other, dt.date) and not isinstance(other, dt.datetime | WatchedDay):
            _note(_DAY, sign, other.isoformat())
        return getattr(dt.date, sign)(self, other)

    def __lt__(self, other: Any) -> bool:
        return bool(self._against("__lt__", other))

    def __le__(self, other: Any) -> bool:
        return bool(self._against("__le__", other))

    def __gt__(self, other: Any) -> bool:
        return bool(self._against("__gt__", other))

    def __ge__(self, other: Any) -> bool:
        return bool(self._against("__ge__", other))

    def __eq__(self, other: object) -> bool:
        return self._against("__eq__", other) is True

    def __ne__(self, other: object) -> bool:
        return not self == other


def _very_day(name: str) -> Callable[..., Any]:
    """A method of a day that needs the very day: it is noted, then done on a day that is not watched."""

    def method(self: WatchedDay, *given: Any, **named: Any) -> Any:
        _note(_DAY, "itself")
        return getattr(plain_day(self), name)(*given, **named)

    return method


def plain_day(day: dt.date) -> dt.date:
    """The same day, not watched; nothing is noted."""
    return dt.date.fromordinal(dt.date.toordinal(day)) if isinstance(day, WatchedDay) else day


for _name in (
    "__add__", "__radd__", "__sub__", "__rsub__", "__hash__", "__str__", "__repr__", "__format__", "__reduce__", "__reduce_ex__",
    "isoformat", "strftime", "ctime", "timetuple", "toordinal", "weekday", "isoweekday", "isocalendar", "replace",
):  # fmt: skip
    setattr(WatchedDay, _name, _very_day(_name))


def _very_part(name: str) -> property:
    """A part of a day that needs the very day."""

    def part(self: WatchedDay) -> int:
        _note(_DAY, "itself")
        return int(getattr(plain_day(self), name))

    return property(part)


for _name in ("month", "day"):
    setattr(WatchedDay, _name, _very_part(_name))


# The figures ------------------------------------------------------------------------------------------------------------


class _Index(Mapping[tuple[str, str], tuple[Observation, ...]]):
    """The figures by indicator and region; a series that is looked up is noted."""

    def __init__(self, held: Mapping[tuple[str, str], tuple[Observation, ...]], then: str) -> None:
        self._held, self._then = held, then

    def __getitem__(self, key: tuple[str, str]) -> tuple[Observation, ...]:
        _note(_FIGURES, self._then, "of", *key)
        return self._held[key]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        _note(_FIGURES, self._then, "keys")
        return iter(self._held)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class WatchedObservations(Observations):
    """The figures known on a day, each series noted when it is looked up; whatever needs all figures is noted as needing all."""

    def __getattribute__(self, name: str) -> Any:
        if name in _WHOLE:
            _note(_FIGURES, super().__getattribute__("__dict__").get("_then", ""), "all")
        return super().__getattribute__(name)

    @classmethod
    def over(cls, known: Observations, then: str = "") -> WatchedObservations:
        """The same figures, watched.

        Args:
            known: as of the day of the report, or of an earlier one.
            then: the earlier day; empty for that of the report.
        """
        given = {one.name: getattr(known, one.name) for one in fields(Observations)}
        if not then:
            given["date"] = WatchedDay(known.date.year, known.date.month, known.date.day) if known.date else None
        made = cls(**given)
        made.__dict__.update(_known=known, _then=then)
        return made

    def _ask(self, name: str, *args: str) -> Observations | None:
        """The figures behind these, once the question is noted; None where these were made by a change of others, which was noted."""
        if "_known" not in self.__dict__:
            return None
        _note(_FIGURES, self.__dict__["_then"], name, *args)
        known: Observations = self.__dict__["_known"]
        return known

    def as_of(self, date: dt.date | str) -> Observations:
        """What was published by a day, watched too."""
        if "_known" not in self.__dict__:
            return super().as_of(date)
        known: Observations = self.__dict__["_known"]
        earlier = known.as_of(plain_day(date) if isinstance(date, dt.date) else date)
        if isinstance(date, WatchedDay) or self.date is None or earlier.date is None:
            return type(self).over(earlier, self.__dict__["_then"])
        return type(self).over(earlier, earlier.date.isoformat())

    @cached_property
    def _of(self) -> Mapping[tuple[str, str], tuple[Observation, ...]]:  # type: ignore[override]
        known = self.__dict__.get("_known")
        if known is None:
            return Observations._of.func(self)  # type: ignore[attr-defined, no-any-return]  # noqa: SLF001
        return _Index(known._of, self.__dict__["_then"])  # noqa: SLF001  # its other half

    def regions(self, indicator: str | Indicator) -> tuple[str, ...]:
        """The regions for which an indicator has figures."""
        name = indicator if isinstance(indicator, str) else indicator.id
        known = self._ask("regions", name)
        return known.regions(name) if known is not None else super().regions(name)

    @cached_property
    def regions_known(self) -> frozenset[str]:
        """The regions that plan or figures know."""
        known = self._ask("regions_known")
        return known.regions_known if known is not None else Observations.regions_known.func(self)  # type: ignore[attr-defined]

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The regions that figures tell of."""
        known = self._ask("places")
        return known.places if known is not None else Observations.places.func(self)  # type: ignore[attr-defined]

    def later(self, indicator: str, region: str) -> tuple[Observation, ...]:
        """The figures of a series that were published only after the day."""
        known = self._ask("later", indicator, region)
        return known.later(indicator, region) if known is not None else super().later(indicator, region)

    @property
    def about_examples(self) -> Message | None:
        """What a reader has to know of invented figures."""
        known = self._ask("about_examples")
        return known.about_examples if known is not None else Observations.about_examples.fget(self)  # type: ignore[attr-defined]

    @property
    def any_real(self) -> bool:
        """Whether any figure is none of the invented ones."""
        known = self._ask("any_real")
        return known.any_real if known is not None else Observations.any_real.fget(self)  # type: ignore[attr-defined]


def watched(known: Observations) -> Observations:
    """The figures known on the day of the report, watched; those of another day, and all outside of reports, as they are."""
    return WatchedObservations.over(known) if _NOTES.day is not None and known.date == _NOTES.day else known


# Answers ----------------------------------------------------------------------------------------------------------------


def answers(questions: Iterable[Sequence[str]], known: Observations) -> list[str]:
    """What questions are answered with by the figures known on a day, one text each.

    Args:
        questions: as of :func:`asked`.
        known: the figures as of the day.
    """
    found = _Answers(known)
    return [found(tuple(question)) for question in questions]


_FOUND: Mapping[str, Callable[..., str]] = {
    "of": lambda known, *key: digest_of(known._of.get(key, ())),  # noqa: SLF001  # whether the plan knows them or not
    "later": lambda known, *key: digest_of(known.later(*key)),
    "all": lambda known: _digest(
        *(digest_of(some) for some in (known.figures, known.held_back, known.examples)),
        *(digest_of(filter(None, (one.published, one.used))) for one in known.corrected),
    ),
    "keys": lambda known: _digest(repr(list(known._of))),  # noqa: SLF001
    "regions": lambda known, indicator: _digest(repr(known.regions(indicator))),
    "regions_known": lambda known: _digest(repr(sorted(known.regions_known))),
    "places": lambda known: _digest(repr(known.places)),
    "about_examples": lambda known: _digest(repr(known.about_examples)),
    "any_real": lambda known: str(known.any_real),
}


class _Answers:
    """Answers, each made once."""

    def __init__(self, known: Observations) -> None:
        assert known.date is not None
        self._known = {"": known}

    def __call__(self, question: Question) -> str:
        if question[0] == _DAY:
            return self._of_day(question[1:])
        then, name, *args = question[1:]
        day = self._known[""].date
        assert day is not None
        if then > day.isoformat():
            return "later than the day"
        if then not in self._known:
            self._known[then] = self._known[""].as_of(then)
        return _FOUND[name](self._known[then], *args)

    def _of_day(self, question: Question) -> str:
        day = self._known[""].date
        assert day is not None
        name, *args = question
        if name in _SIGNS:
            return str(getattr(day, name)(dt.date.fromisoformat(args[0])))
        return str(day.year) if name == "year" else day.isoformat()


def digest_of(figures: Iterable[Observation]) -> str:
    """A checksum over figures in their order, whatever row of a table they stand in."""
    own = ((figure.model_dump_json(exclude={"place", "mark"}), " ".join(sorted(figure.mark))) for figure in figures)
    return _digest(*(part for parts in own for part in parts))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()

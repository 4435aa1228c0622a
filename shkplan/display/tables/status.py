"""The state of the data: indicators by years, for a page; and the same for a terminal, with what is missing from whom."""

from __future__ import annotations

import re
from collections.abc import Mapping

from shkplan.base.lines import width_of, wrapped
from shkplan.display.language import listed, number, region, say, words, years
from shkplan.display.setting import language, speaking
from shkplan.display.tables.base import Column, Table, table_of
from shkplan.display.tables.evidence import examples_note, within_words
from shkplan.evidence.coverage import STATES, Coverage, Owed, State, coverage
from shkplan.evidence.observations import Observations

WIDTH = 80  # of a terminal that does not say how wide it is

# Narrow in every terminal: what Unicode calls ambiguous is two columns wide in a Chinese one.
_MARKS: Mapping[State, str] = {
    "measured": "✓", "revised": "✎", "estimate": "~", "doubtful": "?", "implied": "=", "within": ">", "partial": "▵", "missing": "✗",
    "ahead": "-",
}  # fmt: skip
_ASCII: Mapping[State, str] = {
    "measured": "x", "revised": "R", "estimate": "~", "doubtful": "?", "implied": "=", "within": ">", "partial": "^", "missing": ".",
    "ahead": "-",
}  # fmt: skip
_COLOURS: Mapping[State, int] = {
    "measured": 32, "revised": 34, "estimate": 36, "doubtful": 33, "implied": 35, "within": 36, "partial": 35, "missing": 31, "ahead": 90,
}  # fmt: skip  # of ANSI


def coverage_table(known: Coverage) -> Table:
    """Indicators by years: measured, revised, estimated, doubtful, implied, partial, missing, not due yet."""
    symbol = {state: say(f"symbol.{state}") for state in STATES}
    rows = [(words(one.name), *(symbol[state] for state in known.row(one))) for one in known.indicators]
    legend = listed(f"{symbol[state]} {say(f'state.{state}')}" for state in _there(known))
    columns = [Column(say("column.indicator")), *(Column(str(year), "whole") for year in known.years)]
    title = say("title.coverage", region=region(known.region, known.plan))
    groups = ((0, say("data_status.targets")), (known.targets, say("data_status.serving")))
    data = {one.id: dict(zip(map(str, known.years), known.row(one), strict=True)) for one in known.indicators}
    shown = groups if known.targets < len(rows) else ()
    so_far = tuple(say("within.line", name=one.name, said=within_words(figure, one)) for one, figure in known.within)
    return table_of("coverage", title, columns, rows, data, groups=shown, notes=(legend, *so_far))


def _there(known: Coverage) -> list[State]:
    return [state for state in STATES if known.count(state)]


def status_text(
    observations: Observations,
    place: str | None = None,
    *,
    encoding: str = "utf-8",
    width: int = WIDTH,
    colour: bool = False,
) -> str:
    """What is known and what is missing, for a terminal: a matrix with its legend, then what each supplier owes.

    Args:
        observations: what is known, as of their day.
        place: the region; default the plan's own.
        encoding: what the terminal can show; where it has no Chinese, or not all marks, English or ASCII stand in.
        width: columns of the terminal; a Chinese character takes two.
        colour: whether the terminal shows colours.
    """
    with speaking(language() if _can_show("缺", encoding) else "en"):
        known, plan = coverage(observations, place), observations.plan
        marks = _MARKS if _can_show("".join(_MARKS.values()), encoding) else _ASCII
        day = say("data_status.as_of", date=observations.date) if observations.date else say("data_status.all")
        lines = [say("data_status.title", region=region(known.region, plan), day=day), ""]
        lines += [*_matrix(known, marks, width, colour), "", *_legend(known, marks, width, colour), ""]
        lines += [line for note in examples_note(observations) for line in [*wrapped(note, width), ""]]
        lines += [*_within(known, width), *_missing(known, width)]
    told = "\n".join(lines)
    return told if _can_show(told, encoding) else told.translate(_PLAINER)


_PLAINER = str.maketrans({"–": "-", "—": "-", "−": "-", "“": '"', "”": '"', "’": "'", "…": "..."})


def _can_show(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _matrix(known: Coverage, marks: Mapping[State, str], width: int, colour: bool) -> list[str]:
    """Years across, indicators down; a name too long for its column goes on above its marks."""
    shown = known.years[-min(len(known.years), (width - _NAME) // _CELL) :]
    wide = min(width - _CELL * len(shown), max(width_of(words(one.name)) for one in known.indicators) + 1)
    lines = [" " * wide + "".join(f" {year % 100:02d}" for year in shown)]
    for at, one in enumerate(known.indicators):
        if at in (0, known.targets) and known.targets < len(known.indicators):
            lines.append(say("data_status.targets" if at < known.targets else "data_status.serving"))
        *above, last = wrapped(words(one.name), wide - 1)
        states = [known.states[one.id, year] for year in shown]
        cells = "".join(f"  {_styled(marks[state], state, colour)}" for state in states)
        lines += [*above, last + " " * (wide - width_of(last)) + cells]
    return lines


_CELL, _NAME = 3, 26  # columns of a year, and the fewest of a name


def _styled(mark: str, state: State, colour: bool) -> str:
    return f"\x1b[{_COLOURS[state]}m{mark}\x1b[0m" if colour else mark


def _legend(known: Coverage, marks: Mapping[State, str], width: int, colour: bool) -> list[str]:
    """The marks that are there, with their meaning and how often."""
    lines = [""]
    for state in _there(known):
        meaning = f" {say(f'state.{state}')}{say('in_brackets', what=known.count(state))}"
        wide = 1 + width_of(meaning)
        if lines[-1] and width_of(_bare(lines[-1])) + 3 + wide > width:
            lines.append("")
        lines[-1] += ("   " if lines[-1] else "") + _styled(marks[state], state, colour) + meaning
    return lines


def _bare(line: str) -> str:
    return re.sub("\x1b\\[[0-9;]*m", "", line)


def _within(known: Coverage, width: int) -> list[str]:
    """What is told of a year so far, one line an indicator."""
    if not known.within:
        return []
    lines = wrapped(say("data_status.within"), width)
    for one, figure in known.within:
        told = say("within.line", name=one.name, said=within_words(figure, one))
        lines += ["  " + line if at == 0 else "    " + line for at, line in enumerate(wrapped(told, width - 4))]
    return [*lines, ""]


def _missing(known: Coverage, width: int) -> list[str]:
    """What is missing, from whom, since when; by supplier."""
    groups = known.by_supplier()
    if not groups:
        return [say("data_status.nothing_missing")]
    total = sum(len(one.years) for one in known.owed)
    lines = wrapped(say("data_status.missing", count=number(total)), width)
    for supplier, owed in groups:
        named = words(supplier) or say("supplier.unknown")
        lines += ["", *wrapped(f"{named}{say('in_brackets', what=len(owed))}", width)]
        for one in owed:
            lines += ["  " + line if at == 0 else "    " + line for at, line in enumerate(_owed(one, width - 4))]
    return lines


def _owed(one: Owed, width: int) -> list[str]:
    ended = one.last is not None and one.last < one.years[-1]
    key = "data_status.never" if one.last is None else "data_status.since" if ended else "data_status.last"
    since = say(key, year=one.last)
    partly = say("data_status.partly", years=years(one.partial)) if one.partial else ""
    told = say("data_status.owed", name=one.indicator.name, years=years(one.years), since=since, partly=partly)
    return wrapped(told, width)

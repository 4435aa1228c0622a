"""On what figures an evaluation rests: a row a target, by field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shkplan.assessment.evaluation.data_quality import DataQuality, TargetData
from shkplan.display.language import DASH, code, listed, number, region, say, words, years
from shkplan.display.tables.assessment import grouped, reference
from shkplan.display.tables.base import Cell, Table, table_of
from shkplan.display.tables.led import led
from shkplan.display.tables.together import FEW, named


def data_quality_table(quality: DataQuality) -> Table:
    """The answer in a sentence or two; then of each target how many figures it has of those it needs, whose they are, and what is to be said of them."""
    every, plan = list(quality), quality.assessment.plan
    bare = [one for one in every if one.needed and one.latest is None and one.beside is None]
    bare = bare if len(bare) > FEW else []
    told = [one for one in every if one not in bare]
    rows: list[tuple[Cell, ...]] = [
        (reference(one.verdict, "#sources"), _measured(one), _sources(one), _marks(one) or DASH, _fresh(one))
        for one in told
    ]
    columns = (
        say("column.indicator"), say("data_quality.measured"), say("data_quality.sources"), say("data_quality.marks"),
        say("data_quality.latest"),
    )  # fmt: skip
    title = say("data_quality.title", as_of=quality.assessment.as_of)
    groups = grouped((one.verdict for one in told), plan)
    notes: tuple[str, ...] = (say("data_quality.note"),)
    if bare:
        names = named(one.verdict for one in bare)
        notes = (say("together.no_figures", count=number(len(bare)), names=names), *notes)
    made = table_of("data_quality", title, columns, rows, list(map(_data, every)), groups=groups, notes=notes)
    return led(made, _answer(quality))


def _answer(quality: DataQuality) -> Iterator[str]:
    counts = {"figures": number(quality.figures), "needed": number(quality.needed), "targets": number(len(quality))}
    yield say(
        "data_quality.answer", **counts, complete=number(len(quality.complete)), without=number(len(quality.without))
    )
    if quality.sources:
        told = [
            say("data_quality.source", kind=code("source_kind", kind), count=number(count))
            for kind, count in quality.sources.items()
        ]
        yield say("data_quality.from", told=listed(told))
    counted = {
        name: sum(len(getattr(one, name)) for one in quality) for name in ("estimates", "revised", "doubtful", "breaks")
    }
    if any(counted.values()):
        told = [say(f"data_quality.count_{name}", count=number(count)) for name, count in counted.items() if count]
        yield say("data_quality.against", told=listed(told))


def _measured(one: TargetData) -> Cell:
    """How many of the years needed have a figure, and which have none; what a reference has."""
    told = say("data_quality.not_yet")
    if one.needed:
        key = "complete" if one.complete else "of" if one.chosen else "none"
        told = say(
            f"data_quality.{key}",
            known=number(len(one.chosen)),
            count=number(len(one.needed)),
            missing=years(one.missing),
        )
    if one.beside is None or not one.needed:
        return told
    plan = one.verdict.plan
    indicator, place, known = one.beside
    name = words(plan[indicator].name) if plan is not None else indicator
    return told, say(
        "data_quality.beside", region=region(place, plan), name=name, known=number(known), count=number(len(one.needed))
    )


def _sources(one: TargetData) -> str:
    kinds = (
        say("data_quality.source", kind=code("source_kind", kind), count=number(count))
        for kind, count in one.sources.items()
    )
    return listed(kinds) or DASH


def _marks(one: TargetData) -> Cell:
    names = ("estimates", "preliminary", "revised", "doubtful", "breaks")
    told = tuple(say(f"data_quality.{name}", years=years(found)) for name in names if (found := getattr(one, name)))
    return told if len(told) > 1 else "".join(told)


def _fresh(one: TargetData) -> str:
    if one.latest is None:
        return say("all_targets.not_found")
    late = say("data_quality.behind", count=one.behind) if one.behind else say("data_quality.up_to_date")
    return say("data_quality.fresh", year=one.latest, day=one.published, late=late)


def _data(one: TargetData) -> dict[str, Any]:
    names = ("needed", "missing", "estimates", "preliminary", "revised", "doubtful", "breaks", "latest", "published", "behind", "sources", "beside")  # fmt: skip
    return {"target": one.verdict.key, **{name: getattr(one, name) for name in names}}

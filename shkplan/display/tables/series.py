"""A yearly series as it was measured, year by year, with what is told of years that are not over."""

from __future__ import annotations

from shkplan.base import units
from shkplan.display.language import code, published, region, say, span, unit, words
from shkplan.display.tables.base import Cell, Column, Table, table_of, without_empty
from shkplan.display.tables.evidence import citation, figure_data, marks
from shkplan.evidence.observation import Observation
from shkplan.evidence.series import AnnualSeries
from shkplan.evidence.within import latest_so_far
from shkplan.register.plan import Indicator


def series_table(series: AnnualSeries) -> Table:
    """Every year from the first to the last measured one: value, status, source; gaps stand as gaps."""
    chosen = dict(zip(series.years, series.chosen, strict=True))
    values = dict(zip(series.years, series.values, strict=True))
    so_far, rows = latest_so_far(series), list[tuple[Cell, ...]]()
    known = (*series.years, *so_far)
    for year in range(min(known), max(known) + 1) if known else ():
        if year in so_far:
            rows.append(_so_far_row(series, so_far[year]))
            continue
        if year not in chosen:
            rows.append((str(year), say("gap"), "", "", ""))
            continue
        figure = chosen[year]
        rows.append(
            (
                str(year),
                published(values[year], series.indicator.precision),
                code("status", figure.status),
                marks(figure),
                citation(figure),
            )
        )
    columns = (
        say("column.year"), Column(_with_unit(say("column.value"), series.indicator), "number"), say("column.status"),
        say("column.marks"), say("column.source"),
    )  # fmt: skip
    data = {
        "indicator": series.indicator.id,
        "region": series.region,
        "unit": series.indicator.unit,
        "years": [figure_data(figure) | {"year": year, "in_unit": values[year]} for year, figure in chosen.items()],
        "gaps": series.gaps,
        "within": [figure_data(figure) for figure in so_far.values()],
        "spliced": [{"year": splice.year, "factor": factor} for splice, factor in series.spliced],
    }
    title = say("title.series", name=series.indicator.name, region=region(series.region, series.plan))
    notes = splice_notes(series) if series.years else (_nothing(series),)
    notes += (say("note.within"),) if so_far else ()
    kept, cells = without_empty(columns, rows)
    return table_of("series", title, kept, cells, data, notes=notes)


def _so_far_row(series: AnnualSeries, figure: Observation) -> tuple[Cell, ...]:
    """A year of which only its months so far are told."""
    value = units.convert(figure.value, figure.unit, series.indicator.unit)
    told = published(value, series.indicator.precision)
    return span(figure.period), told, say("within.status"), marks(figure), citation(figure)


def splice_notes(series: AnnualSeries) -> tuple[str, ...]:
    """How values before a new basis were carried over to it."""
    return tuple(
        say("note.splice", year=splice.year, factor=factor, reason=words(splice.reason), source=splice.source_title)
        for splice, factor in series.spliced
    )


def _nothing(series: AnnualSeries) -> str:
    return say("series.empty", name=series.indicator.name, region=region(series.region, series.plan))


def _with_unit(heading: str, indicator: Indicator) -> str:
    return say("with_unit", what=heading, unit=unit(indicator.unit)) if indicator.unit else heading

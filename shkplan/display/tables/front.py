"""The two ends of an evaluation: the facts of its title page, and the sources of its figures."""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

from shkplan import __version__
from shkplan.assessment.evaluation.front import CitedSource, CitedSources, Front
from shkplan.display.language import code, listed, number, region, say, span, words
from shkplan.display.tables.base import Cell, Column, Hyperlink, Table, table_of
from shkplan.display.tables.laid_out import LaidOut, laid_out, spoken_in

# The class twice, so that it outweighs the styles of JupyterLab.
STYLE = """\
dl.shk-front.shk-front{display:grid;grid-template-columns:minmax(6.5em,auto) minmax(0,1fr);gap:.35rem 1.4rem;margin:.4rem 0 1.4rem;max-width:46rem}
dl.shk-front.shk-front dt{float:none;width:auto;color:var(--shk-quiet,#53606d);font-weight:400}
dl.shk-front.shk-front dd{float:none;width:auto;margin:0;overflow-wrap:anywhere}
@media (max-width:40rem){dl.shk-front.shk-front{grid-template-columns:minmax(0,1fr);gap:0}dl.shk-front.shk-front dd{margin:0 0 .45rem}}"""
_MOST = 3  # indicators named of one source


def front_table(front: Front) -> Table:
    """The facts of the title page, with room for the name and the seal of who evaluates."""
    pairs = tuple(_facts(front))
    told = "".join(f"<dt>{html.escape(name)}</dt><dd>{html.escape(fact)}</dd>" for name, fact in pairs)
    layout = f'<style>{STYLE}</style>\n<dl class="shk-facts shk-front"{spoken_in()}>{told}</dl>'
    made = table_of("front", say("front.caption"), ("", ""), pairs, _front_data(front))
    return laid_out(made, layout, LaidOut)


def _facts(front: Front) -> Iterator[tuple[str, str]]:
    a = front.assessment
    yield say("front.plan"), a.plan.source.title
    yield say("front.period"), say("front.span", years=span(a.plan.window))
    yield say("front.region"), region(a.region, a.plan)
    yield say("front.stage"), say(f"front.stages.{front.stage.replace('-', '_')}")
    yield say("front.as_of"), say("front.day", date=a.as_of)
    yield say("front.versions"), _versions(front)
    if a.scenario is not None:
        yield say("front.scenario"), words(a.scenario.title)
    yield say("front.method"), f"shkplan {__version__}"
    yield say("front.maker"), say("front.blank")
    yield say("front.signed"), say("front.blank_day")


def _versions(front: Front) -> str:
    """How many targets there are, and which version of the revised ones is used."""
    total, revised = len(front.assessment.scored), front.revised
    if not revised:
        plan = front.assessment.plan
        return say(f"front.as_{plan.approved_basis}", count=total, date=plan.approved)
    names = listed(
        say("front.revised_one", name=words(one.indicator.name), date=one.target.approved) for one in revised
    )
    return say("front.revised", count=total, revised=len(revised), names=names)


def _front_data(front: Front) -> dict[str, Any]:
    a = front.assessment
    return {"plan": a.plan.id, "region": a.region, "as_of": a.as_of, "stage": front.stage, "targets": len(a.scored),
            "revised": [one.indicator.id for one in front.revised]}  # fmt: skip


def cited_table(sources: CitedSources) -> Table:
    """A row a publication, the newest first, with whose figures it gives."""
    columns = (Column(say("column.source"), "long"), say("cited.publisher"), say("column.source_kind"),
               Column(say("cited.published"), "whole"), say("column.indicator"), Column(say("cited.figures"), "number"))  # fmt: skip
    rows = [_row(one, sources) for one in sources]
    count = sum(one.figures for one in sources)
    notes = [say("cited.note", sources=len(sources), figures=count, beside=sources.beside)] if rows else []
    data = [{"title": one.title, "published": one.published, "kind": one.kind, "figures": one.figures,
             "indicators": one.indicators} for one in sources]  # fmt: skip
    a = sources.assessment
    title = say("cited.title", region=region(a.region, a.plan), year=a.plan.base_year)
    return table_of("cited_sources", title, columns, rows, data, notes=tuple(notes), headed=False)


def _row(one: CitedSource, sources: CitedSources) -> tuple[Cell, ...]:
    named = [words(sources.assessment.plan[name].name) for name in one.indicators[:_MOST]]
    more = len(one.indicators) - len(named)
    told = say("cited.more", names=listed(named), count=more) if more else listed(named)
    day = say("date.assumed", date=one.published) if one.assumed else one.published.isoformat()
    source: Cell = Hyperlink(one.title, one.address) if one.address else one.title
    return source, one.publisher, code("source_kind", one.kind), day, told, number(one.figures)

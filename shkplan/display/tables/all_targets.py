"""All targets of a plan as one table with small marks: a row a target, by field, those most at risk first; real text throughout."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shkplan.assessment.assessment import Assessment
from shkplan.assessment.at_risk import risk
from shkplan.assessment.verdict import Evidence, Verdict
from shkplan.base.errors import ParameterError
from shkplan.base.messages import Message, said
from shkplan.display.language import code, listed, quantity, say, words, years
from shkplan.display.tables.assessment import grouped, latest_cell, reference, verdict_data
from shkplan.display.tables.base import Cell, Table, table_of
from shkplan.display.tables.laid_out import LaidOut, as_html, as_text, in_a_row, laid_out, leading, paragraph, spoken_in
from shkplan.display.tables.next_steps import ends_of, range_words
from shkplan.display.tables.small_marks import bar_mark, scale_mark, years_mark
from shkplan.display.verdicts import about, evidence_notes, in_force, whole_share, why_not, word_code
from shkplan.register.targets import Headway

_RANKS: dict[Evidence, int] = {"own": 0, "own and class": 1, "proxy": 2, "class": 3, "none": 4}
_HEADS = ("risk.target", "all_targets.latest", "all_targets.wanted", "all_targets.progress", "all_targets.scale",
          "all_targets.about", "all_targets.evidence", "all_targets.word")  # fmt: skip
_NAMES = ("name", "latest", "wanted", "progress", "scale", "about", "rests", "word")
# The class twice, so that it outweighs the styles of JupyterLab. On a phone a row is a card of three lines.
STYLE = """\
table.shk-all.shk-all{border-collapse:collapse;table-layout:fixed;width:100%;max-width:none;margin:0 0 .8rem;line-height:1.4;font-variant-numeric:tabular-nums}
table.shk-all.shk-all caption{caption-side:top;text-align:left;font-weight:600;padding:.2rem 0 .4rem}
table.shk-all.shk-all thead th,table.shk-all.shk-all tbody th,table.shk-all.shk-all tbody td{text-align:left;vertical-align:middle;padding:.28rem .6rem .28rem 0;border:0;\
border-bottom:1px solid var(--shk-rule,#d5dbe1);background:none;white-space:normal;overflow-wrap:break-word;font-weight:400;min-width:0;max-width:none}
table.shk-all.shk-all thead th{font-weight:600;vertical-align:bottom;border-bottom:2px solid var(--shk-quiet,#53606d)}
table.shk-all.shk-all .shk-group th{font-weight:600;padding-top:.8rem;border-bottom:1px solid var(--shk-quiet,#53606d)}
table.shk-all.shk-all .shk-quiet{color:var(--shk-quiet,#53606d)}
table.shk-all.shk-all small{white-space:nowrap;font-size:.84em;color:var(--shk-quiet,#53606d)}
table.shk-all.shk-all .shk-c-about small{display:block}
table.shk-all.shk-all .shk-c-progress small{margin-left:.35em}
table.shk-all.shk-all svg{display:inline-block;vertical-align:middle;max-width:100%;overflow:visible}
.shk-all .shk-c-name{width:21%}.shk-all .shk-c-latest{width:13%}.shk-all .shk-c-wanted{width:14%}.shk-all .shk-c-progress{width:13%}
.shk-all .shk-c-scale{width:12%}.shk-all .shk-c-about{width:11%}.shk-all .shk-c-rests{width:8%}.shk-all .shk-c-word{width:8%}
@media (max-width:40rem){
table.shk-all.shk-all,table.shk-all.shk-all caption,table.shk-all.shk-all tbody,table.shk-all.shk-all tr,table.shk-all.shk-all td,table.shk-all.shk-all th{display:block;width:auto}
table.shk-all.shk-all thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
table.shk-all.shk-all tbody tr{display:grid;grid-template-columns:4.4rem 84px minmax(min-content,1fr) auto;column-gap:.6rem;align-items:center;padding:.45rem 0;border-bottom:1px solid var(--shk-rule,#d5dbe1)}
table.shk-all.shk-all tbody tr.shk-group{display:block;border:0}
table.shk-all.shk-all tbody tr td,table.shk-all.shk-all tbody tr th{border:0;padding:.06rem 0}
table.shk-all.shk-all tbody tr.shk-group th{padding-top:.7rem}
.shk-all tbody th.shk-c-name{grid-area:1/1/2/4;font-weight:600}
table.shk-all.shk-all tbody td.shk-c-word{grid-area:1/4/2/5;text-align:right}
.shk-all td.shk-c-latest{grid-area:2/1/3/3;align-self:start}
.shk-all td.shk-c-wanted{grid-area:2/3/3/5}
.shk-all td.shk-c-progress{grid-area:3/1/4/2}table.shk-all.shk-all td.shk-c-progress small{display:none}
.shk-all td.shk-c-scale{grid-area:3/2/4/3}.shk-all td.shk-c-scale svg{width:84px;height:auto}
table.shk-all.shk-all tbody td.shk-c-about{grid-area:3/3/4/4;white-space:nowrap}
table.shk-all.shk-all tbody td.shk-c-rests{grid-area:3/4/4/5;text-align:right;justify-self:end;max-width:6.2em}
.shk-all td.shk-c-why{grid-area:3/2/4/5}
.shk-all td.shk-c-latest::before,.shk-all td.shk-c-wanted::before{content:attr(data-label) " ";color:var(--shk-quiet,#53606d)}
}
@media print{table.shk-all.shk-all{font-size:8.6pt}table.shk-all.shk-all tr{break-inside:avoid}
.shk-all .shk-c-name{width:18%}.shk-all .shk-c-latest{width:13.5%}.shk-all .shk-c-progress{width:11%}
.shk-all .shk-c-about{width:15%}.shk-all .shk-c-rests{width:8.5%}table.shk-all.shk-all .shk-c-about small{white-space:normal}}"""


@dataclass(frozen=True)
class AllTargets(LaidOut):
    """The table of all targets, which takes the place of a chart of them too."""

    @property
    def alt(self) -> str:
        """The table in words."""
        return str(self)

    def save(self, path: str | Path) -> Path:
        """The table in a file of HTML that stands alone, or as CSV.

        Raises:
            ParameterError: a picture, which a table of text is not.
        """
        target = Path(path)
        if target.suffix == ".csv":
            return super().save(target)
        if target.suffix not in (".html", ".htm"):
            words_ = "{file}: the table of all targets is text and no picture. Save it as .html or .csv, or print its page to PDF."
            raise ParameterError(said(words_, file=target.name))
        page = f'<!DOCTYPE html><html{spoken_in()}><meta charset="utf-8"><title>{html.escape(self.title)}</title>{self.layout}</html>'
        target.write_text(page, encoding="utf-8", newline="\n")
        return target


def all_targets(assessment: Assessment) -> AllTargets:
    """All scored targets by field, those most at risk first; stated aims in a line below."""
    verdicts = by_domain(assessment)
    headways = {one.key: assessment.headway(one.key) for one in verdicts}
    groups = grouped(verdicts, assessment.plan)
    data = [_data(assessment, one, headways[one.key]) for one in verdicts]
    bars = {key: one if isinstance(one, Headway) and one.runs else None for key, one in headways.items()}
    cells = [_cells(one, bars[one.key]) for one in verdicts]
    notes = (*_reading(verdicts, bars), *evidence_notes(verdicts), *_aims(assessment))
    heads = [say(one) for one in _HEADS]
    plain = tuple(map(as_text, notes))
    made = table_of("assessment", say("all_targets.title"), heads, cells, data, groups=groups, notes=plain)
    return laid_out(made, _layout(made, verdicts, bars, notes), AllTargets)


def _reading(verdicts: list[Verdict], bars: dict[str, Headway | None]) -> tuple[str, ...]:
    """How the marks that are there are read."""
    shown = {
        "bar": any(bars.values()),
        "squares": not all(bars.values()),
        "dot": any(one.status == "estimated" for one in verdicts),
        "decided": any(one.decided_by_figures for one in verdicts),
        "supposed": any(one.status == "supposed" for one in verdicts),
    }
    told = [say(f"reading.{name}") for name, there in shown.items() if there]
    words_ = (say("note.words"),) if any(one.assessable for one in verdicts) else ()
    return (in_a_row(told), *words_) if told else words_


def by_domain(assessment: Assessment) -> list[Verdict]:
    """The scored verdicts, those of a field together, fields in the plan's order and those most at risk first."""
    order = {domain: position for position, domain in enumerate(assessment.plan.domains)}
    return sorted(assessment.scored, key=lambda verdict: (order[verdict.indicator.domain], risk(verdict)))


def _data(assessment: Assessment, verdict: Verdict, way: Headway | Message) -> dict[str, Any]:
    figures = len(assessment.observations.series(verdict.indicator, assessment.region))
    told = {"headway_why": way} if isinstance(way, Message) else {"headway": asdict(way)}
    return {**verdict_data(verdict), "yearly_figures": figures, "models": ends_of(verdict), "headway": None, **told}


# Cells ------------------------------------------------------------------------------------------------------------------


def _cells(verdict: Verdict, way: Headway | None) -> tuple[Cell, ...]:
    """A row in words; of an open target the reason stands at the end."""
    told = (reference(verdict), _latest(verdict), _wanted(verdict), _progress(verdict, way))
    if not verdict.assessable:
        return (*told, "", "", "", f"{say('group.open')}{say('colon')}{why_not(verdict)}")
    marks = "" if verdict.status != "estimated" else about(verdict)
    return (*told, marks, range_words(verdict), code("rests_word", verdict.evidence), _word(verdict))


def _latest(verdict: Verdict) -> str:
    return latest_cell(verdict) if verdict.latest is not None else say("all_targets.not_found")


def _wanted(verdict: Verdict) -> str:
    """The target as short as it can be told; of one approved later nothing."""
    return words(verdict.target.brief(verdict.indicator.id), verdict.plan) if in_force(verdict) else ""


def _progress(verdict: Verdict, way: Headway | None) -> str:
    """The share of the way and of the time; else how many years of the target have a figure."""
    if way is not None:
        shares = {"share": _share(way.share), "time": _share(way.time)}
        return say("all_targets.headway", **shares)
    window = verdict.target.years
    known = len(set(window) & set(verdict.measured))
    if len(window) == 1:
        day, year = verdict.as_of, window[0]
        missing = "ahead" if day is not None and year >= day.year else "missing"
        return say("all_targets.year_known" if known else f"all_targets.year_{missing}", year=year)
    return say("all_targets.years_known", known=known, count=len(window))


def _share(share: float) -> str:
    """A share in whole per cent; beyond the whole only that it is."""
    near = whole_share(share)
    if near > 100:
        return say("percent.over", value=quantity("100", "%"))
    return quantity(str(near).replace("-", "−"), "%")


def _word(verdict: Verdict) -> str:
    said_ = say(f"word.{word_code(verdict)}")
    return f"{said_}{say('in_brackets', what=say('evidence.ahead'))}" if verdict.ahead else said_


def _aims(assessment: Assessment) -> tuple[str, ...]:
    """The plan's stated aims, in one line; nothing where it states none."""
    names = [words(one.indicator.name) for one in assessment if one.status == "recorded"]
    if not names:
        return ()
    head = leading(say("all_targets.aims"), "targets#aims")
    return (f"{head}{say('colon')}{listed(dict.fromkeys(names))}",)


# The page ---------------------------------------------------------------------------------------------------------------


def _layout(made: Table, verdicts: list[Verdict], bars: dict[str, Headway | None], notes: Sequence[str]) -> str:
    scale = dict.fromkeys(_NAMES, "") | {"scale": "<br>0 · 50 · 100"}
    heads = "".join(
        f'<th scope="col" class="shk-c-{name}">{html.escape(column.heading)}{scale[name]}</th>'
        for name, column in zip(_NAMES, made.columns, strict=True)
    )
    parts = [f"<style>{STYLE}</style>", f'<table class="shk-table shk-all"{spoken_in()}>',
             f"<caption>{html.escape(made.title)}</caption><thead><tr>{heads}</tr></thead>"]  # fmt: skip
    places = sorted(range(len(verdicts)), key=lambda at: risk(verdicts[at]))
    order = {at: place for place, at in enumerate(places)}
    starts = dict(made.groups)
    for at, verdict in enumerate(verdicts):
        if at in starts:
            head = f'<th scope="rowgroup" colspan="{len(_NAMES)}">{html.escape(starts[at])}</th>'
            parts.append(f'{"</tbody>" if at else ""}<tbody><tr class="shk-group">{head}</tr>')
        parts.append(_row(verdict, made.rows[at], bars[verdict.key], order[at]))
    parts.append("</tbody></table>" if verdicts else "</table>")
    return "\n".join([*parts, *(paragraph("shk-note", one) for one in notes)])


def _row(verdict: Verdict, cells: tuple[Cell, ...], way: Headway | None, place: int) -> str:
    """A row of the page, with its permalink and what the page sorts by."""
    _, latest, wanted, progress, *rest = (cell if isinstance(cell, str) else "" for cell in cells)
    named = reference(verdict)
    name = as_html(leading(named.text, named.to))
    window = verdict.target.years
    mark = years_mark(window, verdict.measured) if way is None else bar_mark(way.share, way.time)
    gaps = "" if way is not None else f' title="{html.escape(years(window))}"'
    parts = [
        f'<tr id="t-{html.escape(verdict.key)}" data-risk="{place}" data-evidence="{_RANKS[verdict.evidence]}">',
        f'<th scope="row" class="shk-c-name">{name}</th>',
        _td("latest", html.escape(latest), label=say("all_targets.latest"), quiet=verdict.latest is None),
        _td("wanted", html.escape(wanted), label=say("all_targets.wanted")),
        f'<td class="shk-c-progress"{gaps}>{mark}<small>{html.escape(progress)}</small></td>',
    ]
    if not verdict.assessable:
        parts.append(f'<td class="shk-c-why shk-quiet" colspan="4">{html.escape(why_not(verdict))}</td></tr>')
        return "".join(parts)
    near, models, rests, word = rest
    weak = verdict.evidence in ("class", "proxy")
    scale = scale_mark(
        verdict.prob,
        ends_of(verdict),
        decided=verdict.status != "estimated",
        hollow=weak or verdict.status == "supposed",
    )
    small = f"<small>{html.escape(models)}</small>" if models else ""
    parts += [
        _td("scale", scale),
        _td("about", f"{html.escape(near)}{small}"),
        _td("rests", html.escape(rests)),
        _td("word", html.escape(word)),
    ]
    return "".join([*parts, "</tr>"])


def _td(name: str, content: str, label: str = "", quiet: bool = False) -> str:
    told = f' data-label="{html.escape(label)}"' if label else ""
    return f'<td class="shk-c-{name}{" shk-quiet" if quiet else ""}"{told}>{content}</td>'

"""The answer: how many targets stand where, on what evidence, which are most at risk, and why so many cannot be judged."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable

from shkplan.assessment.assessment import Assessment
from shkplan.assessment.verdict import GROUPS, Group, Verdict
from shkplan.assessment.views import Summary
from shkplan.display.language import code, has, listed, number, say, words
from shkplan.display.tables.assessment import leading_name
from shkplan.display.tables.base import Column, Table, table_of
from shkplan.display.tables.evidence import examples_note
from shkplan.display.tables.laid_out import LaidOut, as_html, as_text, in_a_row, laid_out, leading, paragraph, spoken_in
from shkplan.display.tables.next_steps import plainly
from shkplan.display.verdicts import SIGNS, word_code

_FEW = 3  # reasons, offices and targets that a sentence names
_WORST = 2  # targets missed, and at risk, that the answer names
WORDS = (
    "reached",
    "missed",
    "provisional_reached",
    "provisional_missed",
    "supposed_reached",
    "supposed_missed",
    "very_likely",
    "likely",
    "even",
    "unlikely",
    "very_unlikely",
    "open",
)
# The class twice, so that it outweighs the styles of JupyterLab.
STYLE = """\
.shk-lead.shk-lead{font-size:1.08em;line-height:1.5;margin:.1rem 0 .6rem;max-width:none}
.shk-tiles+.shk-note.shk-note{max-width:none;margin-bottom:.4rem}
.shk-tiles.shk-tiles{display:flex;flex-wrap:wrap;gap:.5rem;margin:0 0 .6rem;padding:0}
.shk-tiles .shk-tile{flex:0 1 auto;min-width:6.2rem;padding:.4rem .8rem .45rem;background:var(--shk-soft,#f4f6f8);\
border-left:4px solid var(--shk-quiet,#53606d);line-height:1.35}
.shk-tiles .shk-tile strong{display:block;font-size:1.5em;line-height:1.2;font-variant-numeric:tabular-nums}
.shk-tiles .shk-tile em{display:block;font-style:normal;font-size:.82em;color:var(--shk-quiet,#53606d)}
.shk-tiles .shk-bad{border-color:var(--shk-bad,#a63d00)}
.shk-tiles .shk-good{border-color:var(--shk-good,#02795c)}
.shk-tiles .shk-mark{border-color:var(--shk-mark,#b35900)}
@media (max-width:40rem){.shk-lead.shk-lead{font-size:1em}.shk-tiles .shk-tile{min-width:0;padding:.25rem .6rem .3rem}\
.shk-tiles .shk-tile strong{display:inline;font-size:1.2em;margin-right:.35em}.shk-tiles .shk-tile em{display:none}}
@media print{.shk-tiles .shk-tile{min-width:0;padding:.2rem .5rem .25rem}.shk-tiles .shk-tile strong{font-size:1.25em}}"""
_TONES: dict[Group, str] = {
    "reached": " shk-good", "likely": " shk-good", "even": " shk-mark", "unlikely": " shk-bad", "missed": " shk-bad",
}  # fmt: skip


def summary_table(view: Summary) -> Table:
    """The answer in a few sentences, and a row and a tile a group; groups without a target are left out."""
    assessment = view.assessment
    lead = in_a_row(_sentences(assessment))
    shown = [(group, assessment.group(group)) for group in GROUPS if assessment.group(group)]
    rows = [(say(f"group.{group}"), number(len(some)), _weak(some)) for group, some in shown]
    notes = (*_beside(assessment), *examples_note(assessment.observations))
    parts = [f"<style>{STYLE}</style>", paragraph("shk-lead", lead), _tiles(shown)]
    layout = "\n".join([*parts, paragraph("shk-note", in_a_row(notes))] if notes else parts)
    columns = ("", Column(say("column.count"), "number"), say("all_targets.evidence"))
    title = say("title.summary", as_of=assessment.as_of)
    made = table_of("summary", title, columns, rows, _data(assessment), notes=notes)
    return laid_out(made, layout, LaidOut, notes=tuple(map(as_text, notes)), lead=as_text(lead))


def _sentences(assessment: Assessment) -> Iterable[str]:
    """What the groups come to: first what cannot be judged where that is the most, else how the judged ones stand."""
    scored, judged = assessment.scored, assessment.assessed
    unjudged = [one for one in scored if not one.assessable]
    shown = [group for group in GROUPS if group not in ("open", "recorded") and assessment.group(group)]
    groups = listed(_counted(assessment, group) for group in shown)
    if len(unjudged) > len(judged):
        yield say("summary.open_first", open=len(unjudged), total=len(scored), why=_why_not(unjudged))
        yield say("summary.rest", count=len(judged), groups=groups) if judged else say("summary.nothing_judged")
    elif scored:
        yield say("summary.all_judged", total=len(scored), groups=groups)
        if unjudged:
            yield say("summary.of_rest_open", open=len(unjudged), why=_why_not(unjudged))
    yield from _worst(assessment)


def _counted(assessment: Assessment, group: Group) -> str:
    some = assessment.group(group)
    told = say("summary.group", count=len(some), group=say(f"group.{group}"))
    weak = _weak(some)
    return f"{told}{say('in_brackets', what=weak)}" if weak else told


def _weak(some: Iterable[Verdict]) -> str:
    """How many of some verdicts rest on provisional figures, a proxy series or a reference class, or are reached ahead."""
    every = list(some)
    found = Counter(one.evidence for one in every)
    early, on = sum(one.status == "provisional" for one in every), say("summary.provisional")
    told = [on if early == len(every) else say("summary.resting", count=early, what=on)] if early else []
    told += [say("summary.resting", count=found[one], what=code("weak", one)) for one in SIGNS if found[one]]
    ahead = sum(one.ahead for one in every)
    told += [say("summary.resting", count=ahead, what=say("evidence.ahead"))] if ahead else []
    return listed(told)


def _why_not(unjudged: list[Verdict]) -> str:
    """The commonest reasons, each with how often."""
    counts = Counter(map(_why, unjudged)).most_common()
    told = [say("summary.why_count", why=say(f"why.{name}"), count=count) for name, count in counts[:_FEW]]
    rest = sum(count for _, count in counts[_FEW:])
    return listed(told + ([say("summary.why_more", count=rest)] if rest else []))


def _owners(assessment: Assessment) -> Iterable[str]:
    """Who has the figures without which targets cannot be judged."""
    offices = [
        (supplier, sum(not gap.verdict.assessable for gap in gaps))
        for supplier, gaps in assessment.missing.by_supplier
        if supplier is not None
    ]
    offices = sorted(((one, count) for one, count in offices if count), key=lambda pair: -pair[1])
    named = [
        leading(say("summary.office", office=words(one), count=count), "overview#wanted")
        for one, count in offices[:_FEW]
    ]
    if named:
        more = {"offices": listed(named), "count": len(offices) - len(named), "all": len(offices)}
        key = "summary.other_too" if more["count"] == 1 else "summary.others_too"
        yield say("summary.owners", offices=say(key, **more) if more["count"] else more["offices"])


def _worst(assessment: Assessment) -> Iterable[str]:
    """The targets missed, which are no risk any more, and those most at risk; of a plan with neither that this is so."""
    some = list(assessment.at_risk)
    missed = [leading_name(one) for one in some if one.decided_by_figures]
    told = [
        say(
            f"summary.worst_{'estimated' if one.status == 'estimated' else 'one'}",
            name=leading_name(one),
            told=plainly(one),
        )
        for one in some
        if not one.decided_by_figures
    ]
    if missed:
        more = len(missed) - _WORST
        names = listed(missed[:_WORST]) + (say("todo.more", count=more) if more > 0 else "")
        yield say("summary.missed", names=names)
    if told:
        yield say("summary.worst", names=listed(told[:_WORST]))
    elif assessment.assessed and not missed:
        yield say("summary.none_at_risk", count=len(assessment.assessed))


def _beside(assessment: Assessment) -> Iterable[str]:
    """What is no target of the plan's own end: a benchmark further out, and stated aims."""
    outside = sum(one.target.outside for one in assessment.scored)
    yield from _owners(assessment)
    if outside:
        yield say(
            "summary.visions" if outside > 1 else "summary.vision", count=outside, horizon=assessment.plan.horizon
        )
    if aims := len(assessment) - len(assessment.scored):
        yield say("summary.recorded" if aims > 1 else "summary.recorded_one", count=aims)


def _tiles(shown: list[tuple[Group, tuple[Verdict, ...]]]) -> str:
    """A tile a group: how many, which, and how many of them rest on more or less than own figures."""
    tiles = []
    for group, some in shown:
        weak = _weak(some)
        where = "targets#aims" if group == "recorded" else "overview#all"
        told = as_html(leading(say(f"group.{group}"), where))
        mark = f"<em>{html.escape(weak)}</em>" if weak else ""
        tone = _TONES.get(group, "")
        tiles.append(f'<div class="shk-tile{tone}"><strong>{number(len(some))}</strong>{told}{mark}</div>')
    return f'<div class="shk-tiles"{spoken_in()}>{"".join(tiles)}</div>'


def _data(assessment: Assessment) -> dict[str, object]:
    counts = Counter(word_code(verdict) for verdict in assessment.scored)
    outside = sum(one.target.outside for one in assessment.scored)
    return {
        "targets": len(assessment.scored) - outside,
        "vision": outside,
        "aims": len(assessment) - len(assessment.scored),
        "assessed": len(assessment.assessed),
        "words": {name: counts[name] for name in WORDS},
        "groups": {group: len(assessment.group(group)) for group in GROUPS},
        "at_risk": [one.key for one in assessment.at_risk],
        "ahead": sum(verdict.ahead for verdict in assessment.scored),
        "evidence": dict(Counter(verdict.evidence for verdict in assessment.assessed)),
        "not_assessable_because": dict(Counter(_why(one) for one in assessment.scored if not one.assessable)),
    }


def _why(verdict: Verdict) -> str:
    """The first reason why a target cannot be judged, as a class."""
    key = verdict.reason.roots[0].key.removeprefix("reason.")
    return key if has(f"why.{key}") else "other"

"""How many targets stand where, on what evidence, and why so many cannot be assessed."""

from __future__ import annotations

from collections import Counter

from shkplan.assessment.assessment import Assessment
from shkplan.assessment.verdict import Verdict
from shkplan.assessment.views import Summary
from shkplan.display.language import code, has, listed, number, say
from shkplan.display.tables.base import Column, Table, table_of
from shkplan.display.tables.evidence import examples_note
from shkplan.display.verdicts import SIGNS, word_code

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


def summary_table(view: Summary) -> Table:
    """How many targets stand where, and why so many cannot be assessed."""
    assessment = view.assessment
    counts = Counter(word_code(verdict) for verdict in assessment.scored)
    why = Counter(_why(verdict) for verdict in assessment.scored if not verdict.assessable)
    plan = assessment.plan
    own = [verdict for verdict in assessment.scored if not verdict.target.outside]
    recorded = len(assessment) - len(assessment.scored)
    rows: list[tuple[str, str]] = [
        (say("count.targets", deadline=plan.window.last), number(len(own))),
        (say("count.vision", horizon=plan.horizon), number(len(assessment.scored) - len(own))),
        (say("count.aims"), number(recorded)),
        (say("count.assessed"), number(len(assessment.assessed))),
    ]
    rows += [
        (say("count.of_these", what=_with_evidence(name, assessment)), number(counts[name]))
        for name in WORDS[:-1]
        if counts[name]
    ]
    unsaid = _with_evidence("open", assessment)
    rows.append((f"{unsaid[0].upper()}{unsaid[1:]}", number(counts["open"])))
    rows += [(say("count.of_these", what=say(f"why.{name}")), number(count)) for name, count in why.most_common()]
    data = {
        "targets": len(own),
        "vision": len(assessment.scored) - len(own),
        "aims": recorded,
        "assessed": len(assessment.assessed),
        "words": {name: counts[name] for name in WORDS},
        "ahead": sum(verdict.ahead for verdict in assessment.scored),
        "evidence": dict(Counter(verdict.evidence for verdict in assessment.assessed)),
        "not_assessable_because": dict(why),
    }
    columns = ("", Column(say("column.count"), "number"))
    notes = examples_note(assessment.observations)
    return table_of("summary", say("title.summary", as_of=assessment.as_of), columns, rows, data, notes=notes)


def _with_evidence(name: str, assessment: Assessment) -> str:
    """A word for verdicts, with how many rest on a proxy series or a reference class, or are reached ahead."""
    found = Counter(verdict.evidence for verdict in assessment.scored if word_code(verdict) == name)
    marks = [say("evidence.counted", count=found[one], what=code("evidence", one)) for one in SIGNS if found[one]]
    ahead = sum(verdict.ahead for verdict in assessment.scored if word_code(verdict) == name)
    marks += [say("evidence.counted", count=ahead, what=say("evidence.ahead"))] if ahead else []
    return f"{say(f'word.{name}')}{say('in_brackets', what=listed(marks)) if marks else ''}"


def _why(verdict: Verdict) -> str:
    """The first reason why a target cannot be assessed, as a class."""
    key = verdict.reason.roots[0].key.removeprefix("reason.")
    return key if has(f"why.{key}") else "other"

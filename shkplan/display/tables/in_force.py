"""The scenario that a whole report is under, in one line that leads to its page."""

from __future__ import annotations

from shkplan.assessment.scenarios.in_force import InForce
from shkplan.display.language import listed, say, words
from shkplan.display.tables.base import Table, table_of
from shkplan.display.tables.laid_out import LaidOut, as_text, laid_out, leading, paragraph


def in_force_table(one: InForce) -> Table:
    """Which scenario, that all of the report is under it or what of it is not used, and where its claims stand."""
    if one.scenario is None:
        return table_of("in_force", say("in_force.title"), (), (), {"scenario": None}, notes=(say("in_force.none"),))
    key = "in_force.in_part" if one.unused else "in_force.whole"
    told = say(key, scenario=words(one.scenario.title), unused=listed(words(name) for name in one.unused))
    sentence = f"{told} {leading(say('in_force.more'), 'scenarios#claims')}" if told else ""
    data = {"scenario": one.scenario.id, "unused": [name.zh for name in one.unused]}
    made = table_of("in_force", say("in_force.title"), (), (), data, notes=(as_text(sentence),))
    return laid_out(made, paragraph("shk-lead", sentence), LaidOut)

"""Why a verdict is what it is, and how far its target is, each in one plain sentence."""

from __future__ import annotations

import re

from shkplan.assessment.card import Distance
from shkplan.assessment.verdict import Verdict
from shkplan.base.messages import Message, inside
from shkplan.display.language import has, quantity, region, rounded, say, words

__all__ = ["distance_words", "reason_sentence", "sentence_case", "who_and_whom"]

# The first letter, after what may mark it as strong or as leading somewhere (``tables/laid_out``).
_START = re.compile("^[^\x02\x05]|(?<=\x03).")


def reason_sentence(verdict: Verdict) -> str:
    """Why the verdict is what it is, in one plain sentence; of an aim, or a target not in force, nothing."""
    if verdict.status == "recorded":
        return ""
    told = [_plain_reason(one, verdict) for one in verdict.reason.roots]
    figures = [one for one in verdict.reason.values.get("figures", ()) if isinstance(one, Message)]
    if figures and verdict.reason.key.startswith("reason.limit"):
        told = [say("card.limit_reported", figures=tuple(_figure(one) for one in figures))]
    elif figures and verdict.decided_by_figures:
        told.append(say("card.span_reported", figures=tuple(_figure(one) for one in figures)))
    elif figures:
        told.insert(0, say("evidence.so_far", figures=tuple(_figure(one) for one in figures)))
    return sentence_case(say("semicolon").join(told)) + say("stop").strip()


def sentence_case(text: str) -> str:
    """The text with a capital at its start, where it begins with a letter that has one, be it that of a link."""
    return _START.sub(lambda found: found[0].upper(), text, count=1)


def _plain_reason(reason: Message, verdict: Verdict) -> str:
    """One reason by its plain sentence, which of a pace against another quantity is one of its own."""
    against, key = who_and_whom(verdict), f"plain.{reason.key.removeprefix('reason.')}"
    found = f"{key}_other" if against and "who" not in against and has(f"{key}_other") else key
    if not has(found):
        return words(reason, verdict.plan)
    minus = {f"minus_{name}": -value for name, value in reason.values.items() if isinstance(value, float)}
    return words(Message(found, {**reason.values, **minus, **against}), verdict.plan)


def _figure(figure: Message) -> str:
    """A figure over several years, or a limit, without its source."""
    key = f"plain.span_{figure.key.removeprefix('span.')}"
    return words(Message(key, figure.values))


def who_and_whom(verdict: Verdict) -> dict[str, str]:
    """Who is held against whom by a pace: two regions by the same quantity, else another quantity by its name."""
    against, plan = verdict.target.compared, verdict.plan
    if against is None or plan is None:
        return {}
    place, name = region(against.region, plan), inside(words(plan[against.indicator].name))
    if against.indicator == verdict.indicator.id:
        return {"who": region(verdict.region, plan), "whom": place}
    return {"whom": name if against.region == verdict.region else say("card.title", name=name, region=place)}


def distance_words(distance: Distance, verdict: Verdict) -> str:
    """How far it is in plain words: "0.31 percentage points below Dalian (estimate)"."""
    side = "equal" if abs(distance.value) < 1e-9 else "above" if distance.value > 0 else "below"
    size = rounded(abs(distance.value), distance.unit)
    if verdict.target.falls:
        side = {"above": "less_fall", "below": "more_fall", "equal": "equal_fall"}[side]
    than = who_and_whom(verdict).get("whom") or say(f"card.than.{distance.than}")
    told = say(f"card.side.{side}", amount=quantity(size, distance.unit), than=than)
    if distance.basis == "decided":
        return f"{told}{say('in_brackets', what=say('card.side.in_worst'))}" if verdict.target.each_year else told
    guessed = "supposed" if verdict.status == "supposed" else "worst" if verdict.target.each_year else "estimated"
    basis = f"card.side.{guessed if distance.year is None else 'in_year'}"
    return f"{told}{say('in_brackets', what=say(basis, year=distance.year))}"

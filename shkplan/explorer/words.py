"""The words of a panel: those of its controls, and what an answer says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shkplan.base.messages import LANGUAGES, message, template_of
from shkplan.display.language import code, ends, listed, number, quantity, region, rounded, say, unit, words, years
from shkplan.display.setting import LANGUAGE_CODES
from shkplan.display.tables.claims import position_words
from shkplan.display.verdicts import SIGNS, target_words, whole_percent, why_not, word_of
from shkplan.explorer.answer import Explored, how_plausible, unused
from shkplan.explorer.controls import Controls, Slider
from shkplan.explorer.state import asked

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment
    from shkplan.assessment.solving.solve import Needed, Solution
    from shkplan.assessment.verdict import Verdict

__all__ = ["chances", "evidence_of", "of_answer", "of_controls", "of_page"]

_OF_PAGE = (
    "title", "target", "parent", "baseline", "form", "form_addition", "form_level", "shock_year", "no_shock", "shock",
    "recovery", "to", "prob", "needed", "plausible", "measured", "projected", "outline", "wanted", "keep", "kept",
    "kept_name", "kept_prob", "kept_change", "now", "take", "remove", "reset", "id", "name", "save", "code", "copy",
    "copied", "language", "working", "of_years",
)  # fmt: skip
_LOW, _MEDIAN, _HIGH = 1, 3, 5  # of the seven quantiles of a fan: the 80 % band and its middle


def of_page() -> dict[str, dict[str, str]]:
    """Language -> the words of every control."""
    return {LANGUAGE_CODES[one]: {name: template_of(f"explorer.{name}", one) for name in _OF_PAGE} for one in LANGUAGES}


def of_controls(a: Assessment, key: str, found: Controls) -> dict[str, Any]:
    """The words of the sliders of one target: what they set, in which unit, in which years; and what it takes from the baseline."""
    one = asked(a, key)[0]
    return {
        "addition_label": say(f"explorer.addition_{'level' if found.rising else 'growth' if one.measure == 'growth' else 'flow'}"), "level_label": say(f"explorer.level_{one.measure}"),
        "span": {str(to): say("explorer.years_claimed", years=years(year for year in found.years if year <= to))
                  for to in range(found.deadline, found.last + 1)},
        "units": {name: _unit(slider) for name, slider in (("addition", found.addition), ("level", found.level), ("shock", found.shock))},
        "recovery": [say("explorer.recovery_one") if count == 1 else say("explorer.recovery_years", count=count) for count in range(1, 12)],
        "region": region(a.region, a.plan), "needed": needed(a, a.solve(key)),
    }  # fmt: skip


def _unit(slider: Slider | None) -> str:
    return "" if slider is None else unit(slider.unit)


def of_answer(a: Assessment, found: Explored) -> dict[str, Any]:
    """What an answer says, in the language in force: the probability, its word and error, the change, what it takes."""
    verdict = found.verdict
    one = verdict.indicator
    prob, error, change = chances(found)
    return {
        "name": words(one.name), "asked": target_words(verdict.target, a.plan, one.id), "unit": unit(one.unit),
        "prob": prob, "word": word_of(verdict, signed=True), "evidence": evidence_of(verdict), "error": error, "change": change,
        "why": why_not(verdict) if verdict.prob is None else "",
        "band": _band(found), "mark": "" if found.mark is None else number(found.mark.at),
        "reference": "" if found.reference is None else region(found.reference.region, a.plan),
        "by": "" if found.fan.region in ("", a.region) else region(found.fan.region, a.plan),
    }  # fmt: skip


def evidence_of(verdict: Verdict) -> str:
    """What a probability rests on, where that is less, or more, than own figures."""
    return code("evidence", verdict.evidence) if verdict.evidence in SIGNS else ""


def needed(a: Assessment, found: Solution) -> str:
    """The constant paths that reach a target with 50, 80 and 90 %, in one line; or why there are none."""
    if not found:
        return words(found.reason, a.plan) or say("explorer.needed_nothing")
    if all(one.value is None for one in found.needed):
        most = max(one.most or 0.0 for one in found.needed)
        return say("explorer.needed_most", most=whole_percent(most)) if most else say("explorer.needed_nothing")
    told = [_needed(one, found.unit) for one in found.needed if one.value is not None]
    return say(f"explorer.needed_{found.form}", values=listed(told), years=years(found.years))


def _needed(one: Needed, counted: str) -> str:
    value = quantity(rounded(one.value, counted), counted)
    if one.prob is None:
        return say("explorer.needed_exactly", value=value)
    return say("explorer.needed_for", value=value, prob=whole_percent(one.prob))


def of_claims(a: Assessment, found: Explored) -> dict[str, str]:
    """How plausible the claims are by the baseline, and why any of them is not used; empty where there is nothing to say."""
    told = how_plausible(found)
    tail = "" if told is None else position_words(told)
    why = listed(say("explorer.unused", why=words(one, a.plan)) for one in unused(a, found))
    return {"plausible": f"{say('explorer.plausible')}{say('colon')}{tail}" if tail else "", "unused": why}


def chances(found: Explored) -> tuple[str, str, str]:
    """Probability in whole per cent, its Monte Carlo error, and its change, each in words; empty where there is none."""
    verdict = found.verdict
    if verdict.prob is None:
        return "", "", ""
    settled = verdict.status != "estimated"
    prob = "" if settled else whole_percent(verdict.prob)
    error = "" if settled or not verdict.prob_se else say("explorer.error", points=number(100 * verdict.prob_se, 1))
    return prob, error, _change(found)


def _change(found: Explored) -> str:
    if found.change is None:
        return ""
    points = number(abs(100 * found.change), 1)
    side = "up" if found.change > 0 else "down"
    if not found.change and not found.change_se:
        return say("explorer.unchanged")
    if found.change_se is None:
        return say(f"explorer.{side}_settled", change=points)
    return say(f"explorer.{side}", change=points, error=number(100 * found.change_se, 1))


def _band(found: Explored) -> str:
    """The last year of the fan in words, for those who do not see it."""
    if not len(found.fan.bands):
        return ""
    last, counted = found.fan.bands[-1], found.verdict.indicator.unit
    told = ends(float(last[_LOW]), float(last[_HIGH]), counted)
    middle = quantity(rounded(float(last[_MEDIAN]), counted), counted)
    return say("explorer.median", year=found.fan.years[-1], median=middle, **told)


def unexpected(error: Exception) -> str:
    """That something went wrong which nobody foresaw, in one sentence."""
    return words(message("explorer.unexpected", what=f"{type(error).__name__}: {error}"[:200]))

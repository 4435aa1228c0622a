"""A state of the sliders as a cell of a notebook that asks the same in Python."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from shkplan.assessment.settings import settings_for
from shkplan.explorer.state import State, scenario_of
from shkplan.register.claims import Claim

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment

__all__ = ["code_of"]

# Entries of a claim as sp.claim takes them: the form's own name for its number, and whatever is not said by default.
_NUMBERED = {"level": "level", "addition": "addition", "shock": "shock"}


def code_of(a: Assessment, state: State, id: str = "explored", title: str = "") -> str:  # noqa: A002
    """The text of a cell: the assessment, the scenario, and the verdict under it.

    Raises:
        UnknownName, ParameterError: as :func:`shkplan.explorer.state.scenario_of`.
    """
    found = scenario_of(a, state, id, title)
    lines = ["import shkplan as sp", "", *_assessed(a)]
    if found is None:
        return "\n".join([*lines, f"a[{_text(state.target)}]"])
    said = [f"    {_claim(one)}," for one in found.claims]
    more = {"title": title, "plan": found.plan, "parent": found.parent}
    said += [f"    {name}={_text(value)}," for name, value in more.items() if value]
    lines += ["s = sp.scenario(", f"    {_text(found.id)},", *said, ")", f"a.under(s)[{_text(state.target)}]"]
    return "\n".join(lines)


def _assessed(a: Assessment) -> list[str]:
    """How the assessment is made: plan, day, and the settings that are not the plan's own."""
    usual = settings_for(a.plan, {})
    other = {one.name: getattr(a.settings, one.name) for one in fields(usual)}
    changed = {name: value for name, value in other.items() if value != getattr(usual, name)}
    told = "".join(f", {name}={_value(value)}" for name, value in changed.items() if _plain(value))
    return [f'a = sp.assess({_text(a.plan.id)}, as_of="{a.as_of}"{told})']


def _claim(claim: Claim) -> str:
    number = getattr(claim, "value", None)
    told = [
        _text(claim.indicator),
        str(claim.years) if claim.years.first == claim.years.last else _text(str(claim.years)),
    ]
    told += [f"{_NUMBERED[claim.fix]}={number:g}" if isinstance(number, float) and f"{number:g}" == str(number) else
             f"{_NUMBERED[claim.fix]}={number!r}"]  # fmt: skip
    remains = getattr(claim, "remains", ())
    told += [f"remains={tuple(remains)!r}"] if remains else []
    return f"sp.claim({', '.join(told)})"


def _plain(value: Any) -> bool:
    return isinstance(value, str | int | float)


def _value(value: Any) -> str:
    return _text(value) if isinstance(value, str) else repr(value)


def _text(value: str) -> str:
    """A text in the quotation marks of this house."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'

"""Names that complete with tab where they are arguments: ids, regions, models, scenarios.

IPython completes what it can evaluate: attributes, keys of a subscript. A text between the brackets of a call is completed by a
matcher alone, which is what this module gives it. Nothing is computed for a list of names: no series is fitted, no target judged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from shkplan.assessment.assessment import Assessment
from shkplan.assessment.settings import Dependence
from shkplan.assessment.verdict import GROUPS
from shkplan.base.errors import ShkplanError
from shkplan.base.messages import LANGUAGES
from shkplan.distributions.links import LinkName
from shkplan.models import MODELS
from shkplan.register.claims import ClaimRecord, TargetValue
from shkplan.register.plan import Plan
from shkplan.register.targets import KINDS
from shkplan.workspace.load import Workspace
from shkplan.workspace.scenarios import scenarios_of

if TYPE_CHECKING:
    from IPython.core.completer import CompletionContext, SimpleMatcherResult

__all__ = ["Call", "call_at", "names_for", "register"]


@dataclass(frozen=True)
class Call:
    """The call whose argument is being typed.

    Attributes:
        of: the words before its bracket, such as ``a.under``.
        name: the last of them.
        argument: its keyword, or its place counted from 0.
        typed: what of the text is there already; None where no quotation mark was opened.
    """

    of: str
    name: str
    argument: str | int
    typed: str | None


_OPEN = {"(": ")", "[": "]", "{": "}"}
_CALLEE = re.compile(r"([\w.]*\w)\s*$")
_KEYWORD = re.compile(r"\s*(\w+)\s*=(?!=)\s*$")


def call_at(text: str) -> Call | None:
    """The call that the end of a text stands in, in an argument that is a text or may become one; None elsewhere."""
    opened, quote, start = list[int](), "", 0
    at = 0
    while at < len(text):
        character = text[at]
        if quote:
            at += character == "\\"
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote, start = character, at
        elif character == "#":
            at = _line_end(text, at)
        elif character in _OPEN:
            opened.append(at)
        elif opened and character == _OPEN[text[opened[-1]]]:
            opened.pop()
        at += 1
    if not opened or text[opened[-1]] != "(" or (callee := _CALLEE.search(text[: opened[-1]])) is None:
        return None
    until = start if quote else len(text)
    before = list(_arguments(text[opened[-1] + 1 : until]))
    keyword = _KEYWORD.fullmatch(before[-1])
    if not keyword and before[-1].strip():
        return None
    argument: str | int = keyword[1] if keyword else len(before) - 1
    of = callee[1]
    return Call(of, of.rpartition(".")[2], argument, text[start + 1 :] if quote else None)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _arguments(text: str) -> Iterator[str]:
    """The arguments of a call as far as they are typed: what stands between commas that no bracket or quotation mark holds."""
    depth, quote, since = 0, "", 0
    for at, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif character == "," and not depth:
            yield text[since:at]
            since = at + 1
    yield text[since:]


# What an argument names, by call and keyword; the order is that of places.
_SERIES = ("indicator", "region")
_PLACES: Mapping[str, tuple[str, ...]] = {
    "under": ("scenario",), "load_scenario": ("scenario",), "scenario": ("", ), "assess": ("plan",), "load_plan": ("plan",),
    "series": _SERIES, "projection": _SERIES, "backtest": _SERIES, "track_record": _SERIES, "figures": _SERIES, "account": _SERIES,
    "revisions": _SERIES, "sisters": _SERIES, "model": ("indicator",), "clause": ("indicator",), "versions": ("indicator",), "of": ("indicator",),
    "card": ("key",), "spread": ("key",), "models": ("key",), "headway": ("key",), "solve": ("key",), "missing_of": ("key",), "grid": ("key",),
    "explore": ("", "key"), "claim": ("indicator",), "kind": ("kind",), "group": ("group",), "set_language": ("language",),
    "with_model": ("model",), "using": (), "project": (), "project_panel": (), "follow": (), "attainable": (), "pool": tuple(["model"] * len(MODELS)),
    "local_trend": (), "reconstruct": ("", "indicator", "region"),
}  # fmt: skip
_KEYWORDS = {"target": "key", "like": "region", "parent": "scenario"}


def names_for(call: Call, namespace: Mapping[str, Any]) -> tuple[str, ...]:
    """The names that an argument can have; empty where it names nothing, or the call is not one of ours.

    Args:
        call: which.
        namespace: names of the session -> values; those before the bracket are looked up, nothing is called.
    """
    places = _PLACES.get(call.name)
    if places is None:
        return ()
    if isinstance(call.argument, int):
        what = places[call.argument] if call.argument < len(places) else ""
    else:
        what = _KEYWORDS.get(call.argument, call.argument)
        if call.name == "claim" and call.argument in ("target", "level"):
            what = ""  # numbers there
    asked = _asked(call, namespace)
    if asked is None or what not in _NAMES:
        return ()
    with suppress(ShkplanError, OSError):
        return tuple(_NAMES[what](asked))
    return ()


def _asked(call: Call, namespace: Mapping[str, Any]) -> tuple[Assessment, ...] | None:
    """The assessments whose names may be meant: the one that is asked, or all of the session; None where somebody else's call is typed."""
    first, *rest = call.of.split(".")[:-1] or [""]
    every = tuple(one for one in namespace.values() if isinstance(one, Assessment))
    value = namespace.get(first)
    if isinstance(value, Assessment) and not rest:
        return (value,)
    ours = value is not None and str(getattr(value, "__name__", "")).split(".")[0] == "shkplan"
    named = str(getattr(namespace.get(call.name), "__module__", "")).split(".")[0] == "shkplan"
    return every if ours or (not first and named) else None


def _plans(asked: Iterable[Assessment]) -> list[Plan]:
    """The plans of some assessments; where there are none, those of the workspace."""
    found = list({one.plan.id: one.plan for one in asked}.values())
    return found or [Workspace.here().plan(name) for name in Workspace.here().ids("plans")]


def _indicators(asked: tuple[Assessment, ...]) -> Iterable[str]:
    return dict.fromkeys(name for plan in _plans(asked) for name in plan.indicators)


def _regions(asked: tuple[Assessment, ...]) -> Iterable[str]:
    return dict.fromkeys(name for plan in _plans(asked) for name in plan.regions)


def _keys(asked: tuple[Assessment, ...]) -> Iterable[str]:
    return dict.fromkeys(key for one in asked for key in one.keys())  # noqa: SIM118  # no mapping


def _scenarios(asked: tuple[Assessment, ...]) -> Iterable[str]:
    """Those that speak of the plans of the session, or of any."""
    return dict.fromkeys(name for plan in _plans(asked) for name in scenarios_of(plan))


def _of_field(record: type[ClaimRecord], name: str) -> Callable[[object], tuple[str, ...]]:
    values = get_args(record.model_fields[name].annotation)
    return lambda _asked: values


_NAMES: Mapping[str, Callable[[tuple[Assessment, ...]], Iterable[str]]] = {
    "plan": lambda _asked: Workspace.here().ids("plans"),
    "scenario": _scenarios,
    "indicator": _indicators,
    "region": _regions,
    "key": _keys,
    "model": lambda _asked: ("auto", *MODELS),
    "link": lambda _asked: get_args(LinkName),
    "dependence": lambda _asked: get_args(Dependence),
    "kind": lambda _asked: KINDS,
    "group": lambda _asked: GROUPS,
    "language": lambda _asked: LANGUAGES,
    "how": _of_field(ClaimRecord, "how"),
    "after": _of_field(ClaimRecord, "after"),
    "shape": _of_field(TargetValue, "shape"),
}


def register(shell: Any) -> None:
    """Let the shell complete names between the brackets of calls of this library."""
    from IPython.core.completer import SimpleCompletion, context_matcher

    if any(getattr(one, "matcher_identifier", "") == _MATCHER for one in shell.Completer.custom_matchers):
        return

    @context_matcher(identifier=_MATCHER)  # type: ignore[untyped-decorator]
    def matcher(context: CompletionContext) -> SimpleMatcherResult:
        call = call_at(context.full_text[: _cursor(context)])
        found = names_for(call, shell.user_ns) if call is not None else ()
        if call is None or not found:
            return {"completions": []}
        if call.typed is None:
            quoted = [SimpleCompletion(f'"{name}"', type="value") for name in found]
            return {
                "completions": quoted,
                "matched_fragment": "",
                "suppress": isinstance(call.argument, str),
                "ordered": True,
            }
        fitting = _fitting(call.typed, found)
        completions = [SimpleCompletion(name, type="value") for name in fitting]
        return {"completions": completions, "matched_fragment": call.typed, "suppress": bool(fitting), "ordered": True}

    shell.Completer.custom_matchers.append(matcher)


_MATCHER = "shkplan.names"


def _cursor(context: CompletionContext) -> int:
    """Where the cursor stands in the whole text, which may have several lines."""
    lines = context.full_text.split("\n")
    return sum(len(line) + 1 for line in lines[: context.cursor_line]) + context.cursor_position


def _fitting(typed: str, names: Iterable[str]) -> list[str]:
    """Names that begin with what is typed; where none does, those of which a part does, such as ``new_jobs``."""
    every = list(names)
    begun = [name for name in every if name.startswith(typed)]
    return begun or [name for name in every if typed and typed in name]

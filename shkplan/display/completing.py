"""Names that complete with tab where they are arguments: ids, regions, models, scenarios.

IPython completes what it can evaluate: attributes, keys of a subscript. A text between the brackets of a call is completed by a
matcher alone, which is what this module gives it. Nothing is computed for a list of names: no series is fitted, no target judged.
Every shell is given the matcher, also that of a report, in which nobody types; so what the names are taken from
(:mod:`shkplan.display.offering`, and with it the assessment and its libraries) is loaded at the first one asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shkplan.base.errors import ShkplanError

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
    "card": ("key",), "spread": ("key",), "models": ("key",), "headway": ("key",), "explain": ("key",), "solve": ("key",), "missing_of": ("key",), "grid": ("key",),
    "explore": ("", "key"), "claim": ("indicator",), "kind": ("kind",), "group": ("group",), "set_language": ("language",),
    "with_model": ("model",), "using": (), "project": (), "project_panel": (), "follow": (), "attainable": (),
    "local_trend": (), "reconstruct": ("", "indicator", "region"),
}  # fmt: skip
_EVERY_PLACE = {"pool": "model"}  # any number of the same
_KEYWORDS = {"target": "key", "like": "region", "parent": "scenario"}


def names_for(call: Call, namespace: Mapping[str, Any]) -> tuple[str, ...]:
    """The names that an argument can have; empty where it names nothing, or the call is not one of ours.

    Args:
        call: which.
        namespace: names of the session -> values; those before the bracket are looked up, nothing is called.
    """
    what = _named_by(call)
    if not what:
        return ()
    from shkplan.display.offering import NAMES, assessments_meant

    asked = assessments_meant(call, namespace)
    if asked is None or what not in NAMES:
        return ()
    with suppress(ShkplanError, OSError):
        return tuple(NAMES[what](asked))
    return ()


def _named_by(call: Call) -> str:
    """What an argument names, such as ``key``; empty where it names nothing."""
    places, every = _PLACES.get(call.name, ()), _EVERY_PLACE.get(call.name, "")
    if call.name not in _PLACES and not every:
        return ""
    if isinstance(call.argument, int):
        return places[call.argument] if call.argument < len(places) else every
    if call.name == "claim" and call.argument in ("target", "level"):
        return ""  # numbers there
    return _KEYWORDS.get(call.argument, call.argument)


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

"""The panel: sliders in a notebook, drawn by its page from numbers that an assessment gives.

The page sends what the sliders say, one question at a time and always the latest; each is answered with one message. Whatever
is refused is told in a sentence on the panel, never as a traceback.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from shkplan.base.errors import ParameterError, ShkplanError
from shkplan.base.messages import Language, Text, said
from shkplan.display.language import say, words
from shkplan.display.setting import LANGUAGE_CODES, known_language, language, speaking, spoken
from shkplan.explorer.answer import Explored, Fan, answer, answer_under, baseline_of
from shkplan.explorer.code import code_of
from shkplan.explorer.controls import controls, first_target, start, targets_of
from shkplan.explorer.state import MOST_RECOVERY, State, scenario_of
from shkplan.explorer.still import Still
from shkplan.explorer.words import of_answer, of_claims, of_controls, of_page, unexpected
from shkplan.files import paths
from shkplan.workspace.load import Workspace
from shkplan.workspace.scenarios import scenarios_of

if TYPE_CHECKING:
    from shkplan.assessment.assessment import Assessment
    from shkplan.register.scenario import Scenario

__all__ = ["MOST_KEPT", "Explorer"]

MOST_KEPT = 4
_SHOWN = 25  # years of a drawing, at most
_HERE = files("shkplan.explorer")


@dataclass(frozen=True)
class KeptState:
    """A scenario that is kept beside the sliders."""

    name: str
    state: State
    scenario: Scenario


class Explorer(anywidget.AnyWidget):
    """The sliders of one assessment; in a notebook it shows itself.

    Attributes:
        state: what the sliders say now; assign another to move them.
        kept: the scenarios that are kept beside them.
    """

    _esm = _HERE.joinpath("panel.js").read_text(encoding="utf-8")
    _css = _HERE.joinpath("panel.css").read_text(encoding="utf-8")
    page = traitlets.Dict().tag(sync=True)

    def __init__(self, a: Assessment, target: str | None = None) -> None:
        self.assessment, self.kept, self.language = baseline_of(a), list[KeptState](), language()
        self.state = start(self.assessment, first_target(self.assessment) if target is None else target)
        if a.scenario is not None:
            self.kept.append(KeptState("A", self.state, a.scenario))
        super().__init__(page=self._page())
        self.on_msg(lambda _widget, content, _buffers: self.send(self.heard(content)))

    @property
    def scenario(self) -> Scenario | None:
        """The scenario that says what the sliders say; None where that is the baseline."""
        return scenario_of(self.assessment, self.state)

    @property
    def answer(self) -> Explored:
        """What the panel shows."""
        return answer(self.assessment, self.state)

    def _ipython_display_(self) -> None:
        """The picture without sliders, for whoever reads the notebook without a kernel, and the panel, whose page hides it."""
        from IPython.display import HTML, display

        still = Still(self.assessment, answer_under(self.assessment, None, self.state.target, self.state.to))
        display(HTML(f'<div class="shk-explore-still">{still.html}</div>'))
        shown = self._repr_mimebundle_()
        data, metadata = shown if isinstance(shown, tuple) else (shown, {})
        display(data, metadata=metadata, raw=True)

    # What the page asks -----------------------------------------------------------------------------------------------

    def heard(self, content: dict[str, Any]) -> dict[str, Any]:
        """The answer to one message of the page: what is asked, or a sentence that says why not."""
        begun, work = perf_counter(), process_time()
        with speaking(self._spoken(content)):
            try:
                told = self._does(content)
            except ShkplanError as error:
                told = {"kind": "refused", "text": spoken(error)}
            except Exception as error:  # no traceback inside a panel
                told = {"kind": "refused", "text": unexpected(error)}
        return {
            **told,
            "n": content.get("n"),
            "took": 1000 * (perf_counter() - begun),
            "worked": 1000 * (process_time() - work),
        }

    def _does(self, content: dict[str, Any]) -> dict[str, Any]:
        kind = content.get("kind")
        if kind == "open":
            return self._opened(str(content.get("target")))
        self.state = State.of(content.get("state") or {})
        known = {
            "ask": self._answers, "more": self._adds, "keep": self._keeps, "remove": self._removes, "code": self._codes,
            "save": self._saves,
        }  # fmt: skip
        if kind not in known:
            raise ParameterError(
                said("panel: found {found}, expected one of {known}.", found=repr(kind), known=list(known))
            )
        return known[kind](content)

    def _answers(self, content: dict[str, Any]) -> dict[str, Any]:
        """The answer; with what is kept beside it where the last year is another than the page has it for."""
        beside = {"kept": self._side_by_side()} if self.kept and content.get("beside_to") != self.state.to else {}
        return {"kind": "answer", **self._shown(self.answer), **beside}

    def _adds(self, _content: dict[str, Any]) -> dict[str, Any]:
        """What takes longer than a slider's move."""
        return {"kind": "more", **of_claims(self.assessment, self.answer)}

    def _removes(self, content: dict[str, Any]) -> dict[str, Any]:
        self.kept = [one for one in self.kept if one.name != content.get("name")]
        return {"kind": "kept", "kept": self._side_by_side()}

    def _codes(self, content: dict[str, Any]) -> dict[str, Any]:
        return {"kind": "code", "text": code_of(self.assessment, self.state, *_named(content))}

    def _spoken(self, content: dict[str, Any]) -> Language:
        with suppress(ShkplanError):
            self.language = known_language(str(content.get("language") or self.language).partition("-")[0])
        return self.language

    def _opened(self, target: str) -> dict[str, Any]:
        """Another target, or the same in another language; what the sliders said of another target is not kept."""
        if target != self.state.target:
            self.state = start(self.assessment, target)
        return {"kind": "page", "page": self._page()}

    def _keeps(self, content: dict[str, Any]) -> dict[str, Any]:
        _, title = _named(content)
        found = self.scenario
        if found is None:
            raise ParameterError(say("explorer.nothing_to_keep"))
        if len(self.kept) >= MOST_KEPT:
            raise ParameterError(say("explorer.most_kept"))
        taken = {one.name for one in self.kept}
        name = next(letter for letter in "ABCD" if letter not in taken)
        parent = {name: words(told) for name, told in self._scenarios().items()}.get(self.state.parent, "")
        titled = title or (parent if not self.state.moves else "")
        self.kept.append(
            KeptState(name, self.state, found.model_copy(update={"title": replace(found.title, zh=titled, en=titled)}))
        )
        self.kept.sort(key=lambda one: one.name)
        return {"kind": "kept", "kept": self._side_by_side()}

    def _saves(self, content: dict[str, Any]) -> dict[str, Any]:
        found = scenario_of(self.assessment, self.state, *_named(content))
        if found is None:
            raise ParameterError(say("explorer.nothing_to_keep"))
        path = found.save()
        return {"kind": "told", "text": say("explorer.saved", path=paths.shown(path), id=found.id)}

    # What the page shows ----------------------------------------------------------------------------------------------

    def _page(self) -> dict[str, Any]:
        """Everything a page needs to draw itself: words, lists, sliders, the state and its answer."""
        with speaking(self.language):
            a, key = self.assessment, self.state.target
            found = controls(a, key)
            named = {other: words(a.plan[other.partition("@")[0]].name) for other in targets_of(a)}
            return {
                "words": of_page(), "language": LANGUAGE_CODES[self.language],
                "targets": [[other, _with_year(other, name)] for other, name in named.items()],
                "scenarios": [[name, words(title)] for name, title in self._scenarios().items()],
                "controls": {**asdict(found), **of_controls(a, key, found), "most_recovery": MOST_RECOVERY},
                "state": asdict(self.state), "answer": self._shown(self.answer), "kept": self._side_by_side(),
                "base": _drawn(answer_under(a, None, key, found.last).fan),
            }  # fmt: skip

    def _shown(self, found: Explored) -> dict[str, Any]:
        mark = found.mark
        return {
            "words": of_answer(self.assessment, found), **found.data,
            "fan": _drawn(found.fan), "reference": found.reference and _drawn(found.reference),
            "mark": None if mark is None else {"at": mark.at, "first": mark.first, "last": mark.last},
        }  # fmt: skip

    def _side_by_side(self) -> list[dict[str, Any]]:
        """What each kept scenario makes of the target that is shown."""
        rows = []
        for one in self.kept:
            found = answer_under(self.assessment, one.scenario, self.state.target, self.state.to)
            told = of_answer(self.assessment, found)
            claims = words(one.scenario.title) or one.name
            rows.append(
                {"name": one.name, "title": claims, "state": asdict(one.state), **self._shown(found), "words": told}
            )
        return rows

    def _scenarios(self) -> dict[str, Text]:
        """Id -> title of the scenarios that can be asked of the plan."""
        found = {}
        for name, path in scenarios_of(self.assessment.plan).items():
            with suppress(ShkplanError):
                found[name] = Workspace.here().scenario(path).title
        return found


def _named(content: dict[str, Any]) -> tuple[str, str]:
    """Id and title that a message gives a scenario."""
    return str(content.get("id") or "explored"), str(content.get("title") or "")


def _drawn(fan: Fan) -> dict[str, Any]:
    """A fan as the page draws it: the years that it can show, in as many digits as a pixel needs."""
    since = max(fan.years[-1:] or fan.measured or (0,)) - _SHOWN
    first = next((at for at, year in enumerate(fan.years) if year >= since), 0)
    bands = [[float(f"{value:.6g}") for value in row] for row in fan.bands[first:]]
    measured = [[year, value] for year, value in fan.measured.items() if year >= since]
    return {"region": fan.region, "measured": measured, "years": list(fan.years[first:]), "bands": bands}


def _with_year(key: str, name: str) -> str:
    _, _, year = key.partition("@")
    return f"{name} {year}" if year else name

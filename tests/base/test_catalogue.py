"""The catalogue: every word the code asks for is there, none is there for nothing, and Chinese is set as Chinese."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import get_args

import shkplan
from shkplan.base.messages import catalogue
from shkplan.display.verdicts import word_code
from shkplan.evidence.observation import Bound, SourceKind, Status
from shkplan.files.records import load
from shkplan.models import MODELS
from shkplan.register.plan import Measure, Plan, PriceBasis
from shkplan.register.targets import TargetField
from shkplan.workspace.load import Workspace
from tests.showing import scene

PACKAGE = Path(shkplan.__file__).parent
SHOWN = ("pages.toml", "data.toml", "met.toml", "past.toml")  # the words of the rooms of presentation
OF_TEMPLATES = ("frame", "page")  # families whose keys the templates of pages name one by one
CJK = "\u3400-\u9fff"


def keys_of(table: dict[str, object], prefix: str = "") -> Iterator[str]:
    for name, inner in table.items():
        assert isinstance(inner, dict)
        if isinstance(inner.get("en"), str):
            yield prefix + name
        else:
            yield from keys_of(inner, f"{prefix}{name}.")


def words_of(name: str) -> dict[str, object]:
    return tomllib.loads(files("shkplan.base").joinpath(f"locale/{name}").read_text(encoding="utf-8"))


PLANS = [load(path, Plan) for path in Workspace.shipped().files("plans")]
KEYS = sorted(key for name in SHOWN for key in keys_of(words_of(name)))


def sources() -> Iterator[ast.AST]:
    """Everything that stands in the code of the rooms of presentation."""
    for path in [
        *(PACKAGE / "display" / f"{name}.py" for name in ("language", "setting", "verdicts")),
        *PACKAGE.glob("display/tables/*.py"),
        *PACKAGE.glob("display/charts/*.py"),
        *PACKAGE.glob("register/targets/*.py"),  # a kind has words of its own
    ]:
        yield from ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def test_every_key_asked_for_exists() -> None:
    """What the code says by its whole key is in the catalogue."""
    for node in sources():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
            first = node.args[0]
            if isinstance(first, ast.Constant):
                assert first.value in catalogue()


def test_every_word_is_used() -> None:
    """Nothing stands in the catalogue for nothing: a key is in the code whole, or in its form, or its family is asked for by a code."""
    every = [node for path in PACKAGE.rglob("*.py") for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    whole = {node.value for node in every if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    whole |= {f"{key}_past" for key in whole} | {
        f"{key}_points" for key in whole
    }  # asked for where years or units are such
    asked = [node.args[0] for node in every if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "code"]
    families = tuple(f"{one.value}." for one in asked if isinstance(one, ast.Constant))
    forms = [form for node in every if isinstance(node, ast.JoinedStr) and re.match(r"\w+\\\.", form := form_of(node))]
    told = re.compile("|".join(form for form in forms if form.partition("\\")[0] not in OF_TEMPLATES))
    whole |= set(of_templates())
    keys = [key for key in catalogue() if not key.startswith(("glossary.", *families))]  # the glossary is told whole
    assert [key for key in keys if key not in whole and not told.fullmatch(key)] == []


def form_of(node: ast.JoinedStr) -> str:
    """A text with places to fill, as a pattern."""
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in node.values)


def of_templates() -> Iterator[str]:
    """The keys that the templates of pages say, each with the room that the template's word for saying stands for."""
    for path in PACKAGE.glob("report/assets/*.j2"):
        text = path.read_text(encoding="utf-8")
        yield from (f"frame.{name}" for name in re.findall(r"frame\('(\w+)'", text))
        yield from (f"page.{name}" for name in re.findall(r"say\('(\w+)'", text))
        for row, name in re.findall(r"for word in \(([^)]*)\).*?(frame|say)\(word\)", text):
            yield from (f"{'page' if name == 'say' else name}.{one}" for one in re.findall(r"'(\w+)'", row))


def test_every_code_of_the_data_has_words() -> None:
    """Statuses, kinds of source and of target, bounds, measures, prices, models, units of the shipped plans."""
    kinds = [get_args(one.model_fields["kind"].annotation)[0] for one in get_args(get_args(TargetField)[0])]
    codes = {
        *(f"status.{one}" for one in get_args(Status)),
        *(f"source_kind.{one.replace(' ', '_')}" for one in get_args(SourceKind)),
        *(f"bound.{one}" for one in get_args(Bound) if one != "exact"),
        *(f"baseline.{one}" for one in get_args(Bound)),
        *(f"measure.{one}" for one in get_args(Measure)),
        *(f"price_basis.{one}" for one in get_args(PriceBasis)),
        *(f"model.{one}" for one in MODELS),
        *(f"{family}.{one}" for family in ("kind", "event", "target") for one in kinds),
        *(
            f"unit.{one.unit}"
            for plan in PLANS
            for one in (*plan.indicators.values(), *plan.series.values())
            if one.unit
        ),
        *(f"unit.{figure.unit}" for figure in scene().published),
    }
    assert codes <= set(catalogue())


def test_every_reason_for_silence_has_few_words() -> None:
    """Whatever stands in the way of a verdict can be told in a chart, and counted in the summary."""
    rooms = [
        *PACKAGE.glob("assessment/**/*.py"),
        *PACKAGE.glob("register/targets/*.py"),
        *PACKAGE.glob("models/*.py"),
        PACKAGE / "forecast/projection.py",
    ]
    said = {key for path in rooms for key in re.findall(r'"(reason\.\w+)"', path.read_text(encoding="utf-8"))}
    told = re.compile(r"_(estimated\w*|observed\w*|kept|broken|reached|missed|over|lost)$|\.(several|partly|no_year)$")
    silent = {key for key in said if not told.search(key)}
    assert {"reason.no_figures", "reason.too_few_points", "reason.contradiction", "reason.no_baseline"} <= silent
    for key in silent - {"reason.stated_aim"}:
        assert key.replace("reason.", "short.") in catalogue(), key
        assert key.replace("reason.", "why.") in catalogue(), key


def test_every_word_of_a_verdict_exists() -> None:
    """For all targets on several days and under every model."""
    whole = [scene().assessment, *(scene().assessment.with_model(name) for name in MODELS)]
    assert {f"word.{word_code(verdict)}" for assessment in whole for verdict in assessment} <= set(catalogue())


def test_chinese_takes_chinese_punctuation() -> None:
    """No Latin comma, colon, semicolon or bracket beside a Chinese character, and no blank between two."""
    wrong = re.compile(rf"[{CJK}][,;:!?()]|[,;:!?()][{CJK}]|[{CJK}] +[{CJK}]")
    assert {key: words for key in KEYS if wrong.search(words := catalogue()[key]["zh"])} == {}


def test_english_holds_no_chinese() -> None:
    """English words are English."""
    assert {key: words for key in KEYS if re.search(f"[{CJK}]", words := catalogue()[key]["en"])} == {}

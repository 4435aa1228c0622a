"""The frame of a page, which reports, what stands beside them and the catalogue share: style, scripts, words, Chinese glyphs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from shkplan.base.messages import Language, message
from shkplan.display.fonts import FaceCutter
from shkplan.display.setting import LANGUAGE_CODES
from shkplan.report.cells import markdown
from shkplan.report.markup import described, drawn_words, packed, slim, themed, worn
from shkplan.report.store import Store, key_of

__all__ = [
    "FACE",
    "LANGUAGE_NAMES",
    "dressed",
    "environment_of",
    "flush",
    "house_style",
    "page_words",
    "template",
    "with_faces",
]

LANGUAGE_NAMES: Mapping[str, str] = {"zh": "中文", "en": "English"}
FACE = "/*face*/"  # where the glyphs go

_ASSETS = files("shkplan.report").joinpath("assets")
_OWN_STYLE = re.compile(r"(?<=</style>\n<style>).*?(?=</style>)", re.DOTALL)
_CHINESE = f'<html lang="{LANGUAGE_CODES["zh"]}">'


def dressed(page: str) -> str:
    """A page with no more of the style than it wears."""
    return _OWN_STYLE.sub(lambda style: worn(style[0], page), page, count=1)


def with_faces(
    pages: Mapping[str, str], versions: Mapping[str, str] | None = None, store: Store | None = None
) -> dict[str, str]:
    """The pages, each with the Chinese glyphs it shows."""
    drawn = {name: drawn_words(text) for name, text in pages.items()}
    kept, around = store or Store(), dict(versions or {})
    cutter = FaceCutter(drawn.values(), lambda signs, cut: kept.made("faces", key_of(signs, around), cut))
    return {
        name: text.replace(FACE, cutter.css(drawn[name], chinese=_CHINESE in text), 1) for name, text in pages.items()
    }


@cache
def template(name: str) -> Any:
    """A template of the house, with the style and the scripts that every page carries."""
    environment = environment_of(_ASSETS)
    script, sliders = (
        re.sub(r" (=>|[!=]==|&&|\|\||=|\?) ", r"\1", re.sub(r"^\s*(//.*\n)?|\s+//.*$", "", one, flags=re.MULTILINE))
        for one in (_ASSETS.joinpath(name).read_text(encoding="utf-8") for name in ("page.js", "sliders.js"))
    )
    environment.globals.update(
        codes=LANGUAGE_CODES, css=house_style(), script=script, sliders=sliders, face=FACE, markdown=markdown
    )
    environment.filters.update(slim=slim, themed=themed, described=described, packed=packed)
    return environment.get_template(name)


def environment_of(assets: Traversable) -> Any:
    """The templates of a folder, without what indents their lines."""
    import jinja2

    loader = jinja2.FunctionLoader(lambda name: flush(assets.joinpath(name)))
    return jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)


def flush(asset: Traversable) -> str:
    """What a file holds, without what indents its lines."""
    return re.sub(r"^ +", "", asset.read_text(encoding="utf-8"), flags=re.MULTILINE)


def house_style(more: str = "") -> str:
    """The style of every page, and ``more`` of one's own, without comments and without the spaces that mean nothing."""
    style = _ASSETS.joinpath("page.css").read_text(encoding="utf-8") + more
    return re.sub(r"\s*([{};,>])\s*|(?<=:) ", r"\1", re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL))


def page_words(language: Language) -> dict[str, Any]:
    """What a template needs to speak a language."""
    return {
        "frame": lambda key, **values: message(f"frame.{key}", **values).text(language),
        "say": lambda key, **values: message(f"page.{key}", **values).text(language),
        "words_of": lambda both: both.text(language),
        "language": language,
    }

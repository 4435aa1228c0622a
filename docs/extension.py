"""What our site needs beyond Sphinx: Chinese search, glyphs, lines and words of the theme; the switch of language; the commands."""

from __future__ import annotations

import logging
import re
from gettext import NullTranslations
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish
from sphinx.transforms import SphinxTransform

from docs.directives import Commands, Terms

CHINESE = "\u3400-\u9fff\uf900-\ufaff"
BESIDE = re.compile(f"[{CHINESE}\u3000-\u303f\uff00-\uffef“”‘’—…]")  # no space stands beside these
RUNS = re.compile(rf"[{CHINESE}]+|[^\W{CHINESE}]+")
TITLES = {"en": "shkplan: targets, figures, probabilities", "zh_CN": "shkplan：目标、数据与概率"}


class SearchPairs(SearchEnglish):
    """Chinese is found by pairs of neighbouring characters, asked and indexed alike; Latin words as in English.

    Sphinx's own search cuts the pages into words by jieba but cannot cut what the reader asks, so that 地区生产总值 finds nothing.
    """

    lang = "zh"
    language_name = "English"  # whose stemmer the Latin words have
    js_splitter_code = f"""
function splitQuery(query) {{
  const found = query.match(/[{CHINESE}]+|[^\\s{CHINESE}\\p{{P}}\\p{{S}}]+/gu) || [];
  return found.flatMap((run) =>
    /[{CHINESE}]/.test(run[0]) && run.length > 1
      ? Array.from({{length: run.length - 1}}, (_, i) => run.slice(i, i + 2))
      : [run]);
}}
"""

    def split(self, input: str) -> list[str]:  # noqa: A002
        """Pairs of characters of each Chinese run, its single characters, and the other words."""
        found: list[str] = []
        for run in RUNS.findall(input):
            if BESIDE.match(run):
                found += [run[i : i + 2] for i in range(len(run) - 1)] + list(run)
            else:
                found.append(run)
        return found


class JoinedLines(SphinxTransform):
    """A line of the source that ends beside a Chinese character leaves no space on the page."""

    default_priority = 10

    def apply(self, **_: Any) -> None:
        for text in list(self.document.findall(nodes.Text)):
            parent = text.parent
            if str(text) != "\n" or isinstance(parent, nodes.literal_block):
                continue
            at = parent.index(text)
            around = (
                parent[at - 1].astext()[-1:] if at else "",
                parent[at + 1].astext()[:1] if at + 1 < len(parent) else "",
            )
            if any(BESIDE.match(one) for one in around):
                parent.remove(text)


class OfTheTheme(NullTranslations):
    """What the theme says in English, since it has no Chinese catalogue of its own."""

    words = {  # noqa: RUF012
        "On this page": "本页内容", "Next": "下一页", "Previous": "上一页", "Home": "首页", "Back to top": "回到页首",
        "Skip to content": "跳到正文", "Made with ": "排版：",
    }  # fmt: skip

    def gettext(self, message: str) -> str:
        """The Chinese words, or the English ones."""
        return self.words.get(message, message)


def _entitled(_app: Sphinx, config: Any) -> None:
    config.html_title = TITLES[config.language]


def _spoken(app: Sphinx) -> None:
    if app.config.language == "zh_CN" and app.translator is not None:
        app.translator.add_fallback(OfTheTheme())


def _named(app: Sphinx, failed: Exception | None) -> None:
    """Say to readers by ear what the theme leaves to the eye: how deep the captions of the contents are, which aside is which."""
    names = ("导航", "本页内容") if app.config.language == "zh_CN" else ("Navigation", "On this page")
    for path in Path(app.outdir).rglob("*.html") if failed is None else ():
        page = path.read_text("utf-8").replace(
            'class="caption" role="heading"', 'class="caption" role="heading" aria-level="2"'
        )
        for kind, name in zip(("sidebar", "toc"), names, strict=True):
            page = page.replace(f'<aside class="{kind}-drawer', f'<aside aria-label="{name}" class="{kind}-drawer')
        path.write_text(page, "utf-8")


def _lettered(app: Sphinx, failed: Exception | None) -> None:
    """Carry the glyphs of the Chinese characters that the pages show, for a machine that has none."""
    if failed is None:
        from shkplan.display.fonts import FaceCutter

        logging.getLogger("fontTools").setLevel(logging.ERROR)  # it tells of every glyph
        shown = "".join(path.read_text("utf-8") for path in sorted(Path(app.outdir).rglob("*.html")))
        css = FaceCutter([shown]).css(shown, chinese=app.config.language == "zh_CN")
        (Path(app.outdir) / "_static" / "chinese.css").write_text(css, "utf-8")


def _switched(app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: Any) -> None:
    """Tell the templates where the same page stands in the other language."""
    here, there = ("zh", "en") if app.config.language == "zh_CN" else ("en", "zh")
    context["other_page"] = f"{context['content_root']}../{there}/{pagename}.html"
    context["other_language"], context["other_name"] = there, {"en": "English", "zh": "中文"}[there]
    context["own_name"] = {"en": "English", "zh": "中文"}[here]


def setup(app: Sphinx) -> dict[str, Any]:
    """Enter all of it into a build."""
    app.add_search_language(SearchPairs)
    app.add_transform(JoinedLines)
    app.add_directive("commands", Commands)
    app.add_directive("terms", Terms)
    app.add_css_file("chinese.css")
    app.connect("config-inited", _entitled)
    app.connect("builder-inited", _spoken)
    app.connect("build-finished", _named)
    app.connect("build-finished", _lettered)
    app.connect("html-page-context", _switched)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

"""What every chart shares: the look, the canvas, and the finished :class:`Chart`.

seaborn gives the style and the palette, as settings that hold while one chart is drawn and change nothing outside.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shkplan.display.fonts import use_cjk_font
from shkplan.display.language import on_pages
from shkplan.display.layout import RESULTS, plain, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Inches. Narrow on purpose: a phone 390 pixels wide leaves a chart 358, and at this width words of SMALLEST points are
# then 11 pixels high. Where there is room the drawing is shown larger than it was drawn.
WIDTH = 4.0
SMALLEST = 9.0
ENLARGED = 1.35

INK, QUIET, RULE = "#1c2733", "#5d6a77", "#d5dbe1"
# The colour-blind-safe palette of seaborn, by what the colours stand for here.
OWN, MARK, GOOD, BAD, OTHER, FOURTH = "#0173b2", "#b35900", "#02795c", "#a63d00", "#8c5fa8", "#6b7680"
DOUBT = "#ffffff"
REGIONS = (OWN, "#de8f05", "#029e73", "#cc78bc", "#56b4e9", "#ca9161", "#7a5195", "#5b6236")


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart in one language.

    Attributes:
        name: what it shows, for ``results.json``.
        title: its heading.
        alt: the chart in words, for those who do not see it.
        figure: the drawing.
        data: every number drawn, with ids and codes, the same in every language.
        again: draws it anew, in the language then in force.
    """

    name: str
    title: str
    alt: str
    figure: Figure = field(repr=False)
    data: Any = field(repr=False)
    again: Callable[[], Chart] | None = field(default=None, repr=False)

    @cached_property
    def svg(self) -> str:
        """The chart as SVG, the same text for the same chart."""
        buffer = BytesIO()
        with _look():
            self.figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Title": self.title})
        return _tidy(buffer.getvalue().decode("utf-8"), self.alt)

    def save(self, path: str | Path) -> Path:
        """The chart in a file; its ending says the format (svg, png, pdf)."""
        target = Path(path)
        if target.suffix == ".svg":
            target.write_text(self.svg, encoding="utf-8")
            return target
        with _look():
            self.figure.savefig(target, dpi=160, metadata=_undated(target.suffix))
        return target

    def __str__(self) -> str:
        return f"{self.title}\n{self.alt}"

    @property
    def results(self) -> dict[str, Any]:
        """What ``results.json`` keeps of the chart."""
        return {"name": self.name, "data": plain(self.data)}

    def _repr_mimebundle_(self, **_asked: object) -> tuple[dict[str, Any], dict[str, Any]]:
        shown = {"text/plain": str(self), "image/svg+xml": self.svg}
        pages = on_pages(self, self.again, lambda chart: {"image/svg+xml": chart.svg, "alt": chart.alt})
        return {**shown, RESULTS: self.results, **pages}, {"image/svg+xml": {"alt": self.alt}}


def _undated(ending: str) -> Mapping[str, Any]:
    return {"CreationDate": None} if ending == ".pdf" else {"Software": None} if ending == ".png" else {}


def _tidy(svg: str, alt: str) -> str:
    """The drawing alone, without prolog, with words for those who do not see it."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r"<title>.*?</title>", "", body, count=1, flags=re.DOTALL)
    body = re.sub(
        r'(?<= )(width|height)="([0-9.]+)pt"',
        lambda size: f'{size[1]}="{float(size[2]) * ENLARGED:.2f}pt"',
        body,
        count=2,
    )
    return body.replace("<svg ", f'<svg role="img" aria-label="{html.escape(alt)}" ', 1)


@contextmanager
def canvas(height: float, width: float = WIDTH) -> Iterator[tuple[Figure, Axes]]:
    """A figure with one axes in the look of this house; nothing of it outlives the block."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with _look():
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        yield figure, axes


@contextmanager
def _look() -> Iterator[None]:
    import matplotlib

    with matplotlib.rc_context(_settings()):  # type: ignore[arg-type]
        yield


@cache
def _settings() -> dict[str, Any]:
    import seaborn as sns

    style = sns.axes_style("whitegrid", rc={"font.family": use_cjk_font()})
    context = sns.plotting_context("notebook", font_scale=1.0)
    own = {
        "font.family": [use_cjk_font()],
        "font.size": SMALLEST,
        "axes.titlesize": 10.5,
        "axes.titleweight": "normal",
        "axes.titlelocation": "left",
        "axes.labelsize": SMALLEST,
        "xtick.labelsize": SMALLEST,
        "ytick.labelsize": SMALLEST,
        "legend.fontsize": SMALLEST,
        "legend.frameon": False,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.edgecolor": QUIET,
        "axes.linewidth": 0.8,
        "grid.color": RULE,
        "grid.linewidth": 0.7,
        "text.color": INK,
        "axes.labelcolor": QUIET,
        "xtick.color": QUIET,
        "ytick.color": QUIET,
        "axes.unicode_minus": False,
        "figure.facecolor": "white",
        "savefig.facecolor": "white",
        "svg.fonttype": "path",
        "svg.hashsalt": "shkplan",
        "path.simplify": False,
    }
    return {**style, **context, **own}


def fold(text: str, width: int = 48) -> str:
    """A long text in lines, by the width of its characters."""
    return "\n".join(wrapped(text, width))


def heading(axes: Axes, title: str, under: str = "", width: int = 43) -> None:
    """A title on the left, with a quiet line below it."""
    lines = fold(under, width + 7) if under else ""
    axes.set_title(fold(title, width), pad=8 + 12 * (lines.count("\n") + 1 if lines else 0), color=INK, loc="left")
    if lines:
        axes.annotate(
            lines, (0, 1), xycoords="axes fraction", xytext=(0, 6), textcoords="offset points",
            ha="left", va="bottom", color=QUIET, fontsize=SMALLEST, linespacing=1.25,
        )  # fmt: skip


def year_axis(axes: Axes, first: int, last: int) -> None:
    """Whole years, as many labels as fit."""
    from matplotlib.ticker import FixedLocator, FuncFormatter

    span = last - first
    step = 1 if span <= 8 else 2 if span <= 14 else 5
    ticks = [year for year in range(first, last + 1) if year % step == 0] if step > 1 else list(range(first, last + 1))
    axes.xaxis.set_major_locator(FixedLocator(ticks))
    axes.xaxis.set_minor_locator(FixedLocator(range(first, last + 1)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda year, _: f"{year:.0f}"))
    axes.set_xlim(first - 0.7, last + 0.7)
    axes.tick_params(axis="x", which="major", bottom=True, length=4)
    axes.tick_params(axis="x", which="minor", bottom=True, length=2)
    axes.grid(False, axis="x")


def number_axis(axes: Axes) -> None:
    """Grouped thousands and a true minus."""
    from matplotlib.ticker import FuncFormatter

    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _plain_number(value)))
    axes.tick_params(axis="y", left=False)


def _plain_number(value: float) -> str:
    from shkplan.display.language import number

    return number(round(value, 9))

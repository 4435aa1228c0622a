"""What every chart shares: the look, the canvas, and the finished :class:`Chart`.

seaborn gives the style and the palette, as settings that hold while one chart is drawn and change nothing outside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shkplan.base.errors import ParameterError
from shkplan.base.lines import wrapped
from shkplan.base.messages import said
from shkplan.display.charts.frame import (
    INK,
    QUARTERS,
    QUIET,
    RULE,
    SMALLEST,
    WIDTH,
    arrow,
    arrow_shape,
    figure_of,
    fitted,
    fold,
    heading,
    honest_span,
    hover,
    hover_boxes,
    key,
    level_scale,
    lines_of,
    number_axis,
    shifted,
    title_at_edge,
    upright_scale,
    year_axis,
)
from shkplan.display.charts.labels import end_label
from shkplan.display.charts.margins import settle
from shkplan.display.fonts import use_cjk_font
from shkplan.display.layout import RESULTS, plain
from shkplan.display.setting import on_pages, page_languages
from shkplan.display.spoken_csv import as_csv, flat, save_csv

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

ENLARGED = 1.1  # how much larger a page shows a chart: so much that its words are as large as those of a table

# The colour-blind-safe palette of seaborn, by what the colours stand for here.
OWN, MARK, GOOD, BAD, OTHER = "#0173b2", "#b35900", "#02795c", "#a63d00", "#8c5fa8"
FAIR, PLAIN = "#8fcbb8", "#e6ebee"  # the grounds of a cell that is good, and of one that says nothing
ESTIMATE, WINDOW, DOUBT = "#7db8dc", "#f3ece0", "#ffffff"  # of a year, of the years of a plan, of a doubtful figure
# Of regions, in the order of their plan: each readable as a word on white, none of them that of a target or of its end.
REGIONS = (
    OWN, OTHER, "#5b6236", "#596673", "#a8437d", "#2a7a80", "#86691b", "#4a5fc1", "#a0524a", "#4f7a2f", "#7a4f2b",
)  # fmt: skip
# Of scenarios, in the order in which they are compared: each readable as a word on white, the first four also by whom red and
# green look alike (the least distance in Lab is 12 then, and 7 of all eight, which have markers of their own).
SCENARIOS = ("#2458a8", "#7a1f4f", "#857000", "#8f4fd0", "#1a7f8c", "#5b3413", "#2b2270", "#c8407a")


__all__ = [
    "INK",
    "QUARTERS",
    "QUIET",
    "RULE",
    "SMALLEST",
    "WIDTH",
    "Chart",
    "arrow",
    "arrow_shape",
    "canvas",
    "end_label",
    "figure_of",
    "fitted",
    "fold",
    "heading",
    "honest_span",
    "hover",
    "hover_boxes",
    "key",
    "level_scale",
    "lines_of",
    "number_axis",
    "settle",
    "shifted",
    "title_at_edge",
    "upright_scale",
    "year_axis",
]


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
        records: what is drawn as rows for a spreadsheet, with headings and words in the language of the chart; where
            none are given, the data with their names.
        shows: whether any figure or estimate is drawn; a chart without one is false.
    """

    name: str
    title: str
    alt: str
    figure: Figure = field(repr=False)
    data: Any = field(repr=False)
    again: Callable[[], Chart] | None = field(default=None, repr=False)
    records: Sequence[Mapping[str, Any]] = field(default=(), repr=False)
    shows: bool = True

    def __bool__(self) -> bool:
        return self.shows

    @cached_property
    def svg(self) -> str:
        """The chart as SVG whose words can be searched and selected, the same text for the same chart."""
        return self._drawn()

    def _drawn(self, *, outlines: bool = False) -> str:
        from shkplan.display.charts.pen import drawn

        with _look():
            return drawn(self.figure, self.alt, ENLARGED, outlines=outlines)

    @property
    def csv(self) -> str:
        """What is drawn as comma-separated values, numbers unrounded."""
        return as_csv(self._rows)

    @property
    def _rows(self) -> Sequence[Mapping[str, Any]]:
        return self.records or flat(plain(self.data))

    def to_frame(self) -> pd.DataFrame:
        """What is drawn as a frame, the columns as in :attr:`csv`."""
        import pandas as pd

        return pd.DataFrame(list(self._rows))

    def save(self, path: str | Path, *, outlines: bool = True) -> Path:
        """The chart in a file; its ending says the format (svg, png, pdf; csv for the numbers).

        Args:
            path: of the file.
            outlines: in an SVG, words as outlines, so that whoever the file is sent to sees no boxes; else as text, which
                can be searched and takes the reader's own fonts.

        Raises:
            ParameterError: another ending.
        """
        target = Path(path)
        if target.suffix not in (".svg", ".png", ".pdf", ".csv"):
            words = "A chart is saved as SVG, PNG, PDF or CSV: name a file that ends in .svg, .png, .pdf or .csv, not {name}."
            raise ParameterError(said(words, name=target.name))
        if target.suffix == ".svg":
            target.write_text(self._drawn(outlines=outlines), encoding="utf-8", newline="\n")
            return target
        if target.suffix == ".csv":
            return save_csv(target, self.csv)
        with _look():
            self.figure.savefig(target, dpi=160, metadata=_undated(target.suffix))
        return target

    def __getstate__(self) -> dict[str, Any]:
        """What travels to another process: the drawing and its numbers, not the value it could be drawn from again."""
        return {name: value for name, value in self.__dict__.items() if name != "svg"} | {"again": None}

    def __str__(self) -> str:
        told = self.alt if self.alt.startswith(self.title) else f"{self.title}\n{self.alt}"
        return "\n".join(wrapped(told, 100))

    @property
    def results(self) -> dict[str, Any]:
        """What ``results.json`` keeps of the chart."""
        return {"name": self.name, "data": plain(self.data)}

    def _repr_mimebundle_(self, **_asked: object) -> tuple[dict[str, Any], dict[str, Any]]:
        # A notebook shows a drawing as a picture, which has only what faces the reader has: there words are outlines.
        shown = {"text/plain": str(self), "image/svg+xml": self.svg if page_languages() else self._drawn(outlines=True)}
        pages = on_pages(
            self, self.again, lambda chart: {"image/svg+xml": chart.svg, "alt": chart.alt, "text/csv": chart.csv}
        )
        return {**shown, RESULTS: self.results, **pages}, {"image/svg+xml": {"alt": self.alt}}


def _undated(ending: str) -> Mapping[str, Any]:
    return {"CreationDate": None} if ending == ".pdf" else {"Software": None} if ending == ".png" else {}


@contextmanager
def canvas(height: float, width: float = WIDTH, arrange: Callable[..., None] = settle) -> Iterator[tuple[Figure, Axes]]:
    """A figure with one axes in the look of this house, laid out when the block ends; nothing of it outlives the block.

    Args:
        height, width: in inches.
        arrange: what gives all axes of the figure their places.
    """
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with _look():
        figure = Figure(figsize=(width, height), dpi=72)
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        axes.set_axis_off()
        yield figure, axes
        arrange(*figure.axes)


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
        "text.color": INK,
        "axes.grid": False,
        "figure.facecolor": "white",
        "savefig.facecolor": "white",
        "svg.hashsalt": "shkplan",
        "path.simplify": False,
    }
    return {**style, **context, **own}

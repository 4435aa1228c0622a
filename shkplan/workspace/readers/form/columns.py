"""What both sides of the form know: its columns, the words of its drop-downs, the marks by which it knows itself.

A figure is found by the id in its row and by the key above its column, never by its place: rows may be sorted, columns
widened, sheets renamed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shkplan.base.messages import Text, template_of
from shkplan.evidence.observation import Bound, Status
from shkplan.register.plan import Indicator, Plan

VERSION = "2"
OLD_VERSIONS = ("1",)  # still read
ABOUT = "_shkplan"  # the hidden sheet that says which form this is
ABOUT_KEYS = ("form", "version", "plan", "year", "region")
FORM = "shkplan form"


@dataclass(frozen=True)
class FormColumn:
    """A column: its key, its width in characters, and whether departments type in it."""

    key: str
    width: float
    typed: bool = False

    @property
    def name(self) -> Text:
        return words(f"form.column.{self.key}")


COLUMNS = (
    FormColumn("id", 16), FormColumn("name", 24), FormColumn("definition", 40), FormColumn("unit", 8), FormColumn("before", 10),
    FormColumn("known", 25), FormColumn("value", 13, True), FormColumn("bound", 13, True), FormColumn("status", 13, True),
    FormColumn("mark", 13, True), FormColumn("published", 13, True), FormColumn("source", 20, True), FormColumn("note", 18, True),
)  # fmt: skip
TYPED = tuple(column.key for column in COLUMNS if column.typed)
NUMBER = {column.key: number for number, column in enumerate(COLUMNS, start=1)}

BOUNDS: tuple[Bound, ...] = ("exact", "about", "lower", "upper")
STATUSES: tuple[Status, ...] = ("estimate", "preliminary", "final", "revised")
MARKS = ("break", "doubtful")
CHOICES: Mapping[str, Sequence[str]] = {"bound": BOUNDS, "status": STATUSES, "mark": MARKS}


def words(key: str, **values: object) -> Text:
    """A template of the catalogue in both languages."""
    return Text(template_of(key, "zh").format(**values), template_of(key, "en").format(**values))


def column_word(key: str) -> Text:
    """What a message calls a column: its key, and in Chinese the heading."""
    named = {"value": Text("数值", "figure"), "before": Text("上年数", "before")}  # whose headings name years
    return named.get(key) or Text(words(f"form.column.{key}").zh, key)


def choice(kind: str, code: str) -> str:
    """A word of a drop-down, as it stands in a cell: ``初步 preliminary``."""
    word = words(f"form.{kind}.{code}")
    return f"{word.zh} {word.en}"


def code_of(kind: str, text: str) -> str | None:
    """The code behind a word of a drop-down, typed whole or in one of the languages; None for any other."""
    asked = " ".join(text.lower().split())
    for code in CHOICES[kind]:
        word = words(f"form.{kind}.{code}")
        if asked in (code, word.zh.lower(), word.en.lower(), f"{word.zh} {word.en}".lower()):
            return code
    return None


def asked_for(plan: Plan) -> list[Indicator]:
    """The indicators a form asks for: those with targets first, then the series; aims without a unit have no figure."""
    return [one for one in (*plan.indicators.values(), *plan.series.values()) if one.unit]


def office(indicator: Indicator) -> Text:
    """Who gives the figure: the department, else the supplier."""
    return indicator.department or indicator.supplier or words("form.nobody")


def source_title(year: int, who: Text) -> str:
    """What a figure is cited as where its row names no source."""
    return words("form.source", year=year, who=who.zh).zh

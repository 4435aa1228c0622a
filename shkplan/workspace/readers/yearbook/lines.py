"""Lines above and below a table: what it says of itself, as ``地区：示例市``, ``单位：万元``, and the notes that follow it.

The exports of the national bureau begin with such lines (数据库, 指标, 地区, 时间), yearbooks print a title and a unit.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from shkplan.base.typed import compared, plain
from shkplan.evidence.observation import Status
from shkplan.workspace.readers.yearbook.cells import Year, note_mark, periods_in, unit_of, within_year
from shkplan.workspace.readers.yearbook.headings import is_axis, name_of
from shkplan.workspace.readers.yearbook.spots import Line, Spot

_LABELS = {
    "region": ("地区", "区域", "行政区划", "行政区", "region"),
    "indicator": ("指标名称", "指标", "indicator"),
    "time": ("时间", "年份", "年度", "time"),
    "unit": ("计量单位", "单位", "units", "unit"),
    "source_title": ("资料来源", "数据来源", "来源", "source"),
    "publisher": ("发布机构", "发布单位", "公布机构", "公布单位", "publisher"),
    "published": ("发布日期", "发布时间", "公布日期", "公布时间", "published"),
    "status": ("数据状态", "数据性质", "status"),
    "source_kind": ("来源类型", "source_kind"),
    "other": ("数据库", "频度", "频率", "填报单位", "报送单位", "制表单位", "编制单位", "制表日期", "制表人", "审核人", "表号", "制定机关",
              "批准文号", "有效期至", "database", "frequency"),
}  # fmt: skip
_KEY = {label: key for key, labels in _LABELS.items() for label in labels}
_LABEL = re.compile(
    rf"(?<![^\s(（【,，;；、])({'|'.join(sorted(_KEY, key=len, reverse=True))})\s*[:：]\s*", re.IGNORECASE
)
_UNIT_SAID = re.compile(
    r"(?<!填报)(?<!报送)单位 ?(?:均|都|统一)?(?:为|是|:)? ?([^ ,，;；。、)]+)|以([^ ,，;；。、]+?)为(?:计量)?单位"
)
_NOTE = re.compile(
    r"^(?:注\s*[:：0-9①-⑳(（释解]|注$|说明\s*[:：]|本表|本年鉴|表中|说明$|备注\s*[:：]|(?:资料|数据)?来源\s*[:：]|note|source|[①-⑳❶-❿＊*※])",
    re.IGNORECASE,
)
_CONTINUED = re.compile(
    r"^[(（\s]*(?:续\s*上?\s*表|接上表|表?\s*续)[\s0-9一二三四五六七八九十)）-]*$|^continued$", re.IGNORECASE
)
_STATUSES: tuple[tuple[Status, tuple[str, ...]], ...] = (
    ("revised", ("修订", "修正", "revised")),
    ("estimate", ("预计", "估计", "估算", "预测", "estimate")),
    ("preliminary", ("初步", "快报", "速报", "待核", "初核", "未最终核实", "preliminary", "provisional")),
)
_WORDS: dict[str, dict[str, str]] = {
    "status": {"最终数": "final", "最终核实数": "final", "正式数": "final", "初步数": "preliminary", "初步核算数": "preliminary",
               "快报数": "preliminary", "预计数": "estimate", "修订数": "revised"},
    "source_kind": {"年鉴": "yearbook or bulletin", "公报": "yearbook or bulletin", "年鉴或公报": "yearbook or bulletin",
                    "政府工作报告": "work report", "报刊": "press", "新闻": "press"},
}  # fmt: skip


@dataclass(frozen=True)
class Told:
    """What one line says: of what, in which words, and its cell."""

    key: str
    value: str
    spot: Spot


@dataclass(frozen=True)
class Above:
    """The lines above a table.

    Attributes:
        told: what labelled lines say.
        titles: the other lines.
    """

    told: tuple[Told, ...] = ()
    titles: tuple[Spot, ...] = field(default=())

    def of(self, key: str) -> list[Told]:
        """What is told of one thing; the same words twice count once."""
        found = {plain(one.value): one for one in reversed(self.told) if one.key == key and one.value}
        return list(found.values())[::-1]

    @property
    def years(self) -> dict[Year, Spot]:
        """The years, and years so far, that title or 时间 name, each with its cell."""
        lines = [(spot.text, spot) for spot in self.titles] + [(one.value, one.spot) for one in self.of("time")]
        return {year: spot for text, spot in lines for year in periods_in(text)}

    @property
    def part_of_year(self) -> Spot | None:
        """The line that says that the figures are of a part of a year."""
        lines = [(spot.text, spot) for spot in self.titles] + [(one.value, one.spot) for one in self.of("time")]
        return next((spot for text, spot in lines if within_year(text) and "1-12月" not in plain(text)), None)

    def with_notes(self, notes: Sequence[Spot], corner: Iterable[Spot] = ()) -> Above:
        """The same with the region and the unit that lines below the table and its corner tell: no less facts there."""
        told = [Told("unit", name_of(one.text).unit, one) for one in corner if is_axis(one.text)]
        told = [one for one in told if one.value]
        told += [one for spot in notes for one in said_in(spot) if one.key == "region" and one.value]
        return Above((*self.told, *told, *units_in((*self.titles, *notes))), self.titles)

    def without(self, skipped: Container[str]) -> Above:
        """The same without lines that are passed over by their own text."""
        told = tuple(one for one in self.told if compared(one.spot.text) not in skipped)
        return Above(told, tuple(spot for spot in self.titles if compared(spot.text) not in skipped))

    def facts(self) -> dict[str, str]:
        """What may take the place of entries in the file of facts."""
        keys = ("source_title", "publisher", "published", "status", "source_kind")
        return {key: _WORDS.get(key, {}).get(one.value, one.value) for key in keys for one in self.of(key)[:1]}


def above_of(lines: Sequence[Line]) -> Above:
    """The lines above a table, read."""
    told: list[Told] = []
    titles: list[Spot] = []
    for line in lines:
        spots = list({spot.text: spot for spot in reversed(line) if spot.filled}.values())[::-1]
        taken = False
        for number, spot in enumerate(spots):
            if taken:
                taken = False
                continue
            found = list(said_in(spot))
            if found and not found[-1].value and number + 1 < len(spots) and not labelled(spots[number + 1].text):
                found[-1] = Told(found[-1].key, spots[number + 1].text, spots[number + 1])
                taken = True
            told += found
            titles += [] if found else [spot]
    return Above(tuple(told), tuple(titles))


def said_in(spot: Spot) -> Iterator[Told]:
    """What a cell says with labels in it; several may stand in one, as ``地区：示例市  单位：万元``."""
    found = list(_LABEL.finditer(spot.text))
    for number, one in enumerate(found):
        following = found[number + 1].start() if number + 1 < len(found) else None
        value = spot.text[one.end() : following].strip(" 　,，;；。")
        value = (
            value.rstrip(")）")
            if value.count("(") + value.count("（") < value.count(")") + value.count("）")
            else value
        )
        yield Told(_KEY[one[1].casefold()], value, spot)


def units_in(lines: Iterable[Spot]) -> Iterator[Told]:
    """The units that titles and notes tell without a label: ``（万元）``, ``本表单位均为万元``, ``以万元为单位``, a note ``单位：万元``."""
    for spot in lines:
        compact = re.sub(r"\s+", " ", plain(spot.text))
        bare = unit_of(compact.strip("()[] "))
        found = [bare] if bare else [unit_of(one[1] or one[2]) for one in _UNIT_SAID.finditer(compact)]
        yield from (Told("unit", one, spot) for one in found if one)


def labelled(text: str) -> bool:
    """Whether a cell says something with a label, as ``单位：亿元``."""
    return bool(_LABEL.search(text))


def is_note(text: str) -> bool:
    """Whether a line begins as notes begin: 注：, 资料来源：, ①."""
    return bool(_NOTE.match(text.strip())) or is_continued(text)


def is_continued(text: str) -> bool:
    """Whether a line only says that the table goes on: 续表."""
    return bool(_CONTINUED.match(text.strip()))


def source_line(text: str) -> str:
    """What stands behind ``资料来源：``; empty for another line."""
    found = re.match(r"^(?:注[:：])?\s*(?:资料来源|数据来源|来源|source)\s*[:：]\s*(.+)$", text.strip(), re.IGNORECASE)
    return found[1].strip().rstrip("。.") if found else ""


def statuses_in(text: str) -> dict[Status, str]:
    """The kinds of figure that words speak of, each with its word: 初步数 is preliminary, 修订数 revised, 预计数 an estimate."""
    words = re.sub(r"(?:未|不再?|非|无)(?:修订|修正|调整)", "", text.casefold())
    return {status: word for status, known in _STATUSES for word in reversed(known) if word in words}


def fits(status: Status, said: Status) -> bool:
    """Whether a figure of a status may bear such words; an estimate may be called preliminary."""
    return status == said or (status == "estimate" and said == "preliminary")


def clauses(lines: Iterable[str]) -> Iterator[str]:
    """The clauses of notes that no mark points to, for each may speak of another year."""
    for line in lines:
        if not note_mark(line):
            yield from filter(None, re.split(r"[，,；;。]", line))

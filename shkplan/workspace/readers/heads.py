"""The names of the columns of the tidy format, as people write them, and the words of their cells.

Every column has its name in our files, a Chinese one, and a few more that can mean nothing else. What a cell chooses from a
list is understood in the words of the catalogue, which forms, exports and pages show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from shkplan.base.errors import Mistake, Place
from shkplan.base.messages import Said, catalogue, said
from shkplan.base.typed import compared
from shkplan.evidence.observation import Observation

COLUMNS = tuple(name for name in Observation.model_fields if name != "place")
OPTIONAL = {"basis", "mark", "publisher", "address", "source_copy", "copy_sha256", "note_zh", "note_en"}
ASSUMED = {"bound": "exact", "published_basis": "stated"}  # of a table that says nothing of it; told in a remark

# The first is the name that messages tell; ours needs no entry.
CHINESE: Mapping[str, Sequence[str]] = {
    "indicator": ("指标", "指标名称"),
    "region": ("地区", "地区名称", "区域", "行政区划"),
    "period": ("年份", "时期", "年度", "期间", "年"),
    "form": ("形式", "数据形式"),
    "bound": ("界限", "数的性质"),
    "value": ("数值", "指标值", "值"),
    "unit": ("单位", "计量单位"),
    "price_basis": ("价格", "价格基准", "计价方式"),
    "basis": ("口径", "统计口径"),
    "status": ("数据状态", "状态"),
    "mark": ("标记", "特别标记"),
    "published": ("公布日期", "发布日期"),
    "published_basis": ("日期依据",),
    "source_title": ("来源", "来源名称", "资料来源", "数据来源"),
    "publisher": ("发布机构", "发布单位", "公布单位"),
    "source_kind": ("来源类别", "来源类型"),
    "address": ("网址", "链接"),
    "source_copy": ("存档副本", "网页存档", "原文存档"),
    "copy_sha256": ("副本校验值", "存档校验值"),
    "note_zh": ("备注", "中文备注"),
    "note_en": ("英文备注",),
}
_ENGLISH = {
    "year": "period", "prices": "price_basis", "price basis": "price_basis", "marks": "mark", "source": "source_title",
    "source title": "source_title", "kind of source": "source_kind", "source kind": "source_kind", "url": "address", "copy": "source_copy",
    "archived copy": "source_copy", "checksum of the copy": "copy_sha256", "checksum": "copy_sha256", "sha256": "copy_sha256",
}  # fmt: skip
_IDS = ("编号", "指标编号", "指标代码", "id", "indicator id")  # beside one of them 指标 is a name that says it again
_ORDER = ("序号", "no.", "#")

# Where the words of a column stand in the catalogue, and further ones that offices write.
_LISTS = {
    "form": ("export.form",), "bound": ("export.bound", "form.bound"), "price_basis": ("price_basis",),
    "status": ("status", "form.status"), "mark": ("mark", "form.mark"), "published_basis": ("export.date",),
    "source_kind": ("source_kind",),
}  # fmt: skip
_MORE = {
    "form": {"增速": "growth rate", "增长速度": "growth rate", "绝对数": "level"},
    "price_basis": {"当年价": "current", "当年价格": "current", "不变价格": "constant", "可比价": "constant"},
    "status": {"预计数": "estimate", "快报数": "preliminary", "初步数": "preliminary", "初步核算": "preliminary",
               "最终数": "final", "最终核实": "final", "修订数": "revised"},
    "source_kind": {"年鉴": "yearbook or bulletin", "统计年鉴": "yearbook or bulletin", "公报": "yearbook or bulletin",
                    "统计公报": "yearbook or bulletin", "政府工作报告": "work report"},
}  # fmt: skip


@cache
def _known() -> Mapping[str, str]:
    known = {name: name for name in COLUMNS}
    known |= {name: column for column, names in CHINESE.items() for name in names}
    known |= _ENGLISH | dict.fromkeys(_IDS, "id")
    return {compared(name): column for name, column in known.items()}


@cache
def words_of(column: str) -> Mapping[str, str]:
    """What cells of a column may say, as it is compared -> the word of our format."""
    found = dict(_MORE.get(column, {}))
    for prefix in _LISTS.get(column, ()):
        for key, words in catalogue().items():
            place, _, code = key.rpartition(".")
            if place == prefix:
                code = code.replace("_", " ")
                spoken = (words["zh"], words["en"], f"{words['zh']} {words['en']}")
                found |= dict.fromkeys(map(compared, spoken), code)
    return found


@dataclass(frozen=True)
class Head:
    """The first row of a table.

    Attributes:
        columns: for each of its cells the column it names; None for one that is passed over.
        cells: what stands in them.
        passed: the names of columns that say nothing new.
    """

    columns: tuple[str | None, ...]
    cells: tuple[str, ...]
    passed: tuple[str, ...] = ()

    def __contains__(self, column: str) -> bool:
        return column in self.columns

    def mistakes(self, place: Place, lost: Sequence[str], remedy: Said | None) -> list[Mistake]:
        """What is wrong with it.

        Args:
            place: where it stands.
            lost: columns that it should have.
            remedy: what to do about these; None for what there is to do in a workspace.
        """
        expected = said("the columns {columns}", columns=",".join(COLUMNS))
        told = []
        for column in lost:
            own = said(
                "Add it to the first line, as {column} or {chinese}, and fill it in.",
                column=column,
                chinese=CHINESE[column][0],
            )
            told.append(place.mistake(said("no column {column}", column=column), expected, own))
        if remedy and lost:  # one way out for all of them
            told = [place.mistake(said("no column {column}", column=list(lost)), expected, remedy)]
        for at, (named, cell) in enumerate(zip(self.columns, self.cells, strict=True)):
            if named == "":
                known = said("Correct its name, or take the column out.")
                told.append(place.mistake(said('a column "{name}"', name=cell), expected, known))
            elif named and self.columns.index(named) < at:
                told.append(
                    place.mistake(
                        said('the column "{name}" twice', name=cell), expected, said("Keep one of the columns.")
                    )
                )
        return told


def head_of(cells: Sequence[str]) -> Head:
    """What the cells of a first row name; an unknown name is an empty column, which :meth:`Head.mistakes` tells."""
    names = [compared(cell) for cell in cells]
    found = [_known().get(name, "") for name in names]
    if "published" in found:  # as exports in English call it; elsewhere a date may be anything
        found = ["published_basis" if name == "date" else named for name, named in zip(names, found, strict=True)]
    if not {"note_zh", "note_en"} & set(found):
        found = ["note_en" if name in ("note", "notes") else named for name, named in zip(names, found, strict=True)]
    both = "id" in found and "indicator" in found
    columns: list[str | None] = []
    passed = []
    for name, named, cell in zip(names, found, cells, strict=True):
        doubled = named == "indicator" and both
        if not name or name in _ORDER or doubled:
            columns.append(None)
            passed += [cell.strip()] if name else []
        else:
            columns.append("indicator" if named == "id" else named)
    return Head(tuple(columns), tuple(cell.strip() for cell in cells), tuple(passed))


def is_head(cells: Sequence[str]) -> bool:
    """Whether a row names most of our columns, or the three without which a table is no tidy one."""
    found = {column for column in head_of(cells).columns if column}
    return {"indicator", "period", "value"} <= found or len(found & set(COLUMNS)) >= len(COLUMNS) // 2

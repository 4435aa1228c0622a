"""What headings say: names with their units and prices, growth, and the words that only head a row or a column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from shkplan.base.typed import compared, plain
from shkplan.register.plan import PriceBasis
from shkplan.workspace.readers.yearbook.cells import KEPT, unit_of, without_marks

_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_ORDER = re.compile(
    r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|[0-9]{1,2}[.、](?![0-9])|\([0-9]{1,2}\))"
)
_TRANSLATED = re.compile(r"(.*[\u4e00-\u9fff)%])\s+[A-Za-z]{3}[A-Za-z0-9 ,'()./&–-]*", re.DOTALL)  # 常住人口 Population
_PART = re.compile(r"^(?:#|其中:?|of which:?)\s*", re.IGNORECASE)
_PRICES: dict[PriceBasis, tuple[str, ...]] = {"current": ("当年价", "现价", "现行价"), "constant": ("不变价", "可比价")}
_AT_PRICES: dict[PriceBasis, re.Pattern[str]] = {  # at 2015 prices; a price index is no price
    "current": re.compile(r"current prices", re.IGNORECASE),
    "constant": re.compile(
        r"(?:19|20)[0-9]{2}年?价(?:格)?(?!格?(?:指数|水平|涨|变))|(?:constant|comparable) prices"
        r"|(?:constant|at)\s+(?:19|20)[0-9]{2}\s+prices",
        re.IGNORECASE,
    ),
}
# Words of what is wanted or foreseen; 目标完成情况 and 计划生育 tell what is there.
_GOALS = re.compile(
    r"目标(?!.{0,4}(?:完成|实现|执行|落实))|计划(?!生育|单列|.{0,6}(?:完成|执行|实施|落实))|规划(?:主要|约束性|预期性)?指标(?!.{0,4}(?:完成|实现|执行))"
    r"|\b(?:targets?|goals?)\b",
    re.IGNORECASE,
)
_FOREIGN_UNIT = re.compile(r".*(?:人民币|\b(?:yuan|rmb|cny|usd|dollars?|persons?|people)\b).*", re.IGNORECASE)
# Headings that narrow what stands below them: 男 above 常住人口 are the men alone.
_NARROWS = re.compile(
    r"(?:男|女)(?:性|生|童)?|城镇.{0,2}|城市|农村.{0,2}|乡村|市区|城区|郊区|(?:规模|限额)以[上下].*|(?:国有|集体|民营|私营|个体|外商|外资|港澳台).*"
    r"|户籍|非农业?|流动|(?:.*)?(?:构成|比重|占比|指数)(?:\(.*\))?|[当本上][月季](?:度)?|人均.{0,2}|平均每.*"
)
_BASE = (
    r"(?:元|美元|人|人次|吨|户|家|个|张|平方米|立方米|公里|千米|千瓦时|公顷|亩|公斤|千克|升|件|册|部|台|辆|头|只|%|‰)"
)
_LIKE_UNIT = re.compile(rf"[十百千万亿]*[港日欧英]?{_BASE}(?:/[十百千万亿]*{_BASE})?")
_GROWTH = re.compile(
    r"(?:本年)?(?:累计)?(?:同比|比|较|与)?(?:上年|去年|上一年)?(?:同期)?(?:可比|名义|实际)?(?:增长|增减|增速|增幅|升降|±)(?:速度|率|幅度|百分比)?±?"
)

_AXES = ("指标名称", "指标", "项目名称", "项目", "名称", "时间", "时期", "年份", "年度", "年", "地区名称", "地区", "区域", "区县", "县区",
         "行政区划", "行政区", "城市", "省份", "省市", "市县", "省", "市", "县", "区", "计量单位", "单位", "序号", "编号", "代码", "行次", "类别",
         "分类", "items", "item", "indicators", "indicator", "regions", "region", "area", "years", "year", "name", "unit", "no", "code")  # fmt: skip
_AXIS = re.compile(rf"(?:(?:{'|'.join(_AXES)})[\\/|、,.:&-]*)+", re.IGNORECASE)
_OF_YEARS = re.compile(r"年份|年度|^年$|时间|时期|year", re.IGNORECASE)
_OF_REGIONS = re.compile(r"地区|区域|区县|县区|行政区|城市|省份|省市|市县|^[省市县区]$|region|area")
_OF_INDICATORS = re.compile(r"指标|项目|item|indicator|年")
_UNITS = {"单位", "计量单位", "unit", "units"}
_NUMBERED = {
    "序号",
    "排名",
    "排序",
    "位次",
    "名次",
    "编号",
    "代码",
    "行次",
    "编码",
    "指标代码",
    "地区代码",
    "行政区划代码",
    "行政代码",
    "no",
    "no.",
    "code",
}
_REMARKS = {
    "备注",
    "注",
    "说明",
    "注释",
    "附注",
    "数据来源",
    "来源",
    "资料来源",
    "remark",
    "remarks",
    "note",
    "notes",
    "source",
}
_WHOLE = {"绝对数", "总量", "数值", "数", "值", "指标", "指标值", "实绩", "实际", "全年", "本年", "当年", "上年", "去年", "value", "年末数",
          "指标名称", "项目", "数据", "合计数"}  # fmt: skip
_SO_FAR = re.compile(
    r"(?:本年|今年|自?年初)?累计(?:数|值|完成)?|年初至今|0?1月?[-—–~至]0?([1-9]|1[0-2])月(?:份)?(?:累计)?", re.ASCII
)
_RELATIVE = {"本年": 0, "当年": 0, "上年": -1, "去年": -1}


@dataclass(frozen=True)
class Name:
    """What a heading of a row or column says.

    Attributes:
        text: the bare name as it is compared: without order, 其中 and marks, without brackets that only tell unit or
            prices; other brackets stay, for (上年=100) or (不含农户) is another quantity.
        unit: the unit in its brackets or behind it; empty where none stands there.
        mark: its footnote marks.
        odd_unit: what looks like a unit and is not known, such as 百万户; the name without it is ``bare``.
        bare: the name without any unit, known or not.
    """

    text: str
    unit: str
    mark: str
    odd_unit: str = ""
    bare: str = ""


@lru_cache(maxsize=KEPT)
def name_of(cell: str) -> Name:
    """A heading taken apart: ``#一、地区生产总值（亿元，当年价）①`` is 地区生产总值 in 亿元 with mark ①."""
    bare, mark = without_marks(cell)
    text = plain(bare)
    if translated := _TRANSLATED.fullmatch(text):
        text = translated[1]
    text = _PART.sub("", _ORDER.sub("", _PART.sub("", text)).strip()).strip()
    unit, odd, stripped = "", "", text
    for bracket in _BRACKETS.finditer(text):
        inner = re.sub(r"^(?:计量)?单位:", "", bracket[1])
        parts = [part for part in re.split(r"[,;、\s]", inner) if part]
        unit = unit or next(filter(None, map(unit_of, parts)), "")
        if _FOREIGN_UNIT.fullmatch(inner) and not unit:  # bn yuan
            odd, stripped = odd or inner, stripped.replace(bracket[0], "")
        odd = odd or next((part for part in parts if not unit_of(part) and _LIKE_UNIT.fullmatch(part)), "")
        if all(unit_of(part) or prices_of(part) for part in parts):
            text = text.replace(bracket[0], "")
        if all(unit_of(part) or prices_of(part) or part == odd for part in parts):
            stripped = stripped.replace(bracket[0], "")
    if not unit:
        text, unit = _trailing_unit(text)
    return Name(compared(text), unit, mark, "" if unit else odd, compared(stripped))


def _trailing_unit(text: str) -> tuple[str, str]:
    """A unit behind a name without brackets: ``增速%``, ``地区生产总值 亿元``, ``地区生产总值:亿元``."""
    found = re.fullmatch(r"(.*[^\s:/%‰])(?:[\s:/]+([^\s:/]+)|([%‰]))", text)
    unit = unit_of(found[2] or found[3]) if found else ""
    return (found[1], unit) if found and unit and not unit_of(text) else (text, "")


def prices_of(text: str) -> PriceBasis | None:
    """The prices a heading speaks of: 当年价 is current; 不变价, 可比价 and 2015年价格 are constant; None for neither."""
    told = (basis for basis, words in _PRICES.items() if any(word in text for word in words))
    dated = (basis for basis, words in _AT_PRICES.items() if words.search(re.sub(r"(?<=[0-9])\s+(?=年)", "", text)))
    return next(told, None) or next(dated, None)


@lru_cache(maxsize=KEPT)
def is_growth(text: str) -> bool:
    """Whether a heading says growth over the year before and nothing else: 增速, 比上年增长（%）, 同比±%."""
    return bool(_GROWTH.fullmatch(name_of(text).text.removesuffix("%").removesuffix("百分比")))


@lru_cache(maxsize=KEPT)
def narrows(text: str) -> bool:
    """Whether a heading above or before others makes them a part or a ratio of what they name: 男, 其中, 占比, 人均."""
    return bool(_PART.match(plain(text)) or _NARROWS.fullmatch(name_of(text).text) or of_goals(text))


@lru_cache(maxsize=KEPT)
def of_goals(text: str) -> bool:
    """Whether a title or heading speaks of what is wanted, not of what was measured: 2025年目标, 规划指标."""
    return bool(_GOALS.search(re.sub(r"(?<![A-Za-z])\s|\s(?![A-Za-z])", "", plain(text))))


@lru_cache(maxsize=KEPT)
def is_axis(text: str) -> bool:
    r"""Whether a heading only says what stands below or beside it: 指标, 地区, ``地区\年份``, ``指标 Item``."""
    left = re.sub(r"单位:.*$|\(.*?\)", "", plain(text))
    return bool(_AXIS.fullmatch(compared(left))) or not compared(left)


def heads_years(text: str) -> bool:
    """Whether a heading says that years stand below it."""
    return is_axis(text) and bool(_OF_YEARS.search(compared(text)))


def heads_regions(text: str) -> bool:
    """Whether a heading says that regions stand below it: 地区, 区县; no corner that names the rows as well."""
    return is_axis(text) and bool(_OF_REGIONS.search(compared(text))) and not _OF_INDICATORS.search(compared(text))


def heads_units(text: str) -> bool:
    """Whether a heading says that units stand below it."""
    return compared(text) in _UNITS


def heads_numbers(text: str) -> bool:
    """Whether a heading says that row numbers or codes stand below it."""
    return compared(text) in _NUMBERED


def heads_remarks(text: str) -> bool:
    """Whether a heading says that remarks stand below it."""
    return compared(text) in _REMARKS


def is_whole(text: str) -> bool:
    """Whether a heading beside others changes nothing of the name: 绝对数, 数值, 本年累计."""
    name = name_of(text).text
    return name in _WHOLE or bool(_SO_FAR.fullmatch(name))


def of_months(text: str) -> int | None:
    """How many months from January on a heading without a year counts: 9 of ``1-9月``; None for another."""
    found = _SO_FAR.fullmatch(name_of(text).text)
    return int(found[1]) if found and found[1] else None


def of_one_month(text: str) -> bool:
    """Whether a heading speaks of a month or a quarter alone: 本月, 当季."""
    return bool(re.match(r"本月|当月|上月|本季|当季|上季", compared(text)))


def years_ago(text: str) -> int:
    """How many years a heading goes back from the year of the table: 上年 is -1."""
    return _RELATIVE.get(name_of(text).text, 0)

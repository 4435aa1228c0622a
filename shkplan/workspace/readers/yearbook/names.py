"""The names of a table against those of a plan: which indicator, which region."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shkplan.base.typed import compared
from shkplan.register.plan import Indicator, Plan
from shkplan.workspace.readers.yearbook.cells import without_marks
from shkplan.workspace.readers.yearbook.facts import TableFacts
from shkplan.workspace.readers.yearbook.headings import is_growth, name_of, prices_of
from shkplan.workspace.readers.yearbook.spots import Spot

_GROWN = ("增速", "增长率", "增长", "增长速度")
_REGION = re.compile(
    r"^(?:表?[0-9][0-9.、—-]*\s*)?(?:(?:19|20|21)[0-9]{2}年(?:度|末|底)?)?([一-鿿]{1,8}?(?:自治区|自治州|自治县|新区|省|市|区|县|旗))(?=.)"
)
_ALL_REGION = re.compile(r"[一-鿿]{1,8}?(?:自治区|自治州|自治县|新区|省|市|区|县|旗)")
# Who issued a table, or what census it is from, says nothing of whom it counts.
_ISSUER = re.compile(
    r"(?:人民)?政府|统计局|(?:统计)?年鉴|(?:第.{1,2}次)?(?:人口|经济|农业)普查|.{0,8}(?:局|委|办|厅|队)$"
)
_NO_REGION = re.compile(
    r"[全各我本分该两三几辖]|.*(?:地区|城市|市区|城区|辖区|社区|小区|园区|山区|郊区|[东中西]部|行政区|经济区|开发区|按|不同)"
)


@dataclass(frozen=True)
class Candidates:
    """The indicators that a heading may mean, where it is not one."""

    several: tuple[Indicator, ...]


class Names:
    """Every spelling of the indicators and regions of a plan, those of the facts before those of the plan."""

    def __init__(self, plan: Plan, facts: TableFacts) -> None:
        self.plan, self.facts = plan, facts
        every = (*plan.indicators.values(), *plan.series.values())
        named = [(name, plan[one]) for name, one in facts.names.items() if one in plan]
        known = [(name, one) for one in every for name in spellings(one)]
        self.indicators = _by_spelling(named, known)
        self.growing = [one for one in every if one.growth_of]
        self.regions = {compared(name): one for one in plan.regions for name in (one, plan.regions[one].en)}
        self.regions |= {compared(name): one for name, one in facts.names.items() if one in plan.regions}
        self.skipped = {name_of(name).text for name in facts.skip} | {compared(name) for name in facts.skip}

    def region(self, spot: Spot) -> str | None:
        """The region a heading names."""
        return self.regions.get(name_of(spot.text).text) or self.regions.get(compared(spot.text))

    def skips(self, *spots: Spot) -> bool:
        """Whether one of the headings is passed over by its own name."""
        names = {name for spot in spots for name in (name_of(spot.text).text, compared(spot.text))}
        return not self.skipped.isdisjoint(names - {""})

    def indicator(self, spots: Sequence[Spot]) -> Indicator | Candidates | None:
        """What headings together name: an indicator; the growth of one, where one of them says growth.

        A heading as it is printed goes before its bare name: 人均地区生产总值（美元） may be another indicator of the plan.
        """
        whole = "".join(compared(without_marks(spot.text)[0]) for spot in spots)
        found = self._one(whole) or self._one("".join(name_of(spot.text).text for spot in spots))
        growth = [spot for spot in spots if is_growth(spot.text)]
        if found or not growth:
            return found
        level = "".join(name_of(spot.text).text for spot in spots if spot not in growth)
        return self._grown(level, growth[0])

    def _one(self, spelling: str) -> Indicator | Candidates | None:
        found = self.indicators.get(spelling, ())
        return found[0] if len(found) == 1 else Candidates(found) if found else None

    def _grown(self, level: str, growth: Spot) -> Indicator | Candidates | None:
        """The indicator of the growth of another."""
        for words in _GROWN:
            if found := self._one(level + words):
                return found
        base = self._one(level)
        if not isinstance(base, Indicator):
            return base
        found_of = [one for one in self.growing if one.growth_of == base.id or one.id == base.real_growth]
        prices = "constant" if "实际" in growth.text else "current" if "名义" in growth.text else prices_of(growth.text)
        if prices:
            found_of = [one for one in found_of if one.price_basis == prices]
        if len(found_of) == 1:
            return found_of[0]
        return Candidates(tuple(found_of)) if found_of else None

    def odd_unit(self, spots: Iterable[Spot]) -> Spot | None:
        """The heading of a known name whose unit nobody knows, as 地区生产总值（百万户）."""
        for spot in spots:
            name = name_of(spot.text)
            if name.odd_unit and name.bare in self.indicators:
                return spot
        return None

    def foreign(self, title: str) -> str | None:
        """The region that a title begins with, where it is another than that of the facts: 示例市主要指标."""
        own = self.facts.region
        if not own or own in title or compared(self.plan.regions[own].en) in compared(title):
            return None
        named = [one for one in self.plan.regions if one in title and not _ISSUER.match(title.partition(one)[2])]
        if named:
            return max(named, key=len)
        compact = re.sub(r"\s", "", title)
        found = _REGION.match(compact)
        if found is None or _NO_REGION.match(found[1]) or found[1] in own or _ISSUER.match(compact[found.end() :]):
            return None
        return found[1]

    def elsewhere(self, heading: str, own: str) -> bool:
        """Whether a heading names a region that the plan does not know: 大连市, or 全市 in a table of a district."""
        whole = name_of(heading).text
        name = re.sub(r"(?:合计|总计|小计)$", "", whole)
        if name in self.regions:
            return whole not in self.regions and self.regions[name] != own
        if re.fullmatch("全[国省市区县州旗]", name):
            return not own.endswith(name[1])
        return bool(_ALL_REGION.fullmatch(name)) and not _NO_REGION.match(name) and name not in self.indicators

    @property
    def known(self) -> list[str]:
        """The names and ids of all indicators."""
        return [name for one in (*self.plan.indicators, *self.plan.series) for name in spellings(self.plan[one])]


def _by_spelling(*ranks: Iterable[tuple[str, Indicator]]) -> dict[str, tuple[Indicator, ...]]:
    """What each spelling names: as it is written before without its unit, the names of the facts before those of the plan."""
    found: dict[str, tuple[Indicator, ...]] = {}
    for named in ranks:
        pairs = list(named)
        for strip in (compared, _bare):
            level: dict[str, dict[str, Indicator]] = {}
            for name, one in pairs:
                level.setdefault(strip(name), {})[one.id] = one
            found = {spelling: tuple(ones.values()) for spelling, ones in level.items()} | found
    return found


def _bare(name: str) -> str:
    return name_of(name).text


def spellings(indicator: Indicator) -> tuple[str, str, str]:
    """Chinese name, English name, id."""
    return indicator.name.zh, indicator.name.en, indicator.id

"""The same figures in every layout in which offices print them come out as the same figures."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workspace.yearbook_tables import figures, mistakes

Figures = dict[tuple[str, str, int], str]  # region, indicator, year: as printed
REGIONS = ("示例区", "示例市")
UNITS = {"地区生产总值": "亿元", "常住人口": "万人"}
IDS = {"地区生产总值": "gdp", "常住人口": "resident"}
YEARS = (2017, 2018, 2019)
VALUES = st.sampled_from(["1", "2015", "2016", "2017", "2018", "1,999.5", "—", "0", "-3.2", "…", "12345678"])


def by_sections(data: Figures) -> list[list[str]]:
    """A region alone in its row stands over the rows below it."""
    rows = [["指标", *(f"{year}年" for year in YEARS)]]
    for region in REGIONS:
        rows.append([region])
        rows += [[f"{name}（{unit}）", *(data[region, name, year] for year in YEARS)] for name, unit in UNITS.items()]
    return rows


def by_region_column(data: Figures) -> list[list[str]]:
    """Region, indicator and unit left of bare years, regions in their first row only, rows numbered."""
    rows = [["序号", "地区", "指标", "单位", *map(str, YEARS)]]
    for region in REGIONS:
        for number, (name, unit) in enumerate(UNITS.items()):
            values = [data[region, name, year] for year in YEARS]
            rows.append([str(len(rows)), "" if number else region, name, unit, *values])
    return rows


def regions_over_years(data: Figures) -> list[list[str]]:
    """Two levels of headings above, empty cells where they are merged; the table goes on on the next page."""
    pairs = [(region, year) for region in REGIONS for year in YEARS]
    heads = [
        ["指标", "单位", *(region if year == YEARS[0] else "" for region, year in pairs)],
        ["", "", *(str(year) for _, year in pairs)],
    ]
    rows = [[name, unit, *(data[region, name, year] for region, year in pairs)] for name, unit in UNITS.items()]
    return [*heads, rows[0], *rows[1:]]


def years_down(data: Figures) -> list[list[str]]:
    """Regions over indicators over a row of units, years in the first column, newest first."""
    pairs = [(region, name) for region in REGIONS for name in UNITS]
    heads = [["年份", *(region if name == "地区生产总值" else "" for region, name in pairs)], ["", *(name for _, name in pairs)],
             ["", *(UNITS[name] for _, name in pairs)]]  # fmt: skip
    return heads + [[str(year), *(data[region, name, year] for region, name in pairs)] for year in reversed(YEARS)]


def long(data: Figures) -> list[list[str]]:
    """Region and year in columns, each region in its first row only."""
    rows = [["地区", "年份", *(f"{name}({unit})" for name, unit in UNITS.items())]]
    for region in REGIONS:
        rows += [
            ["" if year != YEARS[0] else region, str(year), *(data[region, name, year] for name in UNITS)]
            for year in YEARS
        ]
    return rows


def longest(data: Figures) -> list[list[str]]:
    """A row a figure."""
    return [["年份", "地区", "指标", "单位", "数值"]] + [
        [str(year), region, name, UNITS[name], value] for (region, name, year), value in data.items()
    ]


def stacked(data: Figures) -> list[list[str]]:
    """A table a region, each with its own lines above and notes below."""
    rows: list[list[str]] = []
    for region in REGIONS:
        rows += [
            ["数据库：分省年度数据"],
            [f"地区：{region}"],
            ["时间：最近3年"],
            ["指标", *(f"{year}年" for year in YEARS)],
        ]
        rows += [[f"{name}({unit})", *(data[region, name, year] for year in YEARS)] for name, unit in UNITS.items()]
        rows += [["注：虚构。"], ["数据来源：示例局"], []]
    return rows


def by_indicator(data: Figures) -> list[list[str]]:
    """A table an indicator: 指标： above, regions down."""
    rows: list[list[str]] = []
    for name, unit in UNITS.items():
        rows += [[f"指标：{name}({unit})"], ["地区", *(f"{year}年" for year in YEARS)]]
        rows += [[region, *(data[region, name, year] for year in YEARS)] for region in REGIONS]
    return rows


LAYOUTS = (by_sections, by_region_column, regions_over_years, years_down, long, longest, stacked, by_indicator)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
@settings(deadline=None, max_examples=15)
@given(
    values=st.lists(VALUES, min_size=12, max_size=12),
    title=st.sampled_from(["", "国民经济主要指标", "表2-1 主要指标（虚构）"]),
)
def test_any_layout_gives_the_same_figures(
    tmp_path_factory: pytest.TempPathFactory,
    layout: Callable[[Figures], list[list[str]]],
    values: list[str],
    title: str,
) -> None:
    """Though many values look like years."""
    keys = [(region, name, year) for region in REGIONS for name in UNITS for year in YEARS]
    data = dict(zip(keys, [values[0] if values[0] not in "—…" else "7", *values[1:]], strict=True))
    rows = [[title], *layout(data)] if title else layout(data)
    table = "\n".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)
    expected = sorted(
        (IDS[name], region, str(year), float(value.replace(",", "")), UNITS[name])
        for (region, name, year), value in data.items() if value not in "—…"
    )  # fmt: skip
    region = "" if layout is stacked else "示例区"
    try:
        assert sorted(figures(tmp_path_factory.mktemp("layout"), table, region=region)) == expected
    except AssertionError as error:  # told, where no figure of the facts' region is left
        if "as region: says in the facts" not in str(error) or any(one[1] == "示例区" for one in expected):
            raise


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
@settings(deadline=None, max_examples=12)
@given(
    place=st.integers(0, 11),
    odd=st.sampled_from(["约77.7", "77.7r", "（77）", "77.7万户", "7.77E+01", "77.7?", "不详", "77,7"]),
    others=st.sampled_from([(), ("others",)]),
)
def test_an_unreadable_cell_is_told_in_any_layout(
    tmp_path_factory: pytest.TempPathFactory,
    layout: Callable[[Figures], list[list[str]]],
    place: int,
    odd: str,
    others: tuple[str, ...],
) -> None:
    """At its place, wherever it stands, and whatever is passed over."""
    keys = [(region, name, year) for region in REGIONS for name in UNITS for year in YEARS]
    data = {key: odd if number == place else str(number + 10) for number, key in enumerate(keys)}
    rows = layout(data)
    at = [
        f"cell {'ABCDEFGHIJ'[column]}{row}"
        for row, line in enumerate(rows, 1)
        for column, cell in enumerate(line)
        if cell == odd
    ]
    table = "\n".join(",".join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows)
    region = "" if layout is stacked else "示例区"
    found = mistakes(tmp_path_factory.mktemp("odd"), table, region=region, skip=others)
    assert [one.split(": found")[0] for one in found] == at

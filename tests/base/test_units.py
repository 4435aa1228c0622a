"""Units of Chinese statistics: what converts does so exactly, and nothing else converts at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.base.errors import UnitMismatch
from shkplan.base.units import convert, joined, known

# Figures as they are published: up to nine digits, up to four of them decimals.
figures = st.decimals(min_value=-99999, max_value=99999, places=4).map(float)

PAIRS = [
    ("亿元", "元", 1e8), ("亿元", "万元", 1e4), ("万元", "元", 1e4), ("万人", "人", 1e4), ("亿人", "万人", 1e4),
    ("万人次", "人次", 1e4), ("万平方米", "平方米", 1e4), ("公顷", "平方米", 1e4), ("万公顷", "公顷", 1e4), ("%", "‰", 10),
    ("亿美元", "万美元", 1e4), ("万吨", "吨", 1e4), ("万户", "户", 1e4), ("万个", "个", 1e4),
    ("亿吨", "万吨", 1e4), ("亿吨标准煤", "万吨标准煤", 1e4), ("万吨标准煤", "吨标准煤", 1e4), ("人/千人", "人/万人", 10),
    ("百万元", "万元", 100), ("千元", "元", 1e3), ("万亿元", "亿元", 1e4), ("百万人次", "万人次", 100), ("平方公里", "公顷", 100),
    ("吨", "公斤", 1e3), ("亿千瓦时", "万千瓦时", 1e4), ("万公里", "公里", 1e4),
]  # fmt: skip


@pytest.mark.parametrize(("large", "small", "factor"), PAIRS)
def test_scales(large: str, small: str, factor: float) -> None:
    """万 is ten thousand, 亿 a hundred million, one percent ten permille; the way back divides by the same."""
    assert convert(1, large, small) == factor
    assert convert(factor, small, large) == 1


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        (6.5, "万人", "人", 65000),
        (1.13, "万人", "人", 11300),  # in binary arithmetic 11299.999999999998
        (0.07, "亿元", "万元", 700),
        (43556, "元", "万元", 4.3556),
        (693140, "人", "万人", 69.314),
        (4.5, "%", "‰", 45),
        (32, "‰", "%", 3.2),
        (14.6, "万平方米", "平方米", 146000),
        (0.75, "万元/人", "元/人", 7500),
        (71487.5, "万吨", "亿吨", 7.14875),
        (3.61, "人/千人", "人/万人", 36.1),
        (4.5, "个/千人", "个/万人", 45),
        (12, "件/万人", "件/千人", 1.2),
        (0.52, "吨标准煤/万元", "万吨标准煤/亿元", 0.52),  # both sides ten thousand times as large
        (9_800, "元/m2", "万元/公顷", 9_800),  # 10,000 yuan and 10,000 square metres
    ],
)
def test_published_figures_convert_as_decimals(value: float, unit: str, to: str, expected: float) -> None:
    """A conversion gives the float nearest to the decimal result, without a trace of binary arithmetic."""
    assert convert(value, unit, to) == expected


@pytest.mark.parametrize(("large", "small"), [(large, small) for large, small, _ in PAIRS])
@given(value=figures)
def test_there_and_back(large: str, small: str, value: float) -> None:
    """Converting and converting back gives the published figure again, digit for digit."""
    assert convert(convert(value, large, small), small, large) == value
    assert convert(convert(value, small, large), large, small) == value


@given(value=figures)
def test_the_same_unit_changes_nothing(value: float) -> None:
    """A unit converts to itself as it stands."""
    assert convert(value, "亿元", "亿元") == value


@pytest.mark.parametrize(
    ("unit", "to"),
    [
        ("人", "人次"), ("万人", "万人次"), ("元", "美元"), ("亿元", "亿美元"), ("%", "个百分点"), ("‰", "个百分点"),
        ("家", "所"), ("个", "家"), ("天", "%"), ("平方米", "人"), ("元", "元/人"), ("户", "人"),
        ("吨", "吨标准煤"), ("人/千人", "‰"), ("人/千人", "人次/千人"), ("个/千人", "人/千人"), ("件/万人", "件"),
    ],
)  # fmt: skip
def test_what_looks_alike_and_is_not(unit: str, to: str) -> None:
    """Persons are not person-times, yuan not dollars, tonnes not energy, a count per person not the count."""
    assert not joined(unit, to)
    with pytest.raises(UnitMismatch, match=f"^{unit} and {to} measure different things; no factor joins them$"):
        convert(1, unit, to)


@pytest.mark.parametrize(
    "unit", ["", " ", "億圓", "yuan", "m", "元元元", "％", "2 元", "*", "元/", "(", "dimensionless"]
)
def test_unknown_units_are_refused(unit: str) -> None:
    """A text that is no unit is an error that says how units are written; nothing at all is no unit either."""
    assert not known(unit)
    with pytest.raises(UnitMismatch, match="write it as Chinese statistics do, such as 亿元, 万人, 人次, %, 平方米"):
        convert(1, unit, "元")


@given(unit=st.text(max_size=12))
def test_no_text_breaks_the_registry(unit: str) -> None:
    """Whether a text is a unit can always be asked."""
    assert known(unit) in (True, False)

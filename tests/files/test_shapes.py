"""Number formats: a number is taken as the sheet shows it, or it is told that it shows another one.

Expected texts are what Excel and LibreOffice show for the formats.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shkplan.files import shapes
from shkplan.files.shapes import as_shown, date_shown, is_percent, shown_by
from shkplan.files.sheets import digits

ACCOUNTS = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '


def taken(value: float, code: str) -> tuple[str, object]:
    return as_shown(value, shown_by(value, code), percent=is_percent(value, code))


@pytest.mark.parametrize(
    ("value", "code"),
    [(12.5, "General"), (12.5, "0"), (12345678.0, "#,##0"), (1234567.8, "#,##0.00"), (0.0451, "0%"), (0.0451, "0.0%"),
     (-5.0, "0;(0)"), (-5.0, "#,##0;[Red]#,##0"), (-5.0, "0.0_);(0.0)"), (0.0, ACCOUNTS), (1234.5, ACCOUNTS), (0.5, "#.0"),
     (1e-5, "0.00000"), (4e-5, "0.0"), (123456.0, "0.00E+00"), (0.3333, "# ?/?"), (5.0, "[DBNum1]0"), (12.5, '"¥"#,##0.00'),
     (12.5, "[$€-407]#,##0.00"), (99.95, "0.0"), (123.0, "000000"), (12.0, "@"), (200.0, '[>=10000]0!.0,"万";0'),
     (0.0, "0"), (12.0, "G/通用格式")],
)  # fmt: skip
def test_formats_that_round_group_or_mark_leave_the_number(value: float, code: str) -> None:
    """What is stored is what people see, but for digits that are not shown."""
    assert taken(value, code) == ("number", value)


@pytest.mark.parametrize(
    ("value", "code", "told"),
    [(12345678.0, "0!.0,", "12345678, which the sheet shows as 1234.6"),
     (12345678.0, "0\\.0,", "12345678, which the sheet shows as 1234.6"),
     (12345678.0, "0.00,", "12345678, which the sheet shows as 12345.68"),
     (12345678.0, "#,##0,,", "12345678, which the sheet shows as 12"),
     (12345678.0, "#,##0.0,", "12345678, which the sheet shows as 12345.7"),
     (20000.0, '[>=10000]0!.0,"万";0', "20000, which the sheet shows as 2.0万"),
     (300.0, '0.0,"千"', "300, which the sheet shows as 0.3千"), (5.0, '0"0"', "5, which the sheet shows as 50"),
     (1.0, '[=1]"男";[=2]"女"', "1, which the sheet shows as 男"), (5.0, ";;;", "5, which the sheet does not show"),
     (0.0, "0;-0;;@", "0, which the sheet does not show"), (0.0, "#", "0, which the sheet does not show"),
     (-12345678.0, "0!.0,;(0!.0,)", "-12345678, which the sheet shows as (1234.6)")],
)  # fmt: skip
def test_formats_that_show_another_number_are_told(value: float, code: str, told: str) -> None:
    """Scaled, hidden, in words: neither the one nor the other is taken."""
    assert taken(value, code) == ("disguised", told)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [(12.3, '0.0"万"', "12.3万"), (12.345, '0.0"万"', "12.345万"), (-12.3, '0.0"万"', "-12.3万"), (4.5, '0.0"%"', "4.5%"),
     (3.3, 'G/通用格式"亿元"', "3.3亿元"), (12.0, '"约"0', "约12"), (2018.0, '0"年"', "2018年"), (2018.0, "0年", "2018年"),
     (12.5, "[$USD] 0.0", "USD12.5"), (0.045, '0.0%"左右"', "4.5左右")],
)  # fmt: skip
def test_words_of_a_format_are_kept_as_if_typed(value: float, code: str, text: str) -> None:
    """A unit or an "about" that only the format writes is what people read."""
    assert taken(value, code) == ("text", text)


@pytest.mark.parametrize(
    ("value", "shown", "kind"),
    [(1234.5, "1.234,50", "number"), (4.88e-15, "4,88E-15", "number"), (1234567.0, "1.234.567", "number"), (12.5, "12,5 €", "number"),
     (12345678.0, "1.234,6", "disguised"), (12345678.0, "12.345,68", "disguised"), (1234.0, "1.234", "disguised")],
)  # fmt: skip
def test_a_decimal_comma_is_understood_where_the_number_is_known(value: float, shown: str, kind: str) -> None:
    """A spreadsheet of LibreOffice shows numbers as its writer's country does; what may be a scale is told."""
    assert as_shown(value, shown, percent=False)[0] == kind


@pytest.mark.parametrize(
    ("code", "shows"),
    [("yyyy", "2018"), ('yyyy"年"', "2018"), ("yyyy年", "2018"), ('yyyy"年"m"月"', "2018年3月"), ("yyyy-mm", "2018年3月"),
     ("yyyy-mm-dd", ""), ('yyyy"年"m"月"d"日";@', ""), ("m/d/yy h:mm", ""), ("[$-804]yyyy年", "2018")],
)  # fmt: skip
def test_a_date_without_its_day_is_what_is_shown(code: str, shows: str) -> None:
    """A first of January that heads a column as 2018年 is a year."""
    assert date_shown(dt.datetime(2018, 3, 5), code) == shows  # noqa: DTZ001


FORMATS = (
    "General",
    "0",
    "0.0",
    "0.00",
    "#,##0",
    "#,##0.00",
    "0.00E+00",
    "0.0;(0.0)",
    "#,##0.00;[Red]-#,##0.00",
    ACCOUNTS,
)


@given(st.floats(-1e12, 1e12).map(lambda value: round(value, 4)), st.sampled_from(FORMATS))
def test_no_usual_format_changes_or_refuses_a_number(value: float, code: str) -> None:
    """Rounded to as few digits as it may be, the number is the stored one."""
    assert taken(value, code) == ("number", value)


@given(st.floats(1, 1e12), st.sampled_from(["0,", "0.0,", "0!.0,", "0!.0000", "#,##0.00,,", "0.0,,"]))
def test_no_scaling_format_is_ever_taken_raw(value: float, code: str) -> None:
    """Whatever the number, once a thousandth or ten thousandth of it is shown."""
    assert taken(value, code)[0] == "disguised"


@given(st.floats(allow_nan=False, allow_infinity=False), st.text('0#?.,;%"!\\_*@[]年万-() E+', max_size=15))
def test_any_format_is_answered(value: float, code: str) -> None:
    """Broken formats too: a kind and a value, never a traceback."""
    assert taken(value, code)[0] in ("number", "text", "disguised")


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e-05, "0.00001"), (110.30000000000001, "110.3"), (1e22, "10000000000000000000000"), (-0.0, "0"), (2018.0, "2018"),
     (0.1 + 0.2, "0.3"), (1234567.891, "1234567.891")],
)  # fmt: skip
def test_numbers_are_written_in_digits(value: float, text: str) -> None:
    """Never as powers of ten, and without the noise behind the fifteenth digit."""
    assert digits(value) == text


@given(st.floats(-1e9, 1e9).map(lambda value: round(value, 5)), st.text('0#?.,%;()- "元', max_size=10))
def test_what_is_not_written_out_would_have_shown_the_number(value: float, code: str) -> None:
    """The quick way says no more than the long one."""
    sections, conditions, harmless = shapes._sections(code)
    which = shapes._which(value, conditions)
    if harmless[which]:
        written = shapes._written(abs(Decimal(repr(value))), sections[which])
        assert as_shown(value, written, percent=is_percent(value, code)) == ("number", value)

"""One sheet of the form: rows of one office, with what is known, and the cells to be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Protection
from openpyxl.worksheet.datavalidation import DataValidation

from shkplan.base.messages import Text
from shkplan.evidence.observation import Observation
from shkplan.evidence.observations import Observations
from shkplan.exchange.form import looks
from shkplan.exchange.form.looks import both, font, put, solid
from shkplan.files.workbook import letters
from shkplan.register.plan import Indicator, Plan
from shkplan.workspace.readers.form.columns import CHOICES, COLUMNS, NUMBER, choice, office, words
from shkplan.workspace.readers.form.record import LOCKED, Asked, Origin, stamp

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

TITLE, WHO, KEYS, HEAD = 1, 2, 3, 4
_NONE = "—"


def fill(
    sheet: Worksheet, plan: Plan, known: Observations, year: int, who: Text, indicators: Sequence[Indicator]
) -> range:
    """The rows from the first to the last indicator, after they were written."""
    _head(sheet, plan, year, who)
    row = HEAD
    places: list[tuple[int, Indicator]] = []
    for part, members in _sections(plan, indicators):
        row += 1
        _section(sheet, row, part)
        for one in members:
            row += 1
            _row(sheet, row, known, year, one)
            places.append((row, one))
    rows = range(HEAD + 1, row + 1)
    for rule in _rules(year, places):
        sheet.add_data_validation(rule)
    _colours(sheet, rows)
    for column in COLUMNS:
        sheet.column_dimensions[letters(NUMBER[column.key])].width = column.width
    sheet.freeze_panes = f"{letters(NUMBER['definition'])}{HEAD + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 90
    sheet.sheet_properties.tabColor = looks.BAND
    looks.locked(sheet)
    looks.on_paper(sheet, words("form.print").zh, f"{TITLE}:{HEAD}")
    return rows


def stamped(sheet: Worksheet, origin: Origin, rows: range, plan: Plan) -> list[Asked]:
    """What the sheet asks for, written beside its keys too, so that the sheet is known again in any workbook."""
    asked = []
    for row in rows:
        name = sheet.cell(row, NUMBER["id"]).value
        if name:
            locked = {key: _as_read(sheet.cell(row, NUMBER[key]).value) for key in LOCKED}
            asked.append(Asked(sheet.title, office(plan[str(name)]).zh, str(name), locked))
    offices = list(dict.fromkeys(one.office for one in asked))
    told = stamp(origin, offices[0] if len(offices) == 1 else "", [one.indicator for one in asked])
    put(sheet, KEYS, len(COLUMNS) + 1, told, font=font(8, looks.QUIET))
    sheet.print_area = f"A{TITLE}:{letters(len(COLUMNS))}{rows[-1]}"  # what is asked, and not the stamp
    return asked


def _as_read(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else "" if value is None else str(value)


def _sections(plan: Plan, indicators: Sequence[Indicator]) -> Iterator[tuple[Text, list[Indicator]]]:
    """Indicators with targets, then supporting series; a part without any is left out."""
    for key, home in (("form.targets", plan.indicators), ("form.series", plan.series)):
        members = [one for one in indicators if one.id in home]
        if members:
            yield words(key), members


def _head(sheet: Worksheet, plan: Plan, year: int, who: Text) -> None:
    title = words("form.title", year=year, region=plan.region_name(plan.region).zh)
    english = words("form.title", year=year, region=plan.region_name(plan.region).en).en
    for number in NUMBER.values():
        put(sheet, TITLE, number, None, fill=solid(looks.BAND))
        put(sheet, WHO, number, None, fill=solid(looks.BAND))
    put(sheet, TITLE, 1, f"{title.zh}　{english}", font=font(15, "FFFFFF", bold=True), alignment=_LEFT)
    put(sheet, WHO, 1, f"{who.zh}　{who.en}", font=font(10, "DCE6F1"), alignment=_LEFT)
    sheet.row_dimensions[TITLE].height, sheet.row_dimensions[WHO].height = 30, 20
    before = {"before": year - 1}.get
    for number, column in enumerate(COLUMNS, start=1):
        put(sheet, KEYS, number, column.key, font=font(8, looks.QUIET))
        name = words(f"form.column.{column.key}", year=before(column.key, year))
        shade, ink, quiet = (looks.BAND, "FFFFFF", "DCE6F1") if column.typed else (looks.PALE, looks.INK, looks.QUIET)
        put(sheet, HEAD, number, both(name, 10, ink, quiet), fill=solid(shade), alignment=looks.CENTRED,
            border=looks.FRAME)  # fmt: skip
    sheet.row_dimensions[KEYS].hidden = True
    sheet.row_dimensions[HEAD].height = 36


_LEFT = Alignment(horizontal="left", vertical="center", indent=1)


def _section(sheet: Worksheet, row: int, part: Text) -> None:
    """A line between parts; its words stand in the second column, so that nobody takes them for an id."""
    for column in range(1, len(COLUMNS) + 1):
        put(sheet, row, column, None, fill=solid(looks.PALE))
    put(
        sheet, row, NUMBER["name"], f"{part.zh}　{part.en}", font=font(9, looks.BAND, bold=True), fill=solid(looks.PALE)
    )
    sheet.row_dimensions[row].height = 18


def _row(sheet: Worksheet, row: int, known: Observations, year: int, one: Indicator) -> None:
    figures = known.of(one)
    before = known.series(one).value(year - 1)
    told = _known(figures, known, one, year)
    definition = one.definition or Text("", "")
    given = {
        "id": one.id, "name": both(one.name, 10.5), "definition": both(definition, 9, bold=False) if one.definition else "",
        "unit": one.unit, "before": _NONE if before is None else before, "known": told or _NONE,
    }  # fmt: skip
    quiet = {"id": font(8, looks.QUIET), "known": font(8, looks.QUIET)}
    for column in COLUMNS:
        middle = column.key in ("unit", "bound", "status", "mark", "published")
        put(
            sheet, row, NUMBER[column.key], given.get(column.key), font=quiet.get(column.key, font()),
            border=looks.FRAME, alignment=looks.CENTRED if middle else looks.WRAPPED,
            fill=solid(looks.TO_FILL if column.typed else "FFFFFF"), protection=Protection(locked=not column.typed),
        )  # fmt: skip
    figure = sheet.cell(row, NUMBER["value"])
    figure.font, figure.alignment = font(11, bold=True), looks.RIGHT
    sheet.cell(row, NUMBER["before"]).alignment = looks.RIGHT
    sheet.cell(row, NUMBER["bound"]).value = choice("bound", "exact")
    sheet.cell(row, NUMBER["published"]).number_format = "yyyy-mm-dd"
    heights = (
        looks.lines(definition.zh, 48) * 12.5 + looks.lines(definition.en, 58) * 10,
        looks.lines(one.name.zh, 22) * 15 + looks.lines(one.name.en, 28) * 11,
        looks.lines(told, 32) * 11.5,
        looks.lines(one.id, 16) * 11.5,
    )
    sheet.row_dimensions[row].height = max(34, max(heights) + 8)


def _known(figures: Sequence[Observation], known: Observations, one: Indicator, year: int) -> str:
    """What is known of the year and the one before; where that is nothing, the newest figure there is."""
    of_year = [figure for figure in figures if figure.period.is_year and figure.period.first in (year - 1, year)]
    chosen = known.series(one).chosen
    earlier = [figure for figure in chosen if figure.period.first < year][-1:]
    shown = [figure for figure in of_year if figure in chosen or figure.period.first == year] or earlier
    return "\n".join(_told(figure) for figure in sorted(shown, key=lambda figure: figure.period)[:4])


def _told(figure: Observation) -> str:
    word = words(f"form.bound.{figure.bound}").zh
    amount = f"{figure.value:.12g}{figure.unit}"
    amount = {"about": f"{word}{amount}", "exact": amount}.get(figure.bound, f"{amount}{word}")
    status = words(f"form.status.{figure.status}").zh
    source = figure.source_title if len(figure.source_title) <= 40 else f"{figure.source_title[:39]}…"
    return words("form.known", period=figure.period, amount=amount, source=source, status=status).zh


# What may be typed ----------------------------------------------------------------------------------------------------


def _rules(year: int, places: Sequence[tuple[int, Indicator]]) -> Iterator[DataValidation]:
    """Numbers within bounds, words of lists, days up to today; each with a prompt in both languages."""
    alike: dict[tuple[str, object], list[int]] = {}
    for row, one in places:
        alike.setdefault((one.unit, one.bounds), []).append(row)
    for (unit, bounds), members in alike.items():
        rule = _number_rule(unit, bounds)  # type: ignore[arg-type]
        for row in members:
            rule.add(f"{letters(NUMBER['value'])}{row}")
        yield rule
    for kind, codes in CHOICES.items():
        listed = ",".join(choice(kind, code) for code in codes)
        rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
        yield _spoken(rule, kind, words(f"form.prompt.{kind}"), words("form.refusal.list"), [row for row, _ in places])
    day = DataValidation(
        type="date", operator="between", formula1=f"DATE({year},1,1)", formula2="TODAY()", allow_blank=True
    )
    refusal = words("form.refusal.published", year=year)
    prompt = words("form.prompt.published", year=year + 1)
    yield _spoken(day, "published", prompt, refusal, [row for row, _ in places])


def _number_rule(unit: str, bounds: tuple[float | None, float | None]) -> DataValidation:
    low, high = (None if bound is None else f"{bound:.15g}" for bound in bounds)
    key = "between" if low and high else "from" if low else "to" if high else "any"
    told = words(f"form.range.{key}", low=low, high=high)
    rule = DataValidation(type="decimal", operator="between", allow_blank=True,
                          formula1=low or "-1000000000000000", formula2=high or "1000000000000000")  # fmt: skip
    prompt = words("form.prompt.percent") if unit == "%" else words("form.prompt.value", unit=unit)
    refusal = Text(
        words("form.refusal.value", range=told.zh).zh, words("form.refusal.value", range=told.en).en,
    )  # fmt: skip
    return _spoken(rule, "value", prompt, refusal, [])


def _spoken(rule: DataValidation, kind: str, prompt: Text, refusal: Text, rows: Sequence[int]) -> DataValidation:
    """A rule with its words: a prompt beside the cell, a refusal where it is broken."""
    title = words(f"form.column.{kind}", year="").zh.strip("年")
    rule.promptTitle = rule.errorTitle = title
    rule.prompt, rule.error = f"{prompt.zh}\n{prompt.en}", f"{refusal.zh}\n{refusal.en}"
    rule.showInputMessage = rule.showErrorMessage = True
    for row in rows:
        rule.add(f"{letters(NUMBER[kind])}{row}")
    return rule


def _colours(sheet: Worksheet, rows: range) -> None:
    """Green where a figure stands, red where its status is missing."""
    value, status = letters(NUMBER["value"]), letters(NUMBER["status"])
    first, last = rows[0], rows[-1]
    filled = FormulaRule(formula=[f'${value}{first}<>""'], fill=solid(looks.FILLED))
    missing = FormulaRule(formula=[f'AND(${value}{first}<>"",${status}{first}="")'], fill=solid(looks.MISSING))
    sheet.conditional_formatting.add(f"{status}{first}:{status}{last}", missing)
    for key in ("value", "bound", "status"):
        column = letters(NUMBER[key])
        sheet.conditional_formatting.add(f"{column}{first}:{column}{last}", filled)

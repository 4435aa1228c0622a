"""Deliberately broken files, each named after its mistake: the whole of what their reader answers.

The laws: every mistake of a file is told at once; each says where it is, what stands there, what should, and what to
do, in words that a person who does not program can follow.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from shkplan.base.errors import DataError
from shkplan.evidence.corrections import matched
from shkplan.files.records import load
from shkplan.register.plan import Plan
from shkplan.workspace.check_scenarios import scenario_mistakes
from shkplan.workspace.load import read_corrections, read_scenario
from shkplan.workspace.names import Register
from shkplan.workspace.readers.tidy_csv import read_tidy_csv

BROKEN = Path(__file__).parents[1] / "data" / "broken"
GOOD = Path(__file__).parents[1] / "data" / "good"
COLUMNS = (
    "the columns indicator,region,period,form,bound,value,unit,price_basis,basis,status,mark,published,"
    "published_basis,source_title,publisher,source_kind,address,source_copy,copy_sha256,note_zh,note_en"
)

# Reader's answer, without the name of the file; mistakes one after another.
PLANS: dict[str, list[str]] = {
    "base-year-in-the-window.yaml": [
        'line 25, economy.gdp_growth, targets[0].base_year: found "2021", expected a year before the window 2021-2025.',
        "    Growth of the window starts from it.",
    ],
    "bounds-reversed.yaml": [
        'line 51, employment.registered_unemployment, bounds: found "[100, 0]", expected a lower bound below the upper one.',
        "    Correct or exchange them.",
    ],
    "comma-in-a-flow.yaml": [
        'line 45, employment.new_jobs, targets[0].statement.000 in five years.: found "000 in five years.", expected no such entry here.',
        "    Remove it; or, if a comma broke a text in two here, put the whole text in quotes.",
    ],
    "cumulative-on-a-level.yaml": [
        'line 34, employment.new_jobs, measure: found "level", expected measure: flow.',
        "    A cumulative target adds years: correct measure or kind.",
    ],
    "date-with-slashes.yaml": [
        'line 7, approved: found "2021/10/28", expected a date.',
        "    Write 2021-10-28.",
    ],
    "direction-missing.yaml": [
        "line 53, employment.registered_unemployment, targets[0].direction: found nothing, expected a value.",
        "    Add direction.",
    ],
    "direction-of-another-kind.yaml": [
        "line 54, employment.registered_unemployment, targets[0].direction: found \"down\", expected one of 'at_least' or 'at_most'.",
        "    Use one of these words, spelled so.",
    ],
    "duplicate-key.yaml": [
        "line 41, number: found a second entry of that name, expected each name once.",
        "    Remove or rename one.",
    ],
    "english-missing.yaml": [
        "line 32, employment.new_jobs, name.en: found nothing, expected a value.",
        "    Add en.",
    ],
    "exchange-rate-upside-down.yaml": [
        'line 72, economy.gdp_per_capita, targets[0].exchange_rate.unit: found "美元/元", expected 元/美元.',
        "    The threshold times this rate is in the indicator's unit.",
    ],
    "fullwidth-colon.yaml": [  # Found when a colon was typed with a Chinese input method.
        'line 40, column 15: found "：", a full-width colon (U+FF1A), expected a plain colon and a space.',
        "    Write a plain colon and a space after number, as in number: ... (the one there is full-width).",
    ],
    "fullwidth-colon-in-a-flow.yaml": [
        "line 32, employment.new_jobs, name.zh: found nothing, expected a value.",
        "    Add zh.",
        'line 32, employment.new_jobs, name.zh：城镇新增就业: found "zh：城镇新增就业", expected no such entry here.',
        "    Write a plain colon and a space after zh, as in zh: ... (the one there is full-width).",
    ],
    "fullwidth-digits.yaml": [
        'line 40, employment.new_jobs, targets[0].number: found "６.５万" (full-width digits), expected a number in plain digits.',
        "    Write 65000, or 6.5 with 万 in the unit, as in 万人 or 万元.",
    ],
    "fullwidth-percent.yaml": [
        'line 55, employment.registered_unemployment, targets[0].number: found "４．５％" (full-width digits and a full-width percent sign and full-width punctuation), expected a number in plain digits.',
        "    Write 4.5 and leave % in the unit.",
    ],
    "fullwidth-year.yaml": [
        'line 6, horizon: found "２０３５" (full-width digits), expected a whole number.',
        "    Write a whole number in plain digits, such as 2025.",
    ],
    "id-in-capitals.yaml": [
        'line 31, Employment.NewJobs, id: found "Employment.NewJobs", expected an id.',
        "    Use small ASCII letters and digits, as in employment.new_jobs or shahekou-14fyp.",
        'line 31, Employment.NewJobs: found "Employment", expected a first part that stands under domains.',
        "    Did you mean employment? Correct it, or add its heading there.",
    ],
    "impossible-date.yaml": [
        'line 28, economy.gdp_growth, targets[0].approved: found "2021-02-30", expected a date.',
        "    Write the date as YYYY-MM-DD, a day that the calendar has.",
    ],
    "invisible-space.yaml": [
        'line 40, employment.new_jobs, targets[0].number: found "65\u200b000" (invisible spaces), expected a number in plain digits.',
        "    Write 65000.",
    ],
    "kind-missing.yaml": [
        "line 38, employment.new_jobs, targets[0]: found nothing, expected a kind of target.",
        "    Add kind: level, held, mean, cumulative, growth, pace, benchmark, direction or stated_aim.",
    ],
    "list-at-the-top.yaml": [
        "file: found no entries, expected a plan: id, region, title and so on.",
        "    See a shipped plan.",
    ],
    "many-at-once.yaml": [
        'line 6, horizon: found "soon", expected a whole number.',
        "    Write a whole number in plain digits, such as 2025.",
        'line 40, employment.new_jobs, targets[0].number: found "６５０００" (full-width digits), expected a number in plain digits.',
        "    Write 65000.",
        "line 53, employment.registered_unemployment, targets[0].direction: found nothing, expected a value.",
        "    Add direction.",
        'line 20, economy.gdp_growth, growth_of: found "economy.gpd", expected an id under indicators or series.',
        "    Did you mean economy.gdp or economy.gdp_growth? Correct it, or add an entry of that name.",
    ],
    "name-in-one-language.yaml": [
        'line 32, employment.new_jobs, name: found "城镇新增就业", expected words in both languages.',
        "    Write {zh: ..., en: ...}.",
    ],
    "names-that-lead-nowhere.yaml": [
        'line 15, economy.gdp_growth: found "economy", expected a first part that stands under domains.',
        "    Did you mean economic? Correct it, or add its heading there.",
        'line 21, economy.gdp_growth, growth_of: found "economy.gpd", expected an id under indicators or series.',
        "    Did you mean economy.gdp or economy.gdp_growth? Correct it, or add an entry of that name.",
        'line 27, economy.gdp_growth, targets[0].reference.region: found "全巿", expected a name under regions.',
        "    Did you mean 全市? Correct it, or add it there with its English name.",
        'line 63, economy.gdp: found "economy", expected a first part that stands under domains.',
        "    Did you mean economic? Correct it, or add its heading there.",
        'line 70, baselines[0], indicator: found "economy.gdp_growht", expected an id under indicators or series.',
        "    Did you mean economy.gdp_growth or economy.gdp? Correct it, or add an entry of that name.",
        'line 10, references[1]: found "全省", expected a name under regions.',
        "    Did you mean 全市? Correct it, or add it there with its English name.",
        'line 11, peers[0]: found "邻区", expected a name under regions.',
        "    Did you mean 本区? Correct it, or add it there with its English name.",
    ],
    "number-in-words.yaml": [
        'line 40, employment.new_jobs, targets[0].number: found "六万五千", expected a number.',
        "    Write digits only, such as 65000 or 4.5, and put the unit in its own place.",
    ],
    "number-out-of-bounds.yaml": [
        'line 55, employment.registered_unemployment, targets[0].number: found "450", expected 0 to 100 %.',
        "    Correct the number, its unit or the bounds.",
    ],
    "pace-on-a-level.yaml": [
        'line 17, economy.gdp_growth, measure: found "level", expected measure: growth.',
        "    A pace compares growth: correct measure or kind.",
    ],
    "tab-for-indentation.yaml": [
        "line 33, column 1: found a tab (U+0009), expected spaces.",
        "    Indent with spaces, not with tabs.",
    ],
    "two-versions-one-day.yaml": [
        'line 66, employment.registered_unemployment, targets[1].approved: found "2021-10-28", expected a day of its own for each version.',
        "    Date the revision by its approval.",
    ],
    "unit-missing.yaml": [
        "line 33, employment.new_jobs, unit: found nothing, expected a unit, since the target is scored.",
        "    Add the unit the series is measured in.",
    ],
    "unit-of-another-kind.yaml": [
        'line 41, employment.new_jobs, targets[0].unit: found "人次", expected a unit that converts to 人.',
        "    Change one of the two units.",
    ],
    "unknown-entry.yaml": [
        'line 27, economy.gdp_growth, targets[0].tolerence: found "tolerence", expected no such entry here.',
        "    Remove it, or correct its spelling.",
    ],
    "unknown-kind.yaml": [
        "line 38, employment.new_jobs, targets[0].kind: found \"total\", expected one of 'level', 'held', 'mean', 'cumulative', 'growth', 'pace', 'benchmark', 'direction', 'stated_aim'.",
        "    Use one of these words, spelled so.",
    ],
    "unknown-unit.yaml": [
        'line 64, economy.gdp, unit: found "億圓", expected a unit of Chinese statistics.',
        "    Write it as 亿元, 万元, 人, 人次, %, 平方米 and the like.",
    ],
    "window-reversed.yaml": [
        'line 4, window: found "2025-2021", expected the earlier year first.',
        "    Write 2021-2025.",
    ],
}

# Reader's answer, without the name of the file; mistakes one after another.
OBSERVATIONS: dict[str, list[str]] = {
    "column-twice.csv": [
        'header: found the column "note_zh" twice, expected ' + COLUMNS + ".",
        "    Keep one of the columns.",
    ],
    "empty-cells.csv": [
        'row 6, region: found "", expected a value.',
        "    Fill it in.",
        'row 6, value: found "", expected a number.',
        "    Write digits only, such as 65000 or 4.5, and put the unit in its own place.",
        'row 6, unit: found "", expected a unit of Chinese statistics.',
        "    Write it as 亿元, 万元, 人, 人次, %, 平方米 and the like.",
    ],
    "exact-level-of-a-range.csv": [
        'row 4, period: found "2020-2021", expected a single year for an exact level.',
        "    Write one year, or form sum or mean.",
    ],
    "fullwidth-digits.csv": [
        'row 2, value: found "６.１" (full-width digits), expected a number in plain digits.',
        "    Write 6.1.",
    ],
    "fullwidth-percent.csv": [
        'row 2, value: found "6.1％" (a full-width percent sign), expected a number in plain digits.',
        "    Write 6.1 and leave % in the unit.",
    ],
    "fullwidth-unit.csv": [
        'row 2, unit: found "％" (a full-width percent sign), expected a unit of Chinese statistics.',
        "    Write %.",
    ],
    "impossible-date.csv": [
        'row 2, published: found "2022-02-30", expected a date.',
        "    Write the date as YYYY-MM-DD, a day that the calendar has.",
    ],
    "infinite.csv": [
        'row 6, value: found "inf", expected a finite number.',
        "    Write a number, or leave the whole entry out where none is known.",
    ],
    "invisible-space.csv": [
        'row 2, value: found "6.1\xa0" (invisible spaces), expected a number in plain digits.',
        "    Write 6.1.",
    ],
    "mark-of-another-list.csv": [
        "row 2, mark: found \"doubtfull\", expected one of 'doubtful', 'break' or 'example'.",
        "    Use one of these words, spelled so.",
    ],
    "missing-column.csv": [
        "header: found no column price_basis, expected " + COLUMNS + ".",
        "    Add it to the first line, as price_basis or 价格, and fill it in.",
    ],
    "open-quote.csv": [
        "row 3: found unexpected end of data, expected cells separated by commas.",
        '    Close every quote, and write a quote inside a quoted cell twice ("").',
    ],
    "period-reversed.csv": [
        'row 6, period: found "2020-2016", expected the earlier year first.',
        "    Write 2016-2020.",
    ],
    "published-before-the-years.csv": [
        'row 4, published: found "2012-12-20", expected a day in or after 2021, the years the figure speaks of.',
        "    What is told before its year is a goal or a forecast.",
    ],
    "sum-of-one-year.csv": [
        'row 6, period: found "2020", expected a range of years such as 2016-2020 for a sum.',
        "    Write the range, or form level.",
    ],
    "thousands-comma.csv": [
        'row 6, value: found "2,200", expected a number.',
        "    Write 2200.",
    ],
    "too-few-cells.csv": [
        "row 6: found 17 cells, expected 18 as in the header.",
        "    Quote cells that hold a comma; give every row all columns.",
    ],
    "unit-in-value.csv": [
        'row 4, value: found "1.3万人", expected a number.',
        "    Write 1.3 and leave 万人 in the unit.",
    ],
    "unknown-column.csv": [
        'header: found a column "note", expected ' + COLUMNS + ".",
        "    Correct its name, or take the column out.",
    ],
    "word-of-another-list.csv": [
        "row 2, form: found \"growth\", expected one of 'level', 'growth rate', 'sum', 'mean' or 'change'.",
        "    Use one of these words, spelled so.",
    ],
}

# Reader's answer, without the name of the file; mistakes one after another.
SCENARIOS: dict[str, list[str]] = {
    "growth-rate-in-persons.yaml": [
        'line 18, claims[1].unit: found "万人", expected % for a growth rate.',
        "    Write the rate in %, or fix: addition.",
    ],
    "title-missing.yaml": [
        "line 1, title: found nothing, expected a value.",
        "    Add title.",
    ],
    "two-claims-one-year.yaml": [
        'line 15, claims[1].years: found "2024-2025", expected one claim on economy.gdp_growth for 2025.',
        "    Remove one of the claims.",
    ],
    "unknown-fix.yaml": [
        "line 10, claims[0].fix: found \"set\", expected one of 'level', 'growth rate', 'addition', 'target value', 'shock', 'like region', 'best peer', 'required'.",
        "    Use one of these words, spelled so.",
    ],
    "claim-without-a-number.yaml": [
        "line 5, claims[0].value: found nothing, expected a number.",
        "    Add value, or interval: [low, high].",
        "line 8, claims[1].value: found nothing, expected a number.",
        "    Add value, or interval: [low, high].",
    ],
    "claim-without-form.yaml": [
        "line 5, claims[0]: found nothing, expected a form of claim.",
        "    Add fix: level, growth rate, addition, target value, shock, like region, best peer or required.",
    ],
    "claims-with-odd-laws.yaml": [
        'line 9, claims[0].spread: found "-500.0", expected a spread above 0.',
        "    Leave spread out where the number is certain.",
        'line 13, claims[1].interval: found "[17000, 15000]", expected the lower end before the upper one.',
        "    Write interval: [low, high].",
        'line 14, claims[1].share: found "80.0", expected a share between 0 and 1.',
        "    80 % is 0.8.",
        'line 18, claims[2].value: found "16000.0", expected value or interval.',
        "    Leave value out: it is the middle of the interval.",
    ],
    "condition-that-adds.yaml": [
        'line 9, claims[0].how: found "condition", expected intervention for fix: addition.',
        "    What is added to a baseline is made so and not learned; claim the level to be learned.",
    ],
    "entry-of-another-form.yaml": [
        'line 9, claims[0].shape: found "shape", expected no such entry here.',
        "    It is one of fix: target value. Remove it, or correct fix.",
        'line 10, claims[0].spraed: found "spraed", expected no such entry here.',
        "    Did you mean spread or share? Remove it, or correct its spelling.",
        'line 11, parnet: found "parnet", expected no such entry here.',
        "    Did you mean parent or plan? Remove it, or correct its spelling.",
    ],
    "shares-beyond-one.yaml": [
        'line 9, claims[0].remains[1]: found "-0.2", expected 0 or more.',
        "    Check the digits.",
        'line 9, claims[0].remains[2]: found "1.2", expected 1 or less.',
        "    Check the digits.",
    ],
}

# What a scenario that can be read is told beside the good plan and the good scenario.
UNFIT: dict[str, list[str]] = {
    "claims-that-fit-no-measure.yaml": [
        'line 7, claims[0].fix: found "growth rate", expected level or addition.',
        "    economy.gdp_growth is itself a growth rate: fix its level.",
        'line 13, claims[1].unit: found "%", expected 个百分点 for points added.',
        "    Write unit: 个百分点, or relative: true for per cent of the value.",
        'line 18, claims[2].unit: found "人", expected a unit that converts to 个百分点.',
        "    Give the value in 个百分点.",
        'line 23, claims[3].unit: found "%", expected a unit that converts to 人.',
        "    Write unit: 人, or relative: true for per cent of the value.",
        'line 28, claims[4].unit: found "万人", expected no unit, or %.',
        "    With relative: true the number is per cent of the baseline: leave unit out.",
        'line 34, claims[5].baseline: found "-13000 人", expected 0 人 or more.',
        "    Correct the value or its unit.",
        'line 38, claims[6].interval: found "102 %", expected 0 to 100 %.',
        "    Correct the value or its unit.",
        'line 43, claims[7].unit: found "人", expected a unit that converts to 亿元.',
        "    Give the value in 亿元.",
        'line 44, claims[8].indicator: found "economy.gdp", expected an indicator with a target that is assessed.',
        "    Nothing says what required means here: claim a level or a growth rate.",
        'line 47, claims[9].indicator: found "economy.gdp", expected an indicator with a target that is assessed.',
        "    Nothing says what best peer means here: claim a level or a growth rate.",
    ],
    "its-own-parent.yaml": [
        'line 5, parent: found "its-own-parent", expected a scenario that does not rest on this one (its-own-parent → its-own-parent).',
        "    Name another parent, or remove it.",
    ],
    "parent-that-is-lost.yaml": [
        'line 5, parent: found "resmes", expected the id of a scenario.',
        "    Did you mean resumes or city-pace-resumes? Correct it, or remove it.",
    ],
    "region-said-twice.yaml": [
        'line 11, claims[1].years: found "2024-2025", expected one claim on economy.gdp_growth for 2025.',
        "    Remove one of the claims.",
    ],
    "scenario-beyond-its-plan.yaml": [
        'line 5, claims[0].indicator: found "economy.gdp_grwth", expected the id of an indicator of small.',
        "    Did you mean economy.gdp_growth or economy.gdp? Correct it.",
        'line 10, claims[1].region: found "全巿", expected a region of small.',
        "    Did you mean 全市? Correct it, or leave it out for the plan's own region.",
        'line 11, claims[1].years: found "2020-2036", expected years from 2021 to 2035.',
        "    Claims fix years from the plan's window to its horizon.",
        'line 17, claims[2].like: found "本区", expected another region than 本区.',
        "    本区 is what it is: name another region.",
        'line 21, claims[3].like: found "全部", expected a region of small.',
        "    Did you mean 全市? Correct it.",
        'line 25, claims[4].among[2]: found "外市", expected a region of small.',
        "    Did you mean 全市? Correct it.",
        'line 25, claims[4].among[1]: found "本区", expected peers of 本区.',
        "    Leave 本区 out: a best peer is another one.",
        'line 27, models.economy.gdp_growth: found "thete", expected one of arima, averaged-ets, drift, ets-and-mean, holt, linear, local-trend, mean, mean-reverting, theta.',
        "    Did you mean theta? Correct it.",
        'line 28, models.economy.gdp_grwth: found "economy.gdp_grwth", expected the id of an indicator of small.',
        "    Did you mean economy.gdp_growth or economy.gdp? Correct it.",
        'line 30, thresholds.employment.new_jobs: found "employment.new_jobs", expected a target held against a number from outside the plan.',
        "    Only such a number can be set by a scenario.",
    ],
}

# The answer to corrections held against the good table of figures, without the name of the file.
CORRECTIONS: dict[str, list[str]] = {
    "correction-before-publication.yaml": [
        "line 1, [0].date: found 2022-03-30, expected a day from 2022-03-31 on, when the figure was published.",
        "    Write the day since which the figure is known to be wrong.",
    ],
    "correction-of-a-repaired-source.yaml": [
        "line 1, [0].found: found 6.2 %, expected 6.1 %, as the source now says.",
        "    Remove the correction if the source was repaired, else write found anew; see tests/data/good/small.csv, row 2.",
    ],
    "correction-of-no-figure.yaml": [
        "line 1, [0].figure: found no figure for economy.gdp_growth, 本市, 2021, expected exactly one.",
        "    Correct the entries that name the figure, or remove the correction if the figure is gone.",
    ],
    "correction-that-changes-nothing.yaml": [
        "line 1, [0].replace: found what tests/data/good/small.csv, row 2 says already, expected a change.",
        "    Remove the correction if the source was repaired.",
    ],
    "correction-to-no-figure.yaml": [
        'line 1, [0].replace.period: found "2021-2022", expected a single year for an exact growth rate.',
        "    Write one year, or form sum or mean.",
    ],
    "correction-twice.yaml": [
        "line 7, [1].figure: found a second correction of the figure of tests/data/broken/correction-twice.yaml, line 1, [0], expected one correction a figure.",
        "    Bring the two together, or remove one.",
    ],
    "correction-with-many-mistakes.yaml": [
        'line 3, [0].rescale.factor: found "0", expected greater than 0.',
        "    Check the digits.",
        "line 4, [0].reason.en: found nothing, expected a value.",
        "    Add en.",
        "line 1, [0].author: found nothing, expected a value.",
        "    Add author.",
        'line 6, [0].date: found "2022.6.30", expected a date.',
        "    Write 2022-06-30.",
    ],
    "correction-with-two-actions.yaml": [
        'line 1, [0]: found "drop and rescale", expected one of drop, replace, rescale or mark (mark also beside replace or rescale).',
        "    Keep one of them.",
    ],
    "correction-without-action.yaml": [
        "line 1, [0]: found nothing, expected one of drop, replace, rescale or mark (mark also beside replace or rescale).",
        "    Add what is to be done.",
    ],
    "correction-without-hyphen.yaml": [
        "file: found an entry that is not a list, expected a list of corrections.",
        "    Begin each entry with a hyphen: - figure: ...",
    ],
}


def answer(lines: list[str], name: str) -> str:
    """The message as it is printed: places with their file, remedies indented, the count at the end."""
    told = [line if line.startswith(" ") else f"tests/data/broken/{name}, {line}" for line in lines]
    count = len(lines) // 2
    return "\n".join([*told, f"{count} mistake{'' if count == 1 else 's'}. Nothing was changed."])


@pytest.mark.parametrize("name", PLANS)
def test_a_broken_plan_is_answered_with_all_its_mistakes(name: str) -> None:
    """A plan with mistakes raises DataError with all of them, word for word."""
    with pytest.raises(DataError) as caught:
        load(BROKEN / name, Plan)
    assert str(caught.value) == answer(PLANS[name], name)


@pytest.mark.parametrize("name", OBSERVATIONS)
def test_a_broken_table_is_answered_with_all_its_mistakes(name: str) -> None:
    """A table of figures with mistakes raises DataError with all of them, word for word."""
    with pytest.raises(DataError) as caught:
        read_tidy_csv(BROKEN / name)
    assert str(caught.value) == answer(OBSERVATIONS[name], name)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_broken_scenario_is_answered_with_all_its_mistakes(name: str) -> None:
    """A scenario with mistakes raises DataError with all of them, word for word."""
    with pytest.raises(DataError) as caught:
        read_scenario(BROKEN / name)
    assert str(caught.value) == answer(SCENARIOS[name], name)


@pytest.mark.parametrize("name", UNFIT)
def test_a_scenario_that_fits_no_plan_is_answered_with_all_its_mistakes(name: str) -> None:
    """What only shows beside the plan and the other scenarios is told with its line, word for word."""
    one, others = read_scenario(BROKEN / name), {"resumes": read_scenario(GOOD / "resumes.yaml")}
    register = Register((load(GOOD / "small.yaml", Plan),))
    found = list(scenario_mistakes(BROKEN / name, one, register, {**others, one.id: one}))
    assert str(DataError(found)) == answer(UNFIT[name], name)


@pytest.mark.parametrize("name", CORRECTIONS)
def test_a_broken_correction_is_answered_with_all_its_mistakes(name: str) -> None:
    """Corrections that are none, or that do not fit the figures as published, are told with all their mistakes."""
    with pytest.raises(DataError) as caught:
        refused(BROKEN / name)
    assert str(caught.value) == answer(CORRECTIONS[name], name)


def refused(path: Path) -> None:
    """Raise what stands against the corrections of a file."""
    _, mistakes = matched(read_tidy_csv(GOOD / "small.csv"), read_corrections(path))
    raise DataError(mistakes)


def test_every_broken_file_is_asked() -> None:
    """No file lies in the folder without a test that reads it."""
    assert {path.name for path in BROKEN.iterdir()} == {*PLANS, *OBSERVATIONS, *SCENARIOS, *UNFIT, *CORRECTIONS}


def test_the_files_they_were_made_from_are_good() -> None:
    """Each broken file differs from one of these by its mistake alone, and these are read without complaint."""
    assert len(load(GOOD / "small.yaml", Plan)) == 3
    assert len(read_tidy_csv(GOOD / "small.csv")) == 5
    assert len(read_scenario(GOOD / "resumes.yaml").claims) == 2
    corrected, mistakes = matched(read_tidy_csv(GOOD / "small.csv"), read_corrections(GOOD / "corrections.yaml"))
    assert ([one.used and one.used.value for one in corrected], mistakes) == ([61], [])

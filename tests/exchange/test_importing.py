"""What is taken in: seen first, all or nothing, added to and never changed."""

import codecs
import datetime as dt
import io
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from shkplan.base.errors import DataError, ParameterError, ShkplanError
from shkplan.cli import app
from shkplan.exchange.importing import compare, plan_import
from shkplan.files import paths
from shkplan.workspace.check import check
from shkplan.workspace.init import init
from shkplan.workspace.load import load_observations, load_plan
from tests.forms import blank, filled, lay_out
from tests.making import figure, growth, indicator

HEADER = (
    "indicator,region,period,form,bound,value,unit,price_basis,status,mark,published,published_basis,source_title,"
    "publisher,source_kind,address,note_zh,note_en"
)
TODAY = dt.date.today().isoformat()  # noqa: DTZ011


@pytest.fixture(autouse=True)
def root(tmp_path, monkeypatch):
    monkeypatch.delenv(paths.WORKSPACE_VARIABLE, raising=False)
    folder = lay_out(tmp_path)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def district(root):
    return root / "data" / "observations" / "district.csv"


def form(folder, name="form.xlsx", **rows):
    """A form with figures by the last part of their ids."""
    ids = {"green_coverage": "environment", "air_good_days": "environment", "new_jobs": "employment"}
    path = blank(folder)
    filled(path, {f"{ids.get(key, 'economy')}.{key}": typed for key, typed in rows.items()})
    return path.rename(folder / name)


def table(folder, *rows, encoding="utf-8", name="table.csv"):
    path = folder / name
    path.write_bytes("\n".join([HEADER, *rows, ""]).encode(encoding))
    return path


def press(value, published, title="某报", period=2023):
    return (
        f"economy.gdp,本区,{period},level,exact,{value},亿元,current,preliminary,,{published},stated,{title},,press,,,"
    )


def mistakes(*paths, **options):
    with pytest.raises(DataError) as refused:
        plan_import(paths, **options)
    return [str(one) for one in refused.value.mistakes]


# Written --------------------------------------------------------------------------------------------------------------


def test_a_form_becomes_rows_below_those_that_are_there(root, district):
    before = district.read_bytes()
    path = form(
        root, green_coverage={"value": 45.9, "published": dt.date(2024, 3, 31), "source": "公报，续"}, gdp={"value": 512.25},
        new_jobs={"value": 10400, "bound": "约", "status": "预计 estimate", "note": "含自主创业, 暂估"},
    )  # fmt: skip
    told = plan_import([path])
    assert district.read_bytes() == before
    assert told.write() == "3 rows added to data/observations/district.csv."
    assert district.read_bytes()[len(before) :].decode() == (
        "environment.green_coverage,本区,2023,level,exact,45.9,%,none,preliminary,,2024-03-31,stated,公报，续,城管局,department form,,,\n"
        f'employment.new_jobs,本区,2023,level,about,10400,人,none,estimate,,{TODAY},assumed,2023年指标数据填报表（人社局）,人社局,department form,,"含自主创业, 暂估",\n'
        f"economy.gdp,本区,2023,level,exact,512.25,亿元,current,preliminary,,{TODAY},assumed,2023年指标数据填报表（统计局）,统计局,department form,,,\n"
    )
    assert district.read_bytes().startswith(before)
    assert check(root) == []
    assert load_observations(load_plan("offices"), root).series("economy.gdp").value(2023) == 512.25


def test_importing_twice_adds_nothing(root, district):
    path = form(root, gdp={"value": 512.25})
    plan_import([path]).write()
    after = district.read_bytes()
    again = plan_import([path])
    assert [change.kind for change in again.changes] == ["same"]
    assert again.write() == "1 already there; nothing to write."
    assert district.read_bytes() == after


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("closed", [True, False])
def test_the_bytes_of_a_file_are_kept(root, district, mark, end, closed):
    """Mark, line ends, order of columns, and a column more than the form fills."""
    names = ["basis", *reversed(HEADER.split(","))]
    cells = dict(zip(HEADER.split(","), press(400, "2022-03-01", period=2021).split(","), strict=True)) | {
        "basis": "普查"
    }
    lines = [",".join(names), ",".join(cells[name] for name in names)]
    before = mark + end.join(line.encode() for line in lines) + (end if closed else b"")
    district.write_bytes(before)
    plan_import([form(root, gdp={"value": 512.25})]).write()
    after = district.read_bytes()
    row = f",,,,department form,统计局,2023年指标数据填报表（统计局）,assumed,{TODAY},,preliminary,current,亿元,512.25,exact,level,2023,本区,economy.gdp"
    assert after == before + (b"" if closed else end) + row.encode() + end


def test_an_entry_without_a_column_is_told(root, district):
    columns = HEADER.replace(",note_zh", "")
    district.write_text(f"{columns}\n", encoding="utf-8")
    told = mistakes(form(root, gdp={"value": 512, "note": "注"}), into="district")
    assert told == [
        (
            "data/observations/district.csv, header: found no such column, expected a column note_zh.\n"
            "    Add the column to its first line and a comma to each row, or name another file with --into."
        )
    ]


def test_a_new_file_begins_with_the_mark_for_excel(root, district):
    plan_import([form(root, gdp={"value": 512})], into="new").write()
    content = (root / "data" / "observations" / "new.csv").read_bytes()
    assert content.startswith(codecs.BOM_UTF8 + b"indicator,region,period")
    assert check(root) == []


def test_without_figures_of_the_region_the_plans_own_file_is_taken(root, district):
    district.unlink()
    assert plan_import([form(root, gdp={"value": 512})]).write() == "1 row added to data/observations/offices.csv."


@pytest.mark.parametrize("into", ["../elsewhere", "/tmp/x", "a/b", ".hidden", ".csv"])
def test_rows_go_nowhere_but_into_the_folder_of_observations(root, into):
    with pytest.raises(ParameterError, match="no file of data/observations"):
        plan_import([form(root, gdp={"value": 512})], into=into)


def test_figures_of_two_regions_go_each_to_its_file_or_none_does(root, district, monkeypatch):
    city = root / "data" / "observations" / "city.csv"
    city.write_text(f"{HEADER}\n{press(5000, '2022-03-01', period=2021).replace('本区', '本市')}\n", encoding="utf-8")
    coming = plan_import([table(root, press(5200, "2024-03-01").replace("本区", "本市"), press(512, "2024-03-01"))])
    assert {path.name for path in coming.contents} == {"city.csv", "district.csv"}
    before = {path.name: path.read_bytes() for path in city.parent.glob("*.csv")}
    replace = Path.replace

    def full(self, target):
        if target.name == "district.csv":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        coming.write()
    assert {path.name: path.read_bytes() for path in city.parent.glob("*.csv")} == before
    assert not list(city.parent.glob(".*.new"))


def test_a_file_changed_since_the_preview_is_left_alone(root, district):
    coming = plan_import([form(root, gdp={"value": 512})])
    district.write_bytes(district.read_bytes() + b"\n")
    changed = district.read_bytes()
    with pytest.raises(ShkplanError, match="was changed meanwhile"):
        coming.write()
    assert district.read_bytes() == changed


# Against what is there ------------------------------------------------------------------------------------------------


def test_a_later_word_of_the_same_source_is_a_revision_and_both_stay(root, district):
    first = form(root, gdp={"value": 512, "published": dt.date(2024, 1, 20)})
    plan_import([first]).write()
    before = district.read_bytes()
    coming = plan_import([form(root, gdp={"value": 498.5, "published": dt.date(2024, 6, 1), "status": "修订"})])
    (change,) = coming.changes
    assert (change.kind, change.taken) == ("revised", True)
    told = coming.preview().split("\n")
    assert (told[0], told[-1]) == (
        (
            "revised: economy.gdp, 本区 2023: 512 亿元 (preliminary, 2023年指标数据填报表（统计局）, 2024-01-20) -> "
            "498.5 亿元 (revised, 2023年指标数据填报表（统计局）, 2024-06-01); after about 500 亿元 (2021): -1.5 亿元, -0.3 %"
        ),
        "1 revised; to be added to data/observations/district.csv.",
    )
    coming.write()
    assert district.read_bytes().startswith(before)
    series = load_observations(load_plan("offices"), root).series("economy.gdp")
    assert (series.value(2023), [one.value for one in series.others]) == (498.5, [512])


def test_another_word_of_the_same_source_that_is_not_later_is_a_conflict(root, district):
    plan_import([form(root, gdp={"value": 512, "published": dt.date(2024, 1, 20)})]).write()
    before = district.read_bytes()
    told = mistakes(form(root, gdp={"value": 521, "published": dt.date(2024, 1, 20)}))
    assert told == [
        (
            "form.xlsx, sheet 统计局 row 6, economy.gdp: found 521 亿元 (preliminary, 2023年指标数据填报表（统计局）, 2024-01-20), "
            "expected 512 亿元 (preliminary, 2023年指标数据填报表（统计局）, 2024-01-20), as in data/observations/district.csv, row 5, "
            "or a later day of publication.\n"
            "    If the figure was revised, write the day of the revision. If not, correct the one of the two that is wrong."
        )
    ]
    assert district.read_bytes() == before


def test_an_old_form_does_not_take_a_revision_back(root):
    """The form of January, found again in July."""
    old = form(root, "old.xlsx", gdp={"value": 512, "published": dt.date(2024, 1, 20)})
    plan_import([old]).write()
    plan_import([form(root, gdp={"value": 498.5, "published": dt.date(2024, 6, 1)})]).write()
    assert [change.kind for change in plan_import([old]).changes] == ["same"]


def test_another_source_stands_beside_and_the_preview_says_which_the_series_takes(root):
    plan_import([form(root, gdp={"value": 512, "published": dt.date(2024, 1, 20)})]).write()
    (change,) = plan_import([table(root, press(530, "2024-02-01"))]).changes
    assert (change.kind, change.taken) == ("beside", False)
    assert str(change).endswith(
        "530 亿元 (preliminary, 某报, 2024-02-01); the yearly series does not take it; after about 500 亿元 (2021): +30 亿元, +6 %"
    )


def test_a_change_of_status_alone_is_a_revision():
    one = growth(id="test.growth")
    first = figure(one, 2023, 5.1, status="preliminary")
    final = figure(one, 2023, 5.1, status="final", published=dt.date(2024, 9, 1))
    assert [change.kind for change in compare([final], [first])[0]] == ["revised"]


@pytest.mark.parametrize(
    "parts",
    [{"region": "他区"}, {"bound": "about"}, {"price_basis": "current"}, {"basis": "普查后"}, {"period": 2022}],
)
def test_figures_that_speak_of_different_things_do_not_meet(parts):
    one = growth(id="test.growth")
    changes, conflicts = compare([figure(one, 2023, 6.0, **parts)], [figure(one, 2023, 5.1)])
    assert ([change.kind for change in changes], conflicts) == (["new"], [])


def test_the_same_amount_in_another_unit_is_the_same():
    one = indicator()
    assert [c.kind for c in compare([figure(one, 2023, 1.04, unit="万人")], [figure(one, 2023, 10400)])[0]] == ["same"]


def test_two_files_at_once_are_compared_with_each_other(root):
    first = form(root, "one.xlsx", gdp={"value": 512, "published": dt.date(2024, 1, 20)})
    second = form(root, "two.xlsx", gdp={"value": 513, "published": dt.date(2024, 1, 20)})
    assert "as in one.xlsx, sheet 统计局 row 6" in mistakes(first, second)[0]


def test_what_the_check_would_refuse_is_refused_before_it_is_written(root):
    """人 for 万人: ten thousand times what stands there."""
    row = "environment.green_coverage,本区,2023,level,exact,0.4,%,none,final,,2024-03-31,stated,某公报,,yearbook or bulletin,,,"
    told = mistakes(table(root, row, row.replace("environment.green_coverage", "environment.green")))
    assert [one.split(": found")[0] for one in told] == ["table.csv, row 3, indicator", "table.csv, row 2, value"]


def test_mistakes_of_several_files_are_told_together(root):
    told = mistakes(form(root, gdp={"value": -1}), table(root, press("4,5", "2024-01-01")), root / "none.xlsx")
    assert [one.split(": found")[0] for one in told] == [
        "form.xlsx, sheet 统计局, cell G6 (figure)", "table.csv, row 2", "none.xlsx, file",
    ]  # fmt: skip


# Kinds of files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_table_in_any_encoding_of_chinese_offices(root, district, encoding):
    coming = plan_import([table(root, press(512, "2024-02-01"), encoding=encoding)])
    coming.write()
    assert district.read_text(encoding="utf-8").endswith(press(512, "2024-02-01") + "\n")
    assert bool(coming.remarks) == (encoding in ("gbk", "gb18030"))


def test_a_file_of_another_kind_is_told_with_what_is_read(root):
    (root / "letter.docx").write_bytes(b"hello")
    assert mistakes(root / "letter.docx")[0].startswith(
        "letter.docx, file: found a file of another kind, expected the department's form (.xlsx)"
    )


def test_no_figures_go_into_what_is_shipped(tmp_path, monkeypatch):
    path = table(tmp_path, press(512, "2024-02-01"))
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    with pytest.raises(ParameterError, match="no workspace here"):
        plan_import([path])


# At the command line --------------------------------------------------------------------------------------------------


def call(*arguments):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_form_and_import_from_end_to_end(root, district):
    made = call("form", "--year", 2023)
    assert made.exit_code == 0, made.output
    assert made.stdout == "form-2023.xlsx: send it out; when it comes back: shkplan import form-2023.xlsx\n"
    assert call("form", "--year", 2023).exit_code == 2
    before = district.read_bytes()
    filled(root / "form-2023.xlsx", {"economy.gdp": {"value": 512}})
    seen = call("import", "form-2023.xlsx")
    assert (seen.exit_code, district.read_bytes()) == (1, before)
    assert "1 new; to be added to data/observations/district.csv." in seen.stdout
    assert seen.stderr == "Nothing was written; --yes writes it.\n"
    assert call("import", "form-2023.xlsx", "--dry-run", "--yes").exit_code == 0
    assert district.read_bytes() == before
    assert call("import", "form-2023.xlsx", "--yes").stdout.endswith("1 row added to data/observations/district.csv.\n")
    assert district.read_bytes() != before


def test_mistakes_end_with_one_and_write_nothing(root, district):
    before = district.read_bytes()
    told = call("import", form(root, gdp={"value": "很多"}), "--yes")
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr.endswith("1 mistake. Nothing was changed.\n")
    assert district.read_bytes() == before


def test_a_terminal_sees_a_table(root):
    coming = plan_import([form(root, gdp={"value": 512, "source": "[bold]公报[/bold]"})])
    console = Console(width=140, record=True, file=io.StringIO())
    console.print(coming)
    told = console.export_text()
    assert "economy.gdp" in told
    assert "512 亿元" in told
    assert "[bold]公报[/bold]" in told


def test_the_lock_of_an_office_program_beside_a_table_stops_no_import(tmp_path):
    """``import *`` catches what the program that has the table open left beside it."""
    one = form(tmp_path, new_jobs={"value": 10400})
    locks = [tmp_path / "~$form.xlsx", tmp_path / "._form.xlsx"]
    for lock in locks:
        lock.write_bytes(b"x" * 165)
    planned = plan_import([*locks, one])
    assert [change.figure.value for change in planned.changes] == [10400]
    assert [str(remark).rpartition("/")[2] for remark in planned.remarks[:2]] == [
        "~$form.xlsx: not read, the lock of an office program.",
        "._form.xlsx: not read, left by the system.",
    ]
    assert [remark.text("zh").rpartition("/")[2] for remark in planned.remarks[:1]] == [
        "~$form.xlsx：未读取，办公软件的锁定文件。"
    ]


def test_the_invented_figures_of_a_new_workspace_are_no_measure_of_the_first_real_one(tmp_path, monkeypatch):
    """Nobody had 10,800 new jobs in the example; a small district has 50, and neither import nor check holds the two together."""
    init(tmp_path / "fresh", region="示例区")
    monkeypatch.chdir(tmp_path / "fresh")
    row = "employment.new_jobs,示例区,2021,level,exact,50,人,none,final,,2022-03-01,stated,公报,统计局,yearbook or bulletin,,,"
    planned = plan_import([table(tmp_path / "fresh", row)])
    (change,) = planned.changes
    assert (change.kind, change.taken, change.last) == ("new", True, None)
    assert [str(one.found) for one in planned.jumps] == ["50 人"]
    assert [str(one.expected) for one in planned.jumps] == [
        "2,000 to 50,000 人: the plan speaks of 10,000 人, and the rule of thumb is ×5"
    ]
    planned.write(confirmed=["all"])
    assert not check(tmp_path / "fresh")

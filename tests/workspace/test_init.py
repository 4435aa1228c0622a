"""A workspace is laid out whole, only where nothing is, and is sound as it stands."""

import codecs
import csv
import json
import os
import re
from typing import get_args

import pytest

import shkplan as sp
from shkplan.base.errors import ParameterError, ShkplanError, UnknownName
from shkplan.evidence.observation import Observation
from shkplan.files import paths
from shkplan.report.status import data_status
from shkplan.workspace.check import check, checked
from shkplan.workspace.init import FolderInUse, _lab_options, init, lab
from shkplan.workspace.load import load_observations, load_plan, load_scenario


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(paths.WORKSPACE_VARIABLE, raising=False)
    return tmp_path


def test_a_new_workspace_has_everything_and_no_mistakes(here, monkeypatch):
    told = init("our-district", region="中山区")
    root = here / "our-district"
    found = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    notebooks = {f"notebooks/{path.name}" for path in (paths.shipped() / "notebooks").glob("*.ipynb")}
    plan, figures = "data/plans/our-district.yaml", "data/observations/our-district.csv"
    scenario, corrections = "data/scenarios/example.yaml", "data/corrections/example.yaml"
    tasks = "data/tasks/example.yaml"
    assert found == {
        plan,
        figures,
        corrections,
        scenario,
        tasks,
        "README.md",
        "reports.yaml",
        "reports/README.md",
        "shkplan.yaml",
        *notebooks,
    }
    assert "cd our-district" in told
    monkeypatch.chdir(root)
    assert check(root) == []


def test_the_template_has_one_target_of_each_kind_and_says_it_is_an_example(here, monkeypatch):
    init("our-district", region="中山区")
    monkeypatch.chdir(here / "our-district")
    plan = load_plan("our-district")
    assert plan.region == "中山区"
    kinds = [target.kind for indicator in plan.indicators.values() for target in indicator.targets_in_force()]
    assert sorted(kinds) == [
        "benchmark",
        "cumulative",
        "direction",
        "growth",
        "held",
        "level",
        "mean",
        "pace",
        "stated_aim",
    ]
    assert all("示例" in one.name.zh and "EXAMPLE" in one.name.en for one in plan.indicators.values())
    assert len(plan["education.kindergarten_share"].targets) == 2


def test_no_example_figure_poses_as_data(here, monkeypatch):
    init("our-district")
    monkeypatch.chdir(here / "our-district")
    figures = load_observations(load_plan("our-district")).figures
    assert figures
    assert all("EXAMPLE" in figure.source_title and "示例" in figure.source_title for figure in figures)
    assert all("invented" in figure.note_en and "虚构" in figure.note_zh for figure in figures)


def files_in(folder):
    return {path.name: path.read_bytes().removeprefix(codecs.BOM_UTF8) for path in folder.iterdir() if path.is_file()}


def test_a_workspace_can_start_from_a_shipped_plan(here):
    """Plan and scenarios are those that are shipped, byte for byte, and so is every table it needs the whole of."""
    init("mine", source="shahekou-14fyp")
    shipped = paths.shipped()
    for kind in ("plans", "scenarios"):
        mine, theirs = files_in(here / "mine" / "data" / kind), files_in(shipped / "data" / kind)
        assert mine.items() <= theirs.items()
        assert mine
    mine, theirs = (files_in(root / "data" / "observations") for root in (here / "mine", shipped))
    assert {name for name in theirs if mine[name] != theirs[name]} == {"china.csv"}
    assert set(mine["china.csv"].splitlines()) < set(theirs["china.csv"].splitlines())
    assert "沙河口区" not in (here / "mine" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("plan", ["shahekou-14fyp", "china-14fyp"])
def test_a_workspace_holds_what_its_plan_reads_and_nothing_else(here, plan):
    """Found when a workspace for one shipped plan was given the figures of the other, and its check refused them."""
    init("mine", source=plan)
    found = checked(here / "mine")
    assert (found.mistakes, found.plans) == ((), 1)
    assert found.figures == len(load_observations(load_plan(plan), paths.shipped()))
    scenarios = (here / "mine" / "data" / "scenarios").iterdir()
    assert sorted(path.stem for path in scenarios) == {
        "shahekou-14fyp": [
            "city-pace-2023", "city-pace-resumes", "employment-push", "gdp-per-head-doubled", "gdp-per-head-doubled-40000",
            "green-coverage-held", "services-stagnate", "shock-2027",
        ],
        "china-14fyp": [],
    }.get(plan)  # fmt: skip


def test_an_unknown_plan_to_start_from_is_answered_with_the_nearest_and_leaves_nothing(here):
    with pytest.raises(UnknownName, match="shahekou-14fyp"):
        init("mine", source="shahekou")
    assert list(here.iterdir()) == []


def test_a_folder_in_use_is_refused_and_named(here):
    (here / "mine").mkdir()
    (here / "mine" / "thesis.docx").write_text("mine")
    with pytest.raises(FolderInUse, match=r"mine is not empty \(thesis\.docx\)"):
        init("mine")
    assert [path.name for path in (here / "mine").iterdir()] == ["thesis.docx"]


def test_a_file_is_no_folder(here):
    (here / "mine").write_text("a file")
    with pytest.raises(FolderInUse, match="it is a file"):
        init("mine")


def test_the_current_folder_will_do_if_it_is_empty(here, monkeypatch):
    (here / "Our District 3").mkdir()
    monkeypatch.chdir(here / "Our District 3")
    told = init(".")
    assert "cd " not in told
    assert load_plan("our-district-3").id == "our-district-3"


def test_a_chinese_folder_name_is_fine(here, monkeypatch):
    init("中山区规划", region="中山区")
    monkeypatch.chdir(here / "中山区规划")
    assert load_plan("plan").region == "中山区"


def test_a_layout_that_fails_half_way_leaves_nothing(here, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shkplan.workspace.init.shutil.copyfile", full)
    with pytest.raises(OSError, match="No space"):
        init("mine", source="shahekou-14fyp")
    assert list(here.iterdir()) == []


def test_template_rows_have_as_many_cells_as_the_header(here):
    init("mine")
    with (here / "mine" / "data" / "observations" / "mine.csv").open(encoding="utf-8", newline="") as stream:
        assert len({len(row) for row in csv.reader(stream)}) == 1


def test_lab_without_a_workspace_says_how_to_get_one(here):
    with pytest.raises(ShkplanError, match="shkplan init"):
        lab()


def test_lab_speaks_english_or_chinese(here, monkeypatch):
    init("mine")
    monkeypatch.chdir(here / "mine")
    with pytest.raises(ParameterError, match="'fr'"):
        lab(language="fr")


def test_lab_without_jupyterlab_says_how_to_get_it(here, monkeypatch):
    """Where the extra is not installed, one sentence says how to install it."""
    init("mine")
    monkeypatch.chdir(here / "mine")
    monkeypatch.setattr("shkplan.workspace.init.find_spec", lambda name: None)
    with pytest.raises(ShkplanError, match=r"^JupyterLab is not installed: pip install 'shkplan\[lab\]'\."):
        lab()


def test_lab_opens_the_notebooks_and_keeps_its_settings_to_itself(here):
    options = _lab_options(here, here, "zh")
    assert f"--ServerApp.root_dir={here}" in options
    assert f"--LabApp.app_settings_dir={here}" in options
    overrides = json.loads((here / "overrides.json").read_text(encoding="utf-8"))
    assert overrides == {"@jupyterlab/translation-extension:plugin": {"locale": "zh_CN"}}


def words_of(annotation):
    """Every word of a Literal anywhere in a type."""
    inner = get_args(annotation)
    return {word for one in inner for word in ({one} if isinstance(one, str) else words_of(one))}


def test_the_readme_lists_every_column_with_its_words(here):
    """Found when nothing in a new workspace said which words a column takes: the table is that of the types."""
    init("mine")
    text = (here / "mine" / "README.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")
    ]
    listed = {name: set(re.findall("`([^`]+)`", what)) for name, what, _ in rows[1:]}
    fields = {name: field for name, field in Observation.model_fields.items() if name != "place"}
    assert list(listed) == list(fields)
    assert listed == {name: words_of(field.annotation) for name, field in fields.items()}


def test_excel_shows_the_chinese_of_a_new_table(here):
    """Found when Excel opened the figures of a new workspace as gibberish: it needs the mark of UTF-8."""
    init("ours")
    init("mine", source="shahekou-14fyp")
    tables = list(here.glob("*/data/observations/*.csv"))
    assert len(tables) == 1 + len(list((paths.shipped() / "data" / "observations").glob("*.csv")))
    assert [path for path in tables if not path.read_bytes().startswith(codecs.BOM_UTF8)] == []


def test_a_new_workspace_has_a_scenario_that_explains_itself(here, monkeypatch):
    """Found when nothing in a new workspace showed what a scenario looks like."""
    init("ours")
    monkeypatch.chdir(here / "ours")
    text = (here / "ours/data/scenarios/example.yaml").read_text(encoding="utf-8")
    assert load_scenario("example").claims[0].indicator in load_plan("ours")
    assert "Every entry is invented" in text
    assert "虚构" in text


def test_the_example_region_has_an_english_name(here):
    """Found when English pages of a new workspace named the district in Chinese."""
    init("ours")
    plan = load_plan(here / "ours" / "data" / "plans" / "ours.yaml")
    assert (plan.region_name(plan.region).en, plan.title.en) == (
        "Example District",
        "EXAMPLE: 14th Five-Year Plan of Example District",
    )


@pytest.mark.skipif(os.name == "nt", reason="quotes of another shell")
def test_a_name_with_a_space_is_told_in_quotes(here):
    """Found when the line to copy, cd our district, led nowhere."""
    assert "    cd 'our district'\n" in init("our district")
    assert "    cd 中山区\n" in init("中山区")


REAL = "employment.new_jobs,中山区,2022,level,exact,10900,人,none,final,,2023-03-31,stated,统计公报,统计局,yearbook or bulletin,,,\n"


def with_a_real_row(root):
    with (root / "data" / "observations" / "ours.csv").open("w", encoding="utf-8") as file:
        head = "indicator,region,period,form,bound,value,unit,price_basis,status,mark,published,published_basis,source_title,publisher,"
        file.write(f"{head}source_kind,address,note_zh,note_en\n{REAL}")


def test_examples_alone_show_how_it_works_and_say_what_they_are(here, monkeypatch):
    """Every number that rests on one says so, the summary too."""
    init("our-district", region="中山区")
    monkeypatch.chdir(here / "our-district")
    a = sp.assess("our-district", as_of="2023-06-30")
    assert all(one.invented for one in a.observations)
    told = "All figures are invented examples of a new workspace: nothing here is true of the region."
    assert str(a.observations.about_examples).startswith(told)
    assert told in " ".join(sp.table(a.summary).notes)
    assert a.assessed
    for verdict in a.assessed:
        assert any(one.key == "assumption.invented" for one in verdict.assumptions)


def test_examples_beside_a_real_figure_are_in_no_verdict_and_told(here, monkeypatch):
    """Of any indicator: what nobody measured is never evidence; check, status and pages say where the rows are."""
    init("our-district", region="中山区")
    monkeypatch.chdir(here / "our-district")
    with_a_real_row(here / "our-district")
    a = sp.assess("our-district", as_of="2023-06-30")
    assert [(one.indicator, one.value) for one in a.observations] == [("employment.new_jobs", 10900)]
    assert not any(verdict.evidence == "own" and verdict.key != "employment.new_jobs" for verdict in a.assessed)
    told = (
        "15 invented example figures of the new workspace are left out, since real figures have been entered; "
        "delete their rows (data/observations/our-district.csv)."
    )
    assert str(a.observations.about_examples) == told
    assert told in sp.table(a.summary).notes
    assert told in sp.table(a.observations).notes
    assert told in " ".join(data_status("our-district", language="en").split())


def test_examples_of_earlier_workspaces_are_known_by_their_source(here, monkeypatch):
    """Before they were marked, they were called EXAMPLE alone."""
    init("our-district", region="中山区")
    monkeypatch.chdir(here / "our-district")
    table = here / "our-district" / "data" / "observations" / "our-district.csv"
    table.write_text(table.read_text(encoding="utf-8-sig").replace(",example,", ",,"), encoding="utf-8")
    with_a_real_row(here / "our-district")
    assert len(load_observations(load_plan("our-district")).examples) == 15


@pytest.mark.parametrize(
    ("given", "first", "others"),
    [
        ({}, "**先改 `data/plans/mine.yaml`**", "data/observations/mine.csv"),
        ({"source": "shahekou-14fyp"}, "**规划文件是 `data/plans/shahekou-14fyp.yaml`**", "in `data/observations/`"),
        (
            {"source": "shahekou-14fyp", "window": "2026-2030"},
            "**先填 `data/plans/shahekou-15fyp.yaml`**",
            "“fill in” stands",
        ),
    ],
)
def test_the_readme_speaks_of_the_files_that_are_there(here, given, first, others):
    """Found when the README of a copied plan told to delete examples, in a table that was not there."""
    init("mine", **given)
    text = (here / "mine" / "README.md").read_text(encoding="utf-8")
    assert f"1. {first}" in text
    assert others in text
    named = re.findall(r"`(data/(?:plans|observations)/[^`*]+)`", text)
    assert [name for name in named if not (here / "mine" / name).exists()] == []


def test_a_place_that_cannot_be_written_is_told_by_its_own_name(here, monkeypatch):
    """Found when the passing folder beside it was named, .mine.x3k1y."""
    monkeypatch.setattr("tempfile.mkdtemp", refuses)
    with pytest.raises(OSError, match="full") as told:
        init("mine")
    assert told.value.filename == "mine"


def refuses(*_, **__):
    raise OSError(28, "full", ".mine.x3k1y")

"""The command line in Chinese: help, what it prints, and what it says of a line that is no command."""

from __future__ import annotations

import ctypes
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from shkplan.base.lines import width_of, wrapped
from shkplan.base.messages import chinese
from shkplan.cli import app
from shkplan.cli.layout import definitions, paragraph
from shkplan.cli.speaking import FORMS, asked_language, translated
from shkplan.display import setting

ROOT: Any = typer.main.get_command(app)
# Ids, paths, options, addresses and names of programs are the same in every language.
CODE = re.compile(r"\S*[-_./\\=@`{}\[\]<>|:]\S*|'[^']*'|shkplan( [\w-]+)*|Excel|Data Package|Frictionless")
ENGLISH = re.compile(r"[A-Za-z]{2,}( [A-Za-z]{2,}){2,}")


@pytest.fixture(autouse=True)
def _in_a_folder_without_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(setting._Everywhere, "language", None)
    for name in ("SHKPLAN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "SHKPLAN_WORKSPACE"):
        monkeypatch.delenv(name, raising=False)


def commands(command: Any = ROOT, name: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    yield name, command
    for part, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*name, part))


def run(*words: str, given: str = "") -> tuple[int, str]:
    found = CliRunner().invoke(app, list(words), input=given)
    return found.exit_code, found.output


def english_in(text: str) -> list[str]:
    """Runs of three and more English words that are no code."""
    return [found[0] for line in text.splitlines() for found in ENGLISH.finditer(CODE.sub("，", line))]


@pytest.mark.parametrize(
    ("name", "command"), [pytest.param(*one, id=" ".join(one[0]) or "shkplan") for one in commands()]
)
def test_all_help_has_chinese(name: tuple[str, ...], command: Any) -> None:
    """Every paragraph, option and argument; and no English sentence is left on the screen."""
    texts = [" ".join(part.split()) for part in inspect.cleandoc(command.help or "").split("\n\n")]
    texts += [param.help for param in command.params if param.help]
    assert [text for text in texts if text not in chinese()] == []
    code, shown = run("--language", "zh", *name, "--help")
    assert code == 0
    assert shown.startswith("用法：")
    assert english_in(re.sub(r"(?m)^用法.*$|^ {6}.*$", "", shown)) == []  # but for the lines to be typed
    assert all(width_of(line) <= 80 for line in shown.splitlines() if not line.startswith(" " * 6))


@pytest.mark.parametrize("form", FORMS)
def test_all_that_typer_says_has_chinese(form: str) -> None:
    assert form in chinese()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("report --jobs 0", "错误：“--jobs”的值有误：应不小于 1。"),
        ("report --jobs x", "错误：“--jobs”的值有误：应为整数。"),
        ("verify --limit x y", "错误：“--limit”的值有误：应为数字。"),
        ("report --nop", "错误：没有选项 --nop。可能的选项：--log、--out、--to。"),
        ("nope", "错误：没有命令“nope”。"),
        ("repor", "错误：没有命令“repor”。是否应为“report”、“export”？"),
        ("import", "错误：缺少参数“files”。"),
        ("check a b", "错误：多余的参数：b。"),
        ("report --to", "错误：选项“--to”后面缺少内容。"),
        ("report --quiet=3", "错误：选项“--quiet”不带数值。"),
        ("data nope", "错误：没有命令“nope”。"),
    ],
)
def test_a_line_that_is_no_command(line: str, told: str) -> None:
    """Exit code 2, as in English; the usage and where help is stand above where typer knows them."""
    code, shown = run("--language", "zh", *line.split())
    assert code == 2
    assert shown.endswith(f"{told}\n")
    assert english_in(shown) == []
    assert run(*line.split())[0] == 2


FAILURES = [
    ("export --as-of 2999-01-01 --plan china-14fyp", "as_of：2999-01-01 尚未到来，届时会公布什么数据还无从知道。"),
    ("report --as-of 2999-01-01", "as_of：2999-01-01 尚未到来，届时会公布什么数据还无从知道。"),
    (
        "report --as-of yesterday",
        "参数有误，未运行任何内容：\nas_of：现为“yesterday”，应为 today 或日期，如 2023-06-30。",
    ),
    ("report --model nope", "model：没有名为“nope”的模型。"),
    ("report nope", "没有名为“nope”的报告。"),
    ("report --lang fr", "没有名为“fr”的语言。已知的有：en、zh。"),
    ("report --seed -1", "seed：现为 -1；应不小于 0。"),
    ("report --region nope --plan shahekou-14fyp", "region：没有名为“nope”的地区。"),
    ("verify nowhere", "nowhere 中没有 manifest.json；请指明一份报告的文件夹（带日期）。"),
    ("data status --region nope", "没有名为“nope”的地区。"),
    ("data status --as-of nope", "as_of：现为“nope”，应为 today 或日期，如 2023-06-30。"),
    ("data classes --region nope", "没有名为“nope”的地区。"),
    ("learn-reference nowhere.csv", "nowhere.csv：没有任何参照类由该名称的面板数据估计"),
    ("learn-prior nowhere.csv", "nowhere.csv：没有该文件或文件夹。"),
    ("form --plan nope", "没有名为“nope”的规划。"),
    ("export --plan nope", "没有名为“nope”的规划。"),
    ("import nowhere.xlsx", ""),
    ("init data", ""),
    ("check nowhere", ""),
    ("lab", ""),
    ("fetch nowhere.yaml", ""),
    ("form --out form.txt --plan shahekou-14fyp", ""),
    ("form --split nope --plan shahekou-14fyp", ""),
    ("form --year 1800 --plan shahekou-14fyp", ""),
    ("export --format nope --plan shahekou-14fyp", ""),
    ("export --as-of nope --plan shahekou-14fyp", ""),
]


@pytest.mark.parametrize(("line", "told"), FAILURES)
def test_what_a_command_refuses_is_chinese(line: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine.txt").touch()
    code, shown = run("--language", "zh", *line.split())
    assert code in (1, 2)
    assert told in shown
    assert english_in(shown) == []


def test_the_language_is_asked_for_anywhere() -> None:
    """Before the command or after it, with an equals sign or without; one that nobody speaks is refused."""
    for words in (["--language", "zh", "nope"], ["--language=zh", "nope"], ["nope", "--language", "zh"]):
        assert "没有命令“nope”" in run(*words)[1]
    assert run("check", "--language", "fr") == (2, "no language named 'fr'. Known: en, zh.\n")
    assert "requires an argument" in run("--language")[1]
    assert asked_language(["a", "--", "--language", "zh"]) == ("", ["a", "--", "--language", "zh"])


@pytest.mark.parametrize(
    ("variables", "spoken"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.GBK"}, "zh"),
        ({"LC_ALL": "zh_CN.UTF-8", "SHKPLAN_LANGUAGE": "en"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_language_of_the_system(variables: dict[str, str], spoken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """As POSIX looks for it, after the variable of our own."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert setting.language() == spoken


@pytest.mark.parametrize(
    ("code", "spoken"), [(0x0804, "zh"), (0x0404, "zh"), (0x0409, "en"), (0x0407, "en"), (1, "en")]
)
def test_the_language_of_windows(code: int, spoken: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows names no language in variables: it is asked in which it shows itself to this user."""
    kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda: code)
    monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
    assert setting.language() == spoken
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert setting.language() == "en"


def test_what_has_no_known_form_stays() -> None:
    assert translated("Something new happened") == "Something new happened"


def test_english_stays_as_it_was() -> None:
    code, shown = run("report", "--jobs", "0")
    assert code == 2
    assert "Error: Invalid value for '--jobs'" in shown
    assert "Make the reports: pages in Chinese and English" in run("report", "--help")[1]


def test_a_text_is_broken_where_chinese_may_be() -> None:
    """Between characters, never before a full stop or within a word of Latin letters; a character takes two columns."""
    assert width_of("规划 id") == 7
    assert wrapped("规划的目标，以及如实估计的实现概率。", 10) == ["规划的目", "标，以及如", "实估计的实", "现概率。"]
    assert wrapped("数据 data/observations 文件", 12) == ["数据", "data/observations", "文件"]
    assert paragraph("\b\n  shkplan check", 40) == "    shkplan check"
    assert definitions("选项：", [("--a", "甲"), ("--a-name-that-is-too-long-for-it", "乙")], 60).splitlines() == [
        "选项：", f"  --a{' ' * 29}甲", "  --a-name-that-is-too-long-for-it", f"{' ' * 34}乙",
    ]  # fmt: skip

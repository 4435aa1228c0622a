"""What errors say: every word of theirs has a Chinese one, none stands there for nothing, and no word goes around them."""

from __future__ import annotations

import ast
import inspect
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import shkplan
from shkplan.base.messages import both, chinese, either, foreign, lines, listed, said

PACKAGE = Path(shkplan.__file__).parent
CJK = "\u3400-\u9fff"
RAISED = {"Misfit", "Mistake", "TypeError", "ValueError", "mistake"}


@cache
def modules() -> dict[str, ast.Module]:
    paths = sorted(PACKAGE.rglob("*.py"))
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def constants(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def named(tree: ast.Module) -> dict[str, set[str]]:
    """The texts that stand behind the names of a module: those assigned to it, alone or in a table."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        pairs: list[tuple[ast.expr, ast.expr]] = []
        if isinstance(node, ast.Assign):
            pairs = [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.For):
            pairs = [(node.target, node.iter)]
        for target, value in pairs:
            for name in [one.id for one in ast.walk(target) if isinstance(one, ast.Name)]:
                found.setdefault(name, set()).update(constants(value))
    return found


def templates() -> Iterator[tuple[str, str]]:
    """The module and template of everything said by its text, or by the name of a text."""
    for name, tree in modules().items():
        texts = named(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) == "said" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield name, str(first.value)
                elif isinstance(first, ast.Name):
                    yield from ((name, text) for text in texts.get(first.id, ()) if "{" in text or " " in text)


def blanks(words: str) -> list[str]:
    return sorted({name for _, name, _, _ in string.Formatter().parse(words) if name})


@cache
def every() -> list[tuple[str, str]]:
    """Whatever is said: the module and the template. Asked by the tests and not when they are collected, since it reads the whole package."""
    return sorted(set(templates()))


@cache
def translated() -> list[tuple[str, str]]:
    """English and Chinese of the catalogue of errors, but for what other packages say."""
    return sorted((english, words) for english, words in chinese().items() if english not in foreign())


def letters(template: str) -> str:
    return "".join(text for text, *_ in string.Formatter().parse(template))


def test_what_is_said_has_chinese() -> None:
    """But for figures and names alone."""
    words = [(module, template) for module, template in every() if re.search("[A-Za-z]{2}", letters(template))]
    assert len(words) > 1000
    assert [(module, template) for module, template in words if template not in chinese()] == []


def test_what_has_chinese_is_said() -> None:
    """Nothing stands in the catalogue of errors for nothing: it is a text of the code, or a paragraph of a command's help."""
    texts = {text for tree in modules().values() for text in constants(tree)}
    paragraphs = {" ".join(part.split()) for text in texts for part in inspect.cleandoc(text).split("\n\n")}
    outside = {
        "Usage:",
        "Arguments",
        "Options",
        "Commands",
        "[OPTIONS]",
        "COMMAND [ARGS]...",
        "Show this message and exit.",
    }
    kinds = {"str", "int", "int range", "float range", "path", "list[Path]", "list[str]"}  # as typer names them
    assert [words for words, _ in translated() if words not in texts | paragraphs | outside | kinds] == []


def test_each_sentence_has_one_chinese_in_one_file() -> None:
    """Nobody has to look in two places, nor can two wordings of the same drift apart."""
    found: dict[str, list[tuple[str, str]]] = {}
    for file in sorted((PACKAGE / "base/locale").glob("said*.toml")):
        for english, words in tomllib.loads(file.read_text(encoding="utf-8")).items():
            found.setdefault(english, []).append((file.name, words))
    assert {english: places for english, places in found.items() if len(places) > 1} == {}


def test_the_two_languages_say_the_same_things() -> None:
    """The same blanks, to be filled with the same values."""
    assert [(english, words) for english, words in translated() if blanks(english) != blanks(words)] == []


def test_chinese_takes_chinese_punctuation() -> None:
    """No Latin comma, colon, semicolon or bracket between Chinese characters, and no blank between two."""
    latin = re.compile(rf"[{CJK}][,;:!?()][{CJK}]|[{CJK}] +[{CJK}]")
    assert [words for english, words in translated() if not english or latin.search(words)] == []


def plain(node: ast.expr) -> Iterator[str]:
    """The English words that an argument gives as they are, without :func:`said`."""
    if (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search("[A-Za-z]{2,} [A-Za-z]", node.value)
    ):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        told = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        if re.search("[A-Za-z]{2}", told) and not re.fullmatch(r"\.\w+", told):  # the ending of a file's name
            yield told
    elif isinstance(node, ast.IfExp):
        yield from (*plain(node.body), *plain(node.orelse))
    elif isinstance(node, ast.BinOp):
        yield from (*plain(node.left), *plain(node.right))


def errors() -> set[str]:
    """Those classes, and all errors of this library."""
    found = RAISED | {"ShkplanError"}
    classes = [node for tree in modules().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    for _ in classes:  # until no class is added that is an error by one of its bases
        found |= {one.name for one in classes if {ast.unparse(base) for base in one.bases} & found}
    return found - {"UnknownName", "DataError"}  # which are given names and mistakes


def unsaid() -> Iterator[tuple[str, str]]:
    """Words handed to an error as they are, at once or by a name that the function gave them."""
    raised = errors()
    for name, tree in modules().items():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            given: dict[str, list[str]] = {}
            for node in ast.walk(function):
                if isinstance(node, ast.Assign):
                    pairs = zip(node.targets[0].elts, node.value.elts, strict=False) if (
                        isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple)
                    ) else [(node.targets[0], node.value)]  # fmt: skip
                    for target, value in pairs:
                        if isinstance(target, ast.Name):
                            given.setdefault(target.id, []).extend(plain(value))
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and called(node) in raised:
                    for one in [*node.args, *(word.value for word in node.keywords if word.arg == "found")]:
                        words = given.get(one.id, []) if isinstance(one, ast.Name) else plain(one)
                        yield from ((name, word) for word in words)


def test_no_error_goes_around_the_catalogue() -> None:
    """What an error says is said, so that it can be said in Chinese."""
    assert sorted({(name, words) for name, words in unsaid()}) == []


def test_what_a_system_says_is_told_in_chinese_as_well() -> None:
    """Where it fills a blank whole, and nowhere else: what people wrote stays as it is."""
    told = said("{file} cannot be read: {why}", file="Permission denied.csv", why="Permission denied")
    assert told == "Permission denied.csv cannot be read: Permission denied"
    assert told.text("zh") == "Permission denied.csv cannot be read: 没有权限"


def test_names_in_a_row() -> None:
    """As each language joins them; words said elsewhere keep their language."""
    assert either(["a"]) == "a"
    assert either(["a", "b", "c"]) == "a or b or c"
    assert either(["a", "b", "c"]).text("zh") == "a、b 或 c"  # type: ignore[attr-defined]
    assert both(["a", "b"]).text("zh") == "a 和 b"  # type: ignore[attr-defined]
    assert listed(["a", "b"]).text("zh") == "a、b"  # type: ignore[attr-defined]
    assert listed([]) == ""
    assert either([said("a number"), said("no file")]).text("zh") == "数字或没有该文件"  # type: ignore[attr-defined]
    assert either(["a", said("no file")]).text("zh") == "a 或没有该文件"  # type: ignore[attr-defined]
    assert lines([said("a number"), "b"]).text("zh") == "数字\nb"

"""Commands that speak the language in force: their help, and what the library below says of a command that is none.

Help is written in English beside each option, as errors are where they are raised; these words are the key under which
the catalogue has the Chinese ones. What typer says of a wrong command has no key there: it is recognised by its form.
"""

from __future__ import annotations

import errno
import inspect
import re
import sys
from collections.abc import Callable, Sequence
from contextvars import copy_context
from functools import partial
from typing import Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from shkplan.base.errors import ShkplanError, UnknownName
from shkplan.base.messages import Said, said
from shkplan.cli.layout import definitions, paragraph
from shkplan.files import paths

# \b keeps the lines of the paragraph that follows it.
EXAMPLES = """
Start with your own plan:

\b
    shkplan init our-district
    cd our-district
    shkplan check
    shkplan report

A report as of a past day, in Chinese only, on two indicators:

\b
    shkplan report overview indicator --as-of 2023-06-30 --lang zh \\
        --indicator employment.new_jobs,environment.green_coverage
"""


Run = TypeVar("Run", bound=Callable[..., Any])
_ANYWHERE = ("init", "verify")  # whatever workspace they are typed in, it is not theirs
PLAIN: Any = {"rich_markup_mode": None}  # boxes and colours would take half of the time of --help


def tell(words: Any, *, err: bool = False) -> None:
    """Print words in the language in force."""
    from shkplan.display.setting import spoken

    typer.echo(spoken(words), err=err)


def confirmed(question: str) -> bool:
    """Whether a person at the terminal says yes; nothing typed is a no."""
    from shkplan.display.setting import spoken

    while True:
        answer = typer.prompt(f"{spoken(question)} [y/N]", default="", show_default=False).strip().lower()
        if answer in ("y", "yes", "是", "n", "no", "否", ""):
            return answer in ("y", "yes", "是")
        tell(said("Please answer y or n."), err=True)


class Speaking:
    """What commands and groups of them share: help in the language in force."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """The usage line; the words in it that are no names in Chinese."""
        if _english():
            super().format_usage(ctx, formatter)  # type: ignore[misc]
        else:
            pieces = [_words(piece) for piece in self.collect_usage_pieces(ctx)]  # type: ignore[attr-defined]
            formatter.write(f"{_words('Usage:')}{ctx.command_path} {' '.join(pieces)}\n")

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """The whole help; in Chinese set by :mod:`shkplan.cli.layout`, which knows how wide its characters are."""
        if _english():
            super().format_help(ctx, formatter)  # type: ignore[misc]
            return
        self.format_usage(ctx, formatter)
        formatter.write("\n" + "\n\n".join(self._parts(ctx, formatter.width)) + "\n")

    def _parts(self, ctx: Any, columns: int) -> list[str]:
        """The paragraphs and sections below the usage line."""
        told = [paragraph(one, columns) for one in _paragraphs(getattr(self, "help", None))]
        for title, kind in (("Arguments", "argument"), ("Options", "option")):
            params = [one for one in self.get_params(ctx) if one.param_type_name == kind]  # type: ignore[attr-defined]
            rows = [row for one in params if (row := _record(one, ctx)) is not None]
            told += [definitions(_words(title), rows, columns)] if rows else []
        if isinstance(self, TyperGroup):
            rows = [(name, _words(_first(self.commands[name]))) for name in self.list_commands(ctx)]
            told.append(definitions(_words("Commands"), rows, columns))
        return [*told, *(paragraph(one, columns) for one in _paragraphs(getattr(self, "epilog", None)))]


class Command(Speaking, TyperCommand):
    """One command; in a workspace of a later format than this version reads it refuses to begin."""

    def invoke(self, ctx: Any) -> Any:
        """Run it."""
        root = None if self.name in _ANYWHERE else paths.workspace()
        if root is not None and (root / "shkplan.yaml").is_file():  # else nothing is loaded for it
            from shkplan.workspace.format import refuse_newer

            refuse_newer(root)
        return super().invoke(ctx)


class Commands(Speaking, TyperGroup):
    """Answers every error a user can do something about with a message and an exit code, never with a traceback."""

    def main(self, *given: Any, **named: Any) -> Any:
        """Run, in the language that is asked for anywhere on the line."""
        args = given[0] if given else named.pop("args", None)
        language, rest = asked_language(sys.argv[1:] if args is None else args)
        if args is None:  # left to typer, which on Windows looks for the files of a pattern
            sys.argv[1:] = rest
        run = partial(super().main, None if args is None else rest, *given[1:], **named)
        return copy_context().run(self._in, language, run)  # what is spoken here ends with the command

    @staticmethod
    def _in(language: str, run: Callable[[], Any]) -> Any:
        try:
            speak_if(language)
        except UnknownName as error:
            tell(error, err=True)
            sys.exit(2)
        return run()

    def make_context(self, *args: Any, **given: Any) -> Any:
        """Read the line; one that is none is told in the language in force."""
        try:
            return super().make_context(*args, **given)
        except Exception as error:
            _refuse_line(error)
            raise

    def invoke(self, ctx: Any) -> Any:
        """Run a command; what goes wrong is told in the language in force."""
        try:
            return super().invoke(ctx)
        except ShkplanError as error:
            _refuse(ctx, error, error.code)
        except OSError as error:
            _refuse(ctx, _of_the_system(error), 1)
        except KeyboardInterrupt:
            _refuse(ctx, said("interrupted; nothing is left half done"), 130)
        except typer.Abort:
            _refuse(ctx, said("Aborted!"), 1)
        except Exception as error:
            _refuse_line(error)
            raise

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write each command with its whole first paragraph: half a sentence teaches nobody."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _first(self.commands[name])) for name in self.list_commands(ctx)])


class Door(typer.Typer):
    """A group of commands, each of which speaks the language in force."""

    def command(self, name: str | None = None, **given: Any) -> Callable[[Run], Run]:
        """As typer's own."""
        return super().command(name, cls=Command, **given)


def speak_if(language: str | None) -> None:
    """Speak a language to the end of the command, where one is asked for.

    Raises:
        UnknownName: it is none that is spoken here.
    """
    if language:
        from shkplan.display.setting import speak

        speak(language)


def asked_language(args: Sequence[str]) -> tuple[str, list[str]]:
    """The language that ``--language`` asks for, wherever it stands; and the other words of the line."""
    rest, asked, words = list[str](), "", iter(args)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word == "--language":
            asked = next(words, "")
            rest += [] if asked else [word]  # typer tells that it wants a word
        elif word.startswith("--language="):
            asked = word.partition("=")[2]
        else:
            rest.append(word)
    return asked, rest


def _english() -> bool:
    from shkplan.display.setting import language

    return language() == "en"


def _words(english: str) -> str:
    """Words of help in Chinese, by the English ones; blocks of commands stay as they are."""
    return english if english.startswith("\b") else said(english.replace("{", "{{").replace("}", "}}")).text("zh")


def _paragraphs(help_: str | None) -> list[str]:
    """The paragraphs of a help in Chinese."""
    found = [part for part in inspect.cleandoc(help_ or "").partition("\f")[0].split("\n\n") if part.strip()]
    return [_words(part if part.startswith("\b") else " ".join(part.split())) for part in found]


def _first(command: Any) -> str:
    """The first paragraph of a command's help, on one line."""
    return " ".join((command.help or "").partition("\n\n")[0].split())


def _record(param: Any, ctx: Any) -> tuple[str, str] | None:
    """An option or argument as help shows it, in Chinese: its name, and what it means with its default."""
    found = param.get_help_record(ctx)
    if found is None:
        return None
    name, meaning = found
    help_ = param.help or ""
    extras = re.findall(r"(?:default: [^\];]*|[^\[\];]+)", meaning[len(help_) :])
    told = "；".join(translated(extra.strip()) for extra in extras if extra.strip())
    kind = re.sub(r"<[^>]+>", lambda found: f"<{_words(found[0][1:-1])}>", name)
    return kind, f"{_words(help_)}{f'[{told}]' if told else ''}"


# What typer and click say, in the order in which it is recognised.
FORMS = (
    "{told} Did you mean {names}?",
    "{told} (Possible options: {names})",
    "No such option: {name}",
    "No such option {name}.",
    "No such command {name}.",
    "Missing command.",
    "Missing argument {name}.",
    "Missing option {name}.",
    "Got unexpected extra argument(s) ({names})",
    "Got unexpected extra argument ({names})",
    "Got unexpected extra arguments ({names})",
    "Option {name} does not take a value.",
    "Option {name} requires an argument.",
    "Invalid value for {name}: {told}",
    "Input should be a valid integer, unable to parse string as an integer",
    "Input should be a valid number, unable to parse string as a number",
    "Input should be greater than or equal to {least}",
    "{name} is not a valid integer range.",
    "{name} is not a valid float range.",
    "{name} is not a valid integer.",
    "{name} is not in the range {range}.",
    "default: {value}",
    "required",
    "x>={least}",
)


def translated(english: str) -> str:
    """What typer says, in Chinese; what has none of the known forms stays as it is."""
    for form in FORMS:
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(form))
        if found := re.fullmatch(pattern, english, re.DOTALL):
            values = found.groupdict()
            inner = {name: translated(one) if name == "told" else one.split(", ") for name, one in values.items()}
            return said(form, **inner).text("zh")
    return english


def _refuse(ctx: Any, words: object, code: int) -> None:
    tell(words, err=True)
    ctx.exit(code)


def _refuse_line(error: Exception) -> None:
    """Tell in Chinese that a line is no command; nothing where English is spoken, or where it is another error."""
    code = getattr(error, "exit_code", None)
    if _english() or code is None or not hasattr(error, "format_message"):
        return
    ctx, told = getattr(error, "ctx", None), error.format_message()
    if type(error).__name__ != "NoArgsIsHelpError":  # else the message is the help
        usage = (
            [f"{ctx.get_usage()}\n{said('Try {command} --help.', command=ctx.command_path).text('zh')}\n"]
            if ctx
            else []
        )
        told = "\n".join([*usage, said("Error: {told}", told=translated(told)).text("zh")])
    typer.echo(told, err=True)
    raise typer.Exit(code) from error


_SYSTEM = {
    errno.ENOENT: "{file}: no such file or folder.",
    errno.EACCES: "{file}: not permitted. Close it in other programs, or ask for the right to it.",
    errno.EPERM: "{file}: not permitted. Close it in other programs, or ask for the right to it.",
    errno.ENOSPC: "{file}: no room left on the disk.",
    errno.EISDIR: "{file}: a folder, where a file is wanted.",
    errno.ENOTDIR: "{file}: below a file, where a folder is wanted.",
    errno.EEXIST: "{file}: is there already.",
    errno.EROFS: "{file}: on a disk that cannot be written to.",
}


def _of_the_system(error: OSError) -> Said | OSError:
    """What the system refused, in words that know two languages where it is one of the usual things."""
    words = _SYSTEM.get(error.errno or 0)
    return error if words is None or not error.filename else said(words, file=error.filename)

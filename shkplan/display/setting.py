"""The language in force: the one setting of presentation, for a thread, a block, or the pages of a report."""

from __future__ import annotations

import ctypes
import locale
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from shkplan.base.characters import harmless
from shkplan.base.errors import among
from shkplan.base.messages import LANGUAGES, Language, Text
from shkplan.display.layout import PAGES

Shown = TypeVar("Shown")

LANGUAGE_CODES: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}  # as HTML names them


class _Everywhere:
    """What the main thread set: every thread that set nothing falls back on it."""

    language: Language | None = None


_here = threading.local()  # what a thread set for itself
_now: ContextVar[Language | None] = ContextVar("shkplan_language", default=None)  # what a block speaks


def set_language(language: str) -> None:
    """Show everything in ``"zh"`` or ``"en"`` from here on, in this thread; from the main thread in all that set none.

    Raises:
        UnknownName: any other language.
    """
    found = known_language(language)
    _here.language = found
    if threading.current_thread() is threading.main_thread():
        _Everywhere.language = found


def known_language(language: str) -> Language:
    """The language of that name.

    Raises:
        UnknownName: nobody speaks it here.
    """
    among("language", language, LANGUAGES)
    return next(one for one in LANGUAGES if one == language)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Within the block everything is shown in one language, whatever is set; other threads and tasks hear nothing of it."""
    before = _now.set(language)
    try:
        yield
    finally:
        _now.reset(before)


def in_both(made: Callable[[], str]) -> Text:
    """What something says in each language, for documents that speak both."""
    told = dict[Language, str]()
    for one in LANGUAGES:
        with speaking(one):
            told[one] = made()
    return Text(told["zh"], told["en"])


def speak(language: str) -> None:
    """Speak a language until the block or task at work ends, such as one command of the command line.

    Raises:
        UnknownName: any other language than those known here.
    """
    _now.set(known_language(language))


def language() -> Language:
    """The language in force: the one set, else Chinese where the environment or the system is Chinese, else English."""
    chosen = _now.get() or getattr(_here, "language", None) or _Everywhere.language
    if chosen is not None:
        return chosen
    spoken = next((os.environ[name] for name in _NAMED_BY if os.environ.get(name)), "") or _of_windows()
    return "zh" if spoken.lower().startswith("zh") else "en"


LANGUAGE_VARIABLE = "SHKPLAN_LANGUAGE"  # zh or en, whatever the system speaks
_NAMED_BY = (LANGUAGE_VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG")


def _of_windows() -> str:
    """The language in which Windows shows itself to this user, such as ``zh_CN``; empty elsewhere."""
    windows = getattr(ctypes, "windll", None)
    return "" if windows is None else locale.windows_locale.get(windows.kernel32.GetUserDefaultUILanguage(), "")


def spoken(words: object) -> str:
    """Words, a message or an error in the language in force, with nothing in them that a terminal or a log obeys."""
    text = getattr(words, "text", None)
    return harmless(str(text(language()) if callable(text) else words))


def page_languages() -> tuple[Language, ...]:
    """The languages of the pages that are being made, by the environment of a report; none elsewhere."""
    return tuple(known_language(one) for one in os.environ.get("SHKPLAN_PAGES", "").split(",") if one)


def on_pages(
    value: Shown, again: Callable[[], Shown] | None, bundle: Callable[[Shown], dict[str, str]]
) -> dict[str, dict[Language, dict[str, str]]]:
    """What the pages of a report show of a value, language by language; nothing where no report is being made.

    The second language costs words and drawing only: ``again`` asks the same value, which has computed everything.
    """
    first, shown = language(), dict[Language, dict[str, str]]()
    for one in page_languages():
        with speaking(one):
            shown[one] = bundle(value if again is None or one == first else again())
    return {PAGES: shown} if shown else {}

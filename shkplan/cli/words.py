"""What several commands do with the words on their line: names apart by commas, and whose plans are meant where none is named."""

from __future__ import annotations

import re

from shkplan.base.messages import Language, Said, said
from shkplan.cli.speaking import tell


def tell_what_serves(done: Said) -> None:
    """Say in one line that the shipped plans serve, where no workspace is."""
    from shkplan.files import paths

    if paths.workspace() is None:
        told = said("no workspace here: the shipped plans are {done}; `shkplan init` lays one out.", done=done)
        tell(told, err=True)


def split_names(names: str) -> list[str]:
    """``zh,en``, ``zh, en`` or ``zh，en`` as a list."""
    return [name.strip() for name in re.split("[,，、]", names) if name.strip()]


def languages_named(names: str) -> list[Language]:
    """The languages of the pages; one that nobody speaks is told once, not plan by plan."""
    from shkplan.display.setting import known_language

    return [known_language(name) for name in split_names(names)]

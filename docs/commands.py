"""The reference of the command line: what ``--help`` of each command shows, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
import typer
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

WIDTH = 88


class Commands(SphinxDirective):
    """``{commands}``: a section for every command, its help below it."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """The sections."""
        from shkplan.display.setting import speaking

        with speaking("zh" if self.config.language == "zh_CN" else "en"):
            return [self._section(name, told) for name, told in helps()]

    def _section(self, name: str, told: str) -> nodes.Node:
        section = nodes.section(ids=["command-" + name.replace(" ", "-")], names=["command-" + name.replace(" ", "-")])
        section += nodes.title(name, "", nodes.literal(name, f"shkplan {name}"))
        section += nodes.literal_block(told, told, language="text")
        return section


def helps() -> Iterator[tuple[str, str]]:
    """Every command that does something, with its help in the language in force."""
    from shkplan.cli import app

    root: Any = typer.main.get_command(app)
    yield from _below(root, click.Context(root, info_name="shkplan"), "")


def _below(group: Any, context: click.Context, before: str) -> Iterator[tuple[str, str]]:
    for name, command in group.commands.items():
        inner = click.Context(command, info_name=name, parent=context, terminal_width=WIDTH, max_content_width=WIDTH)
        if hasattr(command, "commands"):
            yield from _below(command, inner, f"{before}{name} ")
        else:
            yield f"{before}{name}", command.get_help(inner).rstrip()

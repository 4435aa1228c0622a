"""What pages take from the program, in their language: the help of each command, the terms that every report explains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
import typer
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from shkplan.base.messages import Language

WIDTH = 88


class Commands(SphinxDirective):
    """``{commands}``: a section for every command, its help below it."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """The sections."""
        from shkplan.display.setting import speaking

        with speaking(_language(self)):
            return [self._section(name, told) for name, told in helps()]

    def _section(self, name: str, told: str) -> nodes.Node:
        section = nodes.section(ids=["command-" + name.replace(" ", "-")], names=["command-" + name.replace(" ", "-")])
        section += nodes.title(name, "", nodes.literal(name, f"shkplan {name}"))
        section += nodes.literal_block(told, told, language="text")
        return section


class Terms(SphinxDirective):
    """``{terms}``: the glossary of the reports."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """A list of terms and what they mean."""
        from shkplan.report.render import glossary_of

        listed = nodes.definition_list()
        for term, meaning in glossary_of(_language(self)):
            entry = nodes.definition_list_item()
            entry += [nodes.term(term, term), nodes.definition("", nodes.paragraph(meaning, meaning))]
            listed += entry
        return [listed]


def _language(of: SphinxDirective) -> Language:
    return "zh" if of.config.language == "zh_CN" else "en"


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

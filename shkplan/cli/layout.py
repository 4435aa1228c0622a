"""How help is set in a terminal where a Chinese character takes two columns and no blank parts the words."""

from __future__ import annotations

from collections.abc import Sequence

from shkplan.base.lines import width_of, wrapped


def paragraph(text: str, columns: int, indent: int = 2) -> str:
    """A paragraph, indented; a block of commands, which begins with a backspace, keeps its lines."""
    if text.startswith("\b"):
        return "\n".join(" " * indent + line for line in text.split("\n")[1:])
    return "\n".join(" " * indent + line for line in wrapped(" ".join(text.split()), columns - indent))


def definitions(title: str, rows: Sequence[tuple[str, str]], columns: int) -> str:
    """A section of names and what they mean, in two columns below its title."""
    left = min(max((width_of(name) for name, _ in rows), default=0), 30) + 2
    told = [title]
    for name, meaning in rows:
        first, *more = wrapped(" ".join(meaning.split()), max(columns - left - 4, 20))
        if width_of(name) > left - 2:
            told.append(f"  {name}")
            name = ""  # noqa: PLW2901  # a name too long for its column has a line of its own
        told.append(f"  {name}{' ' * (left - width_of(name))}{first}".rstrip())
        told += [f"  {' ' * left}{line}" for line in more]
    return "\n".join(told)

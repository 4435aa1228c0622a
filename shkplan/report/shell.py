"""A notebook's cells in this very process: IPython without a kernel, whose displays, texts and errors become outputs.

A kernel costs a process, five sockets and half a second; a report runs some fifty notebooks, each in a process that
is its own anyway. papermill still executes the notebook: it fills in the parameters, asks this engine for the cells, and
writes what came of them.
"""

from __future__ import annotations

import base64
import io
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from papermill.engines import Engine, papermill_engines
from traitlets import Type
from traitlets.config import Config

ENGINE = "here"

_DRAFT_EVERY = 30.0  # seconds between two drafts of a notebook that takes long
_CONFIG = Config({"HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "nocolor"}})


class Outputs:
    """The outputs of the cell at work, in the format of notebooks."""

    def __init__(self) -> None:
        self._found: list[Any] = []
        self._named: dict[str, list[Any]] = {}
        self._clear_first = False

    def start(self, found: list[Any]) -> None:
        """Gather into the list of another cell from here on."""
        self._found, self._clear_first = found, False

    def add(self, output: Any, name: str | None = None) -> None:
        if self._clear_first:
            self.clear()
        self._found.append(output)
        if name:
            self._named.setdefault(name, []).append(output)

    def text(self, stream: str, text: str) -> None:
        """Text of a stream; pieces of one stream that follow each other are one output."""
        last = self._found[-1] if self._found and not self._clear_first else {}
        if last.get("output_type") == "stream" and last["name"] == stream:
            last["text"] += text
        elif text:
            self.add(nbformat.v4.new_output("stream", name=stream, text=text))

    def replace(self, name: str, data: Any, metadata: Any) -> None:
        """Change what was shown under a name, in whatever cell."""
        for output in self._named.get(name, []):
            output.update(data=data, metadata=metadata)

    def clear(self, wait: bool = False) -> None:
        self._clear_first = wait
        if not wait:
            self._found.clear()


def _natives(bundle: Any) -> Any:
    """Data by type as JSON gives it back: what is shown must not change with the value it was made from."""
    return {
        kind: base64.b64encode(data).decode("ascii")
        if isinstance(data, bytes)
        else data if isinstance(data, str) else json.loads(json.dumps(data, default=_native))
        for kind, data in (bundle or {}).items()
    }  # fmt: skip


def _native(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)


class _Publisher(DisplayPublisher):
    """Takes what ``display`` shows."""

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        source: Any = None,
        *,
        transient: Any = None,
        update: bool = False,
        **_more: Any,
    ) -> None:
        del source
        name = (transient or {}).get("display_id")
        data, metadata = _natives(data), _natives(metadata)
        if update:
            self.shell.outputs.replace(name, data, metadata)
        else:
            self.shell.outputs.add(nbformat.v4.new_output("display_data", data, metadata=metadata), name)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.clear(wait)


class _Hook(DisplayHook):
    """Takes the value of a cell's last line."""

    def write_output_prompt(self) -> None:
        return None

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        data, metadata = _natives(format_dict), _natives(md_dict)
        asked = {"metadata": metadata, "execution_count": self.prompt_count}
        shell: Any = self.shell
        shell.outputs.add(nbformat.v4.new_output("execute_result", data, **asked))

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Stream(io.TextIOBase):
    """Standard output or error of a cell."""

    encoding = "utf-8"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self._outputs, self._name = outputs, name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._outputs.text(self._name, text)
        return len(text)


class Shell(InteractiveShell):
    """An IPython whose cells leave outputs; the one of its process, as IPython wants it."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)

    def __init__(self, **asked: Any) -> None:
        self.outputs = Outputs()
        super().__init__(**asked)  # type: ignore[no-untyped-call]

    def enable_gui(self, gui: Any = None) -> None:
        """No window ever opens."""

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        error = {"ename": etype.__name__, "evalue": str(evalue), "traceback": list(stb)}
        self.outputs.add(nbformat.v4.new_output("error", **error))

    def run(self, cell: Any) -> bool:
        """Run a code cell into its outputs; whether it came to its end without an error."""
        cell.execution_count = self.execution_count
        self.outputs.start(cell.outputs)
        with _streams(self.outputs):
            done = self.run_cell(cell.source, store_history=True)  # type: ignore[no-untyped-call]
        return bool(done.success)


@contextmanager
def _streams(outputs: Outputs) -> Iterator[None]:
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Stream(outputs, "stdout"), _Stream(outputs, "stderr")
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def fresh_shell() -> Shell:
    """A shell in which nothing has run, in place of any that was there; values of this library show themselves in it."""
    from shkplan.display.ipython import register

    Shell.clear_instance()
    shell = Shell.instance(config=_CONFIG)
    register()
    return shell


class InThisProcess(Engine):  # type: ignore[misc]  # papermill has no types
    """The engine: cell after cell in a fresh shell."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *, started: Callable[[Any], None], draft: Path, **_more: Any
    ) -> None:
        """Run the cells up to the first that fails.

        Args:
            nb_man: papermill's account of the notebook.
            kernel_name: of the kernel that there is not.
            started: called with every cell before it runs.
            draft: where the notebook stands while it runs, for whoever looks at one that died.
        """
        del kernel_name
        shell, drafted = fresh_shell(), 0.0
        for position, cell in enumerate(nb_man.nb.cells):
            if time.monotonic() - drafted > _DRAFT_EVERY:
                draft.write_text(json.dumps(nb_man.nb, ensure_ascii=False), encoding="utf-8", newline="\n")
                drafted = time.monotonic()
            nb_man.cell_start(cell, position)
            started(cell)
            well = cell.cell_type != "code" or not cell.source.strip() or shell.run(cell)
            if not well:
                nb_man.cell_exception(cell, position)
            nb_man.cell_complete(cell, position)
            if not well:
                break


papermill_engines.register(ENGINE, InThisProcess)

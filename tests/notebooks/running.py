"""Run code cells of notebooks in one IPython, and print what they show as data: ``python running.py jobs.json``.

A job is ``{"notebook": path, "parameters": {...}}``. Outside any kernel, so that a dozen runs take as long as one. Notebooks that ask
for the same assessment in the same language share it, as those of a report do.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from pathlib import Path
from typing import Any

RESULTS = "application/vnd.shkplan.results+json"
PAGES = "application/vnd.shkplan.pages+json"


def run(shell: Any, notebook: str, parameters: dict[str, Any]) -> dict[str, Any]:
    from IPython.utils.capture import capture_output

    shell.reset(new_session=True)
    shown, started = [], time.perf_counter()
    for cell in json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        with capture_output() as captured:
            done = shell.run_cell("".join(cell["source"]))
            if "parameters" in cell["metadata"].get("tags", []):
                shell.push(parameters)
        if not done.success:
            return {"error": f"{cell['id']}: {done.error_in_exec or done.error_before_exec!r}"}
        if captured.stderr:
            return {"error": f"{cell['id']} wrote to standard error: {captured.stderr}"}
        bundles = [out.data for out in captured.outputs]
        if done.result is not None:
            bundles.append(shell.display_formatter.format(done.result)[0])
        shown += [
            {"cell": cell["id"], "types": sorted(data), "pages": data.get(PAGES, {}), **data.get(RESULTS, {})}
            for data in bundles
        ]
    return {"shown": shown, "seconds": time.perf_counter() - started}


def remembering() -> None:
    """From here on an assessment that was made in this language is not made again."""
    import shkplan as sp
    from shkplan.display.setting import language

    assess, made = sp.assess, {}

    def once(*asked: Any, **settings: Any) -> Any:
        key = repr((language(), asked, sorted(settings.items())))
        if key not in made:
            made[key] = assess(*asked, **settings)
        return made[key]

    vars(sp)["assess"] = once


def main(jobs: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # IPython looks for its history
        from IPython.core.interactiveshell import InteractiveShell
    shell = InteractiveShell.instance()
    remembering()
    shell.history_manager.enabled = False
    remembering()  # now that there is a shell in which values show themselves
    answers = [
        run(shell, job["notebook"], job["parameters"]) for job in json.loads(Path(jobs).read_text(encoding="utf-8"))
    ]
    Path(jobs).with_suffix(".answers.json").write_text(json.dumps(answers), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])

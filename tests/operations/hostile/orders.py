"""What is written into ``reports.yaml``."""

from __future__ import annotations

import json

from shkplan.base.errors import DataError
from shkplan.workspace.schedules.checking import schedule_mistakes
from shkplan.workspace.schedules.reports_file import read_reports
from tests.operations.conftest import open_office
from tests.operations.hostile.cases import Case, Inside, collect, refused

_BOMB = "\n".join(
    ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]", *(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12))]
)

WHOLE = (
    ("YAML: ten lines of aliases for a thousand million entries", f"{_BOMB}\nreports: {{m: {{plan: small}}}}\n"),
    ("YAML: an alias within what it repeats", "reports: &a {m: *a}\n"),
    ("YAML: a tag that makes an object of Python", "reports: {m: {plan: !!python/object/apply:os.system [touch broken]}}\n"),
    ("YAML: a tag that imports a module", "reports: !!python/module:antigravity\n"),
    ("YAML: a tag of nobody", "reports: {m: {plan: !evil small}}\n"),
    ("YAML: three million bytes", "# " + "x" * 3_000_000 + "\nreports: {m: {plan: small}}\n"),
    ("YAML: a hundred thousand brackets within each other", "reports: " + "[" * 100_000 + "]" * 100_000 + "\n"),
    ("YAML: fifty entries within each other", "reports: " + "{a: " * 50 + "1" + "}" * 50 + "\n"),
    ("YAML: a report named twice", "reports:\n  m: {plan: small}\n  m: {plan: other}\n"),
    ("YAML: two documents", "reports: {m: {plan: small}}\n---\nreports: {m: {plan: other}}\n"),
    ("YAML: a byte that is none of a text", "reports: {m: {plan: 'sm\x00all'}}\n"),
    ("YAML: a name that is no text", "reports: {1: {plan: small}, [a, b]: {plan: small}}\n"),
    ("YAML: no file of reports but a list", "- a\n- b\n"),
    ("YAML: an entry nobody knows", "reports: {m: {plan: small, shell: 'rm -rf /'}}\n"),
)  # fmt: skip

DESTINATIONS = (
    "../out", "reports/../../out", "/etc", "//server/share", "\\\\server\\share\\x", "C:/Windows", "C:x", "~root", "reports/a\nb", "reports/\x00x",
    "reports/a\tb", "reports/\u202egpj", "reports/a\u2028b", "reports/a\u200bb", "reports/.store", "reports/latest", "reports/LATEST",
    "data", "DATA/plans", "Notebooks", "archive", "backup", "reports/CON", "reports/a.", "reports/a:stream", "reports/*", "reports/a|b",
)  # fmt: skip

ENTRIES = (
    ("plan: the way to a file outside", "plan: ../../outside/plan.yaml"),
    ("plan: the way to a file of the system", "plan: /etc/passwd.yaml"),
    ("plan: the way to a file of a share", "plan: '\\\\server\\share\\plan.yaml'"),
    ("plan: the way to a file, though inside", "plan: data/plans/small.yaml"),
    ("plan: none that is there", "plan: nobody"),
    ("plan: markup", "plan: '<script>alert(1)</script>'"),
    ("parameters: one that the notebooks do not take", "plan: small, parameters: {path: /etc/passwd}"),
    ("parameters: a plan beside the plan", "plan: small, parameters: {plan: ../../outside/plan.yaml}"),
    ("parameters: code for a number", "plan: small, parameters: {seed: '__import__(\"os\")'}"),
    ("parameters: six thousand digits", f"plan: small, parameters: {{seed: {'9' * 6000}}}"),
    ("parameters: six thousand digits of another kind", f"plan: small, parameters: {{seed: 0x{'f' * 6000}}}"),
    ("parameters: a number by the clock of Babylon", f"plan: small, parameters: {{to: 1{':00' * 3000}}}"),
    ("parameters: a fraction by the clock of Babylon", f"plan: small, parameters: {{to: 1{':00' * 3000}.5}}"),
    ("parameters: a region with the way to a file", "plan: small, parameters: {region: ../../etc}"),
    ("parameters: a scenario with the way to a file", "plan: small, parameters: {scenario: ../../../outside/x.yaml}"),
    ("parameters: a model with the name of a module", "plan: small, parameters: {model: os.system}"),
    ("indicators: a way out", "plan: small, indicators: [../../../etc/passwd]"),
    ("pages: a notebook by its way", "plan: small, pages: [../outside/evil]"),
    ("own_notebooks: a way out", "plan: small, own_notebooks: [../../outside/evil]"),
    ("as_of: the day before the first", "plan: small, as_of: 0000-00-00"),
    ("as_of: code", "plan: small, as_of: '2026-01-01; rm -rf /'"),
    ("languages: one that is a folder", "plan: small, languages: [../zh]"),
    ("formats: one that is a program", "plan: small, formats: [exe]"),
    ("schedule: a command for cron", "plan: small, schedule: {every: month, at: '06:00 * * * * touch broken'}"),
    ("schedule: no day of any month", "plan: small, schedule: {every: month, day: 31}"),
    ("keep: nothing at all", "plan: small, keep: {last: 0}"),
    ("keep: endless", "plan: small, keep: {last: .inf}"),
)  # fmt: skip

NAMES = ("../../victim", "a/b", "a\\b", "con", "nul", "-rf", "a b", "a%b", "$(id)", "<b>", "a\u202eb", "x" * 61, "")
ZONES = ("../../../etc/passwd", "/etc/localtime", "Asia/Shanghai\\nCRON_TZ=UTC", "Mars/Olympus", "$(id)")


def _whole(inside: Inside, text: str) -> str:
    root = open_office(inside.root, inside.patch, text)
    told = refused(lambda: read_reports(root))
    assert not list(inside.above.rglob("broken"))
    return told


def _mistaken(inside: Inside, text: str) -> str:
    root = open_office(inside.root, inside.patch, text)

    def check() -> None:
        found = list(schedule_mistakes(root))
        if found:
            raise DataError(found)

    return refused(check)


def _entry(inside: Inside, entry: str) -> str:
    return _mistaken(inside, f"reports:\n  m: {{{entry}, own_notebooks: [{PAGES}]}}\n" if "own_notebooks" not in entry else f"reports:\n  m: {{{entry}}}\n")  # fmt: skip


PAGES = "overview, targets, indicator, data, scenarios, evaluation, vision, calibration"

CASES: list[Case] = [
    *collect("a file of YAML makes values only, within measure", WHOLE, _whole),
    *collect(
        "a report goes to a folder of the workspace, of its own",
        [(f"destination: {one!a}", one) for one in DESTINATIONS],
        lambda inside, one: _mistaken(inside, f"reports:\n  m: {{plan: small, destination: {json.dumps(one)}, own_notebooks: [{PAGES}]}}\n"),
    ),
    *collect("a report is made of what the workspace holds", ENTRIES, _entry),
    *collect(
        "the name of a report names files too",
        [(f"name of a report: {ascii(one)[:40]}", one) for one in NAMES],
        lambda inside, one: _whole(inside, f"reports:\n  {json.dumps(one)}: {{plan: small}}\n"),
    ),
    *collect(
        "a zone is one that the machine knows",
        [(f"timezone: {one!a}", one) for one in ZONES],
        lambda inside, one: _whole(inside, f"timezone: {json.dumps(one)}\nreports: {{m: {{plan: small}}}}\n"),
    ),
]  # fmt: skip

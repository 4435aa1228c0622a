"""Names of folders and programs in what is printed for schedulers: on their own line, as data, or refused."""

from __future__ import annotations

from pathlib import Path

import yaml
from defusedxml.ElementTree import fromstring

from shkplan.base.errors import ParameterError
from shkplan.operations.scheduling import SCHEDULERS
from tests.operations.hostile.cases import Case, Inside, collect, refused
from tests.operations.scheduling.making import order
from tests.operations.scheduling.test_hostile import MONTHLY

LINES = (
    "a\n* * * * * root touch broken",
    "a\r[Service]\rExecStart=/bin/touch broken",
    "a\x00b",
    "a\x85b",
    "a\u2028- b",
    "a\udc80b",
)
NAMES = (
    "%h/$(touch broken)", "100%\\n", "`touch broken`;&|", "</Command><Command>calc.exe", "]]><!--", "{{ lipsum.__globals__ }}", "${{ secrets.TOKEN }}",
    "'''\n".strip() + '"""+__import__("os").system("x")+"""', "a: !!python/object/apply:os.system [x]", "-o ProxyCommand=x", "\u202egpj.exe",
)  # fmt: skip


def _ends_a_line(inside: Inside, name: str) -> str:
    del inside
    refused(lambda: order(MONTHLY, python=f"/srv/{name}"), "no scheduler can be told safely")
    return refused(lambda: order(MONTHLY, root=Path("/srv") / name), "no scheduler can be told safely")


def _names(inside: Inside, name: str) -> str:
    """Every file has as many lines as with a plain name, and is of its form; or the name is refused in words."""
    del inside
    for scheduler, make in SCHEDULERS.items():
        plain = make(order(MONTHLY, root=Path("/srv/office"), python="/srv/office/python"))
        try:
            files = make(order(MONTHLY, root=Path("/srv") / name, python=f"/srv/{name}/python"))
        except ParameterError as error:
            assert "no scheduler can be told safely" in str(error)  # noqa: PT017  # refused or right, either is safe
            continue
        if scheduler != "airflow":  # whose text is laid out by its width; its own tests read it back
            assert [one.text.count("\n") for one in files] == [one.text.count("\n") for one in plain]
        if scheduler == "windows":
            assert [one.tag for one in fromstring(files[0].content).iter()] == [
                one.tag for one in fromstring(plain[0].content).iter()
            ]
        if scheduler in ("github", "k8s"):
            assert [type(one) for one in yaml.safe_load_all(files[0].text)] == [
                type(one) for one in yaml.safe_load_all(plain[0].text)
            ]
        if scheduler == "airflow":
            compile(files[0].text, "dag.py", "exec")
            assert f"/srv/{name}" not in files[0].text or name.isascii()
    return "harmless"


CASES: list[Case] = [
    *collect("a path stands on one line", [(f"schedule, a path: {one!a}", one) for one in LINES], _ends_a_line),
    *collect("a path is data to every scheduler", [(f"schedule, a path: {one!a}", one) for one in NAMES], _names),
]  # fmt: skip

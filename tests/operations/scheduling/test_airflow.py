"""The file of DAGs in the real Airflow: imported, and one run carried out that makes a report.

Airflow needs other versions than shkplan, so it stands in an environment of its own, which SHKPLAN_AIRFLOW names by its Python
(``pip install apache-airflow``; with the papermill provider it is the same).
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from shkplan.operations.runs import read_log
from shkplan.operations.scheduling import schedule_files, write_schedule
from tests.operations.conftest import open_office

CHECKOUT = Path(__file__).parents[3]
IMPORTED = """
import sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
assert not bag.import_errors, bag.import_errors
print(sorted((name, task.task_id) for name, dag in bag.dags.items() for task in dag.tasks))
"""
AIRFLOW = os.environ.get("SHKPLAN_AIRFLOW", "")


@pytest.mark.skipif(not AIRFLOW, reason="SHKPLAN_AIRFLOW names no Python that has Airflow")
def test_a_run_of_the_dag_makes_the_report_of_its_day(tmp_path: Path) -> None:
    """From a folder whose name Airflow's templates and the shell would both read in another way."""
    office = open_office(tmp_path / "统计局 {{ 7 }} it's $HOME.sh")
    dags, home = tmp_path / "dags", tmp_path / "home"
    write_schedule(schedule_files("airflow", office), dags)
    environment = {
        **os.environ, "AIRFLOW_HOME": str(home), "AIRFLOW__CORE__LOAD_EXAMPLES": "False", "AIRFLOW__CORE__DAGS_FOLDER": str(dags),
        "PYTHONPATH": str(CHECKOUT),
    }  # fmt: skip

    def run(*words: str) -> str:
        done = subprocess.run(
            [AIRFLOW, *words], env=environment, capture_output=True, text=True, check=False, timeout=400
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("-m", "airflow", "db", "migrate")
    (dag,) = (one.stem for one in dags.iterdir())
    place = next(dags.iterdir())
    place.write_text(place.read_text(encoding="utf-8").replace('"retries": 2', '"retries": 0'), encoding="utf-8")
    told = run("-c", IMPORTED, str(dags))
    assert told.splitlines()[-1] == f"[('{dag}_1', 'monthly'), ('{dag}_2', 'brief')]"
    run("-m", "airflow", "dags", "test", f"{dag}_2", "2026-07-04T22:00:00+00:00")  # 06:00 on the 5th in Shanghai
    (made,) = read_log(office / "reports").runs
    assert (made.report, str(made.as_of), made.state) == ("brief", "2026-06-30", "succeeded")

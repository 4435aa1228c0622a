"""Which of the runs in the log a way of telling has still to tell of: the log and what it told last decide, not the memory of a process.

A batch that died before it told anything is told of by the next one. A failure is told when it begins and once a day while it lasts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from shkplan.files import paths
from shkplan.operations.history import CHANGES, PastReport, read_history
from shkplan.operations.notices.notice import Told
from shkplan.operations.runs import Run, RunLog
from shkplan.workspace.schedules.notify import Notify

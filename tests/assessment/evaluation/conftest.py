"""The national plan on the day of its official mid-term evaluation, once for all that only ask."""

from __future__ import annotations

import pytest

import shkplan as sp
from shkplan.assessment import Assessment


@pytest.fixture(scope="session")
def midterm() -> Assessment:
    """With every path; verdicts, words and earlier days that one test asked for are there for the next."""
    return sp.assess("china-14fyp", as_of="2023-12-26")

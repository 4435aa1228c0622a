"""One assessment for all tests of the panel: few paths, since no law here depends on their number."""

import pytest

import shkplan as sp


@pytest.fixture(scope="package")
def district():
    return sp.assess("shahekou-14fyp", as_of="2023-06-30", n_paths=600)

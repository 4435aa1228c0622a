"""The site, built once for the tests that look at it."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The folder of the site, and what its builds warned of."""
    for name in ("sphinx", "myst_parser", "furo"):
        pytest.importorskip(name, reason="the site is built with the extra shkplan[docs]")
    from docs.build import build

    folder = tmp_path_factory.mktemp("site")
    return folder, build(folder)

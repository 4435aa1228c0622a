"""The bundle: one archive with everything that is needed to recompute every number of a report elsewhere.

::

    README.txt                 what this is and the three commands that check it, in both languages
    report/                    the report as it was made: pages, results.json, manifest.json, inputs with notebooks
    tables/                    figures, sources, indicators, regions, targets, verdicts and results as CSV
    datapackage.json           the schema of the tables (Frictionless Data Package)
    ro-crate-metadata.json     what each file is, and what made it from what (RO-Crate 1.3)
    requirements.lock          exact versions with their checksums        wheels/   those packages, on request
    LICENSE.txt                of the software and the notebooks
    SHA256SUMS                 the checksum of every other file

All but the report and the wheels is made from the report alone, so that whoever checks a bundle makes it again and compares.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shkplan.bundle.make import make_bundle as make_bundle
    from shkplan.bundle.verify import verify_bundle as verify_bundle

_HOMES = {"make_bundle": "make", "verify_bundle": "verify"}
__all__ = ["make_bundle", "verify_bundle"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

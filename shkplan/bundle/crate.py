"""``ro-crate-metadata.json``: what each file of a bundle is, and what made it from what, as RO-Crate 1.3 has it.

Written from a plain dictionary: the library ``rocrate`` puts the time of writing and names drawn at random into its files, so that no
two would be equal. Its validator holds ours to the specification in the tests.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from shkplan.report import manifest as record
from shkplan.report.manifest import Manifest

SPECIFICATION = "https://w3id.org/ro/crate/1.3"
_APACHE = "https://spdx.org/licenses/Apache-2.0"
_TERMS = "http://rightsstatements.org/vocab/CNE/1.0/"  # copyright not evaluated: facts from many sources
_SOFTWARE = "https://pypi.org/project/shkplan/"
_REPORT = "report/"
_SUMS = "SHA256SUMS"
_BESIDE = 67  # bytes of its line beside the name: the checksum, two spaces, the end
_TYPES = {
    ".csv": "text/csv", ".html": "text/html", ".ipynb": "application/x-ipynb+json", ".json": "application/json",
    ".pdf": "application/pdf", ".txt": "text/plain", ".lock": "text/plain", ".yaml": "application/yaml", ".yml": "application/yaml",
    ".whl": "application/zip", ".sig": "application/octet-stream", ".png": "image/png", ".jpg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip
# What a file is, by the beginning of its name; the first that fits.
_MEANING = {
    "README.txt": "What the bundle holds and how it is checked, in Chinese and English.",
    "LICENSE.txt": "Licence of the software and of the notebooks.",
    "requirements.lock": "Exact versions of all libraries, with the checksums of their packages.",
    "SHA256SUMS": "Checksum of every other file, in the format of sha256sum.",
    "datapackage.json": "Schema of the tables: a Frictionless Data Package.",
    "tables/": "A table of the bundle; datapackage.json says what its columns hold.",
    "wheels/": "A package of the software, as pip installs it.",
    "report/manifest.json": "What the report was made from and with: parameters, versions, checksums.",
    "report/results.json": "Every number that the report shows.",
    "report/inputs/notebooks/": "A notebook that makes one kind of page.",
    "report/inputs/data/copies/": "Archived copy of the source of a figure.",
    "report/inputs/data/plans/": "The plan and its targets.",
    "report/inputs/data/observations/": "Published figures, each with its source.",
    "report/inputs/": "An input of the report.",
    "report/": "A page or a document of the report.",
}
Entity = dict[str, Any]


def crate_text(manifest: Manifest, contents: Mapping[str, bytes | Path], title: str) -> str:
    """The text of ``ro-crate-metadata.json``.

    Args:
        manifest: of the report.
        contents: all other files of the bundle but the list of checksums.
        title: of the plan, in both languages.
    """
    names = sorted([*contents, _SUMS])
    graph = [_descriptor(), _root(manifest, names, title), *_around(manifest), _making(manifest, names)]
    graph += [_file(name, contents.get(name)) for name in names]
    listed = [*contents, graph[0]["@id"]]
    graph[-len(names) + names.index(_SUMS)]["contentSize"] = str(sum(len(name.encode()) + _BESIDE for name in listed))
    whole = {"@context": f"{SPECIFICATION}/context", "@graph": graph}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _descriptor() -> Entity:
    return {
        "@id": "ro-crate-metadata.json",
        "@type": "CreativeWork",
        "conformsTo": _to(SPECIFICATION),
        "about": _to("./"),
    }


def _root(manifest: Manifest, names: Sequence[str], title: str) -> Entity:
    day = manifest.parameters["as_of"]
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{title}, {day}",
        "description": f"Targets of a plan assessed as of {day}: report, inputs, notebooks, results and tables, with all that is needed to recompute every number.",
        "datePublished": manifest.ended,
        "inLanguage": list(manifest.languages) if len(manifest.languages) > 1 else manifest.languages[0],
        "license": _to(_TERMS),
        "hasPart": [_to(_id(name)) for name in names],
        "mentions": _to("#making"),
    }


def _around(manifest: Manifest) -> list[Entity]:
    """Licences and software."""
    return [
        {
            "@id": _TERMS,
            "@type": "CreativeWork",
            "name": "Copyright not evaluated",
            "description": "The figures are facts from the sources named with them. No licence over them is claimed or granted; the terms of each source apply.",
        },
        {
            "@id": _APACHE,
            "@type": "CreativeWork",
            "name": "Apache License 2.0",
            "description": "Licence of the software and of the notebooks.",
        },
        {
            "@id": _SOFTWARE,
            "@type": "SoftwareApplication",
            "name": "shkplan",
            "url": _SOFTWARE,
            "version": str(manifest.versions["shkplan"]),
            "license": _to(_APACHE),
            "softwareRequirements": _to("requirements.lock"),
        },
    ]


def _making(manifest: Manifest, names: Sequence[str]) -> Entity:
    """What made the results from the inputs."""
    inputs = [name for name in names if name.startswith(f"{_REPORT}{record.INPUTS}/")]
    made = [name for name in names if name.startswith(_REPORT) and name not in inputs]
    return {
        "@id": "#making",
        "@type": "CreateAction",
        "name": "Recomputing every number of the report from its inputs",
        "instrument": _to(_SOFTWARE),
        "object": [_to(_id(name)) for name in inputs],
        "result": [_to(_id(name)) for name in made],
        "startTime": manifest.started,
        "endTime": manifest.ended,
        "actionStatus": "http://schema.org/CompletedActionStatus",
    }


def _file(name: str, content: bytes | Path | None) -> Entity:
    """One file; the list of checksums, which is made last, without its own."""
    meaning = next(told for start, told in _MEANING.items() if name.startswith(start))
    told: Entity = {"@id": _id(name), "@type": "File", "name": name, "description": meaning}
    told["encodingFormat"] = _TYPES.get(
        Path(name).suffix.lower(), "text/plain" if content is None else "application/octet-stream"
    )
    if content is not None:
        size = len(content) if isinstance(content, bytes) else content.stat().st_size
        checksum = hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else record.sha256(content)
        told |= {"contentSize": str(size), "sha256": checksum}
    if name.endswith(".ipynb"):
        told["license"] = _to(_APACHE)
    return told


def _to(place: str) -> Entity:
    return {"@id": place}


def _id(name: str) -> str:
    """A name as an address relative to the bundle."""
    return quote(name)

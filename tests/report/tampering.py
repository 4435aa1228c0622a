"""Ways to tamper with a report, each in a few lines, and what verify says to it.

``python -m tests.golden.accept tampering`` writes it all to ``tests/golden/tampering.txt``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest import mock

from shkplan.base.errors import VerificationFailed
from shkplan.report import make, make_report
from shkplan.report import manifest as record
from shkplan.report.verify import verify
from shkplan.report.verifying import recomputing
from tests.report.conftest import AS_OF, GREEN, HERE

GOLDEN = HERE.parent / "golden" / "tampering.txt"
PAGE = f"en/indicator-{GREEN}.html"
OTHER = "en/data.html"
FIGURES = "inputs/data/observations/small.csv"

Way = Callable[[Path], Any]


@dataclass
class Bench:
    """Where reports are tampered with: an honest one in each format, and the workspace that they were made from.

    Notebooks are run once for the same inputs and parameters, whoever asks: what is tried here is what is compared with them.
    """

    place: Path
    _executed: dict[str, Path] = field(default_factory=dict)

    @property
    def workspace(self) -> Path:
        return self.place / "workspace"

    def honest(self, *formats: str, figures: Path | None = None, made: Mapping[str, str] | None = None) -> Path:
        """A report that nobody has touched; from other figures where they are given, or by other versions."""
        folder = self.place / "-".join([*formats, *([figures.stem] if figures else []), *(made or {})])
        if folder.exists():
            return folder / "small" / AS_OF
        root = self.workspace if figures is None else self.place / f"workspace-{figures.stem}"
        if not root.exists():
            shutil.copytree(HERE / "workspace", root)
        if figures is not None:
            shutil.copyfile(figures, root / "data" / "observations" / "small.csv")
        here = record.versions()
        with self.remembering(), mock.patch.object(record, "versions", return_value={**here, **(made or {})}):
            asked: dict[str, Any] = {"reports": ["indicator", "data"], "indicators": [GREEN], "languages": ["en"]}
            plan = root / "data" / "plans" / "small.yaml"
            return make_report(plan, as_of=AS_OF, formats=formats, out=folder, **asked).path

    @contextmanager
    def remembering(self) -> Iterator[None]:
        """A block in which notebooks run once are not run again."""
        run = make.run

        def remembered(jobs: Any, order: Any, place: Any, *rest: Any) -> int:
            inputs = record.checksums(Path(place.workspace), Path(place.workspace))
            told = {job.key: self._key(inputs, job.parameters) for job in jobs}
            if not all(key in self._executed for key in told.values()):
                run(jobs, order, place, *rest)
                for job in jobs:
                    kept = self.place / "executed" / told[job.key]
                    kept.parent.mkdir(exist_ok=True)
                    shutil.copyfile(job.executed, kept)
                    self._executed[told[job.key]] = kept
            for job in jobs:
                Path(job.executed).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(self._executed[told[job.key]], job.executed)
            return len(jobs)

        with mock.patch.object(make, "run", remembered), mock.patch.object(recomputing, "run", remembered):
            yield

    @staticmethod
    def _key(inputs: Mapping[str, str], parameters: Mapping[str, Any]) -> str:
        return hashlib.sha256(json.dumps([inputs, parameters], sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Tampering:
    """One way: what is done to a copy of the honest report, and how verify is then asked."""

    name: str
    way: Way
    formats: Sequence[str] = ("html",)
    asked: Mapping[str, Any] = field(default_factory=dict)
    forged: bool = False  # the observations, before the report was made
    made: Mapping[str, str] = field(default_factory=dict)  # versions that made the report

    def answer(self, bench: Bench, place: Path) -> str:
        """The exit code, and what verify says in its last line; what changes from machine to machine is left out."""
        figures = None
        if self.forged:
            figures = bench.place / "forged.csv"
            text = (HERE / "workspace" / "data" / "observations" / "small.csv").read_text(encoding="utf-8")
            figures.write_text(text.replace("45.4", "45.9"), encoding="utf-8", newline="\n")
        report = place / "report"
        shutil.copytree(bench.honest(*self.formats, figures=figures, made=self.made), report)
        self.way(report)
        (place / "public.pem").write_text(PUBLIC, encoding="utf-8")
        there = {"workspace": bench.workspace, "public.pem": place / "public.pem"}
        asked = {name: there.get(value, value) for name, value in self.asked.items()}
        try:
            with bench.remembering():
                found = verify(report, **asked)
        except VerificationFailed as error:
            code, lines = error.code, str(error).splitlines()
        else:
            code, lines = 0, [*found.remarks, str(found)]
        told = lines[-1] if code else "\n".join(line for line in lines if "sha256" not in line)
        return f"{code} {_anywhere(told, place)}"


def _anywhere(told: str, place: Path) -> str:
    """What was told, as it would be on any machine."""
    told = told.replace(str(place), "").replace("/private", "")
    told = re.sub(
        r"(code|numpy|matplotlib|python|typst|scipy|python-docx|noto-cjk-sans-otc|fonttools) \S+ \(here [^)]*\)",
        r"\1 … (here …)",
        told,
    )
    told = re.sub(r"\b(shkplan|python|numpy|pandas|scipy) \d+\.[\w.]+", r"\1 …", told)
    told = re.sub(r'"code": "[0-9a-f]{12}"', '"code": "…"', told)  # of the library itself, another with every change
    told = re.sub(r"at 20[\d:T+-]+", "at …", told)
    return re.sub(
        r"\d+ figures|\d+ of \d+ inputs|from \d+ files|\d+ files have",
        lambda found: re.sub(r"\d+", "…", found[0]),
        told,
    )


def written(answers: Mapping[str, str]) -> str:
    """All answers as the golden file holds them, and how many there are of each exit code."""
    parts = [f"{name}\n" + "".join(f"    {line}\n" for line in told.splitlines()) for name, told in answers.items()]
    codes = [told[0] for told in answers.values()]
    tally = ", ".join(f"{codes.count(code)} with {code}" for code in sorted(set(codes)))
    return "\n".join([*parts, f"{len(answers)} ways: {tally}\n"])


def answers(place: Path) -> dict[str, str]:
    """What verify says to each way.

    Args:
        place: a folder to tamper in.
    """
    bench = Bench(place / "bench")
    found = {}
    for number, one in enumerate(WAYS):
        (place / str(number)).mkdir(parents=True)
        found[one.name] = one.answer(bench, place / str(number))
    return found


def change(name: str, old: str, new: str) -> Way:
    """A text changed in a file, once."""

    def way(report: Path) -> None:
        path = report / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")

    return way


def manifest(**entries: Any) -> Way:
    """Entries of the manifest changed."""

    def way(report: Path) -> None:
        path = report / "manifest.json"
        content = json.loads(path.read_text(encoding="utf-8"))
        for name, value in entries.items():
            content[name] = {**content[name], **value} if isinstance(value, dict) else value
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    return way


def mended(*ways: Way) -> Way:
    """Several things done, and then every checksum in the manifest mended."""

    def way(report: Path) -> None:
        for one in ways:
            one(report)
        content = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
        sums = {name: record.sha256(report / name) for name in content["pages"]}
        inputs = {name: record.sha256(report / "inputs" / name) for name in content["inputs"]}
        manifest(pages=sums, inputs=inputs, results=record.sha256(report / "results.json"))(report)

    return way


def dressed(**versions: str) -> Way:
    """Versions altered in the manifest, and in the foot of every page."""

    def way(report: Path) -> None:
        content = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
        for page in content["pages"]:
            path = report / page
            text = path.read_text(encoding="utf-8")
            for name, version in versions.items():
                text = text.replace(f"{name} {content['versions'][name]}", f"{name} {version}")
            path.write_text(text, encoding="utf-8", newline="\n")
        manifest(versions=versions)(report)

    return way


def in_table(report: Path) -> None:
    """A digit changed in the table that a chart hands out."""
    path = report / PAGE
    text = path.read_text(encoding="utf-8")
    found = re.search(r'href="(data:text/csv[^,]*;base64),([^"]+)"', text)
    assert found
    table = base64.b64decode(found[2]).replace(b"45.4", b"54.4", 1)
    text = text.replace(found[2], base64.b64encode(table).decode(), 1)
    path.write_text(text, encoding="utf-8", newline="\n")


def swapped(report: Path) -> None:
    (report / PAGE).rename(report / "aside")
    (report / OTHER).rename(report / PAGE)
    (report / "aside").rename(report / OTHER)


def added(name: str, content: str = "nonsense", *, listed: str = "") -> Way:
    """A file more, among the pages or inputs of the manifest or not."""

    def way(report: Path) -> None:
        path = report / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
        if listed:
            manifest(**{listed: {name.removeprefix("inputs/"): record.sha256(path)}})(report)

    return way


def without_page(report: Path) -> None:
    (report / OTHER).unlink()
    content = json.loads((report / "manifest.json").read_text(encoding="utf-8"))
    content["pages"].pop(OTHER)
    (report / "manifest.json").write_text(json.dumps(content), encoding="utf-8")


def linked(report: Path) -> None:
    (report / PAGE).rename(report.parent / "elsewhere.html")
    (report / PAGE).symlink_to(report.parent / "elsewhere.html")


def truncated(report: Path) -> None:
    path = report / "results.json"
    path.write_bytes(path.read_bytes()[:1000])


def manifest_text(old: str, new: str) -> Way:
    return change("manifest.json", old, new)


def in_notebook(report: Path) -> None:
    """A line more in the last cell of a notebook that runs."""
    path = report / "inputs" / "notebooks" / "indicator.ipynb"
    content = json.loads(path.read_text(encoding="utf-8"))
    next(cell for cell in content["cells"][::-1] if cell["cell_type"] == "code")["source"][:0] = ["print('90 %')\n"]
    path.write_text(json.dumps(content), encoding="utf-8")


def flipped(report: Path) -> None:
    """One byte more at the end of the document to print."""
    path = report / "en" / "report.pdf"
    path.write_bytes(path.read_bytes() + b"\n")


def with_script(report: Path) -> None:
    """A script that runs when the document to print is opened."""
    import pikepdf

    path = report / "en" / "report.pdf"
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('45.9')")
        pdf.save(path)


def rewritten(report: Path, parts: Callable[[str, bytes], bytes], **more: bytes) -> None:
    """The Word document with other parts, and with more of them."""
    path = report / "en" / "report.docx"
    with zipfile.ZipFile(path) as file:
        found = {name: parts(name, file.read(name)) for name in file.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in (found | more).items():
            file.writestr(name, content)


def in_word(report: Path) -> None:
    rewritten(report, lambda name, content: content.replace(b"45.4", b"54.4", 1))


def with_macro(report: Path) -> None:
    rewritten(report, lambda name, content: content, **{"word/vbaProject.bin": b"..."})


def hidden_in_word(report: Path) -> None:
    rewritten(report, lambda name, content: content.replace(b"<w:r>", b"<w:r><w:rPr><w:vanish/></w:rPr>", 1))


def started_by_word(report: Path) -> None:
    """A field that starts a program, which no word of the text shows."""
    field = b'<w:fldSimple w:instr="DDEAUTO cmd"/></w:p>'
    rewritten(report, lambda name, content: content.replace(b"</w:p>", field, 1))


def described_in_word(report: Path) -> None:
    rewritten(report, lambda name, content: content.replace(b'descr="', b'descr="90 % ', 1))


def in_pdf(change_it: Callable[[Any], None]) -> Way:
    """Something changed in the document to print."""

    def way(report: Path) -> None:
        import pikepdf

        with pikepdf.open(report / "en" / "report.pdf", allow_overwriting_input=True) as pdf:
            change_it(pdf)
            pdf.save(report / "en" / "report.pdf")

    return way


def other_glyphs(report: Path) -> None:
    """A font that draws one Chinese character where another stands."""
    from fontTools.ttLib import TTFont

    path = report / PAGE
    text = path.read_text(encoding="utf-8")
    found = re.search(r"font/woff;base64,([A-Za-z0-9+/=]+)", text)
    assert found
    face: Any = TTFont(BytesIO(base64.b64decode(found[1])), recalcTimestamp=False)
    for table in {id(table.cmap): table.cmap for table in face["cmap"].tables}.values():
        first, second = [code for code in table if code >= 0x4E00][:2]
        table[first], table[second] = table[second], table[first]
    written = BytesIO()
    face.save(written)
    path.write_text(
        text.replace(found[1], base64.b64encode(written.getvalue()).decode()), encoding="utf-8", newline="\n"
    )


def signed_by_another(report: Path) -> None:
    (report / "manifest.json.sig").write_bytes(bytes(64))


PUBLIC = """-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
-----END PUBLIC KEY-----
"""  # of RFC 8032, 7.1, test 1

DIGIT = change(PAGE, "<dd>45.4", "<dd>54.4")
SCRIPT = change(
    PAGE, "</body>", "<script>document.body.innerHTML=document.body.innerHTML.replace(/45.4/g,'54.4')</script></body>"
)
HIDING = change(PAGE, "</style>", "table{display:none}</style>")
DRAWN = change(PAGE, '" d="M', '" d="M1 1L2 2M')
PROBABILITY = change(PAGE, "About 55", "About 95")
NOTEBOOK = in_notebook

OTHERS = {"typst": "9", "python-docx": "9"}

WAYS = [
    Tampering("nothing", lambda report: None),
    Tampering("a digit of a page", DIGIT),
    Tampering("a digit of a page, checksum mended", mended(DIGIT)),
    Tampering("a digit of a page, checksum mended, version altered in the manifest", mended(DIGIT, manifest(versions={"numpy": "9"}))),
    Tampering("a digit of a page, checksum mended, version altered everywhere", mended(DIGIT, dressed(numpy="9"))),
    Tampering("the probability in words, all mended, code altered everywhere", mended(PROBABILITY, dressed(code="0"))),
    Tampering("a digit of the table that a chart hands out, all mended, version altered", mended(in_table, dressed(numpy="9"))),
    Tampering("a version altered in the manifest", manifest(versions={"numpy": "9"})),
    Tampering("a version altered everywhere, nothing else", mended(dressed(numpy="9"))),
    Tampering("a script more, all mended", mended(SCRIPT)),
    Tampering("a script more, all mended, version altered", mended(SCRIPT, dressed(numpy="9"))),
    Tampering("a script more, all mended, code altered", mended(SCRIPT, dressed(code="0"))),
    Tampering("a style that hides tables, all mended", mended(HIDING)),
    Tampering("a style that hides tables, all mended, code altered", mended(HIDING, dressed(code="0"))),
    Tampering("a handler more, all mended, version altered", mended(change(PAGE, "<main", "<main onclick=\"x()\""), dressed(numpy="9"))),
    Tampering("words that only some browsers show, all mended, code altered", mended(change(PAGE, "<main", "<!--><p>90 %</p>--><main"), dressed(code="0"))),
    Tampering("a figure in the next cell, all mended, code altered", mended(change(PAGE, "<td", "<td></td><td"), dressed(code="0"))),
    Tampering("a row of a class that hides it, all mended, code altered", mended(change(PAGE, "<tr>", '<tr class="shk-hidden">'), dressed(code="0"))),
    Tampering("a table within a drawing that is not shown, all mended, code altered", mended(change(PAGE, "<table", '<svg><g style="display:none"><table'), dressed(code="0"))),
    Tampering("a link in a drawing, all mended, version altered", mended(change(PAGE, "<path", '<a href="../../other.html"></a><path'), dressed(matplotlib="9"))),
    Tampering("glyphs exchanged in a font, all mended, version altered", mended(other_glyphs, dressed(numpy="9"))),
    Tampering("glyphs exchanged in a font, all mended, version of the font altered", mended(other_glyphs, dressed(**{"noto-cjk-sans-otc": "9"}))),
    Tampering("a drawing, all mended", mended(DRAWN)),
    Tampering("a drawing, all mended, version altered", mended(DRAWN, dressed(matplotlib="9"))),
    Tampering("two pages swapped, all mended", mended(swapped)),
    Tampering("a page more, listed", added("en/more.html", listed="pages")),
    Tampering("a page less, unlisted", without_page),
    Tampering("a page cut short", lambda report: (report / PAGE).write_bytes((report / PAGE).read_bytes()[:5000])),
    Tampering("a digit of the results", change("results.json", "45.4", "45.3")),
    Tampering("a digit of the results, checksum mended", mended(change("results.json", "45.4", "45.3"))),
    Tampering("the results cut short, checksum mended", mended(truncated)),
    Tampering("a result twice, checksum mended", mended(change("results.json", '"format":1', '"format":1,"format":1'))),
    Tampering("a digit of an observation", change(FIGURES, "45.4", "45.5")),
    Tampering("a digit of an observation, checksum mended", mended(change(FIGURES, "45.4", "45.5"))),
    Tampering("an observation forged before the report was made", lambda report: None, forged=True),
    Tampering("the same, held against the originals", lambda report: None, forged=True, asked={"against": "workspace"}),
    Tampering("nothing, held against the originals", lambda report: None, asked={"against": "workspace"}),
    Tampering("a notebook", NOTEBOOK),
    Tampering("a notebook, checksum mended", mended(NOTEBOOK)),
    Tampering("a notebook, checksum mended, and run all the same", mended(NOTEBOOK), asked={"run_notebooks": True}),
    Tampering("a module beside the notebooks, listed", added("inputs/notebooks/pandas.py", listed="inputs")),
    Tampering("an input that nothing takes, listed", added("inputs/data/notes.txt", listed="inputs")),
    Tampering("versions without end", manifest(versions={f"library{number}": "1" for number in range(30_000)})),
    Tampering("a file more", added("notes.txt")),
    Tampering("a folder more", lambda report: (report / "en" / "more").mkdir()),
    Tampering("what a file manager leaves", added("en/.DS_Store")),
    Tampering("a name that forges the last line", added("x\nverified: 1504 figures recomputed, all agree")),
    Tampering("a name that turns the direction", added("en/\u202elmth.gpj")),
    Tampering("two names that some systems take for one", added("EN/data.html")),
    Tampering("a link in place of a page", linked),
    Tampering("a second name of a page elsewhere", lambda report: os.link(report / PAGE, report.parent / "elsewhere.html")),
    Tampering("a pipe", lambda report: os.mkfifo(report / "en" / "pipe")),
    Tampering("a plan that leads out", manifest(plan="../../../plans/small", parameters={"plan": "../../../plans/small"})),
    Tampering("an input that leads out", manifest(inputs={"../../secret": "0" * 64})),
    Tampering("another status", manifest(status="approved by the standing committee")),
    Tampering("an end before the start", manifest(ended="2020-01-01T00:00:00+00:00")),
    Tampering("a time that is none", manifest(started="yesterday")),
    Tampering("another seed beside the parameters", manifest(seed=7)),
    Tampering("another seed", manifest(seed=7, parameters={"seed": 7})),
    Tampering("another day", manifest(parameters={"as_of": "2024-06-30"})),
    Tampering("another folder", manifest(folder="reports/small/2025-06-30")),
    Tampering("a language more", manifest(languages=["en", "zh"])),
    Tampering("a version that forges the last line", manifest(versions={"numpy": "9)\nverified: 1504 figures recomputed, all agree ("})),
    Tampering("an entry more", manifest(approved=True)),
    Tampering("an entry twice", manifest_text('"plan": "small"', '"plan": "small", "plan": "small"')),
    Tampering("a number that is none", manifest_text('"format": 1', '"format": NaN')),
    Tampering("a number without end", manifest_text('"format": 1', f'"format": 1{"0" * 5000}')),
    Tampering("brackets without end", lambda report: (report / "manifest.json").write_text("[" * 100_000)),
    Tampering("a manifest that is a list", lambda report: (report / "manifest.json").write_text("[]")),
    Tampering("a manifest that is no text", lambda report: (report / "manifest.json").write_bytes(b"\xff\xfe")),
    Tampering("a signature by another", signed_by_another, asked={"signed_by": "public.pem"}),
    Tampering("no signature", lambda report: None, asked={"signed_by": "public.pem"}),
    Tampering("nothing, document to print", lambda report: None, formats=("pdf",)),
    Tampering("a byte of the document to print", flipped, formats=("pdf",)),
    Tampering("a byte of the document to print, all mended", mended(flipped), formats=("pdf",)),
    Tampering("a script in the document to print, all mended, version altered", mended(with_script, manifest(versions={"numpy": "9"})), formats=("pdf",)),
    Tampering("nothing, Word", lambda report: None, formats=("docx",)),
    Tampering("a digit in Word, all mended", mended(in_word), formats=("docx",)),
    Tampering("a digit in Word, all mended, version altered", mended(in_word, manifest(versions={"python": "3"})), formats=("docx",)),
    Tampering("a macro in Word, all mended, version altered", mended(with_macro, manifest(versions={"python": "3"})), formats=("docx",)),
    Tampering("nothing, Word by other versions", lambda report: None, formats=("docx",), made=OTHERS),
    Tampering("a word hidden in Word by other versions", mended(hidden_in_word), formats=("docx",), made=OTHERS),
    Tampering("a field that acts in Word by other versions", mended(started_by_word), formats=("docx",), made=OTHERS),
    Tampering("the description of a picture in Word, by another version that sets none of it", mended(described_in_word), formats=("docx",), made={"fonttools": "9"}),
    Tampering("nothing, document to print by other versions", lambda report: None, formats=("pdf",), made=OTHERS),
    Tampering("a page cut off in the document to print by other versions", mended(in_pdf(lambda pdf: pdf.pages[0].__setattr__("CropBox", [0, 0, 99, 99]))), formats=("pdf",), made=OTHERS),
    Tampering("the title of the document to print, by another version that sets none of it", mended(in_pdf(lambda pdf: pdf.docinfo.__setitem__("/Title", "Approved"))), formats=("pdf",), made={"fonttools": "9"}),
    Tampering("a white sheet over a page of the document to print by other versions", mended(in_pdf(lambda pdf: pdf.pages[0].contents_add(pdf.make_stream(b"1 1 1 rg 0 0 2000 2000 re f")))), formats=("pdf",), made=OTHERS),
]  # fmt: skip

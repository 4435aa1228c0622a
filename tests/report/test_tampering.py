"""Ways of tampering with a report, and what verify says to each: ``tests/golden/tampering.txt``."""

import pytest

from tests.report.tampering import GOLDEN, WAYS, Bench, Tampering


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """One report for all of them, copied before it is touched; its notebooks run once."""
    return Bench(tmp_path_factory.mktemp("bench"))


@pytest.mark.parametrize("one", WAYS, ids=lambda one: one.name)
def test_what_verify_says(one: Tampering, bench: Bench, tmp_path) -> None:
    """The exit code and the last line stand in the golden file."""
    told = "\n".join(f"    {line}" for line in one.answer(bench, tmp_path).splitlines())
    assert f"\n{one.name}\n{told}\n" in f"\n{GOLDEN.read_text(encoding='utf-8')}"


def test_what_is_verified_is_honest_or_told() -> None:
    """Of all ways only those are verified that change nothing one reads, or that a comparison with originals tells."""
    parts = GOLDEN.read_text(encoding="utf-8").split("\n\n")[:-1]
    verified = {part.splitlines()[0] for part in parts if part.splitlines()[1].startswith("    0 ")}
    assert verified == {
        "nothing",
        "nothing, held against the originals",
        "nothing, document to print",
        "nothing, Word",
        "a version altered everywhere, nothing else",
        "a drawing, all mended, version altered",
        "an observation forged before the report was made",
        "what a file manager leaves",
        "nothing, Word by other versions",
        "nothing, document to print by other versions",
        "a white sheet over a page of the document to print by other versions",
    }

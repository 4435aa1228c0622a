"""Tags on the cells of a notebook lay its page out: named sections, folded ones, halves, and nothing that is empty."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from shkplan.report.cells import markdown, sections_of, unbroken


def prose(text, *tags):
    return new_markdown_cell(text, metadata={"tags": list(tags)})


def code(*shown, tags=()):
    outputs = [new_output("display_data", {"text/html": one}) for one in shown]
    return new_code_cell("show()", metadata={"tags": list(tags)}, outputs=outputs)


def laid_out(*cells, language="en"):
    return sections_of(new_notebook(cells=list(cells)), language)


def test_a_heading_carries_its_permalink_and_whether_it_is_folded():
    sections = laid_out(
        prose("# Page", "id-card"), code("<p>1</p>"), prose("## Where *from*", "id-sources", "fold"), code("<p>2</p>")
    )
    told = [(one.name, one.level, one.words, one.fold, len(one.cells)) for one in sections]
    assert told == [("card", 1, "Page", False, 1), ("sources", 2, "Where from", True, 1)]


def test_a_heading_without_a_name_is_numbered_among_those():
    sections = laid_out(prose("## A\n\nb\n\n## C"), prose("## D", "id-d"), prose("## E"))
    assert [(one.name, one.words) for one in sections] == [("s1", "A"), ("s2", "C"), ("d", "D"), ("s3", "E")]
    assert "<p>b</p>" in sections[0].cells[0].prose


def test_a_section_whose_cells_show_nothing_is_not_there():
    nothing = '<p class="shk-none" lang="en">No corrections.</p>'
    sections = laid_out(
        prose("# Page"), code(),
        prose("## Silent\n\nwith prose", "id-silent"), code(),
        prose("## None of it", "id-none"), code(nothing), code(f"{nothing}\n{nothing}"),
        prose("## Some", "id-some"), code(nothing), code("<p>1</p>"),
        prose("## Words alone", "id-words"),
    )  # fmt: skip
    assert [one.words for one in sections] == ["Page", "Some", "Words alone"]


def test_a_cell_of_code_may_have_a_permalink_of_its_own_where_it_shows_something():
    (section,) = laid_out(prose("# Page", "id-card"), code("<p>1</p>", tags=["id-chart"]), code(tags=["id-gone"]))
    assert section.names == {"card", "chart"}


def test_a_section_is_a_half_where_all_that_it_shows_is():
    sections = laid_out(
        prose("## A", "id-a"), code(), code("<p>1</p>", tags=["half"]),
        prose("## B", "id-b"), code("<p>1</p>", tags=["half"]), code("<p>2</p>"),
    )  # fmt: skip
    assert [one.half for one in sections] == [True, False]


def test_a_half_stands_beside_another_that_shows_something():
    """A card takes the whole width where no chart can stand beside it."""
    for shown, wanted in ((["<p>2</p>"], [2]), ([], [1, 1])):
        (section,) = laid_out(prose("# A"), code("<p>1</p>", tags=["half"]), code(*shown, tags=["half"]))
        rows = [row for row in section.rows if any(cell.half for cell in row)]
        assert [len(row) for row in rows] == wanted


def test_a_heading_in_another_language_is_not_on_the_page():
    cells = [prose("## 来源", "lang-zh", "id-sources"), prose("## Sources", "lang-en", "id-sources"), code("<p>1</p>")]
    for language, words in (("zh", "来源"), ("en", "Sources")):
        assert [(one.name, one.words) for one in laid_out(*cells, language=language)] == [("sources", words)]


def test_a_number_is_not_parted_from_its_per_cent() -> None:
    """At the end of a line 80 would stand without its sign; Chinese has no blank there."""
    assert unbroken("an 80 % band, 5 ‰; about 3 %") == "an 80\u00a0% band, 5\u00a0‰; about 3\u00a0%"
    assert unbroken("a % b, 80%区间") == "a % b, 80%区间"
    assert "80\u00a0%" in markdown("an 80 % band")


def test_counted_parts_are_numbered_among_those_that_show_anything():
    """As an evaluation numbers its parts; the number of one that shows nothing is not missed."""
    cells = []
    for at in range(12):
        cells.append({"cell_type": "markdown", "source": f"## part{at}", "metadata": {"tags": ["counted"]}})
        html = "<p>shown</p>" if at != 1 else '<p class="shk-none">none</p>'
        output = {"output_type": "display_data", "data": {"text/html": html}, "metadata": {}}
        cells.append({"cell_type": "code", "source": "x", "metadata": {}, "outputs": [output]})
    cells.append({"cell_type": "markdown", "source": "## annex", "metadata": {}})
    told = {language: [one.words for one in sections_of({"cells": cells}, language)] for language in ("zh", "en")}
    assert told["zh"][:3] == ["一、part0", "二、part2", "三、part3"]
    assert told["zh"][9:] == ["十、part10", "十一、part11", "annex"]
    assert told["en"][0] == "1. part0"

"""Names that complete with tab between the brackets of a call."""

import pytest

import shkplan as sp
from shkplan.display.completing import Call, call_at, names_for


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ('a.under("', Call("a.under", "under", 0, "")),
        ("a.under('city", Call("a.under", "under", 0, "city")),
        ('x = 1\nsp.compare(a, a.under("s', Call("a.under", "under", 0, "s")),
        ('a.series("economy.gdp", region="大', Call("a.series", "series", "region", "大")),
        ('a.series("economy.gdp", "', Call("a.series", "series", 1, "")),
        ("a.using(model=", Call("a.using", "using", "model", None)),
        ('sp.claim("e.f", 2025, like = "', Call("sp.claim", "claim", "like", "")),
        ('f([1, 2], {"a": 3}, "', Call("f", "f", 2, "")),
        ('a["', None),
        ('a.under("s")', None),
        ("a.under(s", None),
        ('a.under(x + "', None),
        ("(1, 2", None),
        ('# a.under("', None),
        ("", None),
    ],
)
def test_the_call_at_the_end_of_a_text(text, call) -> None:
    assert call_at(text) == call


@pytest.fixture(scope="module")
def session():
    return {"sp": sp, "a": sp.assess("shahekou-14fyp", as_of="2023-06-30", n_paths=400), "os": pytest}


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ('a.under("', "city-pace-resumes"),
        ('a.series("', "economy.gdp_growth"),
        ('a.series("economy.gdp_growth", region="', "大连市"),
        ('a.using(model="', "theta"),
        ('a.using(link="', "logit"),
        ('a.solve("', "employment.new_jobs"),
        ('a.kind("', "cumulative"),
        ('sp.assess("', "china-15fyp"),
        ('sp.claim("', "employment.new_jobs"),
        ('sp.claim("x", 2025, how="', "condition"),
        ('sp.claim("x", 2025, shape="', "even growth"),
        ('sp.scenario("x", parent="', "city-pace-resumes"),
        ('sp.explore(a, "', "economy.gdp_growth"),
        ('sp.pool("drift", "', "theta"),
        ('sp.set_language("', "zh"),
    ],
)
def test_what_can_be_typed_there(session, text, among) -> None:
    assert among in names_for(call_at(text), session)


@pytest.mark.parametrize(
    "text", ['os.under("', 'print("', 'a.under("x", "', 'sp.claim("x", 2025, target="', 'unknown.series("']
)
def test_nothing_is_offered_where_a_name_means_nothing(session, text) -> None:
    assert names_for(call_at(text), session) == ()


def test_a_scenario_of_another_plan_is_not_offered(session) -> None:
    national = {"sp": sp, "a": sp.assess("china-15fyp", as_of="2026-06-30", n_paths=400)}
    assert "city-pace-resumes" not in names_for(call_at('a.under("'), national)


def test_the_shell_completes_as_one_types(session) -> None:
    """In a real IPython, with files and keywords that would compete."""
    from IPython.core.completer import provisionalcompleter
    from IPython.core.interactiveshell import InteractiveShell

    from shkplan.display import completing

    shell = InteractiveShell()
    shell.user_ns.update(session)
    completing.register(shell)
    completing.register(shell)
    assert (
        sum(getattr(one, "matcher_identifier", "") == "shkplan.names" for one in shell.Completer.custom_matchers) == 1
    )
    for text, expected in (
        ('a.under("city', "city-pace-resumes"),
        ("a.using(model=", '"auto"'),
        ('a.card("new_j', "employment.new_jobs"),
    ):
        with provisionalcompleter():
            found = list(shell.Completer.completions(text, len(text)))
        assert expected in [one.text for one in found]

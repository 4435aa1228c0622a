"""The command that explains one verdict, from the clause to the number."""

from __future__ import annotations

from typing import Annotated

import typer

from shkplan.cli.speaking import speak_if


def explain(
    target: Annotated[
        str, typer.Argument(help="Key of the target: the id of its indicator, with @deadline where it has several.")
    ],
    plan: Annotated[str | None, typer.Option(help="Id or file of the plan; default: the only one there is.")] = None,
    as_of: Annotated[str, typer.Option(help="The day whose knowledge counts: today or YYYY-MM-DD.")] = "today",
    region: Annotated[str | None, typer.Option(help="Another region of the plan; default: its own.")] = None,
    lang: Annotated[str | None, typer.Option(help="zh or en; default: that of the environment.")] = None,
) -> None:
    """Explain one verdict step by step: clause, figures used and not used, model, distribution, other methods, versions."""
    from shkplan.assessment import assess
    from shkplan.display.tables.explain import explained
    from shkplan.workspace.load import Workspace

    speak_if(lang)
    here = Workspace.here()
    a = assess(here.only_plan if plan is None else plan, as_of=as_of, region=region)
    typer.echo(explained(a.explain(target)))

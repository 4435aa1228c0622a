"""What is known of the figures of a plan: the commands below ``shkplan data``."""

from typing import Annotated

import typer

from shkplan.base.messages import said
from shkplan.cli.speaking import PLAIN, Commands, Door, speak_if, tell
from shkplan.cli.words import tell_what_serves

__all__ = ["data"]

OnlyPlan = Annotated[str | None, typer.Option(help="Id or file of the plan; default: the only one there is.")]
Region = Annotated[str | None, typer.Option(help="Another region of the plan; default: its own.")]
Lang = Annotated[str | None, typer.Option(help="zh or en; default: that of the environment.")]
AsOf = Annotated[str, typer.Option(help="The day whose knowledge counts: today or YYYY-MM-DD.")]

data = Door(cls=Commands, no_args_is_help=True, **PLAIN, help="What is known of the figures, and what is missing.")


@data.command()
def status(plan: OnlyPlan = None, as_of: AsOf = "today", region: Region = None, lang: Lang = None) -> None:
    """Show which years of each indicator are known, and who owes which figure since when."""
    from shkplan.report import data_status

    speak_if(lang)
    if plan is None:
        tell_what_serves(said("looked at"))
    typer.echo(data_status(plan, as_of=as_of, region=region))


@data.command()
def classes(plan: OnlyPlan = None, region: Region = None, lang: Lang = None) -> None:
    """Show which reference class serves each indicator and why, or why none does."""
    from shkplan.exchange.reference import classes_of

    speak_if(lang)
    if plan is None:
        tell_what_serves(said("looked at"))
    for line in classes_of(plan, region):
        tell(line)

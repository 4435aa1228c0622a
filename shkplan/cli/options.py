"""Options that several commands have."""

from typing import Annotated

import typer

OnlyPlan = Annotated[str | None, typer.Option(help="Id or file of the plan; default: the only one there is.")]
Region = Annotated[str | None, typer.Option(help="Another region of the plan; default: its own.")]
Lang = Annotated[str | None, typer.Option(help="zh or en; default: that of the environment.")]
AsOf = Annotated[str, typer.Option(help="The day whose knowledge counts: today or YYYY-MM-DD.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing unless something is wrong.")]
Jobs = Annotated[int, typer.Option(min=1, help="Notebooks at a time.")]
Limit = Annotated[float, typer.Option(min=1, help="Seconds of a processor that one notebook may take.")]
Clock = Annotated[float, typer.Option(min=1, help="Seconds by the clock that one notebook may take.")]

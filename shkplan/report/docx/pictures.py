"""Drawings as pictures: not every program that reads .docx draws SVG, so each goes in as PNG, set by typst with our own faces."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from shkplan.report.docx.shelf import SizedDrawing
from shkplan.report.pdf.code import call, literal
from shkplan.report.pdf.document import template
from shkplan.report.pdf.setting import pictured

DOTS = 200  # in an inch


def pictures_of(drawings: Sequence[SizedDrawing]) -> list[bytes]:
    """Each drawing as PNG, in the size it is shown in; the same bytes for the same drawings."""
    drawn = [one for one in drawings if isinstance(one.source, str)]
    pages = "\n".join(_page(one) for one in drawn)
    made = (
        dict(zip(drawn, pictured(f'{template()}\n#set text(font: faces("zh"))\n{pages}\n', DOTS), strict=True))
        if drawn
        else {}
    )
    return [_packed(made[one] if isinstance(one.source, str) else one.source) for one in drawings]


def _page(drawing: SizedDrawing) -> str:
    """A page as large as a drawing, which fills it."""
    size = {"width": f"{drawing.width:.2f}pt", "height": f"{drawing.height:.2f}pt"}
    shown = call("image", call("bytes", literal(str(drawing.source))), **size)
    return "#" + call("page", shown, margin="0pt", header="none", footer="none", **size)


def _packed(picture: bytes) -> bytes:
    """A picture as PNG without what it does not need: a drawing has few colours."""
    from PIL import Image

    with Image.open(BytesIO(picture)) as image:
        flat = image.convert("RGBA")
        paper = Image.new("RGBA", flat.size, "white")
        paper.alpha_composite(flat)
        written = BytesIO()
        paper.convert("RGB").quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(
            written, "PNG", optimize=True, dpi=(DOTS, DOTS)
        )
        return written.getvalue()

"""Which process draws a paper: what it says comes in as JSON, its PDF goes out?"""

import json
import sys
from pathlib import Path

import typst

HERE = Path(__file__).resolve().parent
DRAWINGS, FONTS = HERE / "drawings", HERE / "fonts"


def draw(told: bytes) -> bytes:
    """The PDF of a paper by its drawing; by our own fonts alone, so that every machine draws the same."""
    order = json.loads(told)
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    drawn = typst.compile(
        str(DRAWINGS / f"paper_{int(order['drawing'])}.typ"),
        root=str(DRAWINGS),
        font_paths=fonts,
        format="pdf",
        # Data, never markup: nobody's name is read as a command.
        sys_inputs={"paper": json.dumps(order["paper"], ensure_ascii=False)},
        # The file's own date is that of the paper, which the drawing sets.
        timestamp=0,
    )
    assert isinstance(drawn, bytes)
    return drawn


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(sys.stdin.buffer.read()))

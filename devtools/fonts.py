"""
Which letters do our papers need, and how are the fonts in `kit/fonts` made?

Run by hand when a font is renewed, in an environment with fontTools 4.68 (`pip install fonttools`):

    python -m devtools.fonts NotoSans.ttf NotoSansCJK-Regular.ttc NotoSansCJK-Bold.ttc kTGHZ2013.txt

The first is the variable Noto Sans 2.015, the next two are Noto Sans CJK 2.004, both under the SIL Open Font
License; the last lists the 8,105 characters of China's Table of General Standard Characters (pinyin-data).
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "kit" / "fonts"
# Latin with its accents, Greek, Cyrillic with the letters of Kazakh, punctuation, currencies, fractions.
_ALPHABETS = (
    "U+0020-024F,U+0250-02FF,U+0300-036F,U+0370-03FF,U+0400-052F,U+1E00-1EFF,"
    "U+2000-206F,U+2070-209F,U+20A0-20BF,U+2100-214F,U+2150-218F,U+2190-21FF,U+2212,U+2260-2265"
)
# Chinese punctuation and the full-width forms of Latin.
_BESIDE_HAN = "U+3000-303F,U+FF00-FFEF,U+2460-2473"
# Which of the fonts in the collections is the one of simplified Chinese.
_SIMPLIFIED = "2"


def main() -> None:
    """Make the four fonts anew."""
    latin, regular, bold, table = (Path(each) for each in sys.argv[1:5])
    for name, weight in (("Regular", 400), ("Bold", 700)):
        fixed = FONTS / f"_{name}.ttf"
        _run("varLib.instancer", str(latin), f"wght={weight}", "wdth=100", "--static", "-o", str(fixed))
        marks = "--layout-features=kern,mark,mkmk,ccmp"
        _subset(fixed, FONTS / f"NotoSans-{name}.ttf", f"--unicodes={_ALPHABETS}", marks)
        fixed.unlink()
    han = "".join(sorted({*_listed(table), *_coded(), *_in_our_data()}))
    letters = FONTS / "_han.txt"
    letters.write_text(han, encoding="utf-8")
    for name, collection in (("Regular", regular), ("Bold", bold)):
        _subset(
            collection,
            FONTS / f"NotoSansCJKsc-{name}.otf",
            f"--font-number={_SIMPLIFIED}",
            f"--text-file={letters}",
            f"--unicodes={_BESIDE_HAN}",
            # What it has for other languages and for vertical lines would double the file.
            "--layout-features=",
        )
    letters.unlink()


def _listed(table: Path) -> Iterator[str]:
    for line in table.read_text(encoding="utf-8").splitlines():
        if line.startswith("U+"):
            yield chr(int(line[2:].partition(":")[0], 16))


def _coded() -> Iterator[str]:
    """All characters that GB 2312 has a code for."""
    for point in range(0x4E00, 0xA000):
        if chr(point).encode("gb2312", errors="ignore"):
            yield chr(point)


def _in_our_data() -> Iterator[str]:
    """Those in names of places, goods and messages of the shop itself."""
    for folder in ("catalog", "orders", "shipping", "payments", "locale"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".csv", ".json", ".po", ".txt"}:
                yield from (each for each in path.read_text(encoding="utf-8") if "\u3400" <= each <= "\u9fff")


def _subset(source: Path, target: Path, *what: str) -> None:
    # No tables of a vertical font: the papers are written from left to right.
    lean = ("--no-hinting", "--name-IDs=0,1,2,3,4,5,6,13,14", "--drop-tables+=vhea,vmtx,VORG")
    _run("subset", str(source), *what, *lean, f"--output-file={target}")


def _run(tool: str, *words: str) -> None:
    subprocess.run([sys.executable, "-m", f"fontTools.{tool}", *words], check=True)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""contact_sheet.py DIR OUT.jpg [SIDE]: what `starter_trainer measure --pictures DIR` drew, on one sheet.

Four squares of SIDE pixels for each object: the picture that went in, two views of what came out, the truth.
Needs Debian's python3-pil.
"""
import pathlib
import sys

from PIL import Image

COLUMNS = 6
VIEWS = ("input", "made_front", "made_back", "true_front")
PAPER = (236, 236, 236)


def square(path, side):
    if not path.exists():  # nothing was made of this picture
        return Image.new("RGB", (side, side), PAPER)
    picture = Image.open(path).convert("RGBA")
    paper = Image.new("RGBA", picture.size, PAPER + (255,))
    return Image.alpha_composite(paper, picture).convert("RGB").resize((side, side), Image.LANCZOS)


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    folder, side = pathlib.Path(sys.argv[1]), int(sys.argv[3]) if len(sys.argv) == 4 else 80
    numbers = sorted(path.name.split("_")[0] for path in folder.glob("*_input.png"))
    if not numbers:
        sys.exit(f"{folder} holds no NNN_input.png: run starter_trainer measure --pictures {folder} first.")
    gap, width = side // 10, len(VIEWS) * side
    rows = -(-len(numbers) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * (width + gap) - gap, rows * (side + gap) - gap), "white")
    for i, number in enumerate(numbers):
        left, top = i % COLUMNS * (width + gap), i // COLUMNS * (side + gap)
        for j, view in enumerate(VIEWS):
            sheet.paste(square(folder / f"{number}_{view}.png", side), (left + j * side, top))
    sheet.save(sys.argv[2], quality=82, optimize=True, progressive=True)


if __name__ == "__main__":
    main()

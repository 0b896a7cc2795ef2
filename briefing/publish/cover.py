"""The show's picture: the owner's own, checked, or one that is drawn from the show's title."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import math
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import arabic_reshaper
from bidi.algorithm import get_display
from PIL import Image, ImageChops, ImageDraw, ImageFont, UnidentifiedImageError

from briefing import named_file
from briefing.errors import PublishError
from briefing.publish import clean, durable
from briefing.publish.colours import palette

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing.show import Show

# Apple, "Artwork requirements": square, 1400 to 3000 pixels, JPEG or PNG, RGB. PRX: at most 512 KB.
SIDE_PX = 3000
LEAST_PX = 1400
FEED_BYTES = 512 * 1024
ID3_PX = 1000
ID3_BYTES = 300 * 1024

_SEAL_BYTES = hashlib.sha256().digest_size
_MOST_BYTES = 50_000_000
_DRAWN_AS = "1"  # part of the key: raise it when the drawing changes, so that the cover gets a new address


def key(show: Show) -> str:
    """What the cover depends on; the cover is made anew when it changes.

    Raises:
        PublishError: the owner's picture cannot be read.
    """
    if show.cover:
        return "own " + hashlib.sha256(_own_bytes(show.cover)).hexdigest()
    return f"drawn {_DRAWN_AS} {show.id} {clean.title(show.title)} {clean.title(show.author)}"


def feed_cover(show: Show) -> tuple[str, bytes]:
    """The picture for the feed: JPEG, RGB, at most 512 KB, with a file name that changes with its content.

    Raises:
        PublishError: the owner's picture cannot be used.
    """
    content = _jpeg(_own(show.cover), FEED_BYTES) if show.cover else _drawn(show.id, show.title, show.author)[0]
    return f"cover-{hashlib.sha256(content).hexdigest()[:8]}.jpg", content


def id3_cover(show: Show, shelf: Path | None = None) -> bytes:
    """The picture for the MP3's APIC frame: JPEG, RGB, at most 300 KB.

    Args:
        show: whose picture.
        shelf: folder that keeps it for the next edition, as drawing it takes longer than a short edition's sound.

    Raises:
        PublishError: the owner's picture cannot be used.
    """
    if shelf is None:
        return _id3_cover(show)
    kept = shelf / f"{hashlib.sha256(f'{ID3_PX} {key(show)}'.encode('utf-8', 'replace')).hexdigest()[:32]}.sealed"
    with contextlib.suppress(OSError):
        held = kept.read_bytes()
        seal, content = held[:_SEAL_BYTES], held[_SEAL_BYTES:]
        if hashlib.sha256(content).digest() == seal:  # a damaged one would fail every edition from now on
            return content
    content = _id3_cover(show)
    with contextlib.suppress(OSError, PublishError):  # a shelf that cannot be written costs time alone
        shelf.mkdir(parents=True, exist_ok=True)
        durable.write(kept, hashlib.sha256(content).digest() + content)
    return content


def _id3_cover(show: Show) -> bytes:
    return _small(_own(show.cover)) if show.cover else _drawn(show.id, show.title, show.author)[1]


@functools.lru_cache(4)
def _drawn(show_id: str, title: str, author: str) -> tuple[bytes, bytes]:
    """The drawn picture for the feed and for the MP3; an edition needs both."""
    picture = _draw(show_id, title, author)
    return _jpeg(picture, FEED_BYTES), _small(picture)


def _small(picture: Image.Image) -> bytes:
    return _jpeg(picture.resize((ID3_PX, ID3_PX), Image.Resampling.LANCZOS), ID3_BYTES)


def _own_bytes(path: str) -> bytes:
    try:
        return named_file.content(Path(path), _MOST_BYTES)
    except OSError as error:
        message = f"{path}: the cover cannot be read ({error.strerror}); mend show.cover or leave it empty"
        raise PublishError(message) from error


def _own(path: str) -> Image.Image:
    """The owner's picture as RGB of an allowed size."""
    content = io.BytesIO(_own_bytes(path))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(content, formats=("JPEG", "PNG")) as opened:
                width, height = opened.size
                if width == height >= LEAST_PX:
                    return _flat(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        message = f"{path}: the cover has far too many pixels; it must be square, {LEAST_PX} to {SIDE_PX}"
        raise PublishError(message) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        message = f"{path}: not a whole JPEG or PNG picture; give one as cover or leave it empty"
        raise PublishError(message) from error
    message = f"{path}: the cover is {width} x {height} pixels; it must be square, {LEAST_PX} to {SIDE_PX}"
    raise PublishError(message)


def _flat(opened: Image.Image) -> Image.Image:
    """RGB without alpha, on white, at most 3000 pixels."""
    if opened.mode in {"RGBA", "LA", "PA"} or "transparency" in opened.info:
        clear = opened.convert("RGBA")
        ground = Image.new("RGB", clear.size, "white")
        ground.paste(clear, mask=clear.getchannel("A"))
    else:
        ground = opened.convert("RGB")
    if ground.width > SIDE_PX:
        ground = ground.resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)
    return ground


def _jpeg(picture: Image.Image, limit_bytes: int) -> bytes:
    """The best JPEG within the limit."""
    content = b""
    for quality in (90, 82, 74, 64, 52, 40, 28, 18, 8):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, optimize=True, dpi=(72, 72))  # PSP-1, <itunes:image>
        content = out.getvalue()
        if len(content) <= limit_bytes:
            return content
    return (
        _jpeg(picture.resize((LEAST_PX, LEAST_PX), Image.Resampling.LANCZOS), limit_bytes)
        if (picture.width > LEAST_PX)
        else content
    )


def shaped(line: str) -> str:
    """Arabic letters in their joined forms and in visual order, for a renderer that does neither."""
    return str(get_display(arabic_reshaper.reshape(line), base_dir="R"))


def _font(size_px: int, weight: int) -> ImageFont.FreeTypeFont:
    import fontpkg_noto_kufi_arabic as package

    path = Path(package.ROOT) / "files" / "NotoKufiArabic[wght].ttf"
    font = ImageFont.truetype(path, size_px, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([weight])
    return font


def _draw(show_id: str, title: str, author: str) -> Image.Image:
    """Ground, pattern, sound bars, title, author."""
    above, below, accent, letters = palette(show_id)
    side = SIDE_PX
    picture = Image.linear_gradient("L").resize((side, side))
    picture = ImageChops.composite(
        Image.new("RGB", (side, side), below), Image.new("RGB", (side, side), above), picture
    )
    picture.paste(Image.new("RGB", (side, side), accent), mask=_pattern(side))
    pen = ImageDraw.Draw(picture)
    _bars(pen, side, accent, show_id)
    heading, below_it = clean.title(title, 80), clean.title(author, 48)
    _title(pen, side, heading, letters)
    if below_it and below_it != heading:
        pen.text((side / 2, side * 0.885), shaped(below_it), font=_font(92, 500), fill=accent, anchor="mm")
    return picture


def _pattern(side: int) -> Image.Image:
    """A mask of eight-pointed stars, strongest at the edges."""
    tile, fine = 375, 4
    cell = Image.new("L", (tile * fine, tile * fine), 0)
    pen = ImageDraw.Draw(cell)
    middle, radius = tile * fine / 2, tile * fine * 0.36
    for turn in (0.0, math.pi / 4):
        corners = [
            (
                middle + radius * math.cos(turn + quarter * math.pi / 2),
                middle + radius * math.sin(turn + quarter * math.pi / 2),
            )
            for quarter in range(4)
        ]
        pen.line([*corners, corners[0], corners[1]], fill=255, width=5 * fine, joint="curve")
    for x, y in ((0, middle), (middle, 0), (tile * fine, middle), (middle, tile * fine)):
        inner_x, inner_y = middle + (x - middle) * 0.72, middle + (y - middle) * 0.72
        pen.line([(inner_x, inner_y), (x, y)], fill=255, width=5 * fine)
    cell = cell.resize((tile, tile), Image.Resampling.LANCZOS)
    mask = Image.new("L", (side, side), 0)
    for x in range(0, side, tile):
        for y in range(0, side, tile):
            mask.paste(cell, (x, y))
    fade = Image.radial_gradient("L").resize((side, side)).point([max(0, level - 110) * 0.55 for level in range(256)])
    return ImageChops.multiply(mask, fade)


def _bars(pen: ImageDraw.ImageDraw, side: int, accent: str, seed: str) -> None:
    """A row of sound bars below the title; their heights come from the show's id."""
    heights = hashlib.sha256(seed.encode()).digest()[:17]
    width, gap = side * 0.016, side * 0.034
    left = side / 2 - gap * (len(heights) - 1) / 2
    for index, level in enumerate(heights):
        swell = math.sin(math.pi * (index + 1) / (len(heights) + 1))
        half = side * (0.012 + 0.06 * swell * (0.35 + 0.65 * level / 255))
        x, y = left + gap * index, side * 0.735
        pen.rounded_rectangle((x - width / 2, y - half, x + width / 2, y + half), radius=width / 2, fill=accent)


def _title(pen: ImageDraw.ImageDraw, side: int, title: str, colour: str) -> None:
    """The title as large as fits, on one to four lines."""
    words = title.split() or ["•"]
    for size in range(560, 90, -20):
        font = _font(size, 700)
        lines = _wrapped(words, font, side * 0.82)
        if lines and len(lines) * size * 1.42 <= side * 0.46:
            break
    pitch = size * 1.42
    top = side * 0.40 - pitch * (len(lines) - 1) / 2
    for number, line in enumerate(lines):
        pen.text((side / 2, top + pitch * number), shaped(line), font=font, fill=colour, anchor="mm")


def _wrapped(words: Sequence[str], font: ImageFont.FreeTypeFont, width_px: float) -> list[str]:
    """The words on as few lines as fit; none when one word is too wide."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(shaped(longer)) <= width_px:
            lines[-1] = longer
        elif font.getlength(shaped(word)) <= width_px:
            lines.append(word)
        else:
            return []
    return lines

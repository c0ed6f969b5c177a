"""Maps of numbers inside drawings: one small picture whatever their size, colours by a scale, and what says each number.

A rectangle for each number would be thousands of elements, which a browser takes longer to lay out than the whole page.
"""

import json
import struct
import zlib
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

import numpy as np

from playground.figures.theme import Theme, channels

VIRIDIS = ("#440154", "#482878", "#3e4989", "#31688e", "#26828e", "#1f9e89", "#35b779", "#6ece58", "#b5de2b", "#fde725")
BLUE, RED = "#2166ac", "#b2182b"  # of numbers below and above zero
SHADES = 256
SHARP = 6  # pixels of a number across and down, so that a browser that smooths leaves it a square
WORDS = ("columns", "rows", "values", "said")


@dataclass(frozen=True)
class Scale:
    """How numbers become colours: from `low` to `high` along these hex colours, evenly spaced."""

    low: float
    high: float
    colours: tuple[str, ...]


@dataclass(frozen=True)
class Area:
    """A rectangle of a drawing, in pixels."""

    x: float
    y: float
    width: float
    height: float


def bounded() -> Scale:
    """Return the scale of what lies between 0 and 1: dark to bright."""
    return Scale(0.0, 1.0, VIRIDIS)


def signed(reach: float, theme: Theme) -> Scale:
    """Return the scale of signed numbers up to `reach`: blue over the background to red."""
    return Scale(-reach, reach, (BLUE, theme.background, RED))


@lru_cache(maxsize=32)
def palette(colours: tuple[str, ...]) -> np.ndarray:
    """Return `SHADES` colours along these as bytes (256, 3)."""
    known = np.array([channels(colour) for colour in colours], dtype=float)  # (C, 3)
    places = np.linspace(0, len(colours) - 1, SHADES)
    mixed = [np.interp(places, np.arange(len(colours)), known[:, channel]) for channel in range(3)]
    return np.rint(np.stack(mixed, axis=1)).astype(np.uint8)


def levels(values: np.ndarray, scale: Scale) -> np.ndarray:
    """Return where numbers lie on a scale as bytes, 0 for its low end or below."""
    share = (values - scale.low) / (scale.high - scale.low)
    return np.rint((SHADES - 1) * np.clip(share, 0.0, 1.0)).astype(np.uint8)


def png(pixels: np.ndarray, colours: np.ndarray) -> bytes:
    """Return a picture as PNG: pixels (H, W) of bytes, each the number of one of the colours (256, 3)."""
    height, width = pixels.shape
    rows = np.zeros((height, width + 1), np.uint8)  # each row begins with the number of its filter, 0 for none
    rows[:, 1:] = pixels
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", colours.tobytes()), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


def chunk(name: bytes, data: bytes) -> bytes:
    """Return a part of a PNG with its length and its check sum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def heat(values: np.ndarray, scale: Scale, area: Area) -> str:
    """Return numbers (R, C) as a picture that fills an area, the first row at the top."""
    pixels = np.repeat(np.repeat(levels(values, scale), SHARP, axis=0), SHARP, axis=1)
    data = b64encode(png(pixels, palette(scale.colours))).decode()
    how = 'preserveAspectRatio="none" style="image-rendering:pixelated"'
    return f'<image {placed(area)} {how} href="data:image/png;base64,{data}"/>'


def bar(scale: Scale, area: Area) -> str:
    """Return the colours of a scale from its low end to its high one."""
    return heat(np.linspace(scale.low, scale.high, 64)[None], scale, area)


def readout(
    area: Area, columns: Sequence[str], values: Sequence[str] | np.ndarray, said: str, rows: Sequence[str] = ("",)
) -> str:
    """Return what says the numbers of an area when it is pointed at: even columns and rows, and a value for each, row by row.

    In `said`, {row}, {column} and {value} stand for theirs. Values as an array are said with two decimal places.
    """
    packed = b64encode(values.astype("<f4").tobytes()).decode() if isinstance(values, np.ndarray) else values
    told = json.dumps(dict(zip(WORDS, (columns, rows, packed, said), strict=True)), ensure_ascii=False)
    return f'<rect {placed(area)} fill="transparent" data-readout="{escape(told)}"/>'


def placed(area: Area) -> str:
    """Return where an area is, as attributes."""
    return f'x="{area.x:.1f}" y="{area.y:.1f}" width="{area.width:.1f}" height="{area.height:.1f}"'

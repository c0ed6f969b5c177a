"""Numbers and times as a person would say them, and text made safe to stand in a page."""

import html
import re

from playground.figures.units import short_number

SIZES = ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"))
AGES = ((86_400, "day"), (3600, "hour"), (60, "minute"))


def size_text(count: float) -> str:
    """Write a number of bytes: 12 MB."""
    for factor, name in SIZES:
        if count >= factor:
            return f"{count / factor:.3g} {name}"
    return f"{count:.0f} bytes"


def duration_text(seconds: float) -> str:
    """Write a duration: 8 s, 2 min 5 s, 1 h 10 min."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s" if whole else "under 1 s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s" if whole % 60 else f"{whole // 60} min"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def about_text(seconds: float) -> str:
    """Write a duration that is estimated: about 8 s, under 1 s."""
    written = duration_text(seconds)
    return written if written.startswith("under") else f"about {written}"


def age_text(seconds: float) -> str:
    """Write how long ago something was: 3 minutes ago."""
    for factor, name in AGES:
        if seconds >= factor:
            count = int(seconds // factor)
            return f"{count} {name}{'s' if count > 1 else ''} ago"
    return "just now"


def share_text(share: float) -> str:
    """Write a share in per cent, never rounding something to nothing: 3.2 %, under 0.01 %."""
    if 0 < share < 1e-4:
        return "under 0.01 %"
    return f"{100 * share:.2g} %" if share < 0.995 else "100 %"


def count_text(count: int, noun: str) -> str:
    """Write how many there are of something: 1 run, 1,500 steps."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def before_and_after(before: float, after: float) -> str:
    """Write a gradient norm before and after clipping: 3.2 → 1."""
    return f"{short_number(float(f'{before:.2g}'))} → {short_number(float(f'{after:.2g}'))}"


def minus(number: str) -> str:
    """Return a number as it is printed: with a minus in place of a hyphen."""
    return number.replace("-", "−")


def plain(text: str) -> str:
    """Return text for a place that reads Markdown, in which nothing is Markdown: a link may come from anybody."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])", r"\\\1", text)


def safe(text: str) -> str:
    """Return text in which nothing is HTML."""
    return html.escape(text, quote=True)

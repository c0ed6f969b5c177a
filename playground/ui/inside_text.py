"""Text coloured by what a unit does, as HTML: the passage, what the network expected after each letter, and places elsewhere."""

from collections.abc import Sequence

import numpy as np

from playground.figures.inside import HIGH, LOW, Scale, tint
from playground.figures.shading import visible
from playground.figures.theme import Theme, faint
from playground.language.activations import Recording, Series
from playground.language.scoring import Candidate
from playground.text.places import Place
from playground.ui.words import minus, safe, share_text

GUESS_COLOUR = "#7F7F7F"


def coloured(text: str, places: Sequence[Place], values: np.ndarray, scale: Scale, theme: Theme) -> str:
    """Return a text with each token coloured by the unit's value (T,) after reading it, which it says when pointed at."""
    parts, before = [], 0
    for (start, stop), value in zip(places, values.tolist(), strict=False):
        parts += [safe(text[before:start]), token_span(text[start:stop], value, scale, theme)]
        before = stop
    return f'<p class="unrolled-units">{"".join(parts)}{safe(text[before:])}</p>'


def token_span(written: str, value: float, scale: Scale, theme: Theme, mark: str = "") -> str:
    """Return one token with its colour and its value; a line end is shown by an arrow."""
    shown = written.replace("\n", "↵\n") or "↵"
    return f'<span{mark} style="background:{tint(scale.level(value), theme)}" title="{told(value)}">{safe(shown)}</span>'


def told(value: float, places: int = 3) -> str:
    """Write what a unit is at."""
    return minus(f"{value:+.{places}f}")


def with_guesses(
    written: Sequence[str], values: np.ndarray, found: Sequence[tuple[Candidate, ...]], scale: Scale, theme: Theme
) -> str:
    """Return each token coloured by the unit, and below it what the network expected next, the likeliest on top."""
    columns = zip(written, values.tolist(), found, strict=False)
    return f'<div class="unrolled-guesses">{"".join(column(*one, scale, theme) for one in columns)}</div>'


def column(written: str, value: float, candidates: Sequence[Candidate], scale: Scale, theme: Theme) -> str:
    """Return a token above its candidates; the shade of a candidate is its probability."""
    head = f'<b style="background:{tint(scale.level(value), theme)}" title="{told(value)}">{safe(visible(written) or "↵")}</b>'
    rows = "".join(guess(one) for one in candidates)
    broken = " class=end" if "\n" in written or not written else ""
    return f"<div{broken}>{head}{rows}</div>"


def guess(one: Candidate) -> str:
    """Return one candidate."""
    name = safe(visible(one.token))
    shade = faint(GUESS_COLOUR, round(0.55 * one.probability, 3))
    return f'<i style="background:{shade}" title="{name}: {share_text(one.probability)}">{name}</i>'


def legend(series: str, unit: int, scale: Scale) -> str:
    """Return what the colours mean."""
    ends = (minus(f"{scale.low:.2g}"), "0", f"{scale.high:.2g}") if scale.low else ("0", f"{scale.high:.2g}")
    stops = (LOW, "transparent", HIGH) if scale.low else ("transparent", HIGH)
    ramp = f'<span class="unrolled-ramp" style="background:linear-gradient(to right, {", ".join(stops)})"></span>'
    return f'<p class="unrolled-when">{safe(series)} of unit {unit}: {ends[0]} {ramp} {ends[-1]}</p>'


def elsewhere(recording: Recording, series: Series, unit: int, place: int, around: int, theme: Theme, join: str) -> str:
    """Return a place in a long text with the tokens around it, coloured by the unit; the token where it fires is framed."""
    values = recording.values[series][:, unit]
    first, last = max(0, place - around), min(len(recording.tokens), place + around // 2)
    scale = Scale.of(series, np.asarray(values, dtype=np.float32))
    spans = [
        token_span(recording.tokens[spot], float(values[spot]), scale, theme, ' class="here"' if spot == place else "")
        for spot in range(first, last)
    ]
    return f'<p class="unrolled-units small"><small>{told(values[place], 2)}</small> {join.join(spans)}</p>'

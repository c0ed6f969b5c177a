"""Surprise as figures: token by token along a text, summed up over sentences side by side, and by temperature."""

from collections.abc import Sequence
from itertools import accumulate

import plotly.graph_objects as go

from playground.figures.canvas import axis, canvas, empty
from playground.figures.shading import visible
from playground.figures.surprise import Piece, ShadedText
from playground.figures.theme import DASHES, Theme, faint, mix, stroke

HEIGHT, LOW = 380, 260  # pixels
CONTEXT = 24  # characters quoted
LABEL = 44  # characters of a sentence that a legend holds
NOTHING = "Nothing was written: give it more length."


def along_figure(text: ShadedText, unit: str, theme: Theme) -> go.Figure:
    """Return how surprising each token of a text was by the model's own account, a bar a token."""
    x = axis(f"{unit} of the text", theme, zeroline=False)
    y = axis("surprise, bits", theme, rangemode="tozero")
    figure = canvas(x, y, theme, height=LOW, hovermode="closest", bargap=0.15, margin=dict(l=10, r=10, t=30, b=10))
    if not text.pieces:
        return empty(figure, NOTHING)
    figure.add_bar(
        x=list(range(1, len(text.pieces) + 1)),
        y=[piece.bits for piece in text.pieces],
        marker=dict(color=stroke(text.cell, theme).colour, line=dict(width=0)),
        customdata=contexts(text.pieces),
        hovertemplate="…%{customdata}<br>%{y:.2f} bits<extra></extra>",
    )
    return figure


def contexts(pieces: Sequence[Piece]) -> list[str]:
    """Return for each token the end of the text up to it, as a label shows it."""
    found, text = [], ""
    for piece in pieces:
        text = (text + piece.lead + (piece.text or piece.token))[-CONTEXT:]
        found.append(escaped(visible(text).replace("·", " ")))
    return found


def escaped(text: str) -> str:
    """Return a text in which a figure sees no markup."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mean_bits(text: ShadedText) -> float:
    """Return the mean surprise of a text's tokens in bits, 0 where it has none."""
    return sum(piece.bits for piece in text.pieces) / max(1, len(text.pieces))


def temperature_figure(texts: Sequence[ShadedText], temperatures: Sequence[float], unit: str, theme: Theme) -> go.Figure:
    """Return how surprising texts are on average by the model's own account, a bar for each temperature."""
    x = axis("temperature", theme, type="category")
    y = axis(f"mean surprise, bits per {unit}", theme, rangemode="tozero")
    figure = canvas(x, y, theme, height=LOW, hovermode="closest", bargap=0.5, margin=dict(l=10, r=10, t=30, b=10))
    if not any(text.pieces for text in texts):
        return empty(figure, NOTHING)
    values = [mean_bits(text) for text in texts]
    figure.add_bar(
        x=[f"{one:g}" for one in temperatures],
        y=values,
        text=[f"{value:.2f}" for value in values],
        marker=dict(color=stroke(texts[0].cell, theme).colour),
        hovertemplate="%{y:.3f} bits<extra></extra>",
    )
    return figure


def running_figure(texts: Sequence[ShadedText], unit: str, theme: Theme) -> go.Figure:
    """Return the surprise of sentences summed up from token to token, a line each: the lowest at its end is the likeliest."""
    x = axis(f"{unit}s read", theme, rangemode="tozero")
    y = axis("surprise so far, bits", theme, rangemode="tozero")
    figure = canvas(x, y, theme, height=HEIGHT, hovermode="closest")
    for number, text in enumerate(texts):
        line = sentence_line(number, text.cell, theme)
        figure.add_scatter(
            x=list(range(len(text.pieces) + 1)),
            y=[0.0, *accumulate(piece.bits for piece in text.pieces)],
            customdata=["", *contexts(text.pieces)],
            name=escaped(shorter(text.title)),
            mode="lines",
            line=line | dict(width=2.5),
            hovertemplate="…%{customdata}<br>%{y:.2f} bits so far<extra></extra>",
        )
    return figure if figure.data else empty(figure, "Write a sentence, and a line appears here.")


def sentence_line(number: int, cell: str, theme: Theme) -> dict:
    """Return how the line of a sentence is drawn: in the cell's colour or a shade of it, and a dash of its own."""
    colour = stroke(cell, theme).colour
    colours = colour, mix(colour, theme.text, 0.6), theme.muted, faint(colour, 0.55)
    return dict(color=colours[number % len(colours)], dash=DASHES[(number + number // len(colours)) % len(DASHES)])


def shorter(title: str) -> str:
    """Return a sentence as short as a legend needs it."""
    return title if len(title) <= LABEL else title[: LABEL - 1] + "…"


def describe_bits(texts: Sequence[ShadedText], unit: str) -> str:
    """Say in words how surprising texts were."""
    said = [f"{text.title}: {mean_bits(text):.2f} bits per {unit} over {len(text.pieces)} {unit}s" for text in texts]
    return f"Surprise by the model's own account. {'; '.join(said)}." if said else NOTHING

"""Figures of completions: how often a word is among the first proposed, by how many of its letters are known."""

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from playground.figures.canvas import axis, canvas, empty
from playground.figures.linetraces import escaped
from playground.figures.theme import DASHES, Theme, stroke
from playground.language.keystrokes import KNOWN, SHOWN, TypingAccuracy

HEIGHT = 400  # pixels
FEWEST = 20  # words below which a share is not drawn
NOTHING = "Press “Measure”, and a line for each model appears here."
PLACES = {1: "the first proposal", 2: "among the first two", 3: "among the first three"}
HEADERS = ("model", "letters known", "words asked", *(f"found among the first {best}" for best in range(1, SHOWN + 1)))


@dataclass(frozen=True)
class Measured:
    """A model by its name and its cell (`n-gram` for one that counts), with how well it completes words."""

    title: str
    cell: str
    accuracy: TypingAccuracy


def accuracy_figure(models: Sequence[Measured], best: int, theme: Theme) -> go.Figure:
    """Return the share of held-out words found among the `best` first completions against the letters known, a line a model."""
    x = axis("letters known (0: only the space before)", theme, dtick=1, range=[-0.15, KNOWN - 0.85])
    y = axis(f"words found, {PLACES[best]}", theme, tickformat=".0%", range=[0, top(models)])
    figure = canvas(x, y, theme, height=HEIGHT)
    for number, model in enumerate(models):
        known = drawn(model)
        look, rank = stroke(model.cell, theme), sum(other.cell == model.cell for other in models[:number])
        figure.add_scatter(
            x=known,
            y=[model.accuracy.accuracy(letters, best) for letters in known],
            customdata=[model.accuracy.asked[letters] for letters in known],
            name=escaped(model.title),
            mode="lines+markers",
            line=dict(color=look.colour, width=2.5, dash=DASHES[rank % len(DASHES)] if rank else look.dash),
            marker=dict(size=7, color=look.colour),
            hovertemplate="%{y:.0%} of %{customdata} words",
        )
    return figure if figure.data else empty(figure, NOTHING)


def top(models: Sequence[Measured]) -> float:
    """Return where the axis ends, whatever place is looked at: above every share among the first three."""
    shares = [model.accuracy.accuracy(letters, SHOWN) or 0.0 for model in models for letters in drawn(model)]
    return min(1.0, max(shares, default=1.0) + 0.1)


def drawn(model: Measured) -> list[int]:
    """Return the numbers of letters known at which enough words were asked for."""
    return [letters for letters in range(KNOWN) if model.accuracy.asked[letters] >= FEWEST]


def describe_accuracy(models: Sequence[Measured], best: int) -> str:
    """Say in words what the figure shows now."""
    said = [
        f"{model.title} finds {share(model, 0, best)} of the words before any letter and {share(model, 2, best)} with two letters"
        for model in models
    ]
    return f"Words found, {PLACES[best]}: {'; '.join(said)}." if said else NOTHING


def share(model: Measured, known: int, best: int) -> str:
    """Write one share, or that there was nothing to ask."""
    found = model.accuracy.accuracy(known, best)
    return "none" if found is None else f"{found:.0%}"


def accuracy_rows(models: Sequence[Measured]) -> list[tuple]:
    """Return every count behind the figure, a row for each model and number of letters known."""
    return [
        (model.title, known, model.accuracy.asked[known], *model.accuracy.right[known])
        for model in models
        for known in range(KNOWN)
    ]

"""How gradient descent goes: each loss against updates, and what the network expects after the last letter."""

from collections.abc import Sequence

import plotly.graph_objects as go

from playground.byhand.backward import Descent
from playground.figures.canvas import axis, canvas
from playground.figures.theme import Theme, mix, stroke

HEIGHT = 380
FEW = 5  # lines that a legend can name
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


def losses_figure(found: Descent, word: str, updates: int, theme: Theme) -> go.Figure:
    """Return the loss of each letter against updates, faint where it does not count, and their sum; now is a line."""
    figure = canvas(axis("updates", theme), axis("loss, nats", theme), theme, height=HEIGHT)
    colour, x = stroke("rnn", theme).colour, list(range(len(found.totals)))
    for t in range(found.losses.shape[1]):
        look = dict(color=mix(colour, theme.text, 0.55), width=1.5, dash=DASHES[t % len(DASHES)])
        name = f"“{word[: t + 1]}” → “{word[t + 1]}”"
        style = dict(
            line=look, showlegend=found.losses.shape[1] <= FEW, opacity=1.0 if found.counts[t] else 0.45, hovertemplate="%{y:.4f}"
        )
        figure.add_scatter(x=x, y=found.losses[:, t], name=name, mode="lines", **style)
    total = dict(line=dict(color=colour, width=3.5), name="all that count", hovertemplate="<b>%{y:.4f}</b>")
    figure.add_scatter(x=x, y=found.totals, mode="lines", **total)
    return now(figure, updates, theme)


def predictions_figure(found: Descent, letters: Sequence[str], word: str, updates: int, theme: Theme) -> go.Figure:
    """Return how likely each letter is after all but the last letter of the word, against updates."""
    y = axis(f"probability after “{word[:-1]}”", theme) | dict(range=[0, 1.02], tickformat=".0%")
    figure = canvas(axis("updates", theme), y, theme, height=HEIGHT)
    colour, x = stroke("rnn", theme).colour, list(range(len(found.predictions)))
    for place, letter in enumerate(letters):
        right = letter == word[-1]
        look = dict(color=colour, width=3.5) if right else dict(color=theme.muted, width=1.5, dash=DASHES[place % len(DASHES)])
        figure.add_scatter(
            x=x, y=found.predictions[:, place], name=f"“{letter}”", mode="lines", line=look, hovertemplate="%{y:.1%}"
        )
    return now(figure, updates, theme)


def now(figure: go.Figure, updates: int, theme: Theme) -> go.Figure:
    """Draw where the page stands now; changes `figure`."""
    note = dict(font=dict(size=12, color=theme.muted))
    look = dict(color=theme.muted, width=1, dash="dot")
    return figure.add_vline(x=updates, line=look, annotation_text="now", annotation=note, annotation_position="top right")


def describe_descent(found: Descent, letters: Sequence[str], word: str) -> str:
    """Say in words how loss and prediction went."""
    place, last = list(letters).index(word[-1]), len(found.totals) - 1
    before, after = found.predictions[0][place], found.predictions[last][place]
    return (
        f"In {last} updates the loss goes from {found.totals[0]:.3f} to {found.totals[last]:.3f} nats, and “{word[-1]}” after "
        f"“{word[:-1]}” from {before:.0%} to {after:.0%}."
    )


def descent_rows(found: Descent) -> list[tuple]:
    """Return each number of updates as a row of a table: the sum, each letter's loss, each letter's probability."""
    rows = zip(found.totals, found.losses, found.predictions, strict=True)
    return [
        (update, float(total), *map(float, losses), *map(float, chances)) for update, (total, losses, chances) in enumerate(rows)
    ]

"""How much each token mattered for each prediction: the whole matrix as a heat map, as a table, and in words."""

from collections.abc import Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go

from playground.figures.export import table_text
from playground.figures.shading import visible
from playground.figures.theme import FONT, Theme
from playground.gradients.connectivity import Connectivity
from playground.text.words import END

HEIGHT, COLOURS = 560, "Viridis"
LABELS, LETTERS = 24, 12  # words along an axis at most, and letters of each
LOWEST = 1e-6  # the smallest share that the log scale tells apart
PERCENT = {0: "100 %", -2: "1 %", -4: "0.01 %", -6: "≤ 0.0001 %"}
ROUND = (0.01, 0.02, 0.04, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)  # where a linear scale may end
HOVER = "%{x} mattered <b>%{{share}:.3~p}</b><br>for %{y}<extra></extra>"


def heat_map(found: Connectivity, written: Sequence[str], scale: str, theme: Theme) -> go.Figure:
    """Return the matrix of shares (each row sums to 1) as a heat map: what was read across, what was expected next down.

    `written` are the tokens as the text has them, `scale` is a key of `SCALES`. What lies after a prediction is left blank.
    """
    shares = np.where(np.tri(len(found.tokens), dtype=bool), found.shares(), np.nan).astype(np.float32)  # (T, T)
    colour = COLOUR_OF[scale](shares)
    names = dict(x=read_names(written), y=expected_names(found, written))
    figure = go.Figure(layout=frame(written, theme))
    return figure.add_heatmap(**names, **colour, hoverongaps=False, colorscale=COLOURS)


def share_colour(shares: np.ndarray) -> dict:
    """Return what Plotly colours on a linear scale: up to the largest share but for the few at the text's beginning."""
    usual = min(float(np.nanquantile(shares, 0.99)), 1.0)
    high = next(end for end in ROUND if end >= usual)
    top = f"≥ {100 * high:g} %" if high < 1 else "100 %"
    bar = dict(title="share", tickvals=[0, high / 2, high], ticktext=["0 %", f"{50 * high:g} %", top])
    return dict(z=shares, zmin=0, zmax=high, colorbar=placed(bar), hovertemplate=HOVER.replace("{share}", "z"))


def log_colour(shares: np.ndarray) -> dict:
    """Return what Plotly colours on a log scale: the power of ten of each share."""
    powers = np.log10(np.where(np.isnan(shares), np.nan, np.maximum(shares, LOWEST)))
    bar = dict(title="share (log scale)", tickvals=list(PERCENT), ticktext=list(PERCENT.values()))
    hover = dict(customdata=shares, hovertemplate=HOVER.replace("{share}", "customdata"))
    return dict(z=powers.astype(np.float32), zmin=np.log10(LOWEST), zmax=0, colorbar=placed(bar), **hover)


COLOUR_OF = {"share": share_colour, "log": log_colour}


def placed(bar: dict) -> dict:
    """Return a colour bar that lies above the map, where it takes no width from it."""
    place = dict(orientation="h", x=0, xanchor="left", y=1.01, yanchor="bottom", len=260, lenmode="pixels", thickness=12)
    return {**bar, "title": dict(text=bar["title"], side="top", font=dict(size=13)), "tickangle": 0, **place}


def read_names(written: Sequence[str]) -> list[str]:
    """Return what each column is called when it is pointed at; no two are called the same."""
    return [f"{quoted(token)} at {place}" for place, token in enumerate(written, 1)]


def expected_names(found: Connectivity, written: Sequence[str]) -> list[str]:
    """Return what each row is called when it is pointed at: the token followed back, and after what."""
    pairs = zip(found.followed, written, strict=True)
    return [f"{quoted(followed)} after {quoted(token)} at {place}" for place, (followed, token) in enumerate(pairs, 1)]


def quoted(token: str) -> str:
    """Return a token in quotation marks, in which nothing is markup; one of no letters is the end of a sentence."""
    return f"“{escape(visible(token or END))}”"


def frame(written: Sequence[str], theme: Theme) -> go.Layout:
    """Return the map's axes and its look, readable in a theme."""
    font, clear = dict(family=FONT, size=14, color=theme.text), "rgba(0,0,0,0)"
    places, words = ticks(written)
    axis = dict(type="category", tickvals=places, ticktext=words, showgrid=False, zeroline=False, automargin=True)
    axis |= dict(tickfont=dict(size=11), linecolor=theme.grid, fixedrange=False)
    return go.Layout(
        template="none",
        font=font,
        height=HEIGHT,
        margin=dict(l=10, r=10, t=70, b=10),
        paper_bgcolor=clear,
        plot_bgcolor=clear,
        hoverlabel=dict(bgcolor=theme.background, font=font),
        modebar=dict(bgcolor=clear, color=theme.muted, activecolor=theme.text),
        xaxis=axis | dict(title=dict(text="what was read", font=dict(size=13), standoff=12), tickangle=-60),
        yaxis=axis | dict(title=dict(text="what is expected after it", font=dict(size=13)), autorange="reversed"),
    )


def ticks(tokens: Sequence[str]) -> tuple[list[int], list[str]]:
    """Return where words begin among tokens, and the words; where there are many, some of them, evenly."""
    starts = [place for place, token in enumerate(tokens) if not token.isspace() and (not place or begins(tokens, place))]
    kept = starts[:: -(-len(starts) // LABELS) or 1]
    return kept, [shortened(word_at(tokens, place)) for place in kept]


def begins(tokens: Sequence[str], place: int) -> bool:
    """Tell whether a word begins at a place: after white space, or anywhere where tokens are words."""
    return tokens[place - 1].isspace() or any(len(token) > 1 for token in tokens[place - 1 : place + 1])


def word_at(tokens: Sequence[str], place: int) -> str:
    """Return the word that begins at a place."""
    rest = range(place + 1, len(tokens))
    stop = next((spot for spot in rest if tokens[spot].isspace() or begins(tokens, spot)), len(tokens))
    return "".join(tokens[place:stop])


def shortened(word: str) -> str:
    """Return a word in at most 12 letters, in which nothing is markup."""
    return escape(visible(word if len(word) <= LETTERS else word[: LETTERS - 1] + "…"))


def describe_matrix(found: Connectivity, name: str) -> str:
    """Say over how many tokens, and what mattered most for the last prediction."""
    shares, last = found.shares()[-1], len(found.tokens) - 1
    most = int(shares.argmax())
    back = "just read" if most == last else f"{count_of(last - most, 'step')} back"
    count = count_of(len(found.tokens), "token")
    most_of_all = f"most of all “{visible(found.tokens[most])}”, {back}, with {100 * shares[most]:.0f} %"
    return f"How much each of {count} mattered to {name}. At the end, for “{visible(found.followed[-1])}”: {most_of_all}."


def count_of(count: int, noun: str) -> str:
    """Write how many there are of something."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def matrix_table(found: Connectivity) -> str:
    """Return the matrix as CSV: a row for each prediction, a column for each token that was read."""
    headers = ["position", "read", "followed", *(f"{place}: {token}" for place, token in enumerate(found.tokens, 1))]
    rows = zip(found.tokens, found.followed, found.matrix.tolist(), strict=True)
    return table_text(headers, ([place, *names, *amounts] for place, (*names, amounts) in enumerate(rows, 1)))

"""Figures of analogies: the answers as bars, the parallelogram in its own plane, and how many questions vectors answer."""

from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from playground.figures.canvas import axis, canvas
from playground.figures.neighbours import BAR, WORDS
from playground.figures.theme import Theme, faint
from playground.vectors.analogies import Answer, Parallelogram, Solution, Spot
from playground.vectors.score_study import Score

SECOND = {"light": "#D55E00", "dark": "#FF9E4A"}  # beside blue, told apart by the colour-blind too
SHOWN = 3  # answers in the plane: the best, and two that it beat
ROOM = 0.3  # of the picture's width left free on either side for words
LEFT_OUT = "asked, so left out"


def answer_bars(found: Solution, method: str, theme: Theme) -> go.Figure:
    """Return the answers as bars, the best on top; what was asked stands among them, faint."""
    rows = ranked(found)
    asked = {one.word for one in found.asked}
    x = axis(f"score ({method})", theme, rangemode="tozero")
    y = axis("", theme, autorange="reversed", type="category", tickfont=dict(size=15))
    size = dict(height=90 + BAR * len(rows), margin=dict(l=10, r=10, t=10, b=10))
    colours = [faint(theme.muted, 0.35) if one.word in asked else WORDS[theme.name] for one in rows]
    notes = [f"{one.score:.3f} · {LEFT_OUT}" if one.word in asked else f"{one.score:.3f}" for one in rows]
    return canvas(x, y, theme, hovermode="closest", showlegend=False, **size).add_bar(
        x=[one.score for one in rows],
        y=[escape(one.word) for one in rows],
        orientation="h",
        marker_color=colours,
        customdata=[[one.distance] for one in rows],
        hovertemplate="%{y}<br>score %{x:.4f}<br>distance from b − a + c %{customdata[0]:.4f}<extra></extra>",
        text=notes,
        insidetextfont=dict(size=13, color=[theme.text if one.word in asked else theme.background for one in rows]),
        outsidetextfont=dict(size=13, color=theme.text),
    )


def ranked(found: Solution) -> list[Answer]:
    """Return the answers and what was asked, each once, the highest score first."""
    every = {one.word: one for one in (*found.asked, *found.answers)}
    return sorted(every.values(), key=lambda one: -one.score)


def describe_answers(found: Solution) -> str:
    """Say in words which answers there are."""
    asked = {one.word for one in found.asked}
    said = (f"{one.word} {one.score:.3f}{f' ({LEFT_OUT})' if one.word in asked else ''}" for one in ranked(found))
    return f"Answers by their score: {', '.join(said)}."


def parallelogram_figure(found: Parallelogram, theme: Theme) -> go.Figure:
    """Return the plane of a, b and c: two arrows that are the same step, where the second ends, and what lies near there."""
    blue, second = WORDS[theme.name], SECOND[theme.name]
    corners = [found.a, found.b, found.c, found.goal]
    answers = found.answers[:SHOWN]
    bounds = dict(visible=False, fixedrange=True)
    x = bounds | dict(range=span([spot.x for spot in (*corners, *answers)], ROOM))
    y = bounds | dict(range=span([spot.y for spot in (*corners, *answers)], 0.18), scaleanchor="x")
    look = dict(height=420, showlegend=False, hovermode="closest", margin=dict(l=0, r=0, t=0, b=0))
    figure = canvas(x, y, theme, **look)
    outline(figure, found, theme)
    for start, end in ((found.a, found.b), (found.c, found.goal)):
        arrow(figure, start, end, blue)
    points(figure, [found.a, found.b, found.c], blue, theme, ["top center"] * 3)
    figure.add_scatter(
        x=[found.goal.x],
        y=[found.goal.y],
        mode="markers",
        marker=dict(size=15, color=theme.background, line=dict(color=blue, width=2.5)),
        hovertemplate="b − a + c<extra></extra>",
    )
    if answers:
        line = dict(mode="lines", hoverinfo="skip", line=dict(color=second, width=2, dash="dot"))
        figure.add_scatter(x=[found.goal.x, answers[0].x], y=[found.goal.y, answers[0].y], **line)
        points(figure, answers[:1], second, theme, ["bottom center"])
        points(figure, answers[1:], theme.muted, theme, ["middle left", "middle right"])
    figure.add_annotation(
        x=found.goal.x, y=found.goal.y, text="b − a + c", showarrow=False, yshift=22, font=dict(size=13, color=theme.muted)
    )
    return figure


def span(values: Sequence[float], room: float) -> list[float]:
    """Return bounds around values, with so much of their width free on either side."""
    low, high = min(values), max(values)
    free = max(high - low, 0.1) * room
    return [low - free, high + free]


def outline(figure: go.Figure, found: Parallelogram, theme: Theme) -> None:
    """Draw the parallelogram that the arrows span."""
    round_ = (found.a, found.b, found.goal, found.c, found.a)
    look = dict(mode="lines", fill="toself", fillcolor=faint(WORDS[theme.name], 0.1), hoverinfo="skip")
    line = dict(color=faint(theme.muted, 0.6), width=1)
    figure.add_scatter(x=[spot.x for spot in round_], y=[spot.y for spot in round_], line=line, **look)


def arrow(figure: go.Figure, start: Spot, end: Spot, colour: str) -> None:
    """Draw an arrow from one spot to another."""
    look = dict(axref="x", ayref="y", text="", arrowhead=3, arrowwidth=2.5, arrowcolor=colour, standoff=8)
    figure.add_annotation(x=end.x, y=end.y, ax=start.x, ay=start.y, **look)


def points(figure: go.Figure, spots: Sequence[Spot], colour: str, theme: Theme, where: Sequence[str]) -> None:
    """Draw words in the plane, each with its name."""
    figure.add_scatter(
        x=[spot.x for spot in spots],
        y=[spot.y for spot in spots],
        mode="markers+text",
        text=[f"<b>{escape(spot.word)}</b>" if colour != theme.muted else escape(spot.word) for spot in spots],
        textposition=list(where),
        textfont=dict(size=15, color=theme.text),
        marker=dict(size=11, color=colour),
        customdata=[[escape(spot.word), spot.off] for spot in spots],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]:.3f} off this plane<extra></extra>",
        cliponaxis=False,
    )


def describe_parallelogram(found: Parallelogram, answers: Sequence[Answer]) -> str:
    """Say in words how near the answers come to the fourth corner."""
    corner = f"The plane of {found.a.word}, {found.b.word} and {found.c.word}."
    near = ", ".join(f"{one.word} {one.distance:.3f}" for one in answers[:SHOWN])
    return f"{corner} Distance from its fourth corner b − a + c: {near}."


def scorecard_figure(found: Sequence[Score], theme: Theme) -> go.Figure:
    """Return the share of right answers in every section that has any questions, a bar for each set of vectors."""
    cards = [score for score in found if score.card]
    names = sections_asked(cards)
    x = axis("right answers", theme, range=[0, 1.15], tickformat=".0%", tickvals=[0, 0.25, 0.5, 0.75, 1])
    y = axis("", theme, autorange="reversed", type="category", tickfont=dict(size=13))
    size = dict(height=130 + 30 * max(1, len(cards)) * len(names), margin=dict(l=10, r=10, t=48, b=10))
    figure = canvas(x, y, theme, hovermode="closest", barmode="group", bargap=0.25, showlegend=len(cards) > 1, **size)
    for score, colour in zip(cards, (WORDS[theme.name], SECOND[theme.name]), strict=False):
        told = [(name, one) for name, one in zip(names, rows_of(score, names), strict=True) if one and one.questions]
        figure.add_bar(
            name=escape(score.title),
            x=[one.accuracy for _, one in told],
            y=[escape(name) for name, _ in told],
            orientation="h",
            marker_color=colour,
            text=[f"{one.accuracy:.0%}" for _, one in told],
            textposition="outside",
            textfont=dict(size=13),
            cliponaxis=False,
            customdata=[[one.correct, one.questions, one.all] for _, one in told],
            hovertemplate="%{y}: %{x:.1%}<br>%{customdata[0]:,} of %{customdata[1]:,} asked (%{customdata[2]:,} in the file)"
            "<extra></extra>",
        )
    return figure


def sections_asked(cards: Sequence[Score]) -> list[str]:
    """Return the names of the sections of which somebody could be asked anything."""
    return list(dict.fromkeys(one.name for score in cards for one in score.card.sections if one.questions))


def rows_of(score: Score, names: Sequence[str]) -> list:
    """Return the scores of some sections, None for one that is not there."""
    known = {one.name: one for one in score.card.sections}
    return [known.get(name) for name in names]


def describe_scorecard(found: Sequence[Score]) -> str:
    """Say in words how many questions were answered right."""
    said = [f"{score.title}: {told(score)}" for score in found]
    return f"{'; '.join(said)}." if said else "No question has been asked yet."


def told(score: Score) -> str:
    """Say what one set of vectors came to."""
    if score.agreement:
        value = score.agreement.spearman
        return "no correlation" if value is None else f"Spearman's correlation with people {value:.3f}"
    whole = score.card.all
    return (
        "no question could be asked" if whole.accuracy is None else f"{whole.accuracy:.1%} of {whole.questions:,} questions right"
    )

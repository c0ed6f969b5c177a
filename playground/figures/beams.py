"""The tree of a beam search as a figure: tokens from left to right, the likeliest beginning on top, what just missed below."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from playground.figures.canvas import axis, canvas, empty
from playground.figures.shading import visible
from playground.figures.theme import Theme, faint, stroke
from playground.language.beam import ROOT, BeamTree, Node
from playground.text.vocabulary import Vocabulary

ROW, ROOM = 28, 150  # pixels of a row, and of what stands around the rows
DEEPEST = {"character": 40, "word": 12}  # tokens that are drawn of each text
ABOVE = {"character": False, "word": True}  # what is too wide to stand on its line stands above it
LONGEST_LABEL = 9  # letters of a token
NOTHING = "The search found nothing to write."
HEADERS = ("place", "rank", "token", "text so far", "log-probability (nats)", "kept", "part of the best text")


@dataclass(frozen=True)
class Placed:
    """A node with its number, its rank among those of its place from 1, and the token and the text it stands for."""

    number: int
    rank: int
    node: Node
    token: str
    text: str


def placed(tree: BeamTree, vocabulary: Vocabulary, prime: str) -> list[Placed]:
    """Return every node of a tree with what it stands for; those of one place come one after another, the likeliest first."""
    before, found, seen = vocabulary.prefix(prime), [], {}
    for number, node in enumerate(tree.nodes):
        seen[node.depth] = seen.get(node.depth, 0) + 1
        text = vocabulary.decode(tree.path(number), after=before)
        found.append(Placed(number, seen[node.depth], node, vocabulary.tokens[node.token], text))
    return found


def winners(tree: BeamTree) -> set[int]:
    """Return the numbers of the nodes of the best text found."""
    numbers, node = set(), tree.found[0].node if tree.found else ROOT
    while node != ROOT:
        numbers.add(node)
        node = tree.nodes[node].parent
    return numbers


def lanes(tree: BeamTree, nodes: Sequence[Placed]) -> dict[int, int]:
    """Return the row of each node: a beginning stays in its row, the best text in the first; dropped nodes stand below all."""
    best, kept = winners(tree), [one for one in nodes if one.node.kept]
    heir, ends = heirs(kept, best)
    rows, free_from = {}, [0]  # the place from which each row is free; the first belongs to the best text
    for one in kept:
        if one.number in best:
            rows[one.number] = 1
        elif heir.get(one.node.parent) == one.number and one.node.parent in rows:
            rows[one.number] = rows[one.node.parent]
        else:
            open_rows = (row for row in range(1, len(free_from)) if free_from[row] <= one.node.depth)
            row = next(open_rows, len(free_from))
            free_from[row : row + 1] = [ends[one.number] + 1]
            rows[one.number] = row + 1
    kept_at = {depth: 0 for depth in {one.node.depth for one in nodes}}
    for one in nodes:
        if not one.node.kept:
            kept_at[one.node.depth] += 1
            rows[one.number] = len(free_from) + kept_at[one.node.depth]
    return rows


def heirs(kept: Sequence[Placed], best: set[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Return for each node kept the child that goes on in its row, the one that leads furthest; and how far each leads."""
    reach = {one.number: one.node.depth for one in kept}
    heir: dict[int, int] = {}
    for one in reversed(kept):
        parent = one.node.parent
        if parent == ROOT:
            continue
        now = heir.get(parent)
        if now is None or (one.number in best, reach[one.number], -one.number) > (now in best, reach[now], -now):
            heir[parent] = one.number
        reach[parent] = max(reach[parent], reach[one.number])
    ends = {}
    for one in reversed(kept):
        ends[one.number] = ends[heir[one.number]] if one.number in heir else one.node.depth
    return heir, ends


def tree_figure(tree: BeamTree, vocabulary: Vocabulary, prime: str, cell: str, theme: Theme) -> go.Figure:
    """Return the tree: every beginning that was kept along its row, the best text strong and on top, what was dropped below."""
    deepest = DEEPEST[vocabulary.tokenizer]
    nodes = [one for one in placed(tree, vocabulary, prime) if one.node.depth < deepest]
    best, rows = winners(tree), lanes(tree, nodes) | {ROOT: 1}
    deep = max(rows.values())
    last = max((one.node.depth for one in nodes), default=0) + 1
    x = axis("token", theme, range=[-0.4, last + 0.6], showgrid=False, zeroline=False, dtick=1 if last <= 12 else 5)
    y = axis("", theme, range=[deep + 0.6, 0.4], showgrid=False, zeroline=False, showticklabels=False, showline=False)
    figure = canvas(x, y, theme, height=ROOM + ROW * max(deep, 4), hovermode="closest", margin=dict(l=10, r=10, t=56, b=10))
    if not nodes:
        return empty(figure, NOTHING)
    colour = stroke(cell, theme).colour
    looks = {
        "dropped": (dict(color=theme.grid, width=1), theme.muted),
        "kept": (dict(color=faint(colour, 0.6), width=1.5), theme.text),
        "best text": (dict(color=colour, width=3.5), theme.text),
    }
    for name, (line, letters) in looks.items():
        group = [one for one in nodes if part_of(one, best) == name]
        edges(figure, group, rows, name, line)
        look = dict(textfont=dict(family="monospace", size=13, color=letters), **spot(vocabulary, line["color"], theme))
        tokens(figure, group, rows, look)
    return figure


def part_of(one: Placed, best: set[int]) -> str:
    """Return what a node became: part of the best text, kept, or dropped."""
    return "best text" if one.number in best else "kept" if one.node.kept else "dropped"


def edges(figure: go.Figure, group: Sequence[Placed], rows: dict[int, int], name: str, line: dict) -> None:
    """Add the lines that lead to a group of nodes; changes `figure`."""
    x, y = [], []
    for one in group:
        x += [one.node.depth, one.node.depth + 1, None]
        y += [rows[one.node.parent], rows[one.number], None]
    if x:
        figure.add_scatter(x=x, y=y, mode="lines", line=line, name=name, hoverinfo="skip")


def spot(vocabulary: Vocabulary, colour: str, theme: Theme) -> dict:
    """Return where tokens stand: in a gap of their line, or above a dot on it."""
    if ABOVE[vocabulary.tokenizer]:
        return dict(textposition="top center", marker=dict(size=6, color=colour))
    return dict(textposition="middle center", marker=dict(size=19, color=theme.background))


def tokens(figure: go.Figure, group: Sequence[Placed], rows: dict[int, int], look: dict) -> None:
    """Add the tokens of a group of nodes, each with the text that it ends; changes `figure`."""
    if not group:
        return
    figure.add_scatter(
        x=[one.node.depth + 1 for one in group],
        y=[rows[one.number] for one in group],
        mode="markers+text",
        text=[escaped(label(one.token)) for one in group],
        customdata=[(escaped(shown(one.text)), f"{one.node.log_probability:.2f}") for one in group],
        hovertemplate="“%{customdata[0]}”<br>log-probability %{customdata[1]} nats<extra></extra>",
        showlegend=False,
        **look,
    )


def label(token: str) -> str:
    """Return a token as it is written in the tree."""
    seen = visible(token)
    return seen if len(seen) <= LONGEST_LABEL else seen[: LONGEST_LABEL - 1] + "…"


def shown(text: str) -> str:
    """Return the end of a text as a label shows it."""
    return visible(text).replace("·", " ")[-60:]


def escaped(text: str) -> str:
    """Return a text in which a figure sees no markup: a network writes what it likes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def describe_tree(tree: BeamTree, vocabulary: Vocabulary, prime: str) -> str:
    """Say in words what the tree shows."""
    if not tree.found:
        return NOTHING
    best, looked = tree.found[0], len(tree.nodes)
    text = tree.text(best, vocabulary, vocabulary.prefix(prime))
    dead = sum(node.kept for node in tree.nodes) - len({node for one in tree.found for node in line_of(tree, one.node)})
    return (
        f"{looked:,} beginnings were looked at; {dead:,} of those kept led nowhere. The best text is “{text.strip()}”, with a "
        f"log-probability of {best.log_probability:.2f} nats."
    )


def line_of(tree: BeamTree, node: int) -> Iterator[int]:
    """Yield the numbers of a node and of all before it."""
    while node != ROOT:
        yield node
        node = tree.nodes[node].parent


def tree_rows(tree: BeamTree, vocabulary: Vocabulary, prime: str) -> list[tuple]:
    """Return every node as a row."""
    best = winners(tree)
    return [
        (one.node.depth + 1, one.rank, one.token, one.text, f"{one.node.log_probability:.6f}", one.node.kept, one.number in best)
        for one in placed(tree, vocabulary, prime)
    ]

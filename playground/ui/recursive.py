"""The parts of the page that compares a chain with a tree: both drawings, the lengths of the ways, and every number."""

from dataclasses import dataclass
from html import escape

import streamlit as st

from playground.byhand.composing import Composer, composer, has_number, standard, tree_values
from playground.byhand.edits import Edits, Place, parse_edits
from playground.byhand.parsing import KINDS, RULES
from playground.byhand.trees import BUILDERS, Tree, bracketed, has_brackets, pairs, tree_of, words_of, written
from playground.controls import Described, check, choice, number, toggle
from playground.controls import text as line
from playground.errors import Refusal
from playground.figures.equations import bracket
from playground.figures.export import table_text
from playground.figures.theme import THEMES
from playground.figures.trees import PART, chain_drawing, node_rows, part_text, path_rows, recursive_sheet, tree_drawing
from playground.ui.byhand import headed, sheet
from playground.ui.charts import take_figures_away
from playground.ui.chips import Chip
from playground.ui.components.drawing import drawing_piece
from playground.ui.components.formulas import formulas_piece, said
from playground.ui.components.piece import Piece
from playground.ui.fold import fold
from playground.ui.looks import theme
from playground.ui.numbers import draw as draw_numbers
from playground.ui.numbers import number as big
from playground.ui.pagesettings import PageSettings
from playground.ui.part import edited_part

LONGEST = 400  # characters, brackets and all
SENTENCE_HELP = "1 to 16 words. Brackets make the tree: (the cat) (sat (on (the mat))). More than two parts join from the left."
NODES = ("network", "words", "order", "first number", "second number")
HINT = (
    "Every number can be changed: click it, type, press Enter. Chain and tree share both matrices, and a word has the same "
    "vector wherever it stands."
)
LEAST = 0.8  # of their natural size: smaller than that they scroll sideways


@dataclass(frozen=True)
class Recursive(Described):
    """A sentence, how its tree is made where it has no brackets, the word whose way is lit, and the combination spelled out."""

    sentence: str = line("the cat sat on the mat", "Sentence", SENTENCE_HELP, more=False)
    tree: str = choice("grammar", "Tree by", "Where the sentence has brackets, they are the tree.", BUILDERS, more=False)
    word: int = number(1, "Word", "The word whose way to the end is lit.", 1, 16, more=False)
    pair: int = number(1, "Combination", "Which combination is spelled out, in the order of the tree.", 1, 15, more=False)
    large: bool = toggle(False, "Large type", "For a projector, or for tired eyes.")
    edits: str = line("", "Edited numbers", "Which numbers were changed by hand.")

    def __post_init__(self):
        check(self)
        if len(self.sentence) > LONGEST:
            raise Refusal(f"This sentence has {len(self.sentence):,} characters: use at most {LONGEST}.", "sentence")
        words_of(self.sentence)
        if has_brackets(self.sentence):
            bracketed(self.sentence)
        parse_edits(self.edits)

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words of the sentence."""
        return words_of(self.sentence)

    def edited(self) -> dict[Place, float]:
        """Return the numbers that were changed by hand."""
        return parse_edits(self.edits)

    def has(self, place: Place) -> bool:
        """Tell whether there is a number at a place."""
        return has_number(place, self.words)

    def needed(self, edits: Edits) -> Edits:
        """Return the edits without those that leave a number as it is, so that a link stays short."""
        return {place: value for place, value in edits.items() if not self.has(place) or value != standard(place, self.words)}


PAGE = PageSettings("recursive", Recursive())
LOOKING = ("word", "pair", "large")
CHIPS = (
    Chip(
        "A longer sentence",
        "In the chain the first word is nine steps from the end; in the tree no word is more than five from the root.",
        {"sentence": "the brown dog ran away from the small cat"},
        LOOKING,
    ),
    Chip(
        "Two readings, two trees",
        "With these brackets the telescope belongs to the man. Take them away: the grammar joins it to “saw”, and the root is "
        "another.",
        {"sentence": "(I (saw ((the man) (with (the telescope)))))"},
        LOOKING,
    ),
    Chip(
        "Halving",
        "Eight words, three steps each, whatever the words: the shortest way that all can have. It knows nothing of language.",
        {"sentence": "one two three four five six seven eight", "tree": "balanced"},
        LOOKING,
    ),
    Chip(
        "A tree that is a chain",
        "Leaning to the left all the way, a tree combines in the very order of the chain: a recurrent network is a recursive "
        "one.",
        {"tree": "left"},
        LOOKING,
    ),
)


@dataclass(frozen=True)
class Shown:
    """A sentence with its tree and the tiny network."""

    words: tuple[str, ...]
    tree: Tree
    net: Composer
    word: int
    pair: int

    @property
    def name(self) -> str:
        """Return what files of it are called."""
        return "-".join(self.words)[:40]


def shown() -> Shown:
    """Return what the page shows."""
    settings = PAGE.value()
    words, tree = settings.words, tree_of(settings.sentence, settings.tree)
    net = composer(words, settings.edited())
    return Shown(words, tree, net, min(settings.word, len(words)), min(settings.pair, max(1, len(words) - 1)))


def panel() -> None:
    """Draw everything that follows when a number is changed, or another word or combination is looked at."""
    here = shown()
    numbers(here)
    headed("A chain")
    chain(here).draw()
    headed(
        "A tree",
        f"{escape(written(here.tree, here.words))} · the discs say in which order parts are combined; a click on a word lights "
        "its way, one on a combination spells it out.",
        quiet=True,
    )
    tree(here).draw()
    for piece in combination(here):
        piece.draw()
    if len(here.words) == 1:
        st.info("One word alone: there is nothing to combine.", icon=":material/info:")
    headed("The numbers", HINT, quiet=True)
    edited_part(PAGE, numbers_sheet)
    ways_table(here)
    explanation()
    take_away(here)


def numbers(here: Shown) -> None:
    """Draw how long the longest and the usual way is, in the chain and in the tree."""
    rows = path_rows(here.tree, here.words)
    chain, tree = ([row[place] for row in rows] for place in (2, 3))
    count = len(rows)
    draw_numbers(
        big("Longest way, chain", f"{max(chain)} steps", f"on average {sum(chain) / count:.1f}"),
        big("Longest way, tree", f"{max(tree)} steps", f"on average {sum(tree) / count:.1f}"),
        big("Combinations", f"{count} and {count - 1}", "chain and tree"),
    )


def chain(here: Shown) -> Piece:
    """Return the drawing of the chain; a click on a word lights its way in both."""
    svg = chain_drawing(here.net, here.words, here.word, theme())
    return drawing_piece(PAGE.key("chain-drawing"), svg, f"chain-{here.name}", lambda name: light(name, len(here.words)), LEAST)


def tree(here: Shown) -> Piece:
    """Return the drawing of the tree; a click on a combination spells it out."""
    svg = tree_drawing(here.net, here.tree, here.words, here.word, theme(), here.pair)
    return drawing_piece(PAGE.key("tree-drawing"), svg, f"tree-{here.name}", lambda name: light(name, len(here.words)), LEAST)


def light(chosen: str, count: int) -> None:
    """Light the way of the word that was clicked, or spell a combination out; what comes from a browser is checked."""
    if chosen in map(str, range(1, count + 1)):
        PAGE.change(word=int(chosen))
    elif chosen in (f"{PART}{rank}" for rank in range(1, count)):
        PAGE.change(pair=int(chosen.removeprefix(PART)))


def combination(here: Shown) -> list[Piece]:
    """Return one combination with its numbers; nothing where there is one word alone."""
    found = list(pairs(here.tree))
    if not found:
        return []
    pair, values = found[here.pair - 1], tree_values(here.net, here.tree)
    names = [part_text(part, here.words) for part in (pair.left, pair.right)]
    title = said(f"Combination {here.pair} of {len(found)}", f"“{names[0]}” and “{names[1]}” become one part of two numbers:")
    left, right, whole = (bracket(values[part], 2) for part in (pair.left, pair.right, pair))
    inside = f"{bracket(here.net.Wl, 2)}{left} + {bracket(here.net.Wr, 2)}{right}"
    formula = rf"p = \tanh(W_l\,a + W_r\,b) = \tanh\!\left({inside}\right) = {whole}"
    return [formulas_piece(PAGE.key("combination"), title, formula)]


def numbers_sheet(alone: bool) -> None:
    """Draw both matrices and each word's vector, every number of which can be changed."""
    here = shown()
    pieces = [chain(here), tree(here), *combination(here)] if alone else []
    sheet(PAGE, recursive_sheet(here.net, here.words, PAGE.value().edited()), pieces)


def ways_table(here: Shown) -> None:
    """Draw each word's way to the end of the chain and to the root of the tree."""
    rows = (
        f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in (word, chain, tree))}</tr>"
        for _, word, chain, tree in path_rows(here.tree, here.words)
    )
    head = "<tr><th>word</th><th>steps to the end of the chain</th><th>steps to the root</th></tr>"
    st.html(f'<div class="unrolled-wide"><table class="unrolled-table">{head}{"".join(rows)}</table></div>')


def explanation() -> None:
    """Draw, folded, where each number comes from."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(
            "A **recurrent** network goes through a sentence from left to right, a state after each word. A **recursive** "
            "network combines neighbouring parts along a tree, with the same two matrices at every node (Socher et al. 2011):"
        )
        place.latex(r"h_t = \tanh(W_l\,h_{t-1} + W_r\,x_t),\ h_0 = 0 \qquad p = \tanh(W_l\,a + W_r\,b)")
        place.markdown(
            "What must get from a word to the end goes through as many matrices as there are steps on its way, and so does the "
            "gradient on its way back. In a chain that is up to the number of words, in a well-balanced tree about its "
            "logarithm. The price is that somebody must know the tree.\n\n"
            "Words are two numbers each, drawn from their letters until you change them; the network has learned nothing. The "
            f"**small grammar** knows {len(KINDS)} words and {len(RULES)} rules: it gets plain sentences right and others wrong. "
            "Type brackets where you know better."
        )


def take_away(here: Shown) -> None:
    """Draw, folded, the link, both drawings as files, and the table of ways."""
    light_theme = THEMES["light"]
    made = {
        "Chain": lambda: chain_drawing(here.net, here.words, here.word, light_theme),
        "Tree": lambda: tree_drawing(here.net, here.tree, here.words, here.word, light_theme),
    }
    headers = ("place", "word", "steps to the end of the chain", "steps to the root")
    tables = {
        "Ways": lambda: table_text(headers, path_rows(here.tree, here.words)),
        "Every number": lambda: table_text(NODES, node_rows(here.net, here.tree, here.words)),
    }
    take_figures_away("recursive", {}, tables, made)

"""The parts of the page that goes back through time: losses, the chain, every contribution, the proof, and learning."""

from dataclasses import dataclass
from functools import lru_cache
from html import escape

import streamlit as st

from playground.byhand.backward import MOST_UPDATES, Backward, Descent, Key, backward, descend
from playground.byhand.settings import Taught
from playground.byhand.words import alphabet, to_predict
from playground.controls import choice, number
from playground.figures.backchain import chain_drawing, grid_drawing
from playground.figures.equations_back import CONTRIBUTIONS, chain_equations, loss_sum, total_equation
from playground.figures.unrolled import Reading
from playground.figures.worksheet import all_weights
from playground.ui.byhand import headed, sheet
from playground.ui.chips import Chip
from playground.ui.components.drawing import drawing_piece
from playground.ui.components.formulas import formulas_piece, said
from playground.ui.components.piece import Piece, words_piece
from playground.ui.fold import KEY, fold
from playground.ui.looks import theme
from playground.ui.numbers import number as big
from playground.ui.numbers import side_by_side
from playground.ui.pagesettings import PageSettings

MATRICES = {"Wh": "W_h", "Wx": "W_x", "Wy": "W_y", "E": "E"}
LEAST = 0.85  # of their natural size: drawings with small print scroll sideways rather than shrink
REPEATED = 100  # updates that one button makes
CURVES, NOW = "Update by update", "The weights as they are now"


@dataclass(frozen=True)
class Back(Taught):
    """What the page shows: a taught network, the matrix whose gradient is taken apart, and the contribution in focus."""

    matrix: str = choice("Wh", "Matrix", "Whose gradient is taken apart.", MATRICES)
    t: int = number(12, "Loss", "The step whose loss is followed back; the last one where there are fewer.", 1, 12)
    k: int = number(2, "Step", "The step at which the weights act.", 1, 12)


PAGE = PageSettings("backward", Back())
LOOKING = ("matrix", "t", "k", "places", "large")
CHIPS = (
    Chip(
        "A hundred times",
        "The same update a hundred times over: after “dog” the network now expects “s”. Where the loss is near 0, so is every "
        "gradient.",
        {"updates": REPEATED},
        LOOKING,
    ),
    Chip(
        "Ten steps back",
        "The first “m” hardly learns of the last “i”: the gradient shrinks at almost every step, to less than a millionth.",
        {"word": "mississippi"},
        LOOKING,
    ),
    Chip(
        "Only the last letter counts",
        "One loss, one row in the grid: what “dog” teaches goes back to “o” and “d” through the state alone.",
        {"counted": "last"},
        LOOKING,
    ),
    Chip(
        "Steps too large",
        "At a rate of 5 the loss falls at the first update, and then jumps to three times what it was at the start.",
        {"rate": 5.0, "updates": 2},
        LOOKING,
    ),
    Chip(
        "Identity",
        "With W_h the identity, each factor on the way back is tanh's slope alone: a half or more of the gradient is left at "
        "each step.",
        {"start": "identity"},
        LOOKING,
    ),
)


@dataclass(frozen=True)
class Shown:
    """A word's backward pass with the network as it is now, and the descent that led there, with the update that comes next."""

    settings: Back
    found: Backward
    descent: Descent

    @property
    def whole(self) -> Descent:
        """Return the descent as far as the curves go."""
        return known_descent(taught(self.settings), max(REPEATED, self.settings.updates))

    @property
    def word(self) -> str:
        """Return the word."""
        return self.settings.spelling

    @property
    def letters(self) -> tuple[str, ...]:
        """Return the letters that the network knows."""
        return alphabet(self.word)

    @property
    def t(self) -> int:
        """Return the step whose loss is followed back: one that counts."""
        last = len(self.found.steps)
        return last if self.settings.counted == "last" else min(self.settings.t, last)

    @property
    def k(self) -> int:
        """Return the step whose weights are looked at."""
        return self.t if self.matrix == "Wy" else min(self.settings.k, self.t)

    @property
    def matrix(self) -> str:
        """Return the matrix whose gradient is taken apart."""
        return self.settings.matrix if self.settings.matrix in self.found.net.parameters() else "Wh"


@lru_cache(maxsize=64)
def known_descent(settings: Taught, updates: int) -> Descent:
    """Return how a network learns its word in so many updates, computed once for all who ask for the same."""
    net, _ = settings.network()
    return descend(net, to_predict(settings.word), settings.rate, updates, settings.counted)


def shown() -> Shown:
    """Return what the page shows; raise `Refusal` where the word has nothing to predict."""
    settings = PAGE.value()
    ids = to_predict(settings.word)
    descent = known_descent(taught(settings), settings.updates + 1)
    return Shown(settings, backward(descent.nets[settings.updates], ids, settings.counted), descent)


def taught(settings: Back) -> Taught:
    """Return what a descent depends on, all else as usual, so that it is computed once whatever the page looks at."""
    asked = {name: value for name, value in settings.flat().items() if name in Taught.controls()}
    return Taught(**asked).with_(updates=0, places=2, large=False)


def result_numbers(here: Shown) -> Piece:
    """Return what people quote: the loss, the chance of the right last letter, and the size of the whole gradient."""
    now, place = here.settings.updates, here.letters.index(here.word[-1])
    chance, first = here.found.steps[-1].y[place], here.descent.predictions[0][place]
    size = sum(float((matrix**2).sum()) for matrix in here.found.totals.values()) ** 0.5
    at = "before any update" if not now else f"after {now} update{'s' if now > 1 else ''}"
    found = side_by_side(
        big("Loss · nats", f"{here.found.loss:.4g}", at),
        big(f"“{here.word[-1]}” after “{here.word[:-1]}”", f"{chance:.1%}", f"at first {first:.1%}"),
        big("Length of the gradient", f"{size:.3g}", f"of {sum(m.size for m in here.found.totals.values())} weights"),
    )
    return words_piece(PAGE.key("numbers"), found)


def losses_table(here: Shown) -> Piece:
    """Return each step's loss."""
    rows, word, places = [], here.word, here.settings.places
    for t, (step, loss) in enumerate(zip(here.found.steps, here.found.losses, strict=True), 1):
        chance = step.y[here.found.ids[t]]
        counts = "" if here.found.counts[t - 1] else " (does not count)"
        cells = (
            str(t),
            word[:t],
            word[t],
            f"{chance:.{places + 1}f}",
            f"−ln {chance:.{places + 1}f} = {loss:.{places + 1}f}{counts}",
        )
        rows.append(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>")
    head = "".join(f"<th>{name}</th>" for name in ("t", "read so far", "follows", "its probability", "loss L<sub>t</sub>, nats"))
    table = f'<div class="unrolled-wide"><table class="unrolled-table narrow"><tr>{head}</tr>{"".join(rows)}</table></div>'
    return words_piece(PAGE.key("losses"), table)


def chain_heading(here: Shown) -> None:
    """Say what is drawn of the way back."""
    headed(
        "Back to the first letter",
        f"The loss of step {here.t} is handed back from state to state. Each arrow multiplies the gradient by diag(1 − h²) W_h: "
        "the bold number says how its length changes there, and no gradient can keep more than the small one.",
    )


def chain(here: Shown) -> Piece:
    """Return the drawing of the way back from one loss to the first step, with the factor at each arrow."""
    svg = chain_drawing(here.found, here.word, here.t, theme())
    return drawing_piece(PAGE.key("chain"), svg, f"{here.word}-chain", least=LEAST)


def matrix_choice(here: Shown) -> None:
    """Draw the choice of the matrix whose gradient is taken apart."""
    key, names = PAGE.key("matrix-choice"), {name: MATRICES[name] for name in MATRICES if name in here.found.net.parameters()}
    if st.session_state.get(key) != here.matrix:
        st.session_state[key] = here.matrix
    options = dict(format_func=names.get, key=key, required=True, on_change=take_matrix)
    st.segmented_control("The gradient with respect to", list(names), **options)


def take_matrix() -> None:
    """Take the gradient of the chosen matrix apart."""
    if chosen := st.session_state[PAGE.key("matrix-choice")]:
        PAGE.change(matrix=chosen)


def losses_sum(here: Shown) -> Piece:
    """Return the sum of the losses, and what follows from it for a gradient."""
    text = (
        "The same matrix acts at every step, so every loss *t* has something to say of its use at every step *k* up to it. "
        "Choose one of these contributions to see what it is made of. (Where h₀ is 0, no loss has anything to say of W_h at k "
        "= 1.)"
    )
    losses = loss_sum(here.found, here.settings.places)
    return formulas_piece(PAGE.key("sum"), losses, said("The gradient is a sum", text), CONTRIBUTIONS)


def grid(here: Shown) -> Piece:
    """Return the grid of all contributions to the gradient of a matrix."""
    svg, keys = grid_drawing(here.found, here.matrix, (here.t, here.k), theme()), contribution_keys(here)
    return drawing_piece(PAGE.key("grid"), svg, f"{here.word}-{here.matrix}", lambda name: choose(name, keys), LEAST)


def contribution_keys(here: Shown) -> list[Key]:
    """Return which contributions there are to the gradient of the matrix."""
    return list(here.found.contributions(here.matrix))


def factors(here: Shown) -> list[str]:
    """Return the chosen contribution as the product of its factors, and the sum of all."""
    found = chain_equations(here.found, here.matrix, here.t, here.k, here.settings.places)
    total = rf"\text{{All of them added up:}}\quad {total_equation(here.found, here.matrix, here.settings.places)}"
    return [*found, total]


def contribution_choice(keys: list[Key], chosen: Key) -> None:
    """Draw the choice of a contribution, for those who do not click into the grid."""
    key = PAGE.key("contribution")
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen
    names = {(t, k): f"loss t = {t}, weights at k = {k}" for t, k in keys}
    st.selectbox("Contribution", keys, format_func=names.get, key=key, on_change=take_contribution, width=320)


def take_contribution() -> None:
    """Look at the contribution that was chosen from the menu."""
    t, k = st.session_state[PAGE.key("contribution")]
    PAGE.change(t=t, k=k)


def choose(name: str, keys: list[Key]) -> None:
    """Look at the contribution that was clicked; what comes from a browser is checked."""
    known = {f"{t},{k}": (t, k) for t, k in keys}
    if name in known:
        t, k = known[name]
        PAGE.change(t=t, k=k)


def weights_heading(here: Shown) -> None:
    """Say which weights can be changed."""
    after = here.settings.updates
    when = "The weights before the first update" if after else "The weights"
    headed("The weights", f"{when}: every number can be changed, and everything on this page follows.", quiet=True)


def weights_sheet(here: Shown, pieces: list[Piece]) -> None:
    """Draw the weights before the first update, each of which can be changed."""
    sheet(PAGE, all_weights(reading_of(here, 0), here.settings.edited()), pieces)


def weights_now(here: Shown) -> None:
    """Draw, folded, what the weights are now."""
    if here.settings.updates and (place := fold(NOW, ":material/grid_on:")):
        with place:
            st.html(weights_table(here))


def reading_of(here: Shown, updates: int) -> Reading:
    """Return the network after so many updates as the sheet of numbers takes it."""
    net = here.descent.nets[updates]
    return Reading(net, here.word, here.letters, here.found.steps, (), here.settings.places)


def weights_table(here: Shown) -> str:
    """Return every matrix after the updates, as HTML."""
    parts = []
    for name, matrix in here.found.net.parameters().items():
        rows = "".join(f"<tr>{''.join(f'<td>{value:.{here.settings.places + 1}f}</td>' for value in row)}</tr>" for row in matrix)
        parts.append(f'<p>{MATRICES[name]}</p><table class="unrolled-table narrow">{rows}</table>')
    return f'<div class="unrolled-wide">{"".join(parts)}</div>'


def update(updates: int) -> None:
    """Stand after so many updates, and unfold the curves that tell of them."""
    PAGE.change(updates=min(updates, MOST_UPDATES))
    st.session_state[KEY + CURVES] = updates > 0

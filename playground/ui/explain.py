"""What am I looking at? The equations behind the training page, folded away until somebody asks."""

import inspect

from models.cells import CELLS
from playground.cells.notation import latex
from playground.cells.recipes import RECIPES
from playground.ui.fold import fold

WORDS = {
    "rnn": "the new token and the last state are mixed once and squashed (Elman 1990).",
    "rnn-relu": "as the plain cell, but nothing below zero passes; it starts small, since nothing bounds it (Le et al. 2015).",
    "gru": "one gate decides how much of the old state stays, another how much of it is read (Cho et al. 2014; torch's variant).",
    "gru-simple": "a GRU that always reads the whole old state; one gate decides how much of it stays (Ravanelli et al. 2018).",
    "gru-before": "a GRU as first published: the old state is reset before it is multiplied, not after (Cho et al. 2014).",
    "lstm": "a second state, $c$, is only gated and added to, so it can last (Hochreiter, Schmidhuber 1997; Gers et al. 2000).",
    "lstm-peephole": "an LSTM whose gates also look at $c$ itself, each unit at its own (Gers et al. 2002).",
}
LOSS = r"L = -\frac{1}{T}\sum_{t=1}^{T} \ln p(x_{t+1} \mid x_1 \ldots x_t)"
READINGS = (
    "**The loss** is the mean surprise at the next token, in nats; guessing among $V$ equally likely tokens costs $\\ln V$. "
    "*Bits per character* is $L \\cdot \\text{tokens} / (\\text{characters} \\cdot \\ln 2)$, the one unit in which runs with "
    "different tokenizers compare; *perplexity* is $e^L$: among how many tokens the network still hesitates."
)
CURVES = (
    "**The faint line** is the loss of each batch before its update, the strong one its mean over 2 % of the points to either "
    "side, and the dots are the loss on text that is never trained on. The last dot of a run reads all of that text, the earlier "
    "ones a part. "
    "**The gradient norm** is the length of the whole gradient, before and after clipping (Pascanu et al. 2013). "
    "**Memory** shows how much of the gradient of a loss is left so many steps back, at each validation: see the page Decay."
)


def explanation(cell: str) -> None:
    """Draw the equations of a cell, what the loss is, and where each line comes from."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(f"**{CELLS[cell].label}**: {summary(cell)}")
        if cell in RECIPES:
            place.latex(latex(cell))
        place.markdown(READINGS)
        place.latex(LOSS)
        place.markdown(CURVES)


def summary(cell: str) -> str:
    """Return what a cell's class says of it: in words where its equations are drawn, else whole."""
    return WORDS.get(cell) or inspect.getdoc(CELLS[cell]) or ""

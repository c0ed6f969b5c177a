"""What the memory page says below its figure: answers that are worse than guesses, and what everything is."""

from collections.abc import Iterable, Mapping
from typing import Any

from models.cells import CELLS
from playground.gradients.memory_study import Reversed, reversed_answers
from playground.gradients.tasks import CLOSE, Task
from playground.ui.fold import fold
from playground.ui.words import share_text

MOST_NAMED = 3  # networks below chance that are named
BEYOND = 0.25  # so much more than chance has to be right, once renamed, before a network is said to remember
EQUATION = (
    r"\frac{\partial L}{\partial W} = \sum_{k} \frac{\partial L}{\partial h_T}\,"
    r"\frac{\partial h_T}{\partial h_{T-k}}\,\frac{\partial h_{T-k}}{\partial W}"
)
MEASURED = (
    "A network of one layer reads a sequence and answers after its last step; what it has to know stands *gap* steps earlier. "
    "Answers are tested on 250 examples of each gap that were never trained on. **Chance** is what the best guess without "
    "memory reaches. The tasks are those of Hochreiter and Schmidhuber 1997 (adding), Arjovsky et al. 2016 (copying), Linzen "
    "et al. 2016 (agreement), and the last open bracket of a nested text."
)
PART = (
    "The part of this sum that tells the network about a step $k$ back carries the factor $\\partial h_T / \\partial h_{T-k}$. "
    "The lower curve is how large it leaves the gradient, $\\lVert \\partial L / \\partial h_{T-k} \\rVert$ divided by its "
    "value at the last step, over the largest gap, as a mean over 16 examples."
)
MOMENTS_OF = (
    "**Three moments.** The gradient is looked at 24 times while a network learns. *Before training* is its initialisation "
    "alone. *When it reached furthest* is the look at which most of it arrived at the far end: what stands there can be "
    "learned only once some does. In the answers that came with the app, no network of whose gradient less than a "
    "hundred-thousandth ever arrived 100 steps back is clearly above chance there. That it arrives is not enough: it says that "
    "there is a way to learn, not that the network finds it in its time (the plain RNN, adding)."
)
LATCHED = (
    "*After training* the curve is often short again, however many answers are right: a network that holds something firmly "
    "does so by a state to which it returns when it is disturbed, and that is what keeps a gradient from coming through "
    "(Bengio, Simard and Frasconi 1994)."
)


def explanation() -> None:
    """Draw what is measured, folded."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(MEASURED)
        place.latex(EQUATION)
        for words in (PART, MOMENTS_OF, LATCHED):
            place.markdown(words)


def below_chance_text(told: Iterable[Mapping[str, Any]], task: Task) -> str:
    """Say of networks that are wrong more often than by guessing what that means, nothing where there are none."""
    found = reversed_answers(told, task.chance)
    if not found:
        return ""
    named = "; ".join(one_below(one) for one in found[:MOST_NAMED])
    more = f"; and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    return f"**Below chance.** {named}{more}. {meaning(found, task)}".strip()


def one_below(one: Reversed) -> str:
    """Say how often one network is right, and how often it would be with its answers renamed."""
    text = f"{CELLS[one.cell].label}, seed {one.seed}, is right in {share_text(one.score.accuracy)} over gap {one.score.gap}"
    if one.score.squared_error is not None:
        return f"{text} with a squared error of {one.score.squared_error:.2g}"
    return text if one.score.renamed is None else f"{text}, and in {share_text(one.score.renamed)} with its answers renamed"


def meaning(found: list[Reversed], task: Task) -> str:
    """Say what is behind it, as far as the numbers tell."""
    if task.chance_squared_error is not None:
        return (
            f"They miss by more than {CLOSE:g} nearly every time, however near they come; guessing hits now and then, at a "
            f"squared error of {task.chance_squared_error:.2g}."
        )
    if max(one.score.renamed or 0.0 for one in found) < task.chance + BEYOND:
        return ""
    return "That is not forgetting: what it holds changes with every step, and over such a gap it stands for another answer."

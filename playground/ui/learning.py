"""The last parts of the page that goes back through time: the proof, the updates, the explanation, and what can be taken away."""

import math

import streamlit as st

from playground.byhand.backward import INSIDE, MOST_UPDATES
from playground.byhand.proof import by_autograd, by_differences, largest_difference
from playground.figures.backchain import HEADERS, chain_drawing, contribution_rows, grid_drawing
from playground.figures.descent import descent_rows, describe_descent, losses_figure, predictions_figure
from playground.figures.equations import aligned, bracket
from playground.figures.equations_back import NAMES, partial, update_equation
from playground.figures.export import table_text
from playground.figures.powers import power_text
from playground.figures.theme import THEMES
from playground.ui.backward import (
    CURVES,
    NOW,
    PAGE,
    REPEATED,
    Shown,
    chain,
    chain_heading,
    contribution_choice,
    contribution_keys,
    factors,
    grid,
    losses_sum,
    losses_table,
    matrix_choice,
    result_numbers,
    shown,
    update,
    weights_heading,
    weights_now,
    weights_sheet,
)
from playground.ui.charts import draw, take_figures_away
from playground.ui.components.formulas import formulas_piece, said
from playground.ui.components.piece import Piece
from playground.ui.fold import KEY, fold, unfolded
from playground.ui.looks import theme
from playground.ui.part import edited_part

PROOF_PLACES = 8
WAYS = ("contributions added up", "autograd", "central differences")


def backward_panel() -> None:
    """Draw everything that follows when a number is changed, a contribution chosen or an update made."""
    here = shown()
    numbers, way, losses, total, table, rest = pieces(here)  # all computed first, so that all leaves for the browser at once
    numbers.draw()
    chain_heading(here)
    for piece in (way, losses, total):
        piece.draw()
    matrix_choice(here)
    table.draw()
    contribution_choice(contribution_keys(here), (here.t, here.k))
    rest.draw()
    descent_panel(here)
    weights_heading(here)
    edited_part(PAGE, numbers_panel, lambda: (unfolded(CURVES) or unfolded(NOW)) and PAGE.value())
    weights_now(here)
    explanation()
    take_away(here)


def pieces(here: Shown) -> list[Piece]:
    """Return what an edit changes, in the order of the page."""
    return [result_numbers(here), chain(here), losses_table(here), losses_sum(here), grid(here), explained(here)]


def explained(here: Shown) -> Piece:
    """Return the factors of the chosen contribution, the proof, and the next update, as one piece."""
    return formulas_piece(PAGE.key("factors"), *factors(here), *proof(here), *next_update(here))


def numbers_panel(alone: bool) -> None:
    """Draw the weights, each of which can be changed."""
    here = shown()
    weights_sheet(here, pieces(here) if alone else [])


def proof(here: Shown) -> list[str | dict[str, str]]:
    """Return the same gradient found by two other ways, and how far they are from it."""
    ours, theirs, moved = here.found.totals, by_autograd(here.found), by_differences(here.found)
    found = (
        rf"\text{{{title}}}&:\; {bracket(way[here.matrix], PROOF_PLACES)}"
        for title, way in zip(WAYS, (ours, theirs, moved), strict=True)
    )
    text = (
        "The same gradient found twice more. **torch's autograd** knows nothing of contributions; over all weights it differs "
        f"by at most {small(largest_difference(ours, theirs))}. **Central differences** move one weight at a time by 0.00001 "
        f"to either side and look at the loss: at most {small(largest_difference(ours, moved))}."
    )
    return [said("Is that right?", text), rf"{partial('L', NAMES[here.matrix])} \quad {aligned(list(found))}"]


def small(value: float) -> str:
    """Write a small difference as a power of ten."""
    return power_text(math.log10(value)) if value > 0 else "0"


def next_update(here: Shown) -> list[str | dict[str, str]]:
    """Return one update with its numbers, and what it does."""
    formula = update_equation(here.found, here.matrix, here.settings.rate, here.settings.places)
    text = "One step of gradient descent takes from each weight a little of its gradient:"
    return [said("Learning", text), formula, said(text=sentence(here))]


def descent_panel(here: Shown) -> None:
    """Draw the buttons that repeat the update, and how the losses and the last prediction went."""
    now = here.settings.updates
    with st.container(horizontal=True, gap="small"):
        full = now >= MOST_UPDATES
        st.button("Update once", on_click=update, args=(now + 1,), disabled=full, key=PAGE.key("once"))
        many = dict(type="primary", icon=":material/repeat:", key=PAGE.key("many"), disabled=full)
        st.button(f"Repeat {REPEATED} times", on_click=update, args=(now + REPEATED,), **many)
        st.button("Back to the start", on_click=update, args=(0,), disabled=not now, key=PAGE.key("anew"), type="tertiary")
    curves(here)


def curves(here: Shown) -> None:
    """Draw, folded before the first update, how the losses and the last prediction go from update to update."""
    now = here.settings.updates
    st.session_state.setdefault(KEY + CURVES, now > 0)
    if not (place := fold(CURVES, ":material/show_chart:")):
        return
    said = describe_descent(here.whole, here.letters, here.word)
    left, right = place.columns(2, gap="large")
    with left:
        draw(losses_figure(here.whole, here.word, now, theme()), "descent-losses", said, here.settings.large)
    with right:
        draw(
            predictions_figure(here.whole, here.letters, here.word, now, theme()),
            "descent-predictions",
            said,
            here.settings.large,
        )


def sentence(here: Shown) -> str:
    """Say what the next update does to the loss, and what the updates so far did to the last prediction."""
    descent, now = here.descent, here.settings.updates
    before = descent.totals[now]
    first = f"The next update brings the loss from **{before:.4f}** to **{descent.totals[now + 1]:.4f}** nats. "
    guesses = [f"“{here.letters[int(descent.predictions[at].argmax())]}”" for at in (0, now)]
    word = here.word[:-1]
    if not now:
        return f"{first}Before any update the network expects {guesses[0]} after “{word}”."
    right = "as it should" if guesses[1] == f"“{here.word[-1]}”" else f"not yet “{here.word[-1]}”"
    count = "1 update" if now == 1 else f"{now} updates"
    return f"{first}After {count} it expects {guesses[1]} after “{word}”, {right}; at first it expected {guesses[0]}."


def explanation() -> None:
    """Draw, folded, where each number comes from."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(
            "**Backpropagation through time** (Werbos 1990). The network reads all letters but the last, and is told at each "
            "step which letter follows. The loss is $L = \\sum_t L_t$ with $L_t = -\\ln \\hat y_t[\\text{the letter that "
            "follows}]$, in nats. Each matrix inside the recurrence acts at every step, so its gradient is a sum over losses $t$ "
            "and steps $k \\le t$. The factor"
        )
        place.latex(r"\frac{\partial h_t}{\partial h_k} = \prod_{j=k+1}^{t} \operatorname{diag}(1 - h_j^2)\, W_h")
        place.markdown(
            "is a product of as many matrices as there are steps between: where each of them shrinks, the product vanishes, and "
            "the early steps learn nothing of the late losses. Pages under *Gradients* follow it through real networks. $W_y$ "
            "acts after the last step of the state, so its contributions have $k = t$ alone. $\\partial L_t/\\partial \\hat y_t$ "
            "is $-1/\\hat y_t$ at the letter that follows and 0 elsewhere; together with the softmax it comes to $\\hat y_t$ "
            "minus the one-hot letter.\n\n"
            "An update changes all matrices at once (with embedded letters $E$ too), never $h_0$. Numbers edited by hand at "
            "computed places belong to the page *Forward* and play no part here."
        )


def take_away(here: Shown) -> None:
    """Draw, folded, the link, the drawings and figures as files, and the tables."""
    light, now = THEMES["light"], here.settings.updates
    drawings = {
        "Chain": lambda: chain_drawing(here.found, here.word, here.t, light),
        f"Contributions to {NAMES[here.matrix]}": lambda: grid_drawing(here.found, here.matrix, (here.t, here.k), light),
    }
    figures = {
        "Losses": lambda: losses_figure(here.whole, here.word, now, light),
        "Predictions": lambda: predictions_figure(here.whole, here.letters, here.word, now, light),
    }
    names = [name for name in ("Wy", *INSIDE) if name in here.found.net.parameters()]
    steps = [f"loss at step {t} (nats)" for t in range(1, len(here.found.steps) + 1)]
    headers = ("updates", "loss that counts (nats)", *steps, *(f"probability of {letter}" for letter in here.letters))
    tables = {
        "Every contribution": lambda: table_text(HEADERS, contribution_rows(here.found, names)),
        "Descent": lambda: table_text(headers, descent_rows(here.whole)),
    }
    take_figures_away("backward", figures, tables, drawings)

"""The parts of the page that follows a forward pass: the drawing, the sheet of numbers, and every operation spelled out."""

from dataclasses import dataclass
from html import escape

import numpy as np
import streamlit as st

from playground.byhand.forward import PRINTED, Step, forward, half_up, on_paper, step_loss
from playground.byhand.settings import ByHand
from playground.byhand.words import alphabet, numbered
from playground.controls import choice, number
from playground.figures.drawing import number as written
from playground.figures.equations import below, loss_block, spelled_out
from playground.figures.export import table_text
from playground.figures.theme import THEMES
from playground.figures.unrolled import DRAWINGS, Reading
from playground.figures.worksheet import HEADERS, step_rows, worksheet
from playground.ui.byhand import heading_text, same_network, sheet
from playground.ui.charts import take_figures_away
from playground.ui.chips import Chip
from playground.ui.components.drawing import drawing_piece
from playground.ui.components.formulas import formulas_piece, said
from playground.ui.components.piece import Piece, words_piece
from playground.ui.fold import fold, unfolded
from playground.ui.looks import theme
from playground.ui.pagesettings import PageSettings
from playground.ui.part import edited_part
from playground.ui.shell import page_named
from playground.ui.widgets import stand_at

COUNTS = ("No", "One", "Two", "Three", "Four", "Five")
KINDS = {"unrolled": "Unrolled", "cyclic": "Cyclic"}


@dataclass(frozen=True)
class Forward(ByHand):
    """What the page shows: a small network, the step in focus, and how the network is drawn."""

    step: int = number(1, "Step", "Which time step is in focus.", 1, 12)
    drawing: str = choice("unrolled", "Drawing", "Cyclic: one box with a loop. Unrolled: a column for each step.", KINDS)


PAGE = PageSettings("forward", Forward())
PAPER = "With pencil and paper"
HINT = (
    "Every number can be changed: click it, type, press Enter. The arrow keys go to its neighbours. What comes after it "
    "follows, in later steps too."
)
LOOKING = ("step", "drawing", "places", "large")
ONE_LETTER = {"word": "banana", "step": 4}
FORGOTTEN = {"step": 3, "edits": "h2.1_0~h2.2_0~h2.3_0"}
CHIPS = (
    Chip(
        "One letter, three states",
        "Go to the steps of the three a's: the same input, another state each time. What came before is in it.",
        ONE_LETTER,
        LOOKING,
    ),
    Chip(
        "Forget the past",
        "h₂ is held at 0, so W_h h₂ is 0 too: step 3 comes out as if “g” were the first letter of the word.",
        FORGOTTEN,
        LOOKING,
    ),
    Chip(
        "A state that only adds up",
        "W_h is the identity, so each step adds the next letter to what is there; only tanh holds it below 1.",
        {"start": "identity", "word": "abba", "step": 4},
        LOOKING,
    ),
    Chip(
        "Full to the brim",
        "With weights of 5 on the diagonal of W_h, every unit is at 1 by step 3: the slope of tanh there is almost 0, which is "
        "what makes gradients vanish.",
        {"edits": "Wh1.1_5~Wh2.2_5~Wh3.3_5", "step": 3},
        LOOKING,
    ),
    Chip(
        "Letters as vectors",
        "Each letter is a column of E, two numbers in place of four. W_x is narrower, and x is no longer a row of zeros and a "
        "one.",
        {"inputs": "embedding", "step": 2},
        LOOKING,
    ),
)


def read() -> tuple[Reading, int]:
    """Return the network with everything it computes, and the step in focus."""
    settings = PAGE.value()
    net, held = settings.network()
    steps = forward(net, numbered(settings.word), held)
    reading = Reading(net, settings.spelling, alphabet(settings.word), steps, tuple(settings.edited()), settings.places)
    return reading, min(settings.step, len(steps))


def reading_panel() -> None:
    """Draw everything that follows when a number is changed or another step comes into focus."""
    reading, t = read()
    steps_panel(reading, t)
    for piece in pieces(reading, t):
        piece.draw()
    edited_part(PAGE, numbers_panel, lambda: unfolded(PAPER) and PAGE.value())
    paper_panel(reading)
    explanation()
    take_away(reading, t)


def pieces(reading: Reading, t: int) -> list[Piece]:
    """Return what stands above the numbers and follows them: the drawing, and the words below it."""
    return [drawing(reading, t), says(reading, t)]


def numbers_panel(alone: bool) -> None:
    """Draw every number of the step in focus, each of which can be changed, and what they come to."""
    reading, t = read()
    sheet(PAGE, worksheet(reading, t, PAGE.value().edited()), pieces(reading, t) if alone else ())
    equations(reading, t).draw()
    if is_example(reading):
        st.markdown(printed_note(reading))
    go_back()


def introduction() -> str:
    """Say in a sentence what happens on the page."""
    settings = PAGE.value()
    units = "One unit reads" if settings.hidden_size == 1 else f"{COUNTS[settings.hidden_size]} units read"
    return f"{units} “{settings.spelling}” letter by letter. Change any number, and everything after it follows."


def steps_panel(reading: Reading, t: int) -> None:
    """Draw the way from step to step, and the choice of the drawing."""
    key = PAGE.key("steps")
    stand_at(key, t, reading.word)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        first, last = t == 1, t == len(reading.steps)
        st.button("Back", icon=":material/arrow_back:", on_click=go, args=(t - 1,), disabled=first, key=PAGE.key("back"))
        names = {number: f"{number} {letter}" for number, letter in enumerate(reading.word, 1)}
        chosen = dict(format_func=names.get, key=key, required=True, on_change=take_step, label_visibility="collapsed")
        st.segmented_control("Step", list(names), **chosen)
        button = dict(icon=":material/arrow_forward:", icon_position="right", type="primary", key=PAGE.key("on"))
        st.button("Forward", on_click=go, args=(t + 1,), disabled=last, **button)
        st.space("stretch")
        drawing_choice()


def go(step: int) -> None:
    """Bring a step into focus."""
    PAGE.change(step=step)


def take_step() -> None:
    """Bring the chosen step into focus."""
    if chosen := st.session_state[PAGE.key("steps")]:
        go(chosen)


def drawing_choice() -> None:
    """Draw the switch between the cyclic and the unrolled drawing."""
    key, control = PAGE.key("drawing"), PAGE.standard.controls()["drawing"]
    if st.session_state.get(key) != PAGE.value().drawing:
        st.session_state[key] = PAGE.value().drawing
    options = dict(format_func=KINDS.get, key=key, required=True, on_change=take_drawing, help=control.help)
    st.segmented_control("Drawing", list(KINDS), label_visibility="collapsed", **options)


def take_drawing() -> None:
    """Draw the network in the chosen way."""
    if chosen := st.session_state[PAGE.key("drawing")]:
        PAGE.change(drawing=chosen)


def drawing(reading: Reading, t: int) -> Piece:
    """Return the drawing of the network; a click on a step brings it into focus."""
    svg = DRAWINGS[PAGE.value().drawing](reading, t, theme())
    return drawing_piece(PAGE.key("network"), svg, f"{reading.word}-step-{t}", lambda name: choose(name, len(reading.steps)))


def choose(name: str, steps: int) -> None:
    """Bring the step that was clicked into focus; what comes from a browser is checked."""
    if name in map(str, range(1, steps + 1)):
        go(int(name))


def says(reading: Reading, t: int) -> Piece:
    """Return what the step in focus comes to in a sentence, above the heading of its numbers."""
    step, best = reading.steps[t - 1], int(reading.steps[t - 1].y.argmax())
    sentence = f"After “{reading.word[:t]}” the network expects “{reading.letters[best]}” with {100 * step.y[best]:.0f} %"
    if t < len(reading.word):
        sentence += f"; “{reading.word[t]}”, which follows, has {100 * step.y[reading.letters.index(reading.word[t])]:.0f} %"
    above = escape(f"{sentence}. It has learned nothing yet: the weights are those below.", quote=False)
    return words_piece(PAGE.key("says"), heading_text(f"Step {t} in numbers", HINT, quiet=True, above=above))


def equations(reading: Reading, t: int) -> Piece:
    """Return every product, sum, tanh and softmax of the step in focus with its numbers, and the loss where a letter follows."""
    blocks = [below(*block) for block in spelled_out(reading, t, theme())]
    if t < len(reading.word):
        blocks.append(loss_block(reading, t, step_loss(reading.steps[t - 1], reading.letters.index(reading.word[t]))))
    return formulas_piece(PAGE.key("equations"), said("Spelled out"), *blocks, columns=True)


def paper_panel(reading: Reading) -> None:
    """Draw, folded, what comes out where each result is rounded before it is used."""
    if place := fold(PAPER, ":material/edit:"):
        with place:
            st.markdown(
                "Who calculates by hand rounds each result to two places and goes on with it. **Bold** is what then comes out "
                "otherwise than the exact value rounded."
            )
            st.html(paper_table(reading, on_paper(reading.net, numbered(reading.word)), is_example(reading)))


def is_example(reading: Reading) -> bool:
    """Tell whether this is the worked example, unchanged."""
    example = Forward()
    return reading.word == example.word and not reading.net.embedded and same_network(reading.net, example.network()[0])


def printed_note(reading: Reading) -> str:
    """Say how the worked example's printed figures compare with the exact ones of its first step."""
    step = reading.steps[0]
    exact = {name: getattr(step, name) for name in PRINTED}
    other = [name for name, figures in PRINTED.items() if tuple(half_up(exact[name])) != figures]
    listed = "; ".join(
        f"{title} is printed as ({', '.join(written(value) for value in PRINTED[name])}), exactly "
        f"({', '.join(written(value, 4) for value in exact[name])})"
        for name, title in (("h", "h₁"), ("y", "ŷ₁"))
    )
    agree = "These agree to two places" if not other else "These differ in the last place"
    total = sum(PRINTED["y"])
    return (
        f"**The printed example beside the exact arithmetic.** {listed}. {agree}; but as printed, ŷ₁ adds up to {total:.2f}, "
        "because each figure was rounded for itself, and who rounds z₁ too before taking the softmax gets .22 for “o” in place "
        "of .21."
    )


def paper_table(reading: Reading, paper: tuple[Step, ...], printed: bool) -> str:
    """Return h_t and ŷ_t of every step, exact, as on paper, and as printed where they are, as HTML."""
    rows = []
    for t, (exact, rough) in enumerate(zip(reading.steps, paper, strict=True), 1):
        for name, title in (("h", "h"), ("y", "ŷ")):
            values, rounded = getattr(exact, name), getattr(rough, name)
            shown = ", ".join(
                written(r) if abs(r - half_up(np.array(v))) < 1e-9 else f"<b>{written(r)}</b>"
                for v, r in zip(values, rounded, strict=True)
            )
            known = ", ".join(map(written, PRINTED[name])) if printed and t == 1 else "–"
            row = (
                f"{title}<sub>{t}</sub> “{escape(reading.word[t - 1])}”",
                ", ".join(written(v, 4) for v in values),
                shown,
                known,
            )
            rows.append(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>")
    head = "".join(f"<th>{name}</th>" for name in ("", "exact, four places", "rounded at every step", "printed"))
    return f'<div class="unrolled-wide"><table class="unrolled-table narrow"><tr>{head}</tr>{"".join(rows)}</table></div>'


def go_back() -> None:
    """Draw the way to the backward pass of the same network."""
    shared = {name: value for name, value in PAGE.to_url(PAGE.value()).items() if name in ByHand.controls()}
    label = "And now backwards: from the loss to each weight"
    st.page_link(page_named("backward"), label=label, icon=":material/keyboard_return:", query_params=shared)


def explanation() -> None:
    """Draw, folded, where each number comes from."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.markdown(
            "A plain recurrent network (Elman 1990) without biases. It reads one letter at a time and keeps a **state** $h$, a "
            "few numbers in which everything read so far must find room:"
        )
        place.latex(r"h_t = \tanh(W_x x_t + W_h h_{t-1}), \qquad \hat y_t = \operatorname{softmax}(W_y h_t)")
        place.markdown(
            "The same three matrices are used at every step: the **cyclic** drawing shows them once, the **unrolled** one shows "
            "the same network again for each letter. A letter is **one-hot**, a 1 in its own place, so that $W_x x_t$ simply "
            "picks a column of $W_x$; or it is **embedded**, a short vector of its own, a column of $E$. $\\hat y_t$ is how "
            "likely the network finds each letter next.\n\n"
            "All numbers are computed in double precision and rounded only when they are written, so that figures that are added "
            "up on the page may differ by one in their last place. A number that you change where it would be computed is "
            "**held** there (bold, underlined), at that step alone."
        )


def take_away(reading: Reading, t: int) -> None:
    """Draw, folded, the link, the drawing as a file, and every number of every step."""
    kind = PAGE.value().drawing
    drawings = {f"{KINDS[kind]} drawing": lambda: DRAWINGS[kind](reading, t, THEMES["light"])}
    take_figures_away("forward", {}, {"Every number": lambda: table_text(HEADERS, step_rows(reading))}, drawings)

"""What the page Cells draws: gates over a sentence, the numbers of one step, what a held gate does, what each cell costs."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import streamlit as st

from models.cells import CELLS
from playground.cells.notation import latex
from playground.cells.recipes import SHUTTERS, shutters
from playground.cells.sentence import Expected, Followed, Trace
from playground.errors import Refusal
from playground.figures.export import table_text
from playground.figures.gates import gates_drawing, output_drawing, trace_drawing
from playground.figures.letters import letters
from playground.figures.plotting import across
from playground.figures.theme import THEMES, Theme
from playground.ui.cells import GATES, PAGE, CellsSettings, Scene, reader_of, scene_of
from playground.ui.cells_costs import costs_of, costs_text
from playground.ui.charts import take_figures_away
from playground.ui.components.drawing import LEAST, drawing_panel
from playground.ui.components.letters import letters_panel
from playground.ui.fold import fold
from playground.ui.looks import theme
from playground.ui.part import take_alone
from playground.ui.sidebar import defaults_button
from playground.ui.words import count_text, plain, share_text

FIRST, MORE = ("cell", "notation"), ("unit", "input_size", "hidden_size", "large")
READING = "cells-reading"  # the part that says what is remembered
LETTER = "unrolled-letter"  # the event by which the slider tells the maps where it stands
Number = tuple[str, str, str]  # its label, the number, and what it compares with
HEADERS = ("letter", "token", "value", "unit", "number")


def sidebar() -> None:
    """Draw which cell is looked into and how it is written, and the rest below."""
    with st.sidebar:
        for name in FIRST:
            PAGE.control(name)
        gate_menu(PAGE.value())
        if place := fold("More"):
            with place:
                for name in MORE:
                    PAGE.control(name)
        defaults_button(PAGE)


def gate_menu(settings: CellsSettings) -> None:
    """Draw which gate of this cell is held, and at what."""
    own, key = shutters(settings.cell), PAGE.key("gate")
    if not own:
        st.caption("A simple RNN has no gate to hold.")
        return
    now = settings.shutter or "none"
    if st.session_state.get(key) != now:
        st.session_state[key] = now
    names = {"none": GATES["none"]} | {name: f"{name} · {SHUTTERS[name]['name']}" for name in own}
    how = dict(format_func=names.get, key=key, help=PAGE.standard.controls()["gate"].help)
    st.selectbox("Hold a gate", list(names), **how, on_change=take_alone, args=(PAGE, "gate", READING))
    if settings.shutter:
        PAGE.control("held", on_change=take_alone, args=(PAGE, "held", READING))


def reading_panel() -> None:
    """Draw the slider along the sentence, and what follows from where it stands: one element, the quickest for a browser."""
    scene, about = scene_of(PAGE.value()), PAGE.standard.controls()["position"].help
    found = letters(scene.reading, scene.settings.cell, scene.settings.notation, scene.unit)
    letters_panel(PAGE.key("letters"), {**found, "name": LETTER, "help": about, **memories(scene)}, scene.place + 1, take_letter)


def gates_panel() -> None:
    """Draw every gate and state over the sentence."""
    scene = scene_of(PAGE.value())
    wide, narrow = (gates_of(scene, theme(), narrow) for narrow in (False, True))
    drawing_panel(PAGE.key("gates"), wide, f"gates-{scene.settings.cell}", narrow=narrow, follows=LETTER)
    st.caption(
        f"Read by {plain(scene.about)}. Gates go from 0 (dark) to 1 (bright); candidates and states are blue below zero, red "
        f"above it. Drawn are the {len(scene.units)} of {scene.size} units that vary most; the frame is where the numbers below "
        "are. A click moves it."
    )
    st.subheader("One step, number by number", anchor=False)


def gates_of(scene: Scene, look: Theme, narrow: bool = False) -> str:
    """Return the maps of the gates."""
    width, alt = across(scene.settings.large, narrow), describe_gates(scene)
    return gates_drawing(scene.reading, scene.titles, scene.units, scene.place, scene.unit, look, width, alt)


def describe_gates(scene: Scene) -> str:
    """Say what the maps show, in words."""
    means = (f"{title} {scene.reading.values[name].mean():.2f}" for name, title in scene.titles.items())
    return f"{CELLS[scene.settings.cell].label} over “{scene.settings.text}”. Means: {', '.join(means)}."


def take_letter(place: int) -> None:
    """Look at the letter where the slider stands; what no slider sends is not taken."""
    with suppress(Refusal):
        PAGE.change(position=place)


def memories(scene: Scene) -> dict[str, Any]:
    """Return what is remembered of the letter; where that was known already, of its neighbours too: nobody waits for theirs."""
    session, key, here = st.session_state, PAGE.key("memories"), scene.place
    of = hashlib.sha256(repr((scene.settings.with_(position=1), theme().name)).encode()).hexdigest()[:12]
    was, known = session.get(key, ("", {}))
    known = known if was == of else {}
    near = (here - 1, here, here + 1) if here in known else (here,)
    places = [place for place in near if 0 <= place < len(scene.reading.tokens)]
    found = {place: known.get(place) or memory(replace(scene, place=place)) for place in places}
    session[key] = of, found
    return dict(of=of, memories={place + 1: one for place, one in found.items()})


def memory(scene: Scene) -> dict[str, Any]:
    """Return what is left of the chosen letter, and what the network expects, as trained and with a gate held."""
    free, held = followed(scene)
    wide, narrow = (trace_of(scene, free, held, theme(), narrow) for narrow in (False, True))
    before, after = (found and scene.reader.expected(found.reading, scene.place) for found in (free, held))
    numbers = [*trace_numbers(free.trace, held and held.trace), *expected_numbers(before, after)]
    name = f"memory-{scene.settings.cell}"
    return dict(words=held_words(scene), svg=wide, narrow=narrow, name=name, least=LEAST, numbers=numbers)


def followed(scene: Scene) -> tuple[Followed, Followed | None]:
    """Return what is left of the letter and how the text is read, as trained and with the gate held, None where none is."""
    free, *held = scene.reader.follow(scene.place, scene.settings.holding(scene.place))
    return free, held[0] if held else None


def trace_of(scene: Scene, free: Followed, held: Followed | None, look: Theme, narrow: bool = False) -> str:
    """Return the drawing of what is left of the letter."""
    settings, tokens, traces = scene.settings, scene.reading.tokens[scene.place :], (free.trace, held and held.trace)
    alt = describe_trace(*traces, settings.shutter)
    return trace_drawing(*traces, tokens, settings.cell, look, across(settings.large, narrow), alt)


def held_words(scene: Scene) -> str:
    """Say what is followed, which gate is held, and what that means."""
    settings = scene.settings
    said = (
        f"The letter “{scene.letter}” is read, and the sentence goes on. How much of it is still in the state? The line "
        "is how far the state lies from what it would be had another letter stood there."
    )
    if not settings.shutter:
        return said
    about = SHUTTERS[settings.shutter]
    ends = {1.0: f"open: {about['open']}", 0.0: f"shut: {about['shut']}"}
    return (
        f"{said} Dashed: from the next letter on the {about['name']} is held {ends.get(settings.held, f'at {settings.held:g}')}."
    )


def describe_trace(free: Trace, held: Trace | None, gate: str | None) -> str:
    """Say what is left at the end."""
    said = ", ".join(f"{name} {left_text(free.after(name))}" for name in free.left)
    other = ", ".join(f"{name} {left_text(held.after(name))}" for name in held.left) if held else ""
    return f"Left of the letter at the end, as trained: {said}." + (f" With {gate} held: {other}." if other else "")


def trace_numbers(free: Trace, held: Trace | None) -> Iterator[Number]:
    """Yield how much is left at the end, for each state."""
    for name, left in free.left.items():
        label = f"Left in {name} after {count_text(len(left) - 1, 'letter')}"
        yield label, left_text((held or free).after(name)), f"as trained {left_text(free.after(name))}"


def left_text(share: float) -> str:
    """Write what is left, which may be more than there was."""
    return share_text(share) if share < 0.995 else f"{100 * share:.0f} %"


def expected_numbers(before: Expected, after: Expected | None) -> Iterator[Number]:
    """Yield the loss of the rest of the sentence, and what the network expects at its end."""
    now = after or before
    if now.loss is not None and before.loss is not None:
        yield "Loss of the rest · nats/letter", f"{now.loss:.2f}", f"as trained {before.loss:.2f}"
    yield "Expects next", likeliest(now), f"as trained {likeliest(before)}"


def likeliest(found: Expected) -> str:
    """Write the likeliest token with its probability."""
    token, chance = found.next[0]
    return f"{token if token.strip() else '␣'} {share_text(chance)}"


def output_panel() -> None:
    """Draw, for an LSTM, what its output is and what it would be as a well-known tutorial prints it."""
    if CELLS[PAGE.value().cell].family != "lstm":
        return
    scene = scene_of(PAGE.value())
    st.subheader("The LSTM's output, as it is and as it is misprinted", anchor=False)
    right, wrong = OUTPUTS[scene.settings.notation]
    st.markdown(
        f"You may read that the output is the *update* gate times the cell state, {wrong}. It is the *output* gate times its "
        f"tanh: {right}. That matters: a cell that holds something has its update gate shut, and would then show nothing of what "
        "it holds; and without the tanh its output would grow with the cell state, which nothing bounds."
    )
    alt = f"Output of unit {scene.unit + 1}, and what it would be as misprinted."
    wide, narrow = (
        output_drawing(scene.reading, scene.unit, scene.settings.cell, theme(), across(scene.settings.large, narrow), alt)
        for narrow in (False, True)
    )
    drawing_panel(PAGE.key("output"), wide, "lstm-output", narrow=narrow)


OUTPUTS = {
    "torch": (r"$h_t = o_t \odot \tanh(c_t)$", r"$i_t \odot c_t$"),
    "course": (
        r"$a^{\langle t\rangle} = \Gamma_o \odot \tanh(c^{\langle t\rangle})$",
        r"$\Gamma_u \odot c^{\langle t\rangle}$",
    ),
}


def explanation(settings: CellsSettings) -> None:
    """Draw, folded, the equations without numbers, and where each figure comes from."""
    if place := fold("What am I looking at?", ":material/help:"):
        place.latex(latex(settings.cell, settings.notation))
        for words in WORDS:
            place.markdown(words)


WORDS = (
    "$\\sigma$ squeezes a number between 0 and 1, tanh between −1 and 1, and $\\odot$ multiplies two vectors number by "
    "number. Each symbol has its number beneath it, computed in double precision from the weights of the network "
    "named above; they equal torch's own cells to the last digits.",
    "**Two notations.** torch writes $h$ and $c$ for the states and $i, f, o$ for the gates; a well-known course "
    "writes $a$ and $c$ and $\\Gamma_u, \\Gamma_f, \\Gamma_o$. In a GRU they differ by more than letters: torch's $z$ is"
    " how much *stays*, the course's $\\Gamma_u = 1 - z$ how much is *replaced*, so that the weights of that gate have"
    " the other sign. torch also has two bias vectors where one would do.",
    "**Three GRUs.** The *simplified* one has the update gate alone. The full one also resets what the candidate "
    "reads of the old state: *before* the matrix product as first published (Cho et al. 2014), $W_{hn}(r \\odot h)$, "
    "or *after* it as in torch and cuDNN, $r \\odot (W_{hn}h + b)$, where all matrices can be multiplied at once.",
    "**Peepholes** let the gates of an LSTM see the cell state itself (Gers et al. 2002): $i$ and $f$ the old one, "
    "$o$ the new one.",
    "**What is remembered** compares the state with those that would be there had each of twelve other letters stood "
    "in place of the chosen one: the root mean square of the distances, as a share of that just after the letter.",
)


def take_away(settings: CellsSettings) -> None:
    """Draw, folded, what can be taken along."""
    light, asked = THEMES["light"], settings.with_(large=False)
    drawings = {
        "Gates": lambda: gates_of(scene_of(asked, reader_of), light),
        "What is remembered": lambda: memory_of(scene_of(asked, reader_of), light),
        "Costs": lambda: costs_of(asked, light),
    }
    tables = {"Gates": lambda: values_text(scene_of(settings, reader_of)), "Costs": lambda: costs_text(settings)}
    take_figures_away("cells", {}, tables, drawings)


def memory_of(scene: Scene, look: Theme) -> str:
    """Return the drawing of what is left of the letter, computed anew."""
    return trace_of(scene, *followed(scene), look)


def values_text(scene: Scene) -> str:
    """Return every value of every unit at every letter as CSV."""
    rows = (
        (place + 1, token, title, unit + 1, f"{scene.reading.values[name][place, unit]:.8g}")
        for name, title in scene.titles.items()
        for place, token in enumerate(scene.reading.tokens)
        for unit in range(scene.size)
    )
    return table_text(HEADERS, rows)

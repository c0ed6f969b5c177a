"""What the page Cells draws: gates over a sentence, the numbers of one step, what a held gate does, what each cell costs."""

from collections.abc import Iterator

import streamlit as st

from models.cells import CELLS
from playground.cells.costs import Cost, Sizes, costs
from playground.cells.notation import latex
from playground.cells.recipes import SHUTTERS, shutters
from playground.cells.sentence import Expected, Trace
from playground.figures.export import table_text
from playground.figures.gates import COST_COLUMNS, costs_figure, gates_figure, output_figure, trace_figure
from playground.figures.theme import Theme
from playground.ui.cells import GATES, PAGE, CellsSettings, Scene, scene_of
from playground.ui.charts import draw, take_figures_away
from playground.ui.fold import fold
from playground.ui.looks import theme
from playground.ui.numbers import draw as draw_numbers
from playground.ui.numbers import number
from playground.ui.sidebar import defaults_button
from playground.ui.widgets import stand_at
from playground.ui.words import count_text, plain, share_text

FIRST, MORE = ("cell", "notation"), ("unit", "input_size", "hidden_size", "large")
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
    st.selectbox("Hold a gate", list(names), **how, on_change=PAGE.take, args=("gate",))
    if settings.shutter:
        PAGE.control("held")


def reading_panel() -> None:
    """Draw everything that follows when another letter is looked at."""
    scene = scene_of(PAGE.value())
    gates_panel(scene)
    numbers_panel(scene)
    holding_panel(scene)
    output_panel(scene)


def gates_panel(scene: Scene) -> None:
    """Draw every gate and state over the sentence."""
    figure = gates_figure(scene.reading, scene.titles, scene.units, scene.place, scene.unit, theme())
    draw(figure, "gates", describe_gates(scene), scene.settings.large)
    st.caption(
        f"Read by {plain(scene.about)}. Gates go from 0 (dark) to 1 (bright); candidates and states are blue below zero, red "
        f"above it. Drawn are the {len(scene.units)} of {scene.size} units that vary most; the frame is where the numbers below "
        "are."
    )


def describe_gates(scene: Scene) -> str:
    """Say what the maps show, in words."""
    means = (f"{title} {scene.reading.values[name].mean():.2f}" for name, title in scene.titles.items())
    return f"{CELLS[scene.settings.cell].label} over “{scene.settings.text}”. Means: {', '.join(means)}."


def numbers_panel(scene: Scene) -> None:
    """Draw the equations of the cell with the numbers of one unit at one letter under their symbols."""
    st.subheader("One step, number by number", anchor=False)
    place_slider(scene)
    numbers = {name: float(values[scene.place, scene.unit]) for name, values in scene.reading.values.items()}
    st.latex(latex(scene.settings.cell, scene.settings.notation, numbers))
    st.caption(
        f"Unit {scene.unit + 1} at letter {scene.place + 1}, “{plain(scene.letter)}”. A product such as W x is one number here: "
        "this unit's row of the matrix times the whole vector. Another unit: in the sidebar, under More."
    )


def place_slider(scene: Scene) -> None:
    """Draw the slider along the sentence."""
    tokens, key = scene.reading.tokens, PAGE.key("position")
    if len(tokens) == 1:
        return
    stand_at(key, scene.place + 1, tokens)
    label = lambda place: f"{place} · {tokens[place - 1] if tokens[place - 1].strip() else '␣'}"  # noqa: E731
    how = dict(format_func=label, key=key, help=PAGE.standard.controls()["position"].help)
    st.select_slider("Letter", list(range(1, len(tokens) + 1)), **how, on_change=PAGE.take, args=("position",))


def holding_panel(scene: Scene) -> None:
    """Draw what is left of the chosen letter, and what the network expects, as trained and with a gate held."""
    settings, holding = scene.settings, scene.settings.holding(scene.place)
    st.subheader("What is remembered", anchor=False)
    st.markdown(held_words(scene))
    free, held = scene.reader.trace(scene.place), holding and scene.reader.trace(scene.place, holding)
    tokens = scene.reading.tokens[scene.place :]
    figure = trace_figure(free, held, tokens, settings.cell, theme())
    draw(figure, "trace", describe_trace(free, held, settings.shutter), settings.large)
    before = scene.reader.expected(scene.reading, scene.place)
    after = holding and scene.reader.expected(scene.reader.read(holding), scene.place)
    draw_numbers(*trace_numbers(free, held), *expected_numbers(before, after))


def held_words(scene: Scene) -> str:
    """Say what is followed, which gate is held, and what that means."""
    settings = scene.settings
    said = (
        f"The letter “{plain(scene.letter)}” is read, and the sentence goes on. How much of it is still in the state? The line "
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


def trace_numbers(free: Trace, held: Trace | None) -> Iterator[str]:
    """Yield how much is left at the end, for each state."""
    for name, left in free.left.items():
        label = f"Left in {name} after {count_text(len(left) - 1, 'letter')}"
        yield number(label, left_text((held or free).after(name)), f"as trained {left_text(free.after(name))}")


def left_text(share: float) -> str:
    """Write what is left, which may be more than there was."""
    return share_text(share) if share < 0.995 else f"{100 * share:.0f} %"


def expected_numbers(before: Expected, after: Expected | None) -> Iterator[str]:
    """Yield the loss of the rest of the sentence, and what the network expects at its end."""
    now = after or before
    if now.loss is not None and before.loss is not None:
        yield number("Loss of the rest · nats/letter", f"{now.loss:.2f}", f"as trained {before.loss:.2f}")
    yield number("Expects next", likeliest(now), f"as trained {likeliest(before)}")


def likeliest(found: Expected) -> str:
    """Write the likeliest token with its probability."""
    token, chance = found.next[0]
    return f"{token if token.strip() else '␣'} {share_text(chance)}"


def output_panel(scene: Scene) -> None:
    """Draw, for an LSTM, what its output is and what it would be as a well-known tutorial prints it."""
    if CELLS[scene.settings.cell].family != "lstm":
        return
    st.subheader("The LSTM's output, as it is and as it is misprinted", anchor=False)
    right, wrong = OUTPUTS[scene.settings.notation]
    st.markdown(
        f"You may read that the output is the *update* gate times the cell state, {wrong}. It is the *output* gate times its "
        f"tanh: {right}. That matters: a cell that holds something has its update gate shut, and would then show nothing of what "
        "it holds; and without the tanh its output would grow with the cell state, which nothing bounds."
    )
    figure = output_figure(scene.reading, scene.unit, scene.settings.cell, theme())
    draw(figure, "lstm-output", f"Output of unit {scene.unit + 1}, and what it would be as misprinted.", scene.settings.large)


OUTPUTS = {
    "torch": (r"$h_t = o_t \odot \tanh(c_t)$", r"$i_t \odot c_t$"),
    "course": (
        r"$a^{\langle t\rangle} = \Gamma_o \odot \tanh(c^{\langle t\rangle})$",
        r"$\Gamma_u \odot c^{\langle t\rangle}$",
    ),
}


def costs_panel(settings: CellsSettings) -> None:
    """Draw what every cell costs at the chosen size."""
    st.subheader("What each cell costs", anchor=False)
    sizes = sizes_of(settings)
    found = known_costs(sizes)
    draw(costs_figure(found, settings.cell, theme()), "costs", describe_costs(found), settings.large)
    st.caption(
        f"For inputs of {sizes.input_size} numbers and a state of {sizes.hidden_size}, to be changed in the sidebar under More. "
        "Multiplications are counted in the equations. Times are the quickest of three to seven rounds on this machine, on one "
        "thread: reading one text, and training forward and back on sixteen. Three cells have no kernel in torch, so that they "
        "train up to twice as slowly as others of their size."
    )


def sizes_of(settings: CellsSettings) -> Sizes:
    """Return the sizes at which the cells are compared."""
    return Sizes(settings.input_size, settings.hidden_size)


@st.cache_resource(max_entries=64, show_spinner="Measuring every cell at this size …")
def known_costs(sizes: Sizes) -> list[Cost]:
    """Return what every cell costs at a size, measured once for all visitors."""
    return costs(sizes)


def describe_costs(found: list[Cost]) -> str:
    """Say what each cell costs."""
    said = (f"{CELLS[cost.cell].label}: {cost.parameters:,} parameters, {cost.reading:.0f} µs a step" for cost in found)
    return "; ".join(said) + "."


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
    figures = {
        "Gates": lambda: gates_of(scene_of(settings), theme("light")),
        "What is remembered": lambda: trace_of(scene_of(settings), theme("light")),
        "Costs": lambda: costs_figure(known_costs(sizes_of(settings)), settings.cell, theme("light")),
    }
    tables = {"Gates": lambda: values_text(scene_of(settings)), "Costs": lambda: costs_text(settings)}
    take_figures_away("cells", figures, tables)


def gates_of(scene: Scene, look: Theme):
    """Return the maps of the gates."""
    return gates_figure(scene.reading, scene.titles, scene.units, scene.place, scene.unit, look)


def trace_of(scene: Scene, look: Theme):
    """Return what is left of the letter."""
    free, holding = scene.reader.trace(scene.place), scene.settings.holding(scene.place)
    held = holding and scene.reader.trace(scene.place, holding)
    return trace_figure(free, held, scene.reading.tokens[scene.place :], scene.settings.cell, look)


def values_text(scene: Scene) -> str:
    """Return every value of every unit at every letter as CSV."""
    rows = (
        (place + 1, token, title, unit + 1, f"{scene.reading.values[name][place, unit]:.8g}")
        for name, title in scene.titles.items()
        for place, token in enumerate(scene.reading.tokens)
        for unit in range(scene.size)
    )
    return table_text(HEADERS, rows)


def costs_text(settings: CellsSettings) -> str:
    """Return what every cell costs as CSV."""
    heads = ("cell", *(title for title, _ in COST_COLUMNS.values()))
    rows = (
        (CELLS[cost.cell].label, *(getattr(cost, field) for field in COST_COLUMNS)) for cost in known_costs(sizes_of(settings))
    )
    return table_text(heads, rows)

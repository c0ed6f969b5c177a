"""The form of a sweep: which settings vary, through which values, and everything that stays the same."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from playground.controls import Control, show
from playground.errors import Refusal
from playground.language.experiment import CONTROLS, TextSettings
from playground.sweeps.files import LARGEST, read_sweep, sweep_file
from playground.sweeps.sweep import Axes, Sweep, read_values, spelled, write_grid
from playground.text.corpora import CORPORA
from playground.ui.charts import download, slug
from playground.ui.fold import fold
from playground.ui.forms import GROUPS
from playground.ui.sidebar import reset
from playground.ui.sweepsettings import PAGE, USUAL_BUDGETS, matters
from playground.ui.texts import titles
from playground.ui.words import plain

BUDGET_STEPS = {"steps": 100.0, "tokens": 50_000.0, "seconds": 5.0}
MAY_VARY = tuple(name for name in CONTROLS if name not in ("seed", "corpus"))
FIRST_VALUES = 3  # of a number that begins to vary


def sidebar() -> None:
    """Draw what stays the same in all runs, and the sweep as a file."""
    sweep, known = PAGE.value().sweep, titles()
    with st.sidebar:
        text_menu(known)
        PAGE.control("budget", step=BUDGET_STEPS[sweep.base.training.budget_unit])
        PAGE.control("budget_unit", label_visibility="collapsed", on_change=change_unit, args=())
        PAGE.control("seeds")
        PAGE.control("parameters")
        PAGE.control("stop_early")
        for title, names in {"Cell": ("cell",), **GROUPS}.items():
            fixed = [name for name in (*names, *options_of(names)) if name not in sweep.axes and matters(name, sweep)]
            if fixed and (place := fold(title)):
                with place:
                    for name in fixed:
                        PAGE.control(name)
        file_fold(sweep)
        if PAGE.value() != PAGE.standard:
            st.button("Back to the defaults", on_click=reset, args=(PAGE,), icon=":material/restart_alt:", type="tertiary")


def options_of(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the settings that belong to the choice of a cell."""
    return ("forget_bias",) if names == ("cell",) else ()


def text_menu(known: Mapping[str, str]) -> None:
    """Draw the menu of texts; one that is not here is replaced by the usual one, and the page says so."""
    name, key = PAGE.value().sweep.base.text.corpus, PAGE.key("corpus")
    if name not in known:
        PAGE.note(
            f"The text of this link, “{name[:40]}”, is not here: bring it on the page Train. The usual one stands in for now."
        )
        PAGE.put(PAGE.value().with_(corpus=TextSettings().corpus))
        name = TextSettings().corpus
    if st.session_state.get(key) != name:
        st.session_state[key] = name
    how = dict(format_func=known.get, key=key, help=CONTROLS["corpus"].help, on_change=PAGE.take, args=("corpus",))
    st.selectbox(CONTROLS["corpus"].label, list(known), **how)
    if name in CORPORA:
        st.caption(CORPORA[name].about)


def change_unit() -> None:
    """Count in another unit, beginning with what is usual in it."""
    unit = st.session_state[PAGE.key("budget_unit")]
    PAGE.change(budget_unit=unit, budget=USUAL_BUDGETS[unit])


# what varies


def grid_form() -> None:
    """Draw which settings vary, and a place for the values of each."""
    axes, key = PAGE.value().sweep.axes, PAGE.key("varied")
    if st.session_state.get(key) != list(axes):
        st.session_state[key] = list(axes)
    how = dict(format_func=lambda name: CONTROLS[name].label, key=key, on_change=take_varied, placeholder="Choose settings")
    offered = [*MAY_VARY, *(name for name in axes if name not in MAY_VARY)]
    st.multiselect("What varies", offered, **how, help="Every combination of their values is trained.")
    for name, values in axes.items():
        axis_control(CONTROLS[name], values)
    if refused := PAGE.refusal("grid") or PAGE.refusal("parameters"):
        st.warning(plain(refused))


def axis_control(control: Control, values: tuple[Any, ...]) -> None:
    """Draw the values of one setting that varies: names to choose, or numbers with commas between them."""
    key, args = PAGE.key(f"axis-{control.name}"), (control.name,)
    if control.kind is bool:
        st.caption(f"{control.label}: yes and no.")
        return
    now = list(values) if control.choices else ", ".join(map(spelled, values))
    if st.session_state.get(key) != now:
        st.session_state[key] = now
    if control.choices:
        st.multiselect(control.label, control.options(), format_func=control.name_of, key=key, on_change=take_axis, args=args)
    else:
        about = (
            f"Numbers from {show(control.low)} to {show(control.high)}, with commas between them."
            if control.low is not None
            else None
        )
        st.text_input(control.label, key=key, on_change=take_axis, args=args, help=about, max_chars=400)


def take_varied() -> None:
    """Let other settings vary; one that is new begins with a few values around its own."""
    now = PAGE.value().sweep
    chosen = {
        name: now.axes.get(name) or first_values(CONTROLS[name], now.base.flat()[name])
        for name in st.session_state[PAGE.key("varied")]
    }
    put_axes(chosen)


def take_axis(name: str) -> None:
    """Take the values of one setting that varies; what is wrong with them is said below."""
    entered = st.session_state[PAGE.key(f"axis-{name}")]
    raw = list(entered) if isinstance(entered, list) else entered.split(",")
    try:
        put_axes(PAGE.value().sweep.axes | {name: read_values(name, raw)})
    except Refusal as refusal:
        PAGE.touch()
        PAGE.refuse("grid", str(refusal))


def put_axes(axes: Axes) -> None:
    """Let these settings vary, if such a sweep is possible."""
    try:
        PAGE.change(grid=write_grid(axes))
    except Refusal as refusal:
        PAGE.refuse("grid", str(refusal))


def first_values(control: Control, now: Any) -> tuple[Any, ...]:
    """Return what a setting begins to vary through: both answers, its first names, or a number with its half and its double."""
    if control.kind is bool:
        return (True, False)
    if control.choices:
        return tuple(dict.fromkeys([now, *control.options()]))[:FIRST_VALUES]
    around = [control.kind(now * factor) for factor in (0.5, 1, 2)] if now else [now, control.kind(control.step or 1)]
    return tuple(dict.fromkeys(value for value in around if control.low <= value <= control.high))


# the sweep as a file


def file_fold(sweep: Sweep) -> None:
    """Draw, folded, the settings as a YAML file to take away, and a place to bring one."""
    if place := fold("As a file", ":material/description:"):
        with place:
            st.caption("The same sweep without a browser: `python -m playground sweep FILE`.")
            name = slug(sweep.title)
            download("Settings (YAML)", lambda: sweep_file(sweep), f"{name}.yaml", "application/yaml", PAGE.key("yaml"))
            size = max(1, LARGEST // 1_000_000)
            st.file_uploader("Bring a file", key=PAGE.key("file"), on_change=take_file, max_upload_size=size)
            if refused := PAGE.refusal("file"):
                st.error(plain(refused))


def take_file() -> None:
    """Set the page to what a file says, or say what is wrong with it."""
    file = st.session_state[PAGE.key("file")]
    if file is None:
        return
    PAGE.touch()
    try:
        found = read_sweep(file.getvalue()[: LARGEST + 1])
        PAGE.put(PAGE.value().with_(**found.flat()))
    except Refusal as refusal:
        PAGE.refuse("file", str(refusal))

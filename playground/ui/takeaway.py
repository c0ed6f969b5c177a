"""Everything of a run that a visitor can take away: a link, pictures, figures, tables, and the run itself."""

from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st

from playground.errors import Refusal
from playground.figures.curves import FIGURES, View, loss_figure
from playground.figures.export import figure_page
from playground.figures.theme import theme as theme_named
from playground.runs.events import event_name
from playground.runs.exports import EXPORTS
from playground.runs.record import History, Run
from playground.runs.script import TEXT_NAME, follows_schedule, script
from playground.runs.store import OWN
from playground.runs.texts import find_text
from playground.ui import state
from playground.ui.boot import services
from playground.ui.charts import download, picture_choice, slug
from playground.ui.fold import fold
from playground.ui.looks import curve_of, loss_unit
from playground.ui.words import plain

SCRIPT = "script"  # the form that not every run has


def take_away(run: Run, past: History, key: str) -> None:
    """Draw what can be taken away of a run; files are made only when somebody asks for them."""
    if place := fold("Take it away", ":material/download:"):
        with place:
            offers(run, past, key)


def offers(run: Run, past: History, key: str) -> None:
    """Draw the link, and once there is something to download, the downloads."""
    st.caption(promise(run, past))
    st.code(link_to(run), language=None, wrap_lines=True)
    if run.step:
        downloads(run, past, key)


def downloads(run: Run, past: History, key: str) -> None:
    """Draw a button for each file, the standalone script, and the choice of picture."""
    store, name = services().store, slug(run.name)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        with st.popover("Figures (HTML)", icon=":material/show_chart:", key=f"{key}-figures"):
            for title, make in figure_pages(run, past).items():
                download(title, make, f"{name}-{slug(title)}.html", "text/html", f"{key}-{title}-html")
        download("Samples (text)", lambda: sample_text(past), f"{name}.txt", "text/plain", f"{key}-txt")
        for kind, form in EXPORTS.items():
            if kind != SCRIPT:
                make = lambda form=form: form.make(store, run)  # noqa: E731
                download(form.label, make, file_name(name, kind, run), form.mime, f"{key}-{kind}")
        script_popover(run, past, key)
    picture_choice()


def file_name(name: str, kind: str, run: Run) -> str:
    """Return what the file of a form is called; TensorBoard looks for its own in the name."""
    return event_name(run.created, name) if kind == "events" else name + EXPORTS[kind].ending


def script_popover(run: Run, past: History, key: str) -> None:
    """Draw the standalone script and the text that it reads, or why there is none."""
    form = EXPORTS[SCRIPT]
    with st.popover(form.label, icon=":material/code:", on_change="rerun", key=f"{key}-{SCRIPT}") as place:
        if not place.open:
            return
        try:
            made = script_of(run.id, run.updated, run.name, run, past)
            data = text_of(run.id, run.updated, run)
        except Refusal as refusal:
            st.info(plain(str(refusal)), icon=":material/info:")
            return
        name = f"{slug(run.name)}{form.ending}"
        with st.container(horizontal=True, gap="small"):
            download(f"The script ({form.ending})", lambda: made, name, form.mime, f"{key}-{SCRIPT}-file")
            download(f"Its text ({TEXT_NAME})", lambda: data, TEXT_NAME, "text/plain", f"{key}-{SCRIPT}-text")
        st.markdown(f"The script needs PyTorch alone. With its text beside it, it repeats the losses: `python {name}`")


@st.cache_resource(scope="session", max_entries=2, show_spinner=False)
def script_of(run_id: str, updated: float, name: str, _run: Run, _past: History) -> str:
    """Return the script of a run, made once for each state of it; raise `Refusal` where it could not give the losses."""
    return script(_run, _past)


@st.cache_resource(scope="session", max_entries=2, show_spinner=False)
def text_of(run_id: str, updated: float, _run: Run) -> bytes:
    """Return the text of a run; raise `Refusal` where it is gone, or not the one that the run read."""
    return find_text(_run, services().store, services().settings).text.encode("utf-8", "surrogatepass")


def promise(run: Run, past: History) -> str:
    """Say what the link gives to whoever opens it."""
    if run.experiment.text.corpus.startswith(OWN):
        return "A link to these settings, but not to your text: whoever opens it is asked to bring it."
    if several_stretches(run, past):
        return "A link to these settings, with the length of the last stretch alone: this run was trained longer before."
    if run.experiment.training.budget_unit == "seconds":
        return "A link to these settings; whoever opens it can train the same run, as far as their seconds reach."
    return "A link to these settings; whoever opens it can train the same run."


def several_stretches(run: Run, past: History) -> bool:
    """Tell whether a run was trained longer, so that its budget is only that of its last stretch."""
    training = run.experiment.training
    if training.budget_unit == "seconds":  # the last update may end a little late
        return run.seconds > 1.5 * training.budget
    spent = run.step if training.budget_unit == "steps" else run.tokens
    return spent > training.budget and run.step > 1 or not follows_schedule(run, past)


def link_to(run: Run) -> str:
    """Return the address that opens the training page with a run's settings."""
    return (st.context.url or "").rsplit("/", 1)[0] + "/train?" + urlencode(state.to_url(run.experiment))


def figure_pages(run: Run, past: History) -> dict[str, Callable[[], str]]:
    """Return what makes each figure of a run as a web page that needs no network, by its title."""
    curve, unit, light = curve_of(run, past), loss_unit(run.characters_per_token), theme_named("light")
    figures = {"Loss": lambda: loss_figure([curve], unit, View(), light)}
    figures |= {title: lambda make=make: make([curve], View(), light) for title, make in FIGURES.items()}
    return {title: lambda make=make, title=title: figure_page(make(), f"{title}: {run.name}") for title, make in figures.items()}


def sample_text(past: History) -> str:
    """Return every sample below the step it was written at."""
    return "\n\n".join(f"--- after {sample.step:,} steps ---\n{sample.text}" for sample in past.samples)

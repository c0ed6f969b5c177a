"""Everything of a run that a visitor can take away: a link, pictures, figures, tables, and the run itself."""

import io
import zipfile
from urllib.parse import urlencode

import streamlit as st

from playground.figures.curves import View, loss_figure
from playground.figures.export import figure_page, table_text
from playground.figures.theme import theme as theme_named
from playground.runs.folder import RUN, VOCABULARY, WEIGHTS, run_text
from playground.runs.record import History, Run
from playground.runs.store import OWN
from playground.ui import state
from playground.ui.boot import services
from playground.ui.charts import download, picture_choice, slug
from playground.ui.fold import fold
from playground.ui.looks import curve_of, loss_unit

STEP_COLUMNS = ("step", "tokens", "seconds", "train_loss", "gradient_norm", "clipped_norm", "learning_rate")
HEADERS = (
    *("step", "tokens", "seconds", "training loss (nats/token)", "gradient norm before clipping", "gradient norm after clipping"),
    *("learning rate", "validation loss (nats/token)"),
)


def take_away(run: Run, past: History, key: str) -> None:
    """Draw what can be taken away of a run; files are made only when somebody asks for them."""
    if place := fold("Take it away", ":material/download:"):
        with place:
            offers(run, past, key)


def offers(run: Run, past: History, key: str) -> None:
    """Draw the link, and once there is something to download, the downloads."""
    st.caption(promise(run))
    st.code(link_to(run), language=None, wrap_lines=True)
    if run.step:
        downloads(run, past, key)


def downloads(run: Run, past: History, key: str) -> None:
    """Draw a button for each file, and the choice of picture."""
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        download("Curve (HTML)", lambda: curve_page(run, past), f"{slug(run.name)}.html", "text/html", f"{key}-html")
        download("Numbers (CSV)", lambda: numbers(past), f"{slug(run.name)}.csv", "text/csv", f"{key}-csv")
        download("Samples (text)", lambda: sample_text(past), f"{slug(run.name)}.txt", "text/plain", f"{key}-txt")
        download(
            "Run and weights (zip)", lambda: run_archive(run, past), f"{slug(run.name)}.zip", "application/zip", f"{key}-zip"
        )
    picture_choice()


def promise(run: Run) -> str:
    """Say what the link gives to whoever opens it."""
    if run.experiment.text.corpus.startswith(OWN):
        return "A link to these settings, but not to your text: whoever opens it is asked to bring it."
    if run.experiment.training.budget_unit == "seconds":
        return "A link to these settings; whoever opens it can train the same run, as far as their seconds reach."
    return "A link to these settings; whoever opens it can train the same run."


def link_to(run: Run) -> str:
    """Return the address that opens the training page with a run's settings."""
    return (st.context.url or "").rsplit("/", 1)[0] + "/train?" + urlencode(state.to_url(run.experiment))


def curve_page(run: Run, past: History) -> str:
    """Return the loss curve as a web page that needs no network."""
    curve = curve_of(run, past)
    return figure_page(loss_figure([curve], loss_unit(curve.characters), View(), theme_named("light")), run.name)


def numbers(past: History) -> str:
    """Return every step as a row of CSV, the validation loss where there is one."""
    validations = {record.step: record.validation_loss for record in past.validations}
    rows = ([*(getattr(record, name) for name in STEP_COLUMNS), validations.get(record.step, "")] for record in past.steps)
    return table_text(HEADERS, rows)


def sample_text(past: History) -> str:
    """Return every sample below the step it was written at."""
    return "\n\n".join(f"--- after {sample.step:,} steps ---\n{sample.text}" for sample in past.samples)


def run_archive(run: Run, past: History) -> bytes:
    """Return the run as a zip of the folder that the command line reads: `run.json`, and the weights and vocabulary it has."""
    store, file = services().store, io.BytesIO()
    parts = {WEIGHTS: store.blob(run.id, "weights"), VOCABULARY: store.blob(run.id, "vocabulary")}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(RUN, run_text(run, past))
        for name, data in parts.items():
            if data is not None:
                archive.writestr(name, data)
    return file.getvalue()

"""One site for all page tests: a store and a pool of its own, with an empty home."""

import json
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from playground.language.checkpoint import weights_bytes
from playground.language.experiment import Experiment
from playground.language.records import EndRecord
from playground.language.training import begin, train
from playground.runs import folder
from playground.runs.record import History, new_run
from playground.settings import settings
from playground.ui import boot, examples, fold, shell
from playground.ui.forms import GROUPS
from playground.ui.trouble import SORRY
from playground.ui.visitor import KEY
from tests.pages.at_hand import AtHand

ENTRY = Path(__file__).parents[2] / "playground/app.py"
FOLDS = [
    *GROUPS,
    "More",
    "Bring your own text",
    "The chain itself",
    "Slope and spectral radius",
    "With pencil and paper",
    "Update by update",
    "As it trained",
    "How it begins",
    "What am I looking at?",
    "Settings",
    "Take it away",
    "How far back each learns",
    "A sentence, and typing",
    "Cell",
    "As a file",
]
PAGES = [page.path.stem for page in shell.pages()]


@pytest.fixture(scope="package")
def site(tmp_path_factory):
    """Serve from an empty home with one worker, and without bundled runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_HOME", str(tmp_path_factory.mktemp("home")))
        patch.setenv("PLAYGROUND_WORKERS", "1")
        patch.setattr(folder, "EXAMPLES", tmp_path_factory.mktemp("examples"))
        forget()
        yield boot.services()
        boot.services().close()
        boot.services().store.engine.dispose()
    forget()


def forget():
    """Let the next caller read the settings, open the store and find the bundled runs anew."""
    settings.cache_clear()
    boot.open_services.cache_clear()
    examples.bundled.clear()


@pytest.fixture
def with_examples(site, saved_run, monkeypatch, tmp_path):
    """Bundle a tiny run of a GRU."""
    run, history, weights, vocabulary = saved_run
    folder.save_run(tmp_path / "gru", run, history, weights, vocabulary)
    monkeypatch.setattr(folder, "EXAMPLES", tmp_path)
    examples.bundled.clear()
    yield run
    examples.bundled.clear()


@pytest.fixture(scope="session")
def saved_run(dataset):
    """A run of 30 steps with everything it left: record, history, weights and vocabulary."""
    experiment = Experiment().with_(hidden_size=16, embedding_size=8, batch_size=4, sequence_length=16, budget=30)
    state = begin(experiment, dataset)
    records = list(train(state))
    history = History.from_records(records)
    last = history.validations[-1]
    found = dict(vocabulary_size=len(dataset.vocabulary), parameters=1000, characters_per_token=1.0, **state.where())
    losses = dict(train_loss=history.steps[-1].train_loss, validation_loss=last.validation_loss, validation_tokens=100)
    assert isinstance(records[-1], EndRecord)
    run = replace(new_run(experiment, "", dataset.corpus.title), status="finished", reason="finished", **found, **losses)
    return run, history, weights_bytes(state), dataset.vocabulary


@pytest.fixture
def visitor(site):
    """A fresh visitor: the token, and the name their runs go by."""
    import hashlib

    token = secrets.token_hex(16)
    return token, hashlib.sha256(token.encode()).hexdigest()


@pytest.fixture
def own_run(site, visitor, saved_run, dataset):
    """The finished run, as this visitor's own in the store."""
    import json

    run, history, weights, vocabulary = saved_run
    mine = replace(run, id=secrets.token_urlsafe(16), visitor=visitor[1])
    site.store.add(mine)
    words = json.dumps(vocabulary.to_json()).encode()
    site.store.save(mine.id, history.records, {"weights": weights, "vocabulary": words})
    return mine


@pytest.fixture
def at_hand(site, monkeypatch):
    """Let studies go on in this process as the page looks, so that a test waits for no worker."""
    hand = AtHand(site)
    for name in ("submit", "study", "stop"):
        monkeypatch.setattr(site.pool, name, getattr(hand, name))


@pytest.fixture
def open_page(site, visitor):
    """Open a page of the app, as this visitor unless another token is given."""

    def open_page(stem: str, token: str | None = None, **query) -> AppTest:
        app = AppTest.from_file(str(ENTRY), default_timeout=60)
        app.session_state[KEY] = token or visitor[0]
        for label in FOLDS:
            app.session_state[fold.KEY + label] = True
        app.run()
        for name, value in query.items():
            app.query_params[name] = value
        return app.switch_page(f"../pages/{stem}.py").run()

    return open_page


def said(app: AppTest) -> str:
    """Return every sentence on the page."""
    kinds = ("title", "subheader", "markdown", "caption", "warning", "error", "info", "success")
    texts = [element.value for kind in kinds for element in app.get(kind)]
    pieces = [piece for data in components(app) for piece in data.get("formulas", ()) if isinstance(piece, dict)]
    among = [text for piece in pieces for text in piece.values()]
    return "\n".join([*texts, *among, *(element.proto.body for element in app.get("html"))])


def components(app: AppTest) -> list[dict]:
    """Return what the browser is told of each component."""
    return [data for element in app.get("bidi_component") if isinstance(data := json.loads(element.proto.json or "{}"), dict)]


def whole(app: AppTest) -> bool:
    """Tell whether the page was drawn without trouble."""
    return not app.exception and SORRY not in said(app)

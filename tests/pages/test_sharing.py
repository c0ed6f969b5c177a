"""What a link shows, who may look at which run, and runs that are brought in."""

import secrets

import pytest

from playground.errors import Refusal
from playground.language.experiment import Experiment
from playground.runs.archive import stored_archive
from playground.runs.record import COMMAND_LINE, new_run
from playground.runs.sharing import share, share_of, unshare
from playground.ui import bringing, readable
from tests.pages.conftest import said, whole
from tests.pages.test_train import button

STRANGER = "5" * 32
DIRECT = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}


def keys(page):
    return {element.key for kind in ("button", "download_button") for element in page.get(kind)}


def test_a_link_is_made_shown_and_taken_back(open_page, own_run, site):
    page = open_page("runs", run=own_run.id)
    assert share_of(site.store, own_run.id, own_run.visitor) is None
    button(page, "share-make").click().run()
    token = share_of(site.store, own_run.id, own_run.visitor)
    assert len(token) == 32 and any(token in code.value for code in page.code)
    assert "Shared" in said(open_page("runs"))
    page = open_page("runs", run=own_run.id)
    button(page, "share-end").click().run()
    assert share_of(site.store, own_run.id, own_run.visitor) is None and whole(page)


def test_whoever_has_the_link_sees_the_run_and_nothing_else(open_page, own_run, site):
    page = open_page("runs", token=STRANGER, shared=share(site.store, own_run.id, own_run.visitor))
    sample = site.store.history(own_run.id).samples[-1].text
    assert whole(page) and own_run.name in said(page) and len(page.get("plotly_chart")) == 2
    assert sample.split()[0] in said(page) and "| Hidden size | **16** |" in said(page)
    assert keys(page) == {"copy"} and not page.get("file_uploader")


def test_a_copy_is_the_strangers_own(open_page, own_run, site):
    page = open_page("runs", token=STRANGER, shared=share(site.store, own_run.id, own_run.visitor))
    button(page, "copy").click().run()
    copy = page.query_params["run"][0] if isinstance(page.query_params["run"], list) else page.query_params["run"]
    assert copy != own_run.id and "Let it write" in said(page) and {"runs-longer", "delete"} <= keys(page)
    assert copy not in {run.id for run in site.store.runs(own_run.visitor)}
    assert open_page("runs", token=STRANGER, run=own_run.id).title[0].value == "Your runs"


def test_a_link_that_was_taken_back_answers_as_one_that_never_was(open_page, own_run, site):
    token = share(site.store, own_run.id, own_run.visitor)
    unshare(site.store, own_run.id, own_run.visitor)
    gone, never = (open_page("runs", token=STRANGER, shared=name) for name in (token, "x" * 32))
    assert said(gone) == said(never) and "shows nothing" in said(gone) and not keys(gone)
    assert said(open_page("runs", shared=own_run.id)) == said(gone)


def test_a_link_taken_back_while_it_is_open_gives_no_copy(open_page, own_run, site):
    page = open_page("runs", token=STRANGER, shared=share(site.store, own_run.id, own_run.visitor))
    before = len(site.store.runs(own_run.visitor))
    unshare(site.store, own_run.id, own_run.visitor)
    button(page, "copy").click().run()
    assert "shows nothing" in said(page) and len(site.store.runs(own_run.visitor)) == before and own_run.name not in said(page)


@pytest.mark.parametrize("stem", ["train", "runs", "decay", "inside"])
def test_no_page_shows_a_strangers_run(open_page, own_run, site, stem):
    site.store.rename(own_run.id, own_run.visitor, "Zanzibar experiment")
    page = open_page(stem, token=secrets.token_hex(16), run=own_run.id, runs=own_run.id)
    assert whole(page) and "Zanzibar" not in "".join(str(getattr(element, "proto", "")) for element in page._tree) + said(page)


@pytest.fixture
def their_run(site, own_run):
    """A run that the command line made."""
    made = new_run(Experiment(), COMMAND_LINE, "Pangrams", "Made in a terminal")
    site.store.add(made)
    site.store.save(made.id, site.store.history(own_run.id).records, status="finished", step=30, updated=site.store.clock())
    yield made
    site.store.delete(made.id, COMMAND_LINE)


def test_runs_of_the_command_line_are_for_whoever_sits_there(open_page, their_run, monkeypatch):
    for page in (open_page("runs"), open_page("runs", run=their_run.id), open_page("decay", runs=their_run.id)):
        assert whole(page) and their_run.name not in said(page)
    monkeypatch.setattr(readable, "direct", lambda address, headers: True)
    assert "and 1 run made on the command line" in said(open_page("runs"))
    page = open_page("runs", run=their_run.id)
    assert their_run.name in said(page) and not {"delete", "rename", "share-make"} & keys(page) and "copy" in keys(page)


@pytest.mark.parametrize(
    ("address", "headers", "seen"),
    [
        ("127.0.0.1", DIRECT, True),
        ("localhost", {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"}, True),
        ("::1", {"Host": "[::1]:8501", "Origin": "http://[::1]:8501"}, True),
        (None, DIRECT, False),
        ("0.0.0.0", DIRECT, False),
        ("127.0.0.1", {}, False),
        ("127.0.0.1", {"Host": "localhost:8501"}, False),
        ("127.0.0.1", DIRECT | {"Host": "demo.example.org"}, False),
        ("127.0.0.1", DIRECT | {"Origin": "https://demo.example.org"}, False),
        ("127.0.0.1", DIRECT | {"Origin": "null"}, False),
        ("127.0.0.1", DIRECT | {"Host": "localhost.example.org"}, False),
        ("127.0.0.1", DIRECT | {"x-forwarded-for": "203.0.113.7"}, False),
        ("127.0.0.1", DIRECT | {"via": "1.1 proxy"}, False),
    ],
)
def test_sitting_there_means_speaking_to_this_machine_directly(address, headers, seen):
    assert readable.direct(address, headers) is seen


def test_a_zip_is_brought_in_as_ones_own(open_page, own_run, site, monkeypatch):
    stranger = secrets.token_hex(16)
    monkeypatch.setattr(bringing, "visitor", lambda: stranger)
    run = bringing.bring_in(stored_archive(site.store, own_run))
    assert [found.id for found in site.store.runs(stranger)] == [run.id] != [own_run.id]
    with pytest.raises(Refusal, match="not the zip of a run"):
        bringing.bring_in(b"PK nonsense")
    monkeypatch.setattr(bringing, "limits", lambda: bringing.Limits(weights=100))
    with pytest.raises(Refusal, match="too large"):
        bringing.bring_in(stored_archive(site.store, own_run))


def test_the_list_offers_to_bring_one_in_and_says_what_was_wrong(open_page, own_run):
    page = open_page("runs")
    uploader = page.get("file_uploader")[0]
    uploader.set_value(("run.zip", b"no zip at all", "application/zip")).run()
    assert whole(page) and "not the zip of a run" in said(page)

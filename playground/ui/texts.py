"""Choosing a text: the registry's, or the visitor's own; and what is known of it before training."""

import time
from dataclasses import dataclass, field

import streamlit as st

from playground.errors import Refusal, unknown
from playground.language.experiment import CONTROLS, TextSettings
from playground.runs.store import OWN
from playground.runs.texts import find_corpus
from playground.text.corpora import CORPORA, corpus_from_bytes, load_corpus
from playground.text.dataset import Dataset, prepare
from playground.text.vocabulary import TOKENIZERS
from playground.ui import state
from playground.ui.boot import services
from playground.ui.fold import fold
from playground.ui.visitor import visitor
from playground.ui.words import plain, safe, share_text, size_text

PASTED, UPLOADED, REFUSED = "pasted_text", "uploaded_text", "text_refusal"
SNIPPET = 600  # characters
MANY_UNKNOWN = 0.1  # share of a text
RETRY_SECONDS = 30.0  # how long a text that could not be had is not asked for again


@dataclass(frozen=True)
class TextFacts:
    """What a page says of a text that is ready for training; lengths in tokens."""

    characters: int
    train: int
    validation: int
    unit: str
    vocabulary: int
    unknown_share: float
    unknown_share_validation: float
    lines: bool
    snippet: str
    source: str
    licence: str


@dataclass(frozen=True)
class Failed:
    """Why a text could not be had, and when that was found out."""

    refusal: Refusal
    at: float = field(default_factory=time.monotonic)


def titles() -> dict[str, str]:
    """Return what may be chosen, by name: the registry's texts, then the visitor's own."""
    own = {name: f"Yours: {title}" for name, title in services().store.texts(visitor()).items()}
    return {name: source.title for name, source in CORPORA.items()} | distinct(own)


def title_of(name: str, unknown: str = "") -> str:
    """Return the title of a text, of the registry or of the visitor's own; the database is asked for the latter alone."""
    return CORPORA[name].title if name in CORPORA else titles().get(name, unknown)


def distinct(known: dict[str, str]) -> dict[str, str]:
    """Return the titles (newest first) with a number behind those that stand twice: a menu tells texts apart by title alone."""
    seen: dict[str, int] = {}
    named = {}
    for name, title in reversed(known.items()):
        seen[title] = seen.get(title, 0) + 1
        named[name] = title if seen[title] == 1 else f"{title} ({seen[title]})"
    return {name: named[name] for name in known}


def text_menu() -> None:
    """Draw the menu of texts, with a way to bring one's own below."""
    control, known = CONTROLS["corpus"], titles()
    chosen, key = state.experiment().text.corpus, state.TRAIN.key("corpus")
    if st.session_state.get(key) != chosen:
        st.session_state[key] = chosen
    st.selectbox(control.label, list(known), format_func=known.get, key=key, help=control.help, on_change=choose)
    if chosen in CORPORA:
        st.caption(CORPORA[chosen].about)
    snippet(state.experiment().text)
    if chosen.startswith(OWN):
        removal(chosen)
    own_text_form()


def removal(name: str) -> None:
    """Draw the way to take one of the visitor's own texts from the site."""
    with st.popover("Remove this text", icon=":material/delete:", type="tertiary"):
        st.write("The text goes for good. Runs that read it stay, but cannot be trained further.")
        st.button("Remove it", type="primary", key="remove-text", on_click=remove, args=(name,))


def remove(name: str) -> None:
    """Forget one of the visitor's own texts, and go back to the default one."""
    state.touch()
    services().store.delete_text(visitor(), name)
    state.put(state.experiment().with_(corpus=TextSettings().corpus))


def choose() -> None:
    """Make the text of the menu the one to train on."""
    state.touch()
    state.put(state.experiment().with_(corpus=st.session_state[state.TRAIN.key("corpus")]))


def keep_known_text() -> None:
    """Fall back to the default where the URL names a text that is not here, and say so."""
    named = state.experiment().text.corpus
    if not title_of(named):
        refusal = own_text_gone() if named.startswith(OWN) else unknown("text", named, CORPORA, "corpus")
        state.TRAIN.note(f"{refusal} The default stands in for now.")
        state.put(state.experiment().with_(corpus=TextSettings().corpus))


def own_text_gone() -> Refusal:
    """Return the refusal of somebody's own text that this visitor does not have."""
    return Refusal("The text of this link is kept in the browser that brought it: paste or upload it here to use it.", "corpus")


def own_text_form() -> None:
    """Draw the place to paste or upload a text; what is wrong with it is said right there, and nothing typed is lost."""
    most = max(1, services().settings.max_upload_bytes // 1_000_000)  # MB
    place = fold("Bring your own text", ":material/upload_file:")
    if not place:
        return
    with place:
        st.text_area(
            "Paste text", key=PASTED, height=120, placeholder="Poems, recipes, code, one name a line …", persist_state="session"
        )
        st.button("Use this text", on_click=use_pasted, width="stretch", key="use-pasted")
        st.file_uploader(
            f"Or upload a text file (UTF-8, at most {most} MB)", key=UPLOADED, on_change=use_uploaded, max_upload_size=most
        )
        if st.session_state.get(REFUSED):
            st.error(plain(st.session_state[REFUSED]))
            st.caption(f"Still chosen: {plain(title_of(state.experiment().text.corpus, 'the text before'))}.")


def use_pasted() -> None:
    """Train on what was pasted."""
    use_text(st.session_state[PASTED].encode("utf-8", "surrogatepass"), "Pasted text")


def use_uploaded() -> None:
    """Train on the file that was uploaded, if one is there (taking it away changes nothing)."""
    file = st.session_state[UPLOADED]
    st.session_state[REFUSED] = None
    if file is not None:
        use_text(file.getvalue(), file.name)


def use_text(data: bytes, name: str) -> None:
    """Keep a visitor's own text and choose it, or say why not."""
    state.touch()
    st.session_state[REFUSED] = None
    limits, store = services().settings, services().store
    try:
        corpus = corpus_from_bytes(data, name, limits.max_upload_bytes)
        name = store.put_text(visitor(), corpus, keep=limits.texts_kept)
    except Refusal as refusal:
        st.session_state[REFUSED] = str(refusal)
    else:
        state.put(state.experiment().with_(corpus=name))


def text_facts(settings: TextSettings) -> TextFacts:
    """Return what is known of a text with these settings; raise `Refusal` where it cannot be trained on."""
    fetch_first(settings.corpus)
    parts = dict(
        tokenizer=settings.tokenizer, vocabulary_size=settings.vocabulary_size, validation_share=settings.validation_share
    )
    own = settings.corpus.startswith(OWN)
    found = own_facts(visitor=visitor(), name=settings.corpus, **parts) if own else shared_facts(name=settings.corpus, **parts)
    if isinstance(found, Failed):
        raise found.refusal
    return found


@st.cache_resource
def fetched() -> dict[str, Failed | None]:
    """Return which texts of the internet were asked for by this server, and why one could not be had."""
    return {}


def fetch_first(name: str) -> None:
    """Fetch a text that is on the internet, with a progress bar; raise `Refusal` where that fails, or failed a moment ago."""
    if name not in CORPORA or not CORPORA[name].online:
        return
    if name not in fetched() or not worth_keeping(fetched()[name]):
        place, title = st.empty(), CORPORA[name].title
        try:
            load_corpus(
                *(name, services().settings.home),
                lambda done, size: place.progress(done / size, f"Fetching {title}: {size_text(done)} of {size_text(size)}"),
            )
            fetched()[name] = None
        except Refusal as refusal:
            fetched()[name] = Failed(refusal)
        place.empty()
    if failed := fetched()[name]:
        raise failed.refusal


def worth_keeping(found: TextFacts | Failed | None) -> bool:
    """Tell whether a cached answer still stands: a failure only for a while, so that a page is quick and yet tries again."""
    return not isinstance(found, Failed) or time.monotonic() - found.at < RETRY_SECONDS


@st.cache_resource(max_entries=64, validate=worth_keeping, show_spinner="Reading the text …")
def shared_facts(name: str, tokenizer: str, vocabulary_size: int, validation_share: float) -> TextFacts | Failed:
    """Return what is known of a text of the registry, for all visitors."""
    return find_facts("", name, tokenizer, vocabulary_size, validation_share)


@st.cache_resource(scope="session", max_entries=16, validate=worth_keeping, show_spinner="Reading your text …")
def own_facts(visitor: str, name: str, tokenizer: str, vocabulary_size: int, validation_share: float) -> TextFacts | Failed:
    """Return what is known of one of the visitor's own texts; kept with their session only."""
    return find_facts(visitor, name, tokenizer, vocabulary_size, validation_share)


def find_facts(visitor: str, name: str, tokenizer: str, vocabulary_size: int, validation_share: float) -> TextFacts | Failed:
    """Read and cut a text, and keep of it only what a page shows."""
    try:
        corpus = find_corpus(name, visitor, services().store, services().settings)
        return facts_of(prepare(corpus, tokenizer, vocabulary_size, validation_share))
    except Refusal as refusal:
        return Failed(refusal)


def facts_of(dataset: Dataset) -> TextFacts:
    """Return the facts of a text made ready for training."""
    corpus, vocabulary = dataset.corpus, dataset.vocabulary
    return TextFacts(
        characters=len(corpus.text),
        train=len(dataset.train),
        validation=len(dataset.validation),
        unit=TOKENIZERS[vocabulary.tokenizer].unit,
        vocabulary=len(vocabulary),
        unknown_share=dataset.unknown_share,
        unknown_share_validation=dataset.unknown_share_validation,
        lines=corpus.lines,
        snippet=corpus.text[:SNIPPET],
        source=corpus.source,
        licence=corpus.licence,
    )


def describe_text(facts: TextFacts, title: str) -> str:
    """Say how large a text is, its vocabulary, and how much of it is unknown."""
    return (
        f"{plain(title)}: {facts.train:,} {facts.unit}s to learn from and {facts.validation:,} to check against; "
        f"a vocabulary of {facts.vocabulary:,} {facts.unit}s, {unknown_words(facts)}"
    )


def snippet(settings: TextSettings) -> None:
    """Draw how the chosen text begins and where it comes from; nothing where it cannot be had, which is said elsewhere."""
    try:
        facts = text_facts(settings)
    except Refusal:
        return
    if place := fold("How it begins", ":material/notes:"):
        place.html(f'<p class="unrolled-snippet">{safe(facts.snippet)} …</p>')
        place.caption(f"{facts.source}. {facts.licence}")


def unknown_words(facts: TextFacts) -> str:
    """Say how much of a text the vocabulary does not hold, and what helps where it is much."""
    first, second = facts.unknown_share, facts.unknown_share_validation
    if max(first, second) == 0:
        return f"no {facts.unit} of the text is unknown."
    advice = ""
    if max(first, second) > MANY_UNKNOWN:
        remedy = "cut a list of names into characters" if facts.lines else "try a larger vocabulary"
        advice = f" Unknown words are easy to guess, so the loss looks better than it is: {remedy}."
    return f"{share_text(first)} of the first part and {share_text(second)} of the second are unknown (<unk>).{advice}"

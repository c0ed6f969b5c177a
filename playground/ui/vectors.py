"""Choosing word vectors: the menu of every set there is, a place to bring one's own, and the chosen set itself.

A page whose settings have a field made by `vectors_control()` calls `vectors_menu(PAGE)` in its sidebar, and then
`chosen_vectors(PAGE)` for the set, which all visitors share.
"""

import time
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from playground.controls import text
from playground.errors import Refusal
from playground.text.download import Progress
from playground.ui.boot import services
from playground.ui.pagesettings import PageSettings
from playground.ui.visitor import visitor
from playground.ui.words import plain, size_text
from playground.vectors.layout import ENCODINGS
from playground.vectors.sources import load_vectors, offers
from playground.vectors.uploads import OWN, forget_upload, keep_upload
from playground.vectors.vectorset import Offer, Place, VectorSet

STANDARD = "teaching"  # the set that a page opens with, where it is there
FETCH = "vectors_to_fetch"
HELD = 12  # sets that a server keeps open
RETRY_SECONDS = 30.0  # how long a set that could not be had is not asked for again
ENCODING_NAMES = dict(zip(ENCODINGS, ("UTF-8", "Latin-1"), strict=True))
NONE_HERE = "No word vectors are here yet: bring a file of your own, in the sidebar."


@dataclass(frozen=True)
class Failed:
    """Why a set could not be had, and when that was found out."""

    refusal: Refusal
    at: float = field(default_factory=time.monotonic)


def vectors_control(label: str = "Vectors") -> Any:
    """Declare a setting that names a set of vectors."""
    return text(STANDARD, label, "Which words there are, and what the machine read to place them.", more=False)


def place() -> Place:
    """Return where this visitor's vectors are looked for."""
    return Place(services().settings, visitor())


def vectors_menu(page: PageSettings, name: str = "vectors") -> None:
    """Draw the menu of sets for one setting of a page, what the chosen one is, and the way to bring one's own."""
    known, key, control = offers(place()), page.key(name), page.standard.controls()[name]
    keep_known(page, name, known)
    chosen = getattr(page.value(), name)
    if known:
        if st.session_state.get(key) != chosen:
            st.session_state[key] = chosen
        titles = titles_of(known)
        st.selectbox(
            control.label, list(titles), format_func=titles.get, key=key, help=control.help, on_change=page.take, args=(name,)
        )
        st.caption(plain(known[chosen].about))
    if chosen.startswith(OWN) and chosen in known:
        st.button(
            "Remove this file", icon=":material/delete:", type="tertiary", key=f"{key}-remove", on_click=remove, args=(page, name)
        )
    bring_your_own(page, name)


def titles_of(known: dict[str, Offer]) -> dict[str, str]:
    """Return what the menu calls each set; what has to be fetched first says how large it is."""
    titles = {}
    for name, offer in known.items():
        title = f"Yours: {offer.title}" if name.startswith(OWN) else offer.title
        titles[name] = f"{title} · {size_text(offer.size)} to fetch" if offer.online else title
    return titles


def keep_known(page: PageSettings, name: str, known: dict[str, Offer]) -> None:
    """Fall back to a set that is here where the settings name one that is not, and say so where somebody asked for it."""
    named = getattr(page.value(), name)
    if named in known or not known:
        return
    usual = getattr(page.standard, name)
    if named != usual:
        page.note(f"{gone(named)} Another stands in for now.")
    here = (other for other, offer in known.items() if not offer.online)
    page.put(page.value().with_(**{name: usual if usual in known else next(here, next(iter(known)))}))


def gone(named: str) -> Refusal:
    """Return why a set that a link names is not here."""
    if named.startswith(OWN):
        return Refusal(
            "The vectors of this link are kept for the browser that brought them: bring the file here to use it.", "vectors"
        )
    return Refusal(f"There is no set of vectors called “{named[:60]}” here: choose another in the menu.", "vectors")


def chosen_vectors(page: PageSettings, name: str = "vectors") -> VectorSet | None:
    """Return the set that a page's setting names, None (and say why) where it cannot be had."""
    known = offers(place())
    if not known:
        st.info(NONE_HERE, icon=":material/info:")
        return None
    wanted = getattr(page.value(), name)
    if not allowed(page, wanted, known):
        return None
    try:
        return vectors_named(wanted, known)
    except Refusal as refusal:
        st.warning(plain(str(refusal)), icon=":material/info:")
        if known[wanted].online:
            st.button("Try again", key=page.key("again"), icon=":material/refresh:", on_click=forget_failures)
        return None


def allowed(page: PageSettings, wanted: str, known: dict[str, Offer]) -> bool:
    """Tell whether a set may be opened now; one on the internet only after its size and licence were seen."""
    if wanted not in known or not known[wanted].online or st.session_state.get(FETCH) == wanted:
        return True
    one = known[wanted]
    if one.barred:
        st.info(plain(one.barred), icon=":material/cloud_off:")
        return False
    told = f"{one.title} is on the internet: {size_text(one.size)} to fetch, once for everybody here. Licence: {one.licence}."
    st.info(plain(told), icon=":material/cloud_download:")
    st.button(f"Fetch {size_text(one.size)}", type="primary", key=page.key("fetch"), on_click=ask_for, args=(wanted,))
    return False


def ask_for(wanted: str) -> None:
    """Note that a visitor wants a set to be fetched."""
    st.session_state[FETCH] = wanted


def vectors_named(name: str, known: dict[str, Offer]) -> VectorSet:
    """Return a set by its name, with a progress bar while it is fetched or read for the first time."""
    if name not in known:
        raise gone(name)
    bar = st.empty()
    progress = lambda done, size: bar.progress(min(1.0, done / max(size, 1)), told(known[name].title, done, size))  # noqa: E731
    owner = visitor() if name.startswith(OWN) else ""
    found = loaded(name, owner, known[name].version, progress)
    bar.empty()
    if isinstance(found, Failed):
        raise found.refusal
    return found


def told(title: str, done: int, size: int) -> str:
    """Say how much of a set has come."""
    return f"{plain(title)}: {size_text(done)} of {size_text(size)}"


def worth_keeping(found: VectorSet | Failed) -> bool:
    """Tell whether a cached answer still stands: a failure only for a while."""
    return not isinstance(found, Failed) or time.monotonic() - found.at < RETRY_SECONDS


@st.cache_resource(show_spinner=False)
def shelf() -> dict[tuple[str, str, str], VectorSet | Failed]:
    """Return the sets that this server holds, by name, owner and version, the latest last."""
    return {}


def loaded(name: str, owner: str, version: str, progress: Progress) -> VectorSet | Failed:
    """Return a set, opened once for all visitors; an upload, for its owner alone."""
    held, key = shelf(), (name, owner, version)
    found = held.get(key)
    if found is None or not worth_keeping(found):
        try:
            found = replace(load_vectors(name, Place(services().settings, owner), progress), version=version)
        except Refusal as refusal:
            found = Failed(refusal)
    held.pop(key, None)
    held[key] = found
    for oldest in list(held)[:-HELD]:
        held.pop(oldest, None)
    return found


def forget_failures() -> None:
    """Let what could not be had be asked for again at once."""
    held = shelf()
    for key in [key for key, found in held.items() if isinstance(found, Failed)]:
        held.pop(key, None)


def bring_your_own(page: PageSettings, name: str) -> None:
    """Draw the place to upload a file; what is wrong with it is said right there, and the vectors before stay in use."""
    key, limit = page.key(f"{name}-upload"), services().settings.max_vector_upload_bytes
    with st.expander("Bring your own vectors", icon=":material/upload_file:"):
        st.caption("GloVe text, word2vec text or binary, fastText .vec; plain, .gz or .zip.")
        encodings = dict(format_func=ENCODING_NAMES.get, default=ENCODINGS[0], required=True)
        take = dict(on_change=take_upload, args=(page, name))  # a file that lies there is read anew where its encoding is another
        st.segmented_control("Its words are in", ENCODINGS, key=f"{key}-encoding", **encodings, **take)
        most = max(1, limit // 1_000_000)
        st.file_uploader(f"A file of vectors (at most {most} MB)", key=key, max_upload_size=most, **take)
        if refused := st.session_state.get(f"{key}-refused"):
            st.error(plain(refused))


def take_upload(page: PageSettings, name: str) -> None:
    """Read the file that was uploaded and choose it, or say why not."""
    key = page.key(f"{name}-upload")
    file, st.session_state[f"{key}-refused"] = st.session_state[key], None
    if file is None:
        return
    try:
        chosen = keep_upload(file.getvalue(), file.name, place(), st.session_state[f"{key}-encoding"])
    except Refusal as refusal:
        st.session_state[f"{key}-refused"] = str(refusal)
    else:
        page.change(**{name: chosen})


def remove(page: PageSettings, name: str) -> None:
    """Forget one of the visitor's own files, and go back to the page's own vectors."""
    forget_upload(getattr(page.value(), name), place())
    page.change(**{name: getattr(page.standard, name)})

"""What the page Learn vectors can be asked for: its settings, the texts, and the experiments to try."""

from dataclasses import dataclass

import streamlit as st

from playground.controls import check, number, text
from playground.errors import Refusal, unknown
from playground.runs.store import OWN
from playground.text.corpora import CORPORA, corpus_from_bytes
from playground.ui.boot import services
from playground.ui.chips import Chip
from playground.ui.menus import name_menu
from playground.ui.pagesettings import PageSettings
from playground.ui.sidebar import page_sidebar
from playground.ui.texts import own_text_gone, titles
from playground.ui.visitor import visitor
from playground.ui.words import plain
from playground.vectors.course import TEACHING, LearnSettings

LONGEST = 60  # letters of a word


@dataclass(frozen=True)
class LearnPage(LearnSettings):
    """What is learned from which text, the word that is watched, and the moment that is shown."""

    word: str = text("france", "Watch a word", "Any word on the map; or click one there.")
    moment: int = number(100, "Read so far (%)", "Goes back to how the vectors stood.", 0, 100)

    def __post_init__(self):
        check(self)
        if len(self.word) > LONGEST:
            raise Refusal(f"A word has at most {LONGEST} letters here: use a shorter one.", "word")

    def asked(self) -> dict:
        """Return the settings of the study."""
        return {name: value for name, value in self.flat().items() if name in LearnSettings.controls()}


PAGE = PageSettings("learn", LearnPage())
LEFT = ("word", "moment")
CHIPS = (
    Chip(
        "The other way round",
        "CBOW guesses a word from all its neighbours at once. Press “Learn them here”: it reads several times as fast. Does it "
        "learn as much?",
        {"algorithm": "cbow"},
        LEFT,
    ),
    Chip(
        "Only two dimensions",
        "Now the map is the whole truth. Is there room for a direction for every relation?",
        {"size": 2},
        LEFT,
    ),
    Chip(
        "A window of one",
        "Words only see the word next to them. Which sections suffer: grammar or facts?",
        {"window": 1},
        LEFT,
    ),
    Chip(
        "A real text",
        "380,000 words of Wikipedia: far too few for analogies, yet watch the neighbours of a word come to make sense.",
        {"corpus": "wikipedia", "window": 5, "epochs": 8},
        LEFT,
    ),
)


def keep_known_text() -> None:
    """Fall back to the teaching sentences where the URL names a text that is not here, and say so."""
    named = PAGE.value().corpus
    if named not in known_texts():
        refusal = own_text_gone() if named.startswith(OWN) else unknown("text", named, CORPORA, "corpus")
        PAGE.note(f"{refusal} The default stands in for now.")
        PAGE.put(PAGE.value().with_(corpus=PAGE.standard.corpus))


def known_texts() -> dict[str, str]:
    """Return the texts that can be read, by name."""
    return {TEACHING: "Teaching sentences"} | titles()


def sidebar() -> None:
    """Draw which text is read and how vectors are learned."""
    own = dict.fromkeys(("word", "moment"), lambda: None)
    page_sidebar(PAGE, corpus=text_menu, sentences=sentences_control, **own)


def sentences_control() -> None:
    """Draw how many teaching sentences are read, where they are."""
    if PAGE.value().is_teaching:
        PAGE.control("sentences")


def text_menu() -> None:
    """Draw the menu of texts, and below it the place to bring one's own; what is wrong with it is said right there."""
    name_menu(PAGE, "corpus", known_texts())
    key, most = PAGE.key("text"), max(1, services().settings.max_upload_bytes // 1_000_000)
    with st.expander("Bring your own text", icon=":material/upload_file:"):
        st.text_area("Paste text", key=f"{key}-pasted", height=120, placeholder="The more it repeats its words, the better.")
        st.button("Use this text", key=f"{key}-use", on_click=use_pasted, width="stretch")
        st.file_uploader(f"Or upload a text file (UTF-8, at most {most} MB)", key=key, on_change=use_file, max_upload_size=most)
        if refused := st.session_state.get(f"{key}-refused"):
            st.error(plain(refused))


def use_pasted() -> None:
    """Read what was pasted."""
    use(st.session_state[PAGE.key("text-pasted")].encode("utf-8", "surrogatepass"), "Pasted text")


def use_file() -> None:
    """Read the file that was uploaded, if one is there."""
    file = st.session_state[PAGE.key("text")]
    if file is not None:
        use(file.getvalue(), file.name)


def use(data: bytes, name: str) -> None:
    """Keep a visitor's text and choose it, or say why not."""
    st.session_state[PAGE.key("text-refused")] = None
    limits = services().settings
    try:
        corpus = corpus_from_bytes(data, name, limits.max_upload_bytes)
        PAGE.change(corpus=services().store.put_text(visitor(), corpus, keep=limits.texts_kept))
    except Refusal as refusal:
        st.session_state[PAGE.key("text-refused")] = str(refusal)

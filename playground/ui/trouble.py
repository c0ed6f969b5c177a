"""What a visitor sees when something fails: one kind sentence, never a traceback."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from playground.errors import Refusal
from playground.ui.words import plain

SORRY = "Something went wrong here. Your runs and texts are safe; reload the page to go on."
log = logging.getLogger("playground")


@contextmanager
def kindly(what: str) -> Iterator[None]:
    """Draw a page or a part of one: a refusal becomes its sentence, anything else one sentence and an entry in the log."""
    try:
        yield
    except Refusal as refusal:
        st.warning(plain(str(refusal)), icon=":material/info:")
    except Exception:
        log.exception("%s failed", what)
        st.error(SORRY, icon=":material/error:")

"""Trained runs as predictors, made once: those that come with this copy for all visitors, the visitor's own in their session."""

import streamlit as st

from playground.language.predictors import NetworkPredictor
from playground.runs.folder import SavedRun
from playground.ui.chosen import come_with


def predictor_of(saved: SavedRun) -> NetworkPredictor:
    """Return a run as a predictor."""
    comes_with = any(saved is one for one in come_with().values())
    return (shared_predictor if comes_with else own_predictor)(saved.run.id, saved.run.updated, saved)


@st.cache_resource(max_entries=16, show_spinner=False)
def shared_predictor(run_id: str, updated: float, _saved: SavedRun) -> NetworkPredictor:
    """Return a bundled run as a predictor."""
    return NetworkPredictor(_saved.model, _saved.vocabulary)


@st.cache_resource(scope="session", max_entries=6, show_spinner=False)
def own_predictor(run_id: str, updated: float, _saved: SavedRun) -> NetworkPredictor:
    """Return a run of the visitor's as a predictor, made once for each state of it."""
    return NetworkPredictor(_saved.model, _saved.vocabulary)

"""Try this: small experiments, each a chip that sets the controls and says what to look for."""

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from playground.language.experiment import Experiment
from playground.ui import state

LOOK_FOR = "look_for"


@dataclass(frozen=True)
class Trial:
    """A small experiment: what the chip says, what to look for, and the settings that differ from the defaults."""

    label: str
    look_for: str
    changes: dict[str, Any] = field(default_factory=dict)


SMALL = {"hidden_size": 128, "embedding_size": 32, "budget": 400.0}
TRIALS = (
    Trial(
        "Invent dinosaurs",
        "It reads a list of names and soon invents its own, such as “coryoraptor”. Watch validation and training loss part: from "
        "there on it learns the list by heart.",
        {"corpus": "dinosaurs", **SMALL},
    ),
    Trial(
        "Keep the subject in mind",
        "In this grammar the verb comes long after its subject: “the cat, which …, was full”. Look for “was” and “were” in what "
        "it writes, then try the plain RNN.",
        {"corpus": "agreement", **SMALL},
    ),
    Trial(
        "Whole words",
        "Its tokens are words, so every sample is made of real ones, and nonsense is in their order. Compare in bits per "
        "character: nats per token count something else now.",
        {
            "corpus": "lee",
            "tokenizer": "word",
            "vocabulary_size": 4000,
            "hidden_size": 128,
            "budget": 40.0,
            "budget_unit": "seconds",
        },
    ),
    Trial(
        "Make it explode",
        "Large steps without clipping: after a few updates the loss explodes, and the run ends by itself. Then set gradient "
        "clipping to “By norm”, under Learning: the same network learns.",
        {"cell": "rnn-relu", "hidden_size": 128, "optimizer": "sgd", "learning_rate": 3.0, "clipping": "none", "budget": 300.0},
    ),
)


def trial_chips() -> None:
    """Draw the chips, and below them what to look for once one was pressed."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown("Try this:", width="content")
        for number, trial in enumerate(TRIALS):
            st.button(trial.label, key=f"trial-{number}", on_click=choose, args=(trial,), help=trial.look_for)
    chosen = st.session_state.get(LOOK_FOR)
    if chosen and state.experiment() == settings_of(chosen):
        st.info(f"{chosen.look_for} Press start.", icon=":material/visibility:")


def settings_of(trial: Trial) -> Experiment:
    """Return the settings of a small experiment."""
    return Experiment().with_(**trial.changes)


def choose(trial: Trial) -> None:
    """Set the controls as the experiment wants them."""
    state.touch()
    state.put(settings_of(trial))
    state.show_run(None)
    st.session_state[LOOK_FOR] = trial

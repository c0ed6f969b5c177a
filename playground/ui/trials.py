"""What the training page offers to try."""

from playground.ui import state
from playground.ui.chips import Chip, chips

SMALL = {"hidden_size": 128, "embedding_size": 32, "budget": 400.0}
TRIALS = (
    Chip(
        "Invent dinosaurs",
        "It reads a list of names and soon invents its own, such as “coryoraptor”. Watch validation and training loss part: from "
        "there on it learns the list by heart.",
        {"corpus": "dinosaurs", **SMALL},
    ),
    Chip(
        "Keep the subject in mind",
        "In this grammar the verb comes long after its subject: “the cat, which …, was full”. Look for “was” and “were” in what "
        "it writes, then try the plain RNN.",
        {"corpus": "agreement", **SMALL},
    ),
    Chip(
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
    Chip(
        "Make it explode",
        "Large steps without clipping: after a few updates the loss explodes, and the run ends by itself. With gradient "
        "clipping “By norm”, under Learning, the same network learns.",
        {"cell": "rnn-relu", "hidden_size": 128, "optimizer": "sgd", "learning_rate": 3.0, "clipping": "none", "budget": 300.0},
    ),
)


def trial_chips() -> None:
    """Draw the chips of the training page."""
    chips(state.TRAIN, TRIALS, then="" if state.shown_run() else "Press start.", also=lambda: state.show_run(None))

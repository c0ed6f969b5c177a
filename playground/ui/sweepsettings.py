"""What the page Sweep is set to: the next sweep, and how the results of one are looked at."""

from dataclasses import dataclass, field, replace
from typing import Any

from playground.controls import Control, Described, choice, controls, number, text
from playground.errors import Refusal
from playground.language.experiment import CONTROLS, has_effect
from playground.sweeps.results import ORDERS
from playground.sweeps.sweep import USUAL_SWEEP, Sweep
from playground.ui.chips import Chip
from playground.ui.overlay import ViewSettings
from playground.ui.pagesettings import PageSettings

USUAL_BUDGETS = {"steps": 400.0, "tokens": 400_000.0, "seconds": 10.0}
ORDER_NAMES = {name: label for name, (label, _) in ORDERS.items()}


@dataclass(frozen=True)
class ResultSettings(ViewSettings):
    """How the results of a sweep are looked at."""

    order: str = choice("loss", "Best by", "What the table is ordered by.", ORDER_NAMES)
    target: float = number(
        0.0, "Loss to reach", "Nats per token; 0 takes one that half of the settings reached.", 0.0, 20.0, step=0.05
    )
    across: str = text("", "Across", "The setting on the horizontal axis of the map.")
    up: str = text("", "Up", "The setting on its vertical axis.")

    def __post_init__(self):
        super().__post_init__()
        for name in filter(None, (self.across, self.up)):
            if name not in CONTROLS:
                raise Refusal(f"There is no setting called “{name[:40]}” to draw a map of.", "across")


@dataclass(frozen=True)
class SweepPage(Described):
    """Everything that the page's URL says."""

    sweep: Sweep = field(default_factory=Sweep)
    view: ResultSettings = field(default_factory=ResultSettings)

    def flat(self) -> dict[str, Any]:
        """Return every setting by its name."""
        return self.sweep.flat() | self.view.flat()

    @classmethod
    def controls(cls) -> dict[str, Control]:
        """Return every control by name."""
        return Sweep.controls() | controls(ResultSettings)

    def with_(self, **changes: Any) -> "SweepPage":
        """Return a copy with some settings changed; raise `Refusal` where a value is wrong."""
        seen = {name: value for name, value in changes.items() if name in controls(ResultSettings)}
        rest = {name: value for name, value in changes.items() if name not in seen}
        return replace(self, sweep=self.sweep.with_(**rest), view=replace(self.view, **seen))


PAGE = PageSettings("sweep", SweepPage(USUAL_SWEEP), keeps=("sweep",))
STAYS = ("corpus", *ResultSettings.controls())


def matters(name: str, sweep: Sweep) -> bool:
    """Tell whether a setting has an effect on one of a sweep's runs at least."""
    if name == "hidden_size" and sweep.own.parameters:
        return False
    cells = sweep.axes.get("cell", (sweep.base.model.cell,))
    return any(has_effect(name, sweep.base.with_(cell=cell)) for cell in cells)


CHIPS = (
    Chip(
        "RNN, GRU, LSTM",
        "The same sizes, the same updates, three seeds each. Watch whether the bands of the seeds overlap before you call one "
        "better.",
        {},
        STAYS,
    ),
    Chip(
        "With equal parameters",
        "An LSTM of the same hidden size has four times the weights of a plain RNN. Here hidden sizes are chosen so that all "
        "have about "
        "100,000 parameters, within 2 %.",
        {"parameters": 100_000},
        STAYS,
    ),
    Chip(
        "Ten seconds each",
        "Same time in place of the same updates: a cheap step may be worth more than a clever one.",
        {"budget_unit": "seconds", "budget": 10.0},
        STAYS,
    ),
    Chip(
        "Which learning rate?",
        "Three cells at five rates. Read the map: each cell has its own best rate, so that comparing them at one rate alone "
        "may be unfair.",
        {"grid": "cell=rnn,gru,lstm; learning_rate=0.001,0.003,0.006,0.012,0.03", "seeds": 1},
        STAYS,
    ),
    Chip(
        "Does the forget bias matter?",
        "An LSTM whose forget gates begin nearly shut, half open and open, with short and long windows.",
        {"cell": "lstm", "grid": "forget_bias=-1,0,1,3; sequence_length=16,64", "seeds": 2},
        STAYS,
    ),
)

"""The shapes of sequence problems: how inputs and outputs stand in time, what each is for, its tensors, and its PyTorch."""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

from playground.controls import Described, check, choice, number

Shape = tuple[int, ...]


class Symbol(str):
    """The letter of a size, which can be counted as sizes are: 2 * Symbol("H") is 2H."""

    def __rmul__(self, times: int) -> str:
        return f"{times}{self}"


LETTERS = dict(batch="B", steps="T", targets="U", inputs="E", hidden="H", outputs="K")  # of the sizes, in shapes and in code
SYMBOLS = SimpleNamespace(**{name: Symbol(letter) for name, letter in LETTERS.items()})


@dataclass(frozen=True)
class Plan:
    """What is drawn: columns of time, which of them have an input and an output, and how layers are linked.

    `linked` says for each layer, the lowest first, whether its steps hand a state on; `both` adds a chain that runs backwards;
    `feedback` are columns that get the output of the column before; `split` is where a decoder begins.
    """

    columns: int
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    linked: tuple[bool, ...] = (True,)
    both: bool = False
    feedback: tuple[int, ...] = ()
    split: int | None = None


@dataclass(frozen=True)
class Architecture:
    """One shape of a sequence problem: `shapes` and `code` name the same tensors; `shapes` of `SYMBOLS` are those in letters."""

    label: str
    task: str
    plan: Callable[["ShapeSettings"], Plan]
    shapes: Callable[["ShapeSettings"], dict[str, Shape]]
    code: str


def steady(settings: "ShapeSettings", linked: tuple[bool, ...] = (True,), both: bool = False) -> Plan:
    """Return a plan with an input and an output in every column."""
    every = tuple(range(settings.steps))
    return Plan(settings.steps, every, every, linked, both)


HEAD = "import torch\nfrom torch import nn\n\n"
ARCHITECTURES: dict[str, Architecture] = {
    "one-to-one": Architecture(
        "One to one",
        "One input, one output, no time at all: telling from a picture what it shows. An ordinary network.",
        lambda s: Plan(1, (0,), (0,), (False,)),
        lambda s: {"x": (s.batch, s.inputs), "h": (s.batch, s.hidden), "y": (s.batch, s.outputs)},
        "layer, head = nn.Linear({E}, {H}), nn.Linear({H}, {K})\nx = torch.randn({B}, {E})\n"
        "h = torch.tanh(layer(x))\ny = head(h)\n",
    ),
    "one-to-many": Architecture(
        "One to many",
        "One input starts a sequence: a genre becomes music, a picture its caption. Each output is the next input.",
        lambda s: Plan(s.steps, (0,), tuple(range(s.steps)), feedback=tuple(range(1, s.steps))),
        lambda s: {"x": (s.batch, s.inputs), "h": (s.batch, s.hidden), "y": (s.batch, s.steps, s.inputs)},
        "cell, head = nn.GRUCell({E}, {H}), nn.Linear({H}, {E})\n"
        "x, h, written = torch.randn({B}, {E}), torch.zeros({B}, {H}), []\n"
        "step = x\nfor _ in range({T}):\n    h = cell(step, h)\n    step = head(h)  # goes in again\n    written.append(step)\n"
        "y = torch.stack(written, dim=1)\n",
    ),
    "many-to-one": Architecture(
        "Many to one",
        "The whole sequence, then one answer: is this film review glad or sad?",
        lambda s: Plan(s.steps, tuple(range(s.steps)), (s.steps - 1,)),
        lambda s: {"x": (s.batch, s.steps, s.inputs), "last": (1, s.batch, s.hidden), "y": (s.batch, s.outputs)},
        "rnn = nn.GRU({E}, {H}, batch_first=True)\nhead = nn.Linear({H}, {K})\nx = torch.randn({B}, {T}, {E})\n"
        "_, last = rnn(x)\ny = head(last[-1])\n",
    ),
    "many-to-many": Architecture(
        "Many to many, in step",
        "An output for each input as it comes: tagging words, or guessing the next token of a text.",
        steady,
        lambda s: {
            **{"x": (s.batch, s.steps, s.inputs), "h": (s.batch, s.steps, s.hidden)},
            "y": (s.batch, s.steps, s.outputs),
        },
        "rnn = nn.GRU({E}, {H}, batch_first=True)\nhead = nn.Linear({H}, {K})\nx = torch.randn({B}, {T}, {E})\n"
        "h, _ = rnn(x)\ny = head(h)\n",
    ),
    "encoder-decoder": Architecture(
        "Encoder–decoder",
        "Read everything, then write something of another length: translation. One state carries it all over.",
        lambda s: Plan(
            s.steps + s.targets,
            tuple(range(s.steps)),
            tuple(range(s.steps, s.steps + s.targets)),
            feedback=tuple(range(s.steps + 1, s.steps + s.targets)),
            split=s.steps,
        ),
        lambda s: {
            **{"x": (s.batch, s.steps, s.inputs), "carried": (1, s.batch, s.hidden)},
            **{"before": (s.batch, s.targets, s.inputs), "y": (s.batch, s.targets, s.outputs)},
        },
        "encoder, decoder = (nn.GRU({E}, {H}, batch_first=True) for _ in range(2))\nhead = nn.Linear({H}, {K})\n"
        "x, before = torch.randn({B}, {T}, {E}), torch.randn({B}, {U}, {E})  # before: what was written so far\n"
        "_, carried = encoder(x)\nh, _ = decoder(before, carried)\ny = head(h)\n",
    ),
    "bidirectional": Architecture(
        "Bidirectional",
        "A second chain reads from the end, so that each output knows what comes after it: naming people in a sentence.",
        lambda s: steady(s, both=True),
        lambda s: {
            **{"x": (s.batch, s.steps, s.inputs), "h": (s.batch, s.steps, 2 * s.hidden)},
            "y": (s.batch, s.steps, s.outputs),
        },
        "rnn = nn.GRU({E}, {H}, batch_first=True, bidirectional=True)\nhead = nn.Linear(2 * {H}, {K})\n"
        "x = torch.randn({B}, {T}, {E})\nh, _ = rnn(x)  # both directions side by side\ny = head(h)\n",
    ),
    "deep": Architecture(
        "Deep, stacked",
        "Three layers, each reading the states of the one below: larger models of text and speech.",
        lambda s: steady(s, (True,) * 3),
        lambda s: {
            **{"x": (s.batch, s.steps, s.inputs), "h": (s.batch, s.steps, s.hidden), "last": (3, s.batch, s.hidden)},
            "y": (s.batch, s.steps, s.outputs),
        },
        "rnn = nn.GRU({E}, {H}, num_layers=3, batch_first=True)\nhead = nn.Linear({H}, {K})\nx = torch.randn({B}, {T}, {E})\n"
        "h, last = rnn(x)\ny = head(h)\n",
    ),
    "deep-above": Architecture(
        "Deep, no links above",
        "One recurrent layer, and above it ordinary ones for each step on its own: deeper, with no longer way back through time.",
        lambda s: steady(s, (True, False, False)),
        lambda s: {
            **{"x": (s.batch, s.steps, s.inputs), "h": (s.batch, s.steps, s.hidden), "above": (s.batch, s.steps, s.hidden)},
            "y": (s.batch, s.steps, s.outputs),
        },
        "rnn = nn.GRU({E}, {H}, batch_first=True)\n"
        "layers = nn.Sequential(nn.Linear({H}, {H}), nn.Tanh(), nn.Linear({H}, {H}), nn.Tanh())\n"
        "head = nn.Linear({H}, {K})\nx = torch.randn({B}, {T}, {E})\nh, _ = rnn(x)\nabove = layers(h)\ny = head(above)\n",
    ),
}


@dataclass(frozen=True)
class ShapeSettings(Described):
    """Which shape is drawn, and the sizes of its tensors."""

    shape: str = choice("many-to-many", "Shape", "How inputs and outputs stand in time.", ARCHITECTURES, more=False)
    steps: int = number(5, "Steps T", "Tokens of the input, or of what is written.", 1, 8, more=False)
    targets: int = number(4, "Target steps U", "Tokens that a decoder writes.", 1, 8, more=False)
    batch: int = number(2, "Batch B", "Sequences side by side.", 1, 64, more=False)
    inputs: int = number(8, "Input size E", "Numbers of one token.", 1, 512)
    hidden: int = number(16, "Hidden size H", "Numbers of a state.", 1, 512)
    outputs: int = number(3, "Outputs K", "Classes that are told apart.", 1, 512)

    def __post_init__(self):
        check(self)

    @property
    def architecture(self) -> Architecture:
        """Return what is drawn."""
        return ARCHITECTURES[self.shape]

    @property
    def unused(self) -> tuple[str, ...]:
        """Return the sizes that this shape does not have."""
        return tuple(name for name, letter in LETTERS.items() if f"{{{letter}}}" not in self.architecture.code)

    def shapes(self) -> dict[str, str]:
        """Return the shape of every tensor in letters and in numbers: (B, T, E) = (2, 5, 8)."""
        known, letters = self.architecture.shapes(self), self.architecture.shapes(SYMBOLS)
        return {name: f"({', '.join(map(str, letters[name]))}) = {shape}" for name, shape in known.items()}

    @property
    def code(self) -> str:
        """Return the lines of PyTorch with these sizes."""
        sizes = {letter: getattr(self, name) for name, letter in LETTERS.items()}
        return HEAD + self.architecture.code.format(**sizes)

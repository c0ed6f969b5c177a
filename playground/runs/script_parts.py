"""The text of a standalone script, in the pieces from which `script.py` puts one together; `$name` is filled in."""

from dataclasses import dataclass
from string import Template

IMPORTS = (
    ("hashlib", None, "hashlib"),
    ("math", None, "math"),
    ("sys", None, "sys"),
    ("collections", "Counter", "Counter"),
    ("pathlib", "Path", "Path"),
    ("torch", None, "torch"),
    ("torch", "Tensor", "Tensor"),
    ("torch", "nn", "nn"),
    ("torch.nn", "functional", "F"),
)

SCRIPT = Template('''\
"""One run of Unrolled as a single PyTorch script: the same network on the same text, and the same losses.

Put the text beside this file as $text_name, and run it:

    python SCRIPT.py          every step: prints its number and its training loss in nats per token, then the validation loss
    python SCRIPT.py 100      the first 100 steps

It needs PyTorch and nothing else. The losses were recorded with the versions below; another version, another processor or
several threads add in another order, and the last digits differ then.
"""

$imports

$constants

torch.set_num_threads(1)


$definitions# The text


def split(text: str) -> tuple[str, str]:
    """Return the part to learn from and the part that is never trained on."""
$split


$tokens


data = Path("$text_name").read_bytes()
if hashlib.sha256(data).hexdigest() != TEXT_SHA256:
    sys.exit("$text_name is not the text of this run.")
text = data.decode("utf-8", "surrogatepass")
$lines
first, second = split(text)
counts = Counter(tokens_of(first))
special = ["<unk>", "<eos>"] if "<eos>" in counts else ["<unk>"]
ordinary = sorted(counts.keys() - set(special), key=lambda token: (-counts[token], token))
vocabulary = special + ordinary[: max(0, VOCABULARY_SIZE - len(special))]
index = {token: number for number, token in enumerate(vocabulary)}
train, validation = (torch.tensor([index.get(token, 0) for token in tokens_of(part)]) for part in (first, second))


# The batches: B rows side by side, T tokens at a time, each target the token after its input


class Rows:
    """A stream of tokens (L,) as B rows that are read from left to right, T tokens a window."""

    def __init__(self, stream: Tensor, rows: int, length: int):
        self.count, self.length = max(1, min(rows, len(stream) // 2)), length
        self.size = len(stream) // self.count
        self.rows = stream[: self.count * self.size].view(self.count, self.size)
        self.windows = max(1, -(-(self.size - 1) // length))

    def window(self, number: int) -> tuple[Tensor, Tensor]:
        """Return inputs and targets (B, T) of one window."""
        start = number * self.length
        stop = min(start + self.length, self.size - 1)
        return self.rows[:, start:stop], self.rows[:, start + 1 : stop + 1]


rows = Rows(train, BATCH_SIZE, SEQUENCE_LENGTH)


$batches


# The network


$network


# Training


$rate


def validation_loss(network: Network) -> float:
    """Return the mean loss over the whole validation part in nats per token, the state carried along each row."""
    network.eval()
    read = Rows(validation, min(32, max(1, len(validation) // 256)), 128)
    state, nats, tokens = None, 0.0, 0
    with torch.no_grad():
        for number in range(read.windows):
            inputs, targets = read.window(number)
            logits, state = network(inputs, state)
            nats += F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction="sum").item()
            tokens += targets.numel()
    return nats / tokens


def main(steps: int) -> None:
    """Train for some steps, and say how it goes."""
    network = Network(len(vocabulary))
    optimizer = $optimizer(list(network.parameters()), LEARNING_RATE)
    state, tokens = None, 0
    for step in range(1, steps + 1):
        inputs, targets, fresh = batch(step - 1)
        state = None if state is None or fresh.all() else carried(state, fresh)
        logits, state = network(inputs, state)
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        optimizer.zero_grad()
        loss.backward()
        norm, _ = $clip(list(network.parameters()), CLIP_AT)
        if math.isfinite(norm):
            for group in optimizer.param_groups:
                group["lr"] = rate(step, tokens)
            optimizer.step()
        tokens += targets.numel()
        print(step, loss.item(), flush=True)
    print("validation", validation_loss(network))

''')

END = """
if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else STEPS)
"""

SPLIT_TEXT = """\
    place = $place
    return text[:place], text[place:]"""

SPLIT_LINES = """\
    if not LINES:
        place = $place
        return text[:place], text[place:]
    lines = [line.strip() for line in text.split("\\n") if line.strip()]
    random.Random(0).shuffle(lines)  # every line is an example of its own
    place = int(len(lines) * (1 - VALIDATION_SHARE))
    return "".join(line + "\\n" for line in lines[:place]), "".join(line + "\\n" for line in lines[place:])"""


@dataclass(frozen=True)
class TokenPart:
    """How a script reads tokens: `uses` names what it takes from this project, `place` is where a text is cut in two."""

    code: str
    place: str
    uses: tuple[tuple[str, str], ...] = ()


CHARACTERS = TokenPart(
    '''\
def tokens_of(part: str) -> list[str]:
    """Return every character; in a text of lines, <eos> where a line ends."""
    return ["<eos>" if LINES and character == "\\n" else character for character in part]''',
    "int(len(text) * (1 - VALIDATION_SHARE))",
)
WORDS = TokenPart(
    '''\
def tokens_of(part: str) -> list[str]:
    """Return words, numbers and punctuation marks, and <eos> where a sentence ends; in a text of lines, each is one."""
    return split_words(part.replace("\\n", "\\n\\n") if LINES else part)''',
    "word_start(text, int(len(text) * (1 - VALIDATION_SHARE)))",
    (("playground.text.words", "split_words"), ("playground.text.vocabulary", "word_start")),
)

STATEFUL = '''\
def batch(number: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return inputs, targets (B, T) and which rows start from a zero state (B,): one in turn, and all where the text begins."""
    window = number % rows.windows
    turn = torch.arange(rows.count) == number % max(rows.count, 32)
    return *rows.window(window), turn if window else torch.ones_like(turn)'''

SHUFFLED = '''\
def batch(number: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return inputs, targets (B, T), and that all rows start from a zero state: the windows come in a new order each epoch."""
    epoch, place = divmod(number, rows.windows)
    order = torch.randperm(rows.windows, generator=torch.Generator().manual_seed(SEED + epoch))
    return *rows.window(int(order[place])), torch.ones(rows.count, dtype=torch.bool)'''

RATE = '''\
def rate(step: int, tokens: int) -> float:
    """Return the learning rate of a step, by the share of the budget used before it."""
    return LEARNING_RATE * $schedule(min(1.0, $used / BUDGET))'''
USED = {"steps": "(step - 1)", "tokens": "tokens"}

LOOKED_UP = '''\
def rate(step: int, tokens: int) -> float:
    """Return the learning rate of a step as it was recorded: it followed a clock, or several stretches of training."""
    return RATES[step - 1]'''

NETWORK = Template('''\
class Network(nn.Module):
    """Embedding → recurrent layers → a score for each token of the vocabulary."""

    def __init__(self, vocabulary_size: int):
        super().__init__()
        recurrent = $kernel($width, HIDDEN_SIZE, LAYERS, batch_first=True$options)
        torch.manual_seed(SEED)  # decides every number from here on, in this order
        self.embedding = $embedding
        self.recurrent = recurrent
        for layer in range(LAYERS):
            self.begin(*(getattr(recurrent, f"{name}_l{layer}") for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")))
        self.output = nn.Linear(HIDDEN_SIZE, vocabulary_size)
        nn.init.zeros_(self.output.bias)

    def begin(self, weight_ih: Tensor, weight_hh: Tensor, bias_ih: Tensor, bias_hh: Tensor) -> None:
        """Draw orthogonal recurrent and Glorot-uniform input weights, gate by gate; biases start at zero."""
        for block in weight_hh.split(HIDDEN_SIZE):
            nn.init.orthogonal_(block)
        for block in weight_ih.split(HIDDEN_SIZE):
            nn.init.xavier_uniform_(block)
        nn.init.zeros_(bias_ih)
        nn.init.zeros_(bias_hh)$extra

    def forward(self, ids: Tensor, state=None):
        """Return logits (B, T, V) for token numbers (B, T), and the state after the last step."""
        outputs, state = self.recurrent($inputs, state)
        return self.output($outputs), state


def carried(state, fresh: Tensor):
    """Return the state cut off from what made it, with zeros in the rows that start anew (B,)."""
    $carried''')

ONE_STATE = "return state.detach().masked_fill(fresh[None, :, None], 0.0)"
TWO_STATES = "return tuple(part.detach().masked_fill(fresh[None, :, None], 0.0) for part in state)"


@dataclass(frozen=True)
class Kernel:
    """A cell as torch has it: its module, what else that takes, how it starts differently, and how its state is carried."""

    module: str
    options: str = ""
    extra: str = ""
    carried: str = ONE_STATE


SHRUNK = """
        with torch.no_grad():  # nothing bounds a ReLU, so its state starts small
            weight_hh.mul_(0.5)
            weight_ih.mul_(0.1)"""
OPENED = """
        with torch.no_grad():
            bias_ih[HIDDEN_SIZE : 2 * HIDDEN_SIZE] = FORGET_BIAS  # of i, f, g, o the forget gate"""

TANH, RELU = Kernel("nn.RNN"), Kernel("nn.RNN", ', nonlinearity="relu"', SHRUNK)
GRU, LSTM = Kernel("nn.GRU"), Kernel("nn.LSTM", extra=OPENED, carried=TWO_STATES)

CELL_NETWORK = Template('''\
class Network(nn.Module):
    """Embedding → recurrent layers → a score for each token of the vocabulary."""

    def __init__(self, vocabulary_size: int):
        super().__init__()
        torch.manual_seed(SEED)  # decides every number from here on, in this order
        sizes = [$width] + [HIDDEN_SIZE] * (LAYERS - 1)
        self.embedding = $embedding
        self.cells = nn.ModuleList($cell(size, HIDDEN_SIZE$options) for size in sizes)
        self.output = nn.Linear(HIDDEN_SIZE, vocabulary_size)
        nn.init.zeros_(self.output.bias)

    def forward(self, ids: Tensor, state=None):
        """Return logits (B, T, V) for token numbers (B, T), and the state of each layer after the last step."""
        outputs, final = $inputs, []
        for layer, cell in enumerate(self.cells):
            outputs = F.dropout(outputs, DROPOUT, self.training) if layer else outputs
            outputs, after = $run(cell, outputs, state[layer] if state else cell.initial_state(len(ids)))
            final.append($last)
        return self.output($outputs), final


def carried(state, fresh: Tensor):
    """Return the states cut off from what made them, with zeros in the rows that start anew (B,)."""
    return [tuple(part.detach().masked_fill(fresh[:, None], 0.0) for part in layer) for layer in state]''')

DROPPED = "F.dropout({}, DROPOUT, self.training)"

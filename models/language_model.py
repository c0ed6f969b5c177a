"""The language model: embedding → recurrent layers → a score for each token of the vocabulary."""

from dataclasses import dataclass

from torch import Tensor, nn
from torch.nn import functional as F

from models.cells import CELLS
from models.embedding import EMBEDDINGS
from models.recurrent import LayerStates, Recurrent, Unrolled


@dataclass(frozen=True)
class LanguageModelConfig:
    """Enough to build the module again; `options` are the cell's own, such as an LSTM's `forget_bias`."""

    cell: str
    vocabulary_size: int
    embedding_size: int
    hidden_size: int
    layers: int = 1
    dropout: float = 0.0
    options: tuple[tuple[str, float], ...] = ()
    embedding: str = "random"

    @property
    def input_size(self) -> int:
        """Return how many numbers stand for a token at the input."""
        return self.vocabulary_size if EMBEDDINGS[self.embedding].one_hot else self.embedding_size


class LanguageModel(nn.Module):
    """Predicts the next token: logits_t = W_out h_t + b, with h_t from the recurrent layers (Mikolov et al. 2010, eq. 1-3)."""

    def __init__(self, config: LanguageModelConfig):
        super().__init__()
        self.config = config
        cell, options = CELLS[config.cell], dict(config.options)
        sizes = [config.input_size] + [config.hidden_size] * (config.layers - 1)
        self.embedding = EMBEDDINGS[config.embedding].make(config.vocabulary_size, config.embedding_size)
        self.recurrent = Recurrent([cell(size, config.hidden_size, **options) for size in sizes], config.dropout)
        self.output = nn.Linear(config.hidden_size, config.vocabulary_size)
        nn.init.zeros_(self.output.bias)

    def forward(self, ids: Tensor, state: LayerStates | None = None) -> tuple[Tensor, LayerStates]:
        """Return logits (B, T, V) for token ids (B, T), and the states after the last step."""
        outputs, state = self.recurrent(self.drop(self.embedding(ids)), state)
        return self.output(self.drop(outputs)), state

    def unroll(self, ids: Tensor, state: LayerStates | None = None) -> tuple[Tensor, Unrolled]:
        """Return the same logits with every intermediate state, all part of the autograd graph."""
        unrolled = self.recurrent.unroll(self.drop(self.embedding(ids)), state)
        return self.output(self.drop(unrolled.outputs)), unrolled

    def projected(self) -> Tensor:
        """Return what each token puts into the first layer (V, gates·H): W_ih x + b_ih."""
        cell = self.recurrent.cells[0]
        return self.embedding.through(cell.weight_ih) + cell.bias_ih

    def drop(self, values: Tensor) -> Tensor:
        """Apply dropout while training (Zaremba et al. 2014: on the way up, never along time)."""
        return F.dropout(values, self.config.dropout, self.training) if self.config.dropout else values


def detach(state: LayerStates) -> LayerStates:
    """Return the same numbers cut off from the graph that made them: where truncated backpropagation stops."""
    return tuple(tuple(tensor.detach() for tensor in layer) for layer in state)


def forget(state: LayerStates, rows: Tensor) -> LayerStates:
    """Return the states with zeros in the marked rows (B,)."""
    return tuple(tuple(tensor.masked_fill(rows[:, None], 0.0) for tensor in layer) for layer in state)

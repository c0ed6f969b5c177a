"""A model without its numbers: to count them, and to be filled with stored ones."""

import torch
from torch.overrides import TorchFunctionMode

from models.language_model import LanguageModel, LanguageModelConfig

RANDOM_FILLS = {"normal_", "uniform_"}


class WithoutDraws(TorchFunctionMode):
    """Leave tensors as they are where they would be filled at random.

    There is nothing to fill in a skeleton, and on the meta device a fill costs two seconds and 30 MB once, for importing sympy.
    """

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if getattr(function, "__name__", "") in RANDOM_FILLS:
            return args[0] if args else kwargs["tensor"]
        return function(*args, **kwargs)


def skeleton(config: LanguageModelConfig) -> LanguageModel:
    """Return a model whose parameters have shapes alone, however large; `load_state_dict(…, assign=True)` fills it."""
    with torch.device("meta"), WithoutDraws():
        return LanguageModel(config)


def parameter_count(config: LanguageModelConfig) -> int:
    """Count the trainable numbers of a model without allocating it."""
    return sum(parameter.numel() for parameter in skeleton(config).parameters())

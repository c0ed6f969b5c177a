"""Small networks side by side: the steps of many cells of one kind as the steps of one, for what a loop over them would cost.

A step of a small cell takes as long to call as to compute; here each call serves all networks.
"""

from collections.abc import Sequence
from functools import partial
from itertools import groupby

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.cells import ALL, Cell


def bare(like: Cell) -> Cell:
    """Return a cell of the same kind and size that has no parameters yet, and is not for training."""
    made = type(like).__new__(type(like))
    nn.Module.__init__(made)
    made.input_size, made.hidden_size = like.input_size, like.hidden_size
    return made


@torch.no_grad()
def abreast(cells: Sequence[Cell], rows: int) -> Cell:
    """Return N cells of one kind and size as one that is not for training: of N·B rows each network owns B = `rows` in turn.

    Cells of the very same matrices, which differ in their biases alone, stand one after the other, as many in each of G groups,
    and read the same inputs: x is (…, G·B, E). The made cell's weight matrices are (G, gates·H, …), and whatever acts element
    by element is written out for each row.
    """
    groups = [list(group) for _, group in groupby(cells, lambda cell: id(cell.weight_hh))]
    made = bare(cells[0])
    made.weight_hh = torch.stack([group[0].weight_hh for group in groups])
    made.bias_hh = torch.stack([cell.bias_hh for cell in cells]).repeat_interleave(rows, dim=0)
    if hasattr(cells[0], "weight_ch"):
        made.weight_ch = torch.stack([cell.weight_ch for cell in cells], dim=1).repeat_interleave(rows, dim=1)
    made.project = partial(project, groups)
    made.through = partial(through, made.weight_hh.mT.contiguous(), made.bias_hh)
    return made


def project(groups: Sequence[Sequence[Cell]], x: Tensor) -> Tensor:
    """Return every network's W_ih x + b_ih (…, N·B, gates·H) for its group's rows of x (…, G·B, E)."""
    parts = x.chunk(len(groups), dim=-2)
    found = x.new_empty(*x.shape[:-2], len(groups), len(groups[0]), parts[0].shape[-2], len(groups[0][0].bias_ih))
    for number, (group, part) in enumerate(zip(groups, parts, strict=True)):
        biases = torch.stack([cell.bias_ih for cell in group])[:, None]  # (N / G, 1, gates·H)
        torch.add(F.linear(part, group[0].weight_ih).unsqueeze(-3), biases, out=found[..., number, :, :, :])
    return found.flatten(-4, -2)


def through(weight: Tensor, bias: Tensor, h: Tensor, rows: slice = ALL) -> Tensor:
    """Return every network's W_hh h + b_hh (…, N·B, gates·H) for its own rows of h (…, N·B, H), or some rows of both.

    `weight` is W_hh transposed (G, H, gates·H), `bias` b_hh (N·B, gates·H).
    """
    weight, bias, groups = weight[..., rows], bias[:, rows], len(weight)
    if h.dim() == 2:
        return torch.baddbmm(bias.unflatten(0, (groups, -1)), h.unflatten(0, (groups, -1)), weight).flatten(0, 1)
    mine = h.unflatten(-2, (groups, -1)).movedim(-3, 0)  # (G, …, N·B / G, H)
    product = mine.flatten(1, -2) @ weight
    return product.unflatten(1, mine.shape[1:-1]).movedim(0, -3).flatten(-3, -2) + bias

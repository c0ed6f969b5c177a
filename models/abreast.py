"""Small networks side by side: the steps of many cells of one kind as the steps of one, for what a loop over them would cost.

A step of a small cell takes as long to call as to compute; here each call serves all networks.
"""

from collections.abc import Sequence
from functools import partial

import torch
from torch import Tensor, nn

from models.cells import ALL, Cell


@torch.no_grad()
def abreast(cells: Sequence[Cell], rows: int) -> Cell:
    """Return N cells of one kind and size as one that is not for training: of N·B rows each network owns B = `rows` in turn.

    Its weight matrices are (N, gates·H, …), and whatever acts element by element is written out for each row.
    """
    first = cells[0]
    made = type(first).__new__(type(first))
    nn.Module.__init__(made)
    made.input_size, made.hidden_size = first.input_size, first.hidden_size
    made.weight_hh = torch.stack([cell.weight_hh for cell in cells])
    made.bias_hh = torch.stack([cell.bias_hh for cell in cells]).repeat_interleave(rows, dim=0)
    if hasattr(first, "weight_ch"):
        made.weight_ch = torch.stack([cell.weight_ch for cell in cells], dim=1).repeat_interleave(rows, dim=1)
    made.project, made.through = partial(project, cells), partial(through, made)
    return made


def project(cells: Sequence[Cell], x: Tensor) -> Tensor:
    """Return every network's W_ih x + b_ih (…, N·B, gates·H) for its own rows of x (…, N·B, E)."""
    return torch.cat([cell.project(part) for cell, part in zip(cells, x.chunk(len(cells), dim=-2), strict=True)], dim=-2)


def through(made: Cell, h: Tensor, rows: slice = ALL) -> Tensor:
    """Return every network's W_hh h + b_hh (…, N·B, gates·H) for its own rows of h (…, N·B, H), or some rows of both."""
    weight, bias = made.weight_hh[:, rows].mT, made.bias_hh[:, rows]
    mine = h.unflatten(-2, (len(weight), -1))  # (…, N, B, H)
    if h.dim() == 2:
        return torch.baddbmm(bias.unflatten(0, mine.shape[:2]), mine, weight).flatten(0, 1)
    product = mine.movedim(-3, 0).flatten(1, -2) @ weight  # (N, …·B, gates·H)
    return product.unflatten(1, mine.movedim(-3, 0).shape[1:-1]).movedim(0, -3).flatten(-3, -2) + bias

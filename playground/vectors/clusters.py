"""Words in groups by direction: k-means on the sphere (Dhillon and Modha 2001), started apart (Arthur and Vassilvitskii 2007)."""

import numpy as np
import torch

ROUNDS = 25


def clusters(vectors: np.ndarray, count: int, seed: int = 0) -> np.ndarray:
    """Return for each of the unit vectors (n, d) the number (n) of its group, the largest group 0."""
    table, count = torch.from_numpy(np.ascontiguousarray(vectors, np.float32)), min(count, len(vectors))
    centres = table[apart(table, count, np.random.default_rng(seed))]  # (count, d)
    groups = None
    for _ in range(ROUNDS):
        now = (table @ centres.T).argmax(1)
        if groups is not None and torch.equal(now, groups):
            break
        groups = now
        sums = torch.zeros_like(centres).index_add_(0, groups, table)
        lengths = sums.norm(dim=1, keepdim=True)
        centres = torch.where(lengths > 0, sums / lengths.clamp(min=1e-12), centres)  # a group that lost all stays where it was
    sizes = torch.bincount(groups, minlength=count)
    place = torch.argsort(torch.argsort(sizes, descending=True, stable=True))
    return place[groups].numpy()


def apart(table: torch.Tensor, count: int, draw: np.random.Generator) -> list[int]:
    """Return rows to start from: each next one is drawn the more likely the farther it is from those before it."""
    chosen = [int(draw.integers(len(table)))]
    gap = (1 - table @ table[chosen[0]]).clamp(min=0)
    while len(chosen) < count:
        shares = gap.double().numpy()
        total = shares.sum()
        chosen.append(int(draw.choice(len(table), p=shares / total)) if total > 0 else len(chosen))
        gap = torch.minimum(gap, (1 - table @ table[chosen[-1]]).clamp(min=0))
    return chosen

"""Rows of the performance table and how they are printed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One measured figure beside its goal; `more_is_better` says which side of the goal is good."""

    name: str
    value: float
    unit: str
    goal: float | None = None
    more_is_better: bool = False

    @property
    def verdict(self) -> str:
        """Return “met”, “missed”, or nothing where there is no goal."""
        if self.goal is None:
            return ""
        return "met" if (self.value >= self.goal) == self.more_is_better or self.value == self.goal else "missed"

    def __str__(self) -> str:
        sign = "≥" if self.more_is_better else "≤"
        goal = "" if self.goal is None else f"{sign} {self.goal:g} {self.unit}"
        return f"{self.name:<74} {self.value:>10.4g} {self.unit:<12} {goal:<18} {self.verdict}"

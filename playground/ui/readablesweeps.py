"""Which sweeps a visitor may look at: their own, and at the machine that made them, those of the command line."""

from playground.errors import Refusal
from playground.sweeps.shelf import StoredSweep, no_sweep, owned_sweep, sweeps_of
from playground.ui.boot import services
from playground.ui.readable import owners
from playground.ui.visitor import visitor


def readable_sweeps() -> list[StoredSweep]:
    """Return every sweep that this visitor may look at, the newest first."""
    found = [sweep for owner in owners() for sweep in sweeps_of(services().store, owner)]
    return sorted(found, key=lambda sweep: -sweep.created)


def readable_sweep(sweep_id: str) -> StoredSweep:
    """Return a sweep that this visitor may look at; any other is refused exactly like one that does not exist."""
    for owner in owners():
        try:
            return owned_sweep(services().store, sweep_id, owner)
        except Refusal as refusal:
            if refusal.field != "sweep":  # the store is in trouble
                raise
    raise no_sweep()


def own_sweep(sweep: StoredSweep) -> bool:
    """Tell whether a sweep is this visitor's, to stop and to go on with."""
    return sweep.visitor == visitor()

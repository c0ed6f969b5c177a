"""Sharing a run: an unguessable token lets whoever has it look at one run, until its owner takes the token back."""

import re
import secrets
from dataclasses import replace

from sqlalchemy import delete, insert, literal, select
from sqlalchemy.exc import IntegrityError

from playground.errors import Refusal
from playground.runs.record import Run, new_id
from playground.runs.store import RUN_COLUMNS, RunStore, row_values, run_of
from playground.runs.tables import blobs, records, runs, shares

TOKEN_BYTES = 24  # of randomness
TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")

COPIED = (
    (records, (records.c.first_step, records.c.last_step, records.c.data), records.c.id),
    (blobs, (blobs.c.name, blobs.c.data), blobs.c.name),
)
"""What belongs to a run: the table, its columns besides the run's id, and the order that they keep."""


def nothing_shared() -> Refusal:
    """Return the one refusal of a link that never was, or is no more."""
    return Refusal("This link shows nothing: it was taken back, or is not complete.", "shared")


def share(store: RunStore, run_id: str, visitor: str) -> str:
    """Return the token of a visitor's run, a new one where it has none; raise `Refusal` where the run is not theirs."""
    store.owned(run_id, visitor)
    if found := share_of(store, run_id, visitor):
        return found
    row = dict(token=secrets.token_urlsafe(TOKEN_BYTES), run_id=run_id, created=store.clock())
    try:
        with store.transaction() as connection:
            connection.execute(insert(shares).values(**row))
    except Refusal as refusal:
        if not isinstance(refusal.__cause__, IntegrityError):
            raise
    # A second click may have been quicker, or the run deleted meanwhile.
    found = share_of(store, run_id, visitor)
    return found or share(store, run_id, visitor)


def share_of(store: RunStore, run_id: str, visitor: str) -> str | None:
    """Return the token of a visitor's run, None where it is not shared."""
    mine = (shares.c.run_id == runs.c.id, runs.c.id == run_id, runs.c.visitor == visitor)
    with store.transaction() as connection:
        return connection.scalar(select(shares.c.token).where(*mine))


def unshare(store: RunStore, run_id: str, visitor: str) -> None:
    """Take the token of a visitor's run back; whoever has its link sees nothing from now on."""
    store.owned(run_id, visitor)
    with store.transaction() as connection:
        connection.execute(delete(shares).where(shares.c.run_id == run_id))


def shared_run(store: RunStore, token: str) -> Run:
    """Return the run that a token shows; one that was taken back is refused like one that never was."""
    if not TOKEN.fullmatch(token):
        raise nothing_shared()
    query = select(*RUN_COLUMNS).join(shares, shares.c.run_id == runs.c.id).where(shares.c.token == token)
    with store.transaction() as connection:
        row = connection.execute(query).first()
    if row is None:
        raise nothing_shared()
    return store.fresh(run_of(row))


def shared_ids(store: RunStore, visitor: str) -> set[str]:
    """Return which of a visitor's runs are shared."""
    with store.transaction() as connection:
        query = select(shares.c.run_id).join(runs, shares.c.run_id == runs.c.id).where(runs.c.visitor == visitor)
        return set(connection.scalars(query))


def copy_shared(store: RunStore, token: str, visitor: str) -> Run:
    """Copy the run that a token shows as a visitor's own; return the copy."""
    return copy_run(store, shared_run(store, token), visitor)


def copy_run(store: RunStore, source: Run, visitor: str) -> Run:
    """Copy a run, with its history and its weights, as a visitor's own; return the copy. Whoever asks has checked that they may.

    Whatever its owner does with the run afterwards does not touch the copy. A text of the owner's own is not copied.
    """
    now = store.clock()
    ended = {} if source.done else {"status": "interrupted", "reason": "interrupted"}
    copy = replace(source, id=new_id(), visitor=visitor, created=now, updated=now, **ended)
    with store.transaction() as connection:
        connection.execute(insert(runs).values(**row_values(vars(copy))))
        for table, names, order in COPIED:
            rows = select(literal(copy.id), *names).where(table.c.run_id == source.id).order_by(order)
            connection.execute(insert(table).from_select(["run_id", *(name.name for name in names)], rows))
    return copy

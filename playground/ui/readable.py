"""Which runs a visitor may look at: their own, and at the machine that made them, those of the command line."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import streamlit as st

from playground.runs.record import COMMAND_LINE, Run
from playground.runs.store import no_run
from playground.ui.boot import services
from playground.ui.visitor import visitor

LOOPBACK = ("localhost", "127.0.0.1", "::1")
GO_BETWEEN = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "cf-connecting-ip")
"""Headers that a proxy adds: whoever comes through one may sit anywhere."""


def direct(address: str | None, headers: Mapping[str, str]) -> bool:
    """Tell whether a server listens to its own machine alone, and a browser speaks to it from there with nobody in between."""
    host, origin = headers.get("Host", ""), headers.get("Origin", "")
    named = [address, urlsplit(f"//{host}").hostname, urlsplit(origin).hostname]
    return all(name in LOOPBACK for name in named) and not any(name in headers for name in GO_BETWEEN)


def sees_command_line() -> bool:
    """Tell whether this visitor may look at the runs of the command line."""
    rule = services().settings.command_line_runs
    return rule == "everybody" or (rule == "local" and direct(st.get_option("server.address"), st.context.headers))


def owners() -> tuple[str, ...]:
    """Return under which names this visitor may look at runs and sweeps, their own first."""
    return (visitor(), COMMAND_LINE) if sees_command_line() else (visitor(),)


def readable_runs() -> list[Run]:
    """Return every run that this visitor may look at, the newest first."""
    found = [run for owner in owners() for run in services().store.runs(owner)]
    return sorted(found, key=lambda run: -run.created)


def readable_run(run_id: str) -> Run:
    """Return a run that this visitor may look at; any other is refused exactly like one that does not exist."""
    run = services().store.get(run_id)
    if run.visitor not in owners():
        raise no_run()
    return run


def own(run: Run) -> bool:
    """Tell whether a run is this visitor's, to change as they like."""
    return run.visitor == visitor()


def whose(run: Run) -> str:
    """Return how a menu marks a run."""
    return "Yours" if own(run) else "Command line"

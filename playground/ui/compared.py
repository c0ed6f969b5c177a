"""Which runs are compared: bundled ones, the visitor's own, and those whose owner shared a link."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import streamlit as st

from playground.errors import Refusal
from playground.runs.curves import RunCurves, read_curves
from playground.runs.folder import SavedRun
from playground.runs.record import History, Run, default_name
from playground.runs.sharing import nothing_shared, shared_run
from playground.runs.store import no_run
from playground.sweeps.results import Entry
from playground.sweeps.sweep import setting_name
from playground.ui.boot import services
from playground.ui.chosen import BUNDLED, come_with
from playground.ui.finished import history
from playground.ui.pagesettings import PageSettings
from playground.ui.readable import readable_runs, whose

MOST = 200  # runs on one pair of axes
SHARED = "shared-"  # how the name of a shared run begins, before its token
TOKEN = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{32}(?![A-Za-z0-9_-])")


@dataclass
class Shelf:
    """The curves that a session looks at: those of the runs of the last look, so that one more run costs one run's reading."""

    kept: dict[str, tuple[float, RunCurves]] = field(default_factory=dict)

    def of(self, runs: Mapping[str, Run]) -> dict[str, RunCurves]:
        """Return the curves of some runs by name, reading those that are new or have changed."""
        bundled = come_with()
        stale = {name: run for name, run in runs.items() if self.kept.get(name, (None,))[0] != run.updated}
        read = read_curves(services().store, (run.id for name, run in stale.items() if name not in bundled))
        fresh = {name: RunCurves.of(bundled[name].history) if name in bundled else read[run.id] for name, run in stale.items()}
        known = {name: fresh[name] if name in fresh else self.kept[name][1] for name in runs}
        self.kept = {name: (run.updated, known[name]) for name, run in runs.items()}
        return known


@st.cache_resource(scope="session", show_spinner=False)
def shelf(page: str) -> Shelf:
    """Return the curves that a page of this session holds."""
    return Shelf()


def names_in(setting: str) -> list[str]:
    """Return the names in a page's setting, each once."""
    return list(dict.fromkeys(filter(None, setting.split(","))))


def mine() -> dict[str, Run]:
    """Return the runs that the visitor may look at and that have trained, by id, the newest first."""
    return {run.id: run for run in readable_runs() if run.step}


def offered(own: Mapping[str, Run], also: Iterable[str] = ()) -> dict[str, tuple[str, str]]:
    """Return what may be chosen with its name and whose it is: the visitor's runs, the bundled ones, those shared with them."""
    found = {name: (run.name, whose(run)) for name, run in own.items()}
    found |= {name: (saved.run.name, "Bundled") for name, saved in come_with().items()}
    for name in also:
        if name.startswith(SHARED) and name not in found:
            try:
                found[name] = shared_run(services().store, name.removeprefix(SHARED)).name, "Shared with you"
            except Refusal:
                continue
    return found


def run_named(name: str, own: Mapping[str, Run], bundled: Mapping[str, SavedRun]) -> Run:
    """Return the run of this name; raise `Refusal` where there is none, it is somebody else's, or its link was taken back."""
    if name in own:
        return own[name]
    if name in bundled:
        return replace(bundled[name].run, id=name)
    if name.startswith(SHARED):
        return shared_run(services().store, name.removeprefix(SHARED))
    raise no_run()


def chosen(page: PageSettings, own: Mapping[str, Run]) -> dict[str, Run]:
    """Return the runs that the page's setting `runs` names, leaving out (and noting) what cannot be had.

    A bundled run is called by its settings, and by its text where the runs read several.
    """
    found, bundled = {}, come_with()
    for name in names_in(page.value().runs):
        if name.startswith(BUNDLED) and not bundled:
            continue
        try:
            found[name] = run_named(name, own, bundled)
        except Refusal as refusal:
            if str(refusal) not in page.notes():
                page.note(str(refusal))
    several = len({run.text_title for run in found.values()}) > 1
    for name in found.keys() & bundled.keys():
        run = found[name]
        found[name] = replace(
            run, name=default_name(run.experiment, run.text_title) if several else setting_name(run.experiment, ())
        )
    return found


def entries_of(page: PageSettings, runs: Mapping[str, Run]) -> dict[str, Entry]:
    """Return runs with their curves, by name."""
    curves = shelf(page.page).of(runs)
    return {name: Entry(run, curves[name]) for name, run in runs.items()}


def history_named(name: str, run: Run) -> History:
    """Return everything recorded of a run that is compared."""
    saved = come_with().get(name)
    return saved.history if saved else history(run)


def token_in(link: str) -> str:
    """Return the token in a link that somebody shared, or in the token itself; raise `Refusal` where there is none."""
    found = TOKEN.findall(link)
    if not found:
        raise nothing_shared()
    return found[-1]


def add(page: PageSettings, names: Sequence[str]) -> None:
    """Compare these runs too; what is beyond the most is left out, and the page says so."""
    together = list(dict.fromkeys([*names_in(page.value().runs), *names]))
    page.change(runs=",".join(together[:MOST]))
    if len(together) > MOST:
        page.refuse("runs", f"These are {len(together)} runs: the first {MOST} are compared.")

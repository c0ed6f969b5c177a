"""Studies without a worker: a page asks the pool, and each look takes the study a few events further in this process."""

import itertools
import json
from collections.abc import Iterator

from playground.jobs.admission import admit_study
from playground.jobs.live_study import LiveStudy, StudyView
from playground.jobs.protocol import StudyJob
from playground.jobs.studies import study_named
from playground.jobs.study_end import StudyEnd

LOOK = 2  # events at each look


class AtHand:
    """Takes the place of a pool's `submit`, `study` and `stop` for studies; what a study tells is what a worker would be told."""

    def __init__(self, site):
        self.site, self.versions = site, itertools.count(1)
        self.known: dict[str, tuple[LiveStudy, Iterator[dict]]] = {}

    def submit(self, job: StudyJob) -> None:
        """Begin a study, refused as the pool would."""
        live = admit_study(job, self.site.pool.answers, self.site.settings, lambda: next(self.versions))
        live.begin()
        self.known[job.id] = live, study_named(job.name).begin(job, self.site.store, self.site.settings)

    def study(self, job: StudyJob) -> StudyView | None:
        """Return how a study stands, a few events after the last look."""
        if job.id not in self.known:
            return None
        live, events = self.known[job.id]
        if live.state == "running":
            told = list(itertools.islice(events, LOOK))
            for event in told:
                live.take([strict(event)] if event.keys() > {"progress"} else [], event.get("progress", live.progress))
            if len(told) < LOOK:
                live.close(StudyEnd.of("finished"))
        return live.view()

    def stop(self, job_id: str, reason: str = "stopped") -> None:
        """End a study where it is."""
        self.known[job_id][0].close(StudyEnd.of(reason))


def strict(event: dict) -> dict:
    """Return what of an event goes over the line to the server."""
    return json.loads(json.dumps({name: value for name, value in event.items() if name != "progress"}, allow_nan=False))

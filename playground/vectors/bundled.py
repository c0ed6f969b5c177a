"""The sets of vectors that come with the app: folders of `playground/examples/vectors/`, as `cache.py` says.

Their `about.json` tells title, about, source and licence; whatever else it holds is for whoever made the set.
"""

from pathlib import Path

from playground.runs import folder
from playground.text.download import Progress
from playground.vectors.cache import MATRIX, about, open_folder
from playground.vectors.vectorset import Offer, Place, VectorSet

TOLD = ("title", "about", "source", "licence")


def bundled(place: Place) -> dict[str, Offer]:
    """Return the bundled sets by the names of their folders."""
    folders = sorted((folder.EXAMPLES / "vectors").glob(f"*/{MATRIX}"))
    return {found.parent.name: offer(found.parent) for found in folders}


def offer(found: Path) -> Offer:
    """Return the offer of one bundled folder."""
    said = about(found)
    told = {name: str(said.get(name, found.name if name == "title" else "")) for name in TOLD}

    def load(progress: Progress) -> VectorSet:
        return VectorSet(found.name, **told, vectors=open_folder(found))

    return Offer(**told, load=load, version=str((found / MATRIX).stat().st_mtime_ns))

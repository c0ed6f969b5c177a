"""The sidebar of the page Map: what does not bear on the map as it stands is not shown."""

from collections.abc import Callable

from playground.ui.mapsettings import DESCENT, ENDS, PAGE
from playground.ui.sidebar import page_sidebar
from playground.ui.textbox import text_box
from playground.ui.vectors import vectors_menu

LIST_HEIGHT = 120  # pixels


def sidebar() -> None:
    """Draw which words there are, how they are placed and how they are coloured."""
    asked = PAGE.value()
    shown = {
        "words": asked.choose != "list",
        "around": asked.choose == "around",
        "listed": asked.choose == "list",
        "clusters": asked.colour == "cluster",
        "dimensions": asked.method != "axes",
        "word": False,
        **dict.fromkeys(ENDS, asked.method == "axes"),
        **dict.fromkeys(DESCENT, asked.method == "tsne"),
    }
    own: dict[str, Callable[[], None]] = {
        "vectors": lambda: vectors_menu(PAGE),
        "listed": lambda: text_box(PAGE, "listed", LIST_HEIGHT),
    }
    page_sidebar(PAGE, **own | {name: nothing for name, there in shown.items() if not there})


def nothing() -> None:
    """Draw nothing."""

"""The house around the pages: which there are, their menu, and the frame they are drawn in."""

import ast
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from playground.ui.pagesettings import PAGE
from playground.ui.trouble import kindly
from playground.ui.visitor import hold_lease, remember_visitor, visitor

PAGES = Path(__file__).parents[2] / "pages"
NAME = "Unrolled"
GROUPS = ("", "Words", "Language models", "Gradients", "By hand", "Compare")
ICON = Path(__file__).with_name("icon.svg")
MADE = "made-pages"
STYLE = Path(__file__).with_name("style.css")


@dataclass(frozen=True)
class PageInfo:
    """What a page file says about itself in constants at its top."""

    path: Path
    title: str
    icon: str
    group: str
    order: int
    about: str
    picture: str

    @property
    def home(self) -> bool:
        """Tell whether this is where visitors land."""
        return self.path.stem == "home"


def read_page(path: Path) -> PageInfo:
    """Read a page's header, TITLE, ICON, GROUP, ORDER, ABOUT and PICTURE, without running the page."""
    found = {}
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            found |= {target.id: statement.value.value for target in statement.targets if isinstance(target, ast.Name)}
    title = found.get("TITLE", path.stem.replace("_", " ").capitalize())
    parts = (
        found.get("ICON", ""),
        found.get("GROUP", ""),
        found.get("ORDER", 100),
        found.get("ABOUT", ""),
        found.get("PICTURE", ""),
    )
    return PageInfo(path, title, *parts)


@lru_cache(maxsize=8)
def pages(folder: Path = PAGES) -> tuple[PageInfo, ...]:
    """Return every page of a folder in the order of the menu."""
    groups = {group: place for place, group in enumerate(GROUPS)}
    found = [read_page(path) for path in folder.glob("[!_]*.py")]
    return tuple(sorted(found, key=lambda page: (groups.get(page.group, len(GROUPS)), page.group, page.order, page.title)))


def page_of(info: PageInfo) -> StreamlitPage:
    """Return Streamlit's page for a file, made once a session: making one asks the disk several times, and Home links to all."""
    made: dict[PageInfo, StreamlitPage] = st.session_state.setdefault(MADE, {})
    if info not in made:
        made[info] = st.Page(info.path, title=info.title, icon=info.icon or None, default=info.home)
    return made[info]


def page_named(stem: str) -> StreamlitPage:
    """Return Streamlit's page for a file's name without its ending."""
    return page_of(next(page for page in pages() if page.path.stem == stem))


@lru_cache(maxsize=1)
def style() -> str:
    """Return the style of all pages on one line: Streamlit looks at the indentation of every other, at every run of a page."""
    return f"<style>{' '.join(STYLE.read_text(encoding='utf-8').split())}</style>"


def run_app() -> None:
    """Set the frame of the page, know the visitor, and run the page that the address names."""
    # Before the menu: for a page's own icon the browser would ask a server outside.
    st.set_page_config(page_icon=str(ICON), layout="wide", initial_sidebar_state="auto")
    menu: dict[str, list[StreamlitPage]] = {}
    for info in pages():
        menu.setdefault(info.group, []).append(page_of(info))
    page = st.navigation(menu, position="top")
    st.set_page_config(page_title=f"{page.title} · {NAME}" if page.url_path else NAME)
    st.html(style())
    hold_lease(visitor())
    remember_visitor()
    with kindly(f"the page {page.title}"):
        page.run()
    st.session_state[PAGE] = page.url_path

"""Who is looking: a random token in a cookie of this browser, and nothing else about a person."""

import hashlib
import re
import secrets
from dataclasses import dataclass, field

import streamlit as st

from playground.ui.boot import services

COOKIE = "unrolled_visitor"
TOKEN = re.compile(r"[0-9a-f]{32}")
KEY = "visitor_token"
PUT_COOKIE = """
export default function ({ data, setStateValue }) {
  const named = document.cookie.split('; ').find((cookie) => cookie.startsWith(data.name + '='));
  const found = named ? named.slice(data.name.length + 1) : '';
  if (/^[0-9a-f]{32}$/.test(found)) {           // another tab was quicker: be the same visitor
    if (found !== data.token) setStateValue('token', found);
    return;
  }
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `${data.name}=${data.token}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}
"""
put_cookie = st.components.v2.component("unrolled_visitor_cookie", js=PUT_COOKIE)


def valid(token: object) -> bool:
    """Tell whether this is a token of ours: 128 bits in hexadecimal."""
    return isinstance(token, str) and TOKEN.fullmatch(token) is not None


def token() -> str:
    """Return this visitor's token: from the session, else from the cookie, else a fresh one."""
    if not valid(st.session_state.get(KEY)):
        sent = st.context.cookies.get(COOKIE)
        st.session_state[KEY] = sent if valid(sent) else secrets.token_hex(16)
    return st.session_state[KEY]


def visitor() -> str:
    """Return the name under which this visitor's runs and texts are kept; the token cannot be found from it."""
    return hashlib.sha256(token().encode()).hexdigest()


def remember_visitor() -> None:
    """Put the cookie into a browser that has none; to be called on every run of the app."""
    if st.context.cookies.get(COOKIE) == token():
        return
    with st.container(key="visitor"):
        put_cookie(key="visitor_cookie", data={"name": COOKIE, "token": token()}, default={"token": ""}, on_token_change=adopt)


def adopt() -> None:
    """Become the visitor that another tab of this browser already is."""
    found = st.session_state["visitor_cookie"]["token"]
    if valid(found):
        st.session_state[KEY] = found


@dataclass
class Lease:
    """One open page of a visitor; when the last one is gone, the pool ends their jobs after a grace period."""

    visitor: str
    session: str = field(default_factory=lambda: secrets.token_hex(8))

    def __post_init__(self):
        services().pool.attach(self.visitor, self.session)

    def close(self) -> None:
        """Tell the pool that this page is gone: closed, reloaded, or cut off for a moment."""
        services().pool.release(self.visitor, self.session)


@st.cache_resource(scope="session", on_release=Lease.close, show_spinner=False)
def hold_lease(visitor: str) -> Lease:
    """Hold this page's lease; after a lost connection the next run of the app takes a new one."""
    return Lease(visitor)

"""How long work goes on without anybody looking: a visitor with no open page left has a grace period to come back."""

import threading
from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    """What `threading.Timer` and a test's own clock have in common."""

    daemon: bool

    def start(self) -> None:
        """Begin to wait."""

    def cancel(self) -> None:
        """Wait no more."""


MakeTimer = Callable[[float, Callable[[], None]], Timer]


def start_timer(make: MakeTimer, seconds: float, function: Callable[[], None]) -> Timer:
    """Call a function after some seconds, unless cancelled or the process ends first."""
    timer = make(seconds, function)
    timer.daemon = True
    timer.start()
    return timer


class Leases:
    """Which sessions of each visitor are open; `expire(visitor)` is called some seconds after the last one closed."""

    def __init__(self, seconds: float, expire: Callable[[str], None], make_timer: MakeTimer = threading.Timer):
        self.seconds, self.expire, self.make_timer = seconds, expire, make_timer
        self.sessions: dict[str, set[str]] = {}
        self.timers: dict[str, tuple[object, Timer]] = {}
        self.lock = threading.Lock()

    def attach(self, visitor: str, session: str) -> None:
        """Note an open page; whoever comes back in time loses nothing."""
        with self.lock:
            self.sessions.setdefault(visitor, set()).add(session)
            self.cancel(visitor)

    def release(self, visitor: str, session: str) -> None:
        """Note a closed page, and start the grace period with the last one."""
        with self.lock:
            open_ones = self.sessions.get(visitor, set())
            if session not in open_ones:
                return
            open_ones.discard(session)
            if not open_ones:
                del self.sessions[visitor]
                self.cancel(visitor)
                token = object()
                self.timers[visitor] = token, start_timer(self.make_timer, self.seconds, lambda: self.end(visitor, token))

    def cancel(self, visitor: str) -> None:
        """Stop a visitor's timer, if one is running."""
        _, timer = self.timers.pop(visitor, (None, None))
        if timer:
            timer.cancel()

    def end(self, visitor: str, token: object) -> None:
        """Let a lease end, unless its timer was cancelled while it went off."""
        with self.lock:
            current, _ = self.timers.get(visitor, (None, None))
            if current is not token:
                return
            del self.timers[visitor]
        self.expire(visitor)

    def close(self) -> None:
        """Cancel every timer."""
        with self.lock:
            for visitor in list(self.timers):
                self.cancel(visitor)

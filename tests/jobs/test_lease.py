"""A visitor's work ends some time after their last page, never while one is open."""

import pytest

from playground.jobs.lease import Leases


@pytest.fixture
def gone():
    return []


@pytest.fixture
def leases(timers, gone):
    return Leases(30.0, gone.append, timers)


def test_it_ends_once_the_last_session_is_closed_and_the_time_is_over(leases, timers, gone):
    for session in ("one", "two", "two"):
        leases.attach("ann", session)
    leases.release("ann", "one")
    assert timers.seconds() == []
    leases.release("ann", "two")
    assert timers.seconds() == [30.0] and gone == []
    timers.fire()
    assert gone == ["ann"] and timers.seconds() == []


def test_coming_back_in_time_keeps_everything(leases, timers, gone):
    leases.attach("ann", "one")
    leases.release("ann", "one")
    leases.attach("ann", "two")
    timers.fire()
    assert gone == []


def test_a_timer_that_goes_off_while_it_is_cancelled_ends_nothing(leases, timers, gone):
    leases.attach("ann", "one")
    leases.release("ann", "one")
    late = timers.waiting[0]
    leases.attach("ann", "one")
    leases.release("ann", "one")
    late.function()
    assert gone == [] and len(timers.waiting) == 1


def test_strangers_and_second_releases_change_nothing(leases, timers, gone):
    leases.release("bob", "never attached")
    leases.attach("ann", "one")
    leases.release("ann", "two")
    leases.release("bob", "one")
    assert timers.seconds() == []
    leases.release("ann", "one")
    leases.release("ann", "one")
    assert timers.seconds() == [30.0]


def test_closing_forgets_all_timers(leases, timers, gone):
    for visitor in ("ann", "bob"):
        leases.attach(visitor, "one")
        leases.release(visitor, "one")
    leases.close()
    timers.fire()
    assert gone == []

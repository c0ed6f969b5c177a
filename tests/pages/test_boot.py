"""What a page's own thread may use."""

import os
import threading
from pathlib import Path

import numpy as np
import pytest

from models.arrays import product
from playground.ui.boot import one_thread

TASKS = Path("/proc/self/task")


@pytest.mark.skipif(not TASKS.is_dir() or (os.cpu_count() or 1) < 2, reason="counts the threads of a process on Linux")
def test_a_step_starts_no_second_thread_in_the_thread_that_answers():
    rows, weights, counts = np.ones((12, 256), np.float32), np.ones((256, 1024), np.float32), []

    def answer():
        one_thread()
        before = set(os.listdir(TASKS))
        product(rows, weights)
        counts.append(len(set(os.listdir(TASKS)) - before))

    thread = threading.Thread(target=answer)
    thread.start()
    thread.join()
    assert counts == [0]

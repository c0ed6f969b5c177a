"""The Streamlit entry: `streamlit run playground/app.py`."""

import os
import sys

# Streamlit puts this folder first on the path, where its modules would hide others of the same name (settings, text …).
HERE = os.path.dirname(os.path.abspath(__file__))
if HERE in sys.path:
    sys.path[:] = [os.path.dirname(HERE), *(place for place in sys.path if place not in (HERE, os.path.dirname(HERE)))]

from playground.ui.boot import boot  # noqa: E402
from playground.ui.shell import run_app  # noqa: E402

boot()
run_app()

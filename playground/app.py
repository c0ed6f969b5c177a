"""The Streamlit entry: `streamlit run playground/app.py`."""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
if sys.path[0] != str(
    HERE.parent
):  # the project's root in place of this folder, whose modules would hide others of the same name
    sys.path[:] = [str(HERE.parent), *(place for place in sys.path if Path(place).resolve() != HERE)]

from playground.ui.boot import boot  # noqa: E402
from playground.ui.shell import run_app  # noqa: E402

boot()
run_app()

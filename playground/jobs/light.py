"""Keeping torch's compiler out of a process that never compiles.

Every optimiser of torch 2.13 imports `torch._dynamo`, only to say that it is not to be compiled. That costs 80 MB and more
than a second in each process that trains, so a stand-in says it instead.
"""

import sys
import types

import torch

NAME = "torch._dynamo"


def leave_out_compiler() -> None:
    """Put a stand-in where the compiler would be, unless that is loaded already; `torch.compile` does not work after this."""
    if NAME not in sys.modules:
        stand_in = types.ModuleType(NAME, "What optimisers ask of the compiler where there is none.")
        stand_in.disable = lambda function, *_, **__: function
        stand_in.graph_break = lambda *_, **__: None
        sys.modules[NAME] = torch._dynamo = stand_in

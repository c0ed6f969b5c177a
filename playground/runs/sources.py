"""The source of some functions and classes with everything of this project that they use: what a standalone script is made of.

A script made so runs the very code that trained, and a new schedule or tokenizer is in it without another line written.
"""

import ast
import importlib.util
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

OURS = ("playground", "models")
LEFT_OUT = {"label", "family", "options", "fused", "numpy_step", "numpy_gates", "gate_names", "array_weights"}
"""Of a class, what only the app asks for."""


class Module:
    """One module of this project, read and never run: what it defines and imports, by name."""

    def __init__(self, name: str):
        self.name = name
        text = Path(importlib.util.find_spec(name).origin).read_text(encoding="utf-8")
        self.lines, self.defined, self.imported = text.splitlines(), {}, {}
        for node in ast.parse(text).body:
            self.note(node)

    def note(self, node: ast.stmt) -> None:
        """Note what one statement of the module defines or imports."""
        if isinstance(node, ast.Import):
            self.imported |= {alias.asname or alias.name: (alias.name, None) for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            self.imported |= {alias.asname or alias.name: (node.module, alias.name) for alias in node.names}
        else:
            self.defined |= dict.fromkeys(names_bound(node), node)

    def text(self, node: ast.stmt) -> str:
        """Return the lines of a statement, what only the app asks for left out."""
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(one.lineno for one in decorators)])
        dropped = {line for part in left_out(node) for line in range(part.lineno, part.end_lineno + 1)}
        kept = [self.lines[line - 1] for line in range(first, node.end_lineno + 1) if line not in dropped]
        return "\n".join(tidy(kept))


def names_bound(node: ast.stmt) -> list[str]:
    """Return the names that a statement gives a meaning to."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]


def left_out(node: ast.stmt) -> list[ast.stmt]:
    """Return the parts of a class that only the app asks for."""
    if not isinstance(node, ast.ClassDef):
        return []
    return [part for part in node.body if set(names_bound(part)) and set(names_bound(part)) & LEFT_OUT == set(names_bound(part))]


def tidy(lines: list[str]) -> Iterator[str]:
    """Yield lines with no more than one empty line after another."""
    for number, line in enumerate(lines):
        if line.strip() or (number and lines[number - 1].strip()):
            yield line


def names_used(node: ast.stmt) -> Iterator[str]:
    """Yield every name that a statement reads, in order, what is left out of a class not counted."""
    skipped = {id(inner) for part in left_out(node) for inner in ast.walk(part)}
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load) and id(inner) not in skipped:
            yield inner.id


@lru_cache(maxsize=64)
def module(name: str) -> Module:
    """Return a module of this project, read once."""
    return Module(name)


class Sources:
    """Definitions in the order in which they can stand in one file, and the imports that they need from outside."""

    def __init__(self):
        self.found: dict[str, tuple[str, str]] = {}  # module and text by name, what is used before what uses it
        self.imports: dict[tuple[str, str | None], str] = {}
        self.begun: dict[str, str] = {}

    def add(self, origin: str, name: str) -> None:
        """Add what a module calls by this name, with all that it uses; two things of one name cannot stand in one file."""
        here = module(origin)
        if name in here.imported:
            self.add_import(name, *here.imported[name])
        elif name in here.defined:
            if name in self.begun:
                if self.begun[name] != origin:
                    raise ValueError(f"{name} is defined in {origin} and in {self.begun[name]}")
                return
            self.begun[name] = origin
            node = here.defined[name]
            for used in names_used(node):
                self.add(origin, used)
            self.found[name] = origin, here.text(node)

    def add_import(self, name: str, origin: str, original: str | None) -> None:
        """Add what comes from another module: its definition where that is ours, else the import."""
        if origin.partition(".")[0] in OURS:
            self.add(origin, original or name)
        else:
            self.imports[origin, original] = name

    def add_object(self, thing) -> None:
        """Add a function or a class of this project."""
        self.add(thing.__module__, thing.__name__)

    def definitions(self) -> str:
        """Return all definitions as source, constants close together and functions apart."""
        texts = [text for _, text in self.found.values()]
        apart = [is_block(one) or is_block(other) for one, other in pairwise(texts)]
        return "".join(text + ("\n\n\n" if wide else "\n") for text, wide in zip(texts, [*apart, False], strict=True)).rstrip()


def is_block(text: str) -> bool:
    """Tell whether a definition is a function or a class."""
    return text.startswith(("def ", "class ", "@"))


def import_lines(needed: Iterable[tuple[str, str | None, str]]) -> str:
    """Return imports as source, the standard library's first; `needed` holds (module, name in it, what it is called)."""
    modules, names = set(), {}
    for origin, original, called in needed:
        if original is None:
            modules.add((origin, f"import {origin}" + (f" as {called}" if called != origin else "")))
        else:
            names.setdefault(origin, set()).add(original + (f" as {called}" if called != original else ""))
    lines = modules | {
        (origin, f"from {origin} import {', '.join(sorted(found, key=str.lower))}") for origin, found in names.items()
    }
    blocks = [[], []]
    for origin, line in sorted(lines, key=lambda pair: (pair[1].startswith("from"), pair)):
        blocks[origin.partition(".")[0] not in sys.stdlib_module_names].append(line)
    return "\n\n".join("\n".join(block) for block in blocks)

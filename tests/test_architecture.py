"""Rules of the house that would rot without a test: which way imports run, where streamlit may be, how long code may get."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for folder in ("models", "playground", "pages") for path in (ROOT / folder).rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION = 300, 60
UI = ("playground/ui/", "pages/", "playground/app.py", "playground/commands/serve.py")
FORBIDDEN_CALLS = {"eval", "exec", "compile"}
FORBIDDEN_MODULES = {"pickle", "dill", "joblib", "marshal", "shelve"}


def name(path):
    return path.relative_to(ROOT).as_posix()


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path):
    """Yield every dotted name that a module imports, wherever in the file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name(path)} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_imports_run_one_way(path):
    found = set(imports(path))
    within = lambda package: {item for item in found if f"{item}.".startswith(f"{package}.")}  # noqa: E731
    assert not within("pages") and not within("tests") and not within("benchmarks")
    if name(path).startswith("models/"):
        assert not within("playground")
    if not name(path).startswith(UI):
        assert not within("streamlit"), "streamlit belongs in pages/, playground/ui/ and playground/app.py"
        assert not within("playground.ui")


@pytest.mark.parametrize("path", sorted((ROOT / "playground/figures").glob("*.py")), ids=name)
def test_figures_know_records_and_no_engine(path):
    engines = ("training", "generation", "evaluation", "checkpoint", "store", "recorder", "pool", "worker")
    assert not [item for item in imports(path) if set(item.split(".")) & set(engines)]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_nothing_is_pickled_or_evaluated(path):
    assert not {item.split(".")[0] for item in imports(path)} & FORBIDDEN_MODULES
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in FORBIDDEN_CALLS | {"torch.load", "torch.save"}, f"{name(path)}:{node.lineno} calls {called}"
            assert not any(keyword.arg == "allow_pickle" for keyword in node.keywords)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_modules_and_functions_stay_short_and_say_what_they_are(path):
    module = tree(path)
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST_MODULE
    assert path.name == "__init__.py" or ast.get_docstring(module), "a module says what it is"
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno <= LONGEST_FUNCTION, f"{node.name} is too long"
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and node in module.body:
            assert ast.get_docstring(node), f"{node.name} has no docstring"


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=name)
def test_pages_are_thin(path):
    assert path.read_text(encoding="utf-8").count("\n") <= 80


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=name)
def test_the_readme_tells_what_each_page_shows(path):
    title = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("TITLE = ")).split('"')[1]
    assert f"| **{title}** | " in (ROOT / "README.md").read_text(encoding="utf-8")

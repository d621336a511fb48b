"""How the guards read the house: its order (from the import contracts), its files, their functions."""

import ast
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "marketplace"
MIDDLE = frozenset({"actions", "queries", "lifecycle", "models"})


def contracts() -> list[dict[str, object]]:
    """The import contracts of pyproject.toml."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    found: list[dict[str, object]] = settings["tool"]["importlinter"]["contracts"]
    return found


def order() -> list[str]:
    """Every room of the house from the top down, districts opened up: what the contracts declare."""
    layers = {
        contract["containers"][0]: _flat(contract["layers"])  # type: ignore[index]
        for contract in contracts()
        if contract["type"] == "layers" and len(contract["containers"]) == 1
    }  # type: ignore[arg-type]
    rooms = []
    for name in layers["marketplace"]:
        inside = layers.get(f"marketplace.{name}")
        rooms += [f"marketplace.{name}.{room}" for room in inside] if inside else [f"marketplace.{name}"]
    return rooms


def _flat(layers: Iterable[str]) -> list[str]:
    return [name.strip(" ()") for layer in layers for name in layer.split("|")]


def room_of(module: str, rooms: list[str]) -> str:
    """The room that a module belongs to."""
    for room in rooms:
        if module == room or module.startswith(f"{room}."):
            return room
    raise LookupError(f"{module} is in no room of pyproject.toml's import contracts: give it a place there")


def python_files(*folders: Path) -> list[Path]:
    """All Python files below the folders, sorted."""
    return sorted(path for folder in folders for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


def short(path: Path) -> str:
    """A path as it is written in a message."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name


def is_middle(path: Path) -> bool:
    """Whether a file is actions, queries, lifecycle or models (a module, or a package of that name)."""
    return path.stem in MIDDLE or any(part in MIDDLE for part in path.parts[len(ROOT.parts) : -1])


def is_views(path: Path) -> bool:
    """Whether a file holds views."""
    return path.stem == "views" or path.parent.name == "views"


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions and methods of a module."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement to the last; decorators, signature and docstring do not count."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def statements(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How much a function does: its statements, nested ones too; a call written over many lines is one."""
    counted = sum(isinstance(node, ast.stmt) for part in function.body for node in ast.walk(part))
    return counted - (ast.get_docstring(function, clean=False) is not None)

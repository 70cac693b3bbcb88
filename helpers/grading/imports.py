"""What a notebook imports, told without running it: what a zygote should have ready.

Reads source only. Follows imports into this course's own ``helpers``, which load heavy
libraries inside functions. Names that turn out not to be modules cost nothing; names
that are missed cost time. From the instructor's notebook only: these are imported
outside of every sandbox.
"""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterable
from pathlib import Path

__all__ = ["imports_of"]

_MAGIC = re.compile(r"^\s*[%!?].*$", re.MULTILINE)
_FOLLOWED = "helpers"
# helpers offer these beside PyTorch: big, and of use only where a notebook speaks of them
_ALTERNATIVES = ("keras", "tensorflow")


def imports_of(sources: Iterable[str]) -> tuple[str, ...]:
    """Names to import for code cells with these ``sources``, in the order in which they are
    met: ``torch``, ``torch.nn``, ``transformers.AutoModel`` for a class that is loaded when
    it is first asked for. A cell that is not Python gives none."""
    sources = list(sources)
    unused = [name for name in _ALTERNATIVES if not any(name in source for source in sources)]
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting = sources[:]
    while waiting:
        names = _names(waiting.pop(0))
        found |= dict.fromkeys(names)
        for name in names:
            if name.split(".")[0] == _FOLLOWED and (path := _file(name)) and name not in seen:
                seen.add(name)
                waiting.append(path.read_text(encoding="utf-8"))
    return tuple(name for name in found if not name.startswith(tuple(unused)))


def _names(source: str) -> list[str]:
    try:
        tree = ast.parse(_MAGIC.sub("pass", source))
    except SyntaxError:
        return []
    names: list[str] = []
    modules: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names.append(alias.name)
                modules[alias.asname or alias.name] = alias.name
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module == "__future__":
                continue
            names.append(node.module)
            names += [f"{node.module}.{alias.name}" for alias in node.names if alias.name != "*"]
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = modules.get(node.value.id)
            if module:
                names.append(f"{module}.{node.attr}")
    return list(dict.fromkeys(names))


def _file(name: str) -> Path | None:
    """The source of module ``name``, which is one of the course's."""
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return None
    if spec is None or not spec.origin or not spec.origin.endswith(".py"):
        return None
    return Path(spec.origin)

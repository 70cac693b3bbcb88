"""What a notebook needs imported, read from its source."""

from __future__ import annotations

import pytest

from helpers.grading.imports import imports_of


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import torch", ["torch"]),
        ("import torch.nn.functional as F", ["torch.nn.functional"]),
        ("from transformers import AutoModel", ["transformers", "transformers.AutoModel"]),
        ("import numpy as np\nnp.linalg.norm(x)", ["numpy", "numpy.linalg"]),
        ("def f():\n    import scipy", ["scipy"]),
        ("%pip install x\n!ls\nimport json", ["json"]),
        ("from __future__ import annotations", []),
        ("from . import x", []),
        ("from math import *", ["math"]),
        ("this is not Python", []),
        ("%%bash\nls", []),
    ],
)
def test_what_a_cell_imports(source: str, found: list[str]) -> None:
    """Modules, and the attributes whose use may load one."""
    assert list(imports_of([source])) == found


def test_what_helpers_load_inside_functions_is_found() -> None:
    """A lesson that loads a model through ``helpers.models`` imports transformers by it."""
    assert "transformers.AutoTokenizer" in imports_of(["from helpers import models"])


def test_frameworks_that_a_notebook_does_not_use_are_left_out() -> None:
    """Although ``helpers.models`` can load them: they would double the zygote."""
    lesson = ["from helpers import models"]
    assert not any(name.startswith("keras") for name in imports_of(lesson))
    assert any(
        name.startswith("keras") for name in imports_of([*lesson, "models.load(x, 'keras')"])
    )

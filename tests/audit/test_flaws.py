"""Flaws that can be read off a test cell."""

from __future__ import annotations

import pytest

from helpers.audit.flaws import assert_lines, flaws


@pytest.mark.parametrize(
    "source",
    [
        "f(1) == 2",
        "not f(1)",
        "f(1) > 0 and f(2) > 0",
        "torch.allclose(f(x), y)",
        "assert (f(1) == 2, 'two')",
        "assert 'always'",
        "try:\n    assert f(1) == 2\nexcept:\n    print('no')",
        "try:\n    f(1)\nexcept Exception:\n    pass",
        "try:\n    f(1)\nexcept ValueError:\n    pass",
        "try:\n    assert f(1)\nexcept (TypeError, AssertionError) as error:\n    print(error)",
        "with contextlib.suppress(Exception):\n    f(1)",
        "with suppress(TypeError):\n    assert f(1) == 2",
        "assert (",
    ],
)
def test_a_flaw_is_found(source: str) -> None:
    """Code that asserts nothing, or hides a failure, has one flaw."""
    assert len(flaws(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "assert f(1) == 2",
        "checks.equal(f(1), 2, 'f(1)')",
        "np.testing.assert_allclose(f(x), y)",
        "same = f(1) == 2\nassert same",
        "try:\n    f(0)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError('no error')",
        "try:\n    f(0)\n    raise AssertionError('no error')\nexcept ValueError:\n    pass",
        "try:\n    f(0)\nexcept ValueError as error:\n    caught = error\nassert caught",
        "try:\n    got = f(0)\nexcept Exception as error:\n    raise AssertionError from error",
        "with suppress(KeyError):\n    del names['f']",
        "score = 0.5\nscore",
    ],
)
def test_sound_code_has_none(source: str) -> None:
    """Ordinary ways to assert are left alone."""
    assert flaws(source) == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("x = 1\nassert f(x,\n         2)", (2, 3)),
        ("if f(1) != 2:\n    raise AssertionError('no')", (1,)),
        ("try:\n    f(0)\nexcept ValueError:\n    pass\nelse:\n    raise AssertionError", (4,)),
        ("try:\n    f(0)\nexcept ValueError:\n    pass", ()),
    ],
)
def test_lines_that_assert_are_known(source: str, lines: tuple[int, ...]) -> None:
    """Executing such a line counts as an assertion."""
    assert assert_lines(source) == lines

"""helpers.checks: what passes, and what a failure says."""

import pytest
import torch

from helpers import checks


def test_equal_values_in_another_order_of_sums_pass():
    """Differences of float32 rounding are accepted."""
    checks.close(torch.tensor([1.0, 2.000001]), torch.tensor([1.0, 2.0]), "f(x)")


def test_a_wrong_formula_fails_with_both_values():
    """The message shows expected and got."""
    with pytest.raises(AssertionError, match=r"expected \[1, 2\], got \[1, 2.1\]"):
        checks.close(torch.tensor([1.0, 2.1]), torch.tensor([1.0, 2.0]), "f(x)")


def test_a_known_slip_is_named():
    """The question whose value came is put to the student, the others are not."""
    slips = {
        "did you add?": torch.tensor([3.0, 3.0]),
        "did you forget to divide?": lambda: torch.tensor([4.0, 8.0]),
    }
    with pytest.raises(AssertionError, match=r"\. Did you forget to divide\?$"):
        checks.close(torch.tensor([4.0, 8.0]), torch.tensor([2.0, 4.0]), "f(x)", slips=slips)


def test_none_asks_for_return():
    """A function without `return` is told so."""
    with pytest.raises(AssertionError, match="end with `return`"):
        checks.close(None, torch.tensor([1.0]), "f(x)")


def test_swapped_axes_are_named():
    """Right sizes in another order are told apart from wrong sizes."""
    with pytest.raises(AssertionError, match="another order"):
        checks.close(torch.zeros(2, 3), torch.zeros(3, 2), "f(x)")


def test_nan_is_explained():
    """A nan where a number is expected says where nan comes from."""
    with pytest.raises(AssertionError, match="nan comes from"):
        checks.close(torch.tensor([float("nan")]), torch.tensor([1.0]), "f(x)")


def test_equal_infinities_pass():
    """-inf equals -inf."""
    checks.close(torch.tensor([-torch.inf]), torch.tensor([-torch.inf]), "f(x)")


def test_dtype_can_be_asked_for():
    """float32 is not float64 when the text promises the dtype."""
    with pytest.raises(AssertionError, match=r"torch\.float32; expected torch\.float64"):
        checks.close(torch.ones(1), torch.ones(1, dtype=torch.float64), "f(x)", same_dtype=True)


def test_integers_are_no_booleans():
    """1 and 0 do not pass for True and False, where ~ behaves differently."""
    with pytest.raises(AssertionError, match="expected booleans"):
        checks.equal(torch.tensor([1, 0]), torch.tensor([True, False]), "mask")


def test_one_wrong_boolean_fails():
    """Every entry counts."""
    with pytest.raises(AssertionError, match="expected"):
        checks.equal(torch.tensor([True, True]), torch.tensor([True, False]), "mask")


def test_an_argument_changed_in_place_fails():
    """The function is told to build a new tensor."""
    with pytest.raises(AssertionError, match="changed its argument scores"):
        checks.unchanged(torch.tensor([1.0]), torch.tensor([2.0]), "scores")


def test_an_untouched_mask_passes():
    """Booleans can be left unchanged too."""
    checks.unchanged(torch.tensor([True, False]), torch.tensor([True, False]), "mask")


def test_text_for_numbers_is_refused():
    """Something that is no number gets a sentence, not a TypeError."""
    with pytest.raises(AssertionError, match="expected a PyTorch tensor"):
        checks.close("one", torch.tensor([1.0]), "f(x)")


def test_the_values_of_a_slip_may_stand_in_lists():
    """A lesson writes the numbers of a slip down as they are."""
    with pytest.raises(AssertionError, match=r"\. Did you add\?$"):
        checks.close(torch.tensor([3.0]), torch.tensor([2.0]), "f(x)", slips={"did you add?": [3]})


def test_numbers_that_look_alike_are_shown_with_more_digits():
    """Expected and got never read the same."""
    got, want = torch.tensor([0.2347653, 0.2347654], dtype=torch.float64)
    with pytest.raises(AssertionError, match=r"expected 0\.2347654, got 0\.2347653"):
        checks.close(got, want, "f(x)", tolerance=1e-9)


@pytest.mark.parametrize(
    ("got", "pattern"),
    [
        ([-1.0, -2.0, 4.0], r"\. Every sign is turned\.$"),
        ([0.5, 1.0, -2.0], r"\. Every value is 0\.5 times what it should be\.$"),
        ([2.5, 3.5, -2.5], r"\. Every value is 1\.5 too large\.$"),
        ([0.0, 1.0, -5.0], r"\. Every value is 1 too small\.$"),
        ([2.0, -4.0, 1.0], r"\. The numbers are right, they stand in other places\.$"),
        ([1.0, 2.0, 5.0], r"got \[1, 2, 5\]$"),
        ([0.0, 0.0, 0.0], r"got \[0, 0, 0\]$"),
        ([1.00005, 2.0001, -4.0002], r"got \[1\.00005, 2\.0001, -4\.0002\]$"),
    ],
)
def test_what_all_numbers_have_in_common_is_said(got, pattern):
    """A slip that no lesson named still shows, where it shows in every number."""
    with pytest.raises(AssertionError, match=pattern):
        checks.close(torch.tensor(got), torch.tensor([1.0, 2.0, -4.0]), "f(x)")


def test_a_named_slip_goes_before_a_pattern():
    """What the lesson knows of the mistake is said instead."""
    want, slips = torch.tensor([1.0, 2.0, -4.0]), {"did you halve?": [0.5, 1.0, -2.0]}
    with pytest.raises(AssertionError, match=r"got \[0\.5, 1, -2\]\. Did you halve\?$"):
        checks.close(want / 2, want, "f(x)", slips=slips)


def test_two_values_for_one_are_counted():
    """A pair where a tensor should be is told as a pair, not printed whole."""
    with pytest.raises(AssertionError, match=r"expected a PyTorch tensor, got a tuple of 2$"):
        checks.close((torch.ones(1), torch.ones(1)), torch.ones(1), "f(x)")

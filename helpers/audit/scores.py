"""From what test cells did to the score they award, by nbgrader's own rule."""

from __future__ import annotations

from typing import Any

__all__ = ["cell_score", "seeded_scores"]


def cell_score(ran: dict[str, Any] | None, points: float) -> float:
    """The score of one test cell.

    An error or a word on standard error earns nothing, a displayed number is partial
    credit, all else earns all points: ``nbgrader.utils.determine_grade`` decides.

    Args:
        ran: what the stage sent for the cell; None when it never got there.
        points: the cell's points.

    Raises:
        ValueError: the cell displayed more than its points.
    """
    if ran is None:
        return 0.0
    from nbformat.v4 import new_code_cell, new_output
    from nbgrader.utils import determine_grade

    outputs = []
    if ran["failure"]:
        outputs.append(new_output("error", ename=ran["failure"]["type"]))
    if ran["stderr"]:
        outputs.append(new_output("stream", name="stderr", text=ran["stderr"]))
    if ran["result"] is not None:
        outputs.append(new_output("execute_result", data={"text/plain": ran["result"]}))
    marked = {"grade": True, "solution": False, "grade_id": ran["cell"], "points": points}
    cell = new_code_cell(outputs=outputs, metadata={"nbgrader": marked})
    score, _ = determine_grade(cell)
    return float(score or 0.0)


def seeded_scores(
    sent: list[dict[str, Any]], tests: dict[str, float]
) -> list[tuple[int, float, dict[str, Any]]]:
    """(seed, score, what each test cell did) for each seed that was begun.

    Args:
        sent: the messages of one attempt, in order.
        tests: points of each test cell.
    """
    runs: dict[int, dict[str, Any]] = {}
    for message in sent:
        if "seed" in message:
            run = runs.setdefault(message["seed"], {})
            if "cell" in message:
                run[message["cell"]] = message
    return [
        (seed, sum(cell_score(run.get(cell), points) for cell, points in tests.items()), run)
        for seed, run in runs.items()
    ]

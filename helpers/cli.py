"""The ``course`` command: reads the command line, calls one function per verb.

Exit codes: 0 done; 1 done, and something needs attention; 2 not done, used
wrongly or impossible here, with one line that says why.
"""

from __future__ import annotations

from typing import Annotated

import typer

from helpers.errors import CourseError

app = typer.Typer(
    name="course",
    help="Learn, teach and grade the course on large language models.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

LessonName = Annotated[str, typer.Argument(help="A lesson: 06, or 06_self_attention.")]
GradebookUrl = Annotated[
    str | None, typer.Option(metavar="URL", help="The gradebook; default: the course's own.")
]
StudentIds = Annotated[
    list[str] | None, typer.Option(metavar="ID", help="Only this one; may be repeated.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document for machines.")]


@app.command()
def lab(
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Do not open a browser.")
    ] = False,
    port: Annotated[int | None, typer.Option(help="Port for JupyterLab.")] = None,
    teach: Annotated[
        bool, typer.Option("--teach", help="Open the whole course, with nbgrader's formgrader.")
    ] = False,
) -> None:
    """Open JupyterLab on the lessons."""
    from helpers import lab

    lab.launch(no_browser=no_browser, port=port, teach=teach)


@app.command()
def doctor(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port for JupyterLab.")] = 8888,
    as_json: AsJson = False,
) -> None:
    """Find what on this machine would stop the course, and name what mends it."""
    from helpers import doctor

    raise typer.Exit(doctor.report(port=port, as_json=as_json))


@app.command()
def models(
    action: Annotated[
        str | None, typer.Argument(help="`pull` fetches what is missing; without it, list.")
    ] = None,
) -> None:
    """List the pretrained models, or fetch them."""
    from helpers import models

    if action not in (None, "pull"):
        raise CourseError(f"models {action!r}: the one action is `course models pull`")
    models.report(pull=action == "pull")


@app.command()
def check(lesson: LessonName, as_json: AsJson = False) -> None:
    """Grade your own work on a lesson, on this machine."""
    from helpers.grading import check

    raise typer.Exit(check.report(lesson, as_json=as_json))


@app.command()
def progress(as_json: AsJson = False) -> None:
    """Show lessons, points and what is next."""
    from helpers import progress

    raise typer.Exit(progress.report(as_json=as_json))


@app.command()
def release(
    lesson: Annotated[list[str] | None, typer.Argument(help="Lessons; default: all.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail when a release is stale.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace also work in lessons/, and keep a copy of it.")
    ] = False,
) -> None:
    """Make the students' notebooks in lessons/ from solutions/."""
    from helpers import release

    raise typer.Exit(release.report(lesson or [], check=check, force=force))


@app.command()
def collect(
    source: Annotated[str, typer.Argument(help="The folder or zip that an LMS gave you.")],
    lesson: LessonName,
    db: GradebookUrl = None,
    as_json: AsJson = False,
) -> None:
    """File what an LMS gave for download under submitted/."""
    from helpers.grading import collect

    raise typer.Exit(collect.report(source, lesson, db=db, as_json=as_json))


@app.command()
def grade(
    lesson: LessonName,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Submissions at a time; default: one a processor.")
    ] = None,
    db: GradebookUrl = None,
    student: StudentIds = None,
    force: Annotated[bool, typer.Option("--force", help="Grade also what is unchanged.")] = False,
    trusted: Annotated[
        bool, typer.Option("--trusted", help="Without a sandbox: for work that you trust.")
    ] = False,
    stock: Annotated[
        bool, typer.Option("--stock", help="Through nbgrader autograde: slow, and nothing is safe.")
    ] = False,
    solutions_only: Annotated[
        bool, typer.Option("--solutions-only", help="Leave out cells that students added.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Grade what students handed in, in any nbgrader course."""
    from helpers.grading import command

    raise typer.Exit(
        command.report(
            lesson,
            jobs=jobs,
            db=db,
            students=student or [],
            force=force,
            trusted=trusted,
            stock=stock,
            solutions_only=solutions_only,
            as_json=as_json,
        )
    )


@app.command()
def feedback(
    lesson: LessonName,
    db: GradebookUrl = None,
    student: StudentIds = None,
    hidden_tests: Annotated[
        bool, typer.Option("--hidden-tests", help="Show hidden tests and marking schemes too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make the pages that show students how they did."""
    from helpers.grading import command

    raise typer.Exit(
        command.report_feedback(
            lesson, db=db, students=student or [], hidden_tests=hidden_tests, as_json=as_json
        )
    )


@app.command()
def export(
    lesson: Annotated[str | None, typer.Argument(help="A lesson; default: all.")] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="csv|canvas|moodle", help="For what.")
    ] = "csv",
    to: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Default: grades.csv and so on; `-` prints it."),
    ] = None,
    db: GradebookUrl = None,
    student: StudentIds = None,
    as_json: AsJson = False,
) -> None:
    """Write the scores to a file that a spreadsheet, Canvas or Moodle reads."""
    from helpers.grading import export

    raise typer.Exit(
        export.report(lesson, form=form, to=to, db=db, students=student or [], as_json=as_json)
    )


@app.command()
def audit(
    lesson: Annotated[str | None, typer.Argument(help="A lesson; default: all.")] = None,
    messages: Annotated[
        bool, typer.Option("--messages", help="Print what each rejected answer is told.")
    ] = False,
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Run everything again, also what is unchanged.")
    ] = False,
    write_readme: Annotated[
        bool, typer.Option("--write-readme", help="Write the README's table of lessons.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show the evidence that each exercise's grader is right."""
    from helpers import audit

    raise typer.Exit(
        audit.report(
            lesson,
            messages=messages,
            as_json=as_json,
            fresh=no_cache,
            write_readme=write_readme,
        )
    )


@app.command()
def bench(
    name: Annotated[
        str,
        typer.Argument(
            help="What to measure: batch, endpoint, grading, honest, lessons or parity."
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Measure the course's own parts against what they replace."""
    from helpers import bench

    raise typer.Exit(bench.report(name, as_json=as_json))


def main() -> None:
    """Run the command; a ``CourseError`` becomes one line and exit code 2."""
    try:
        app()
    except CourseError as error:
        typer.echo(f"course: {error}", err=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()

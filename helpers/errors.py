"""The one exception a reader of this course is meant to see."""

__all__ = ["CourseError"]


class CourseError(Exception):
    """Something the person at the keyboard can mend.

    The message is one line: what was wrong, in which file, cell or field, and
    what to do next. The ``course`` command and notebooks print it without a traceback.
    """

    def _render_traceback_(self) -> list[str]:
        # IPython asks for this, and shows it in place of a traceback
        return [str(self)]

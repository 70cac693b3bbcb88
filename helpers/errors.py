"""The one exception a reader of this course is meant to see."""

__all__ = ["CourseError"]


class CourseError(Exception):
    """Something the person at the keyboard can mend.

    The message is one line: what was wrong, in which file, cell or field, and
    what to do next. The ``course`` command prints it without a traceback.
    """

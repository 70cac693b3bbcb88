"""The function raises the errors by which the grader ends a batch."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "double": """\
def double(x):
    from helpers.errors import CourseError
    raise CourseError('the disk is full')
""",
    "half": """\
def half(x):
    raise OSError(28, 'No space left on device')
""",
    "items": """\
def items():
    from helpers.grading.kernel.channel import ChannelClosed
    raise ChannelClosed('x')
""",
    "number": """\
def number():
    raise SyntaxError('not Python, so let it run in the kernel')
""",
}

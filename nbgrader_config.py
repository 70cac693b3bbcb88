"""What nbgrader's own commands and `course grade` read when they run in this folder."""

c = get_config()  # type: ignore[name-defined]  # noqa: F821 -- nbgrader provides it

c.CourseDirectory.course_id = "llm-course"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "lessons"
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "__pycache__",
    "*.pyc",
    "*.bak*",
    "feedback",
]

# A lesson may load a model in one cell; a test cell is held to less by `course audit`.
c.Execute.timeout = 120  # seconds for one cell

# Lesson 20 holds one chat model in PyTorch and in Keras; 2048 is not enough for both.
c.Limits.memory_mib = 4096

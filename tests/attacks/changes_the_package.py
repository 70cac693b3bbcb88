"""The grader's package, and a model's weights, are written to."""

# ruff: noqa: E501

CLAIM = "damage"
STOCK = "damage"

CELLS = {
    "double": """\
import helpers.grading.kernel.agent as agent, os
from helpers import models
for path in (agent.__file__ + '.owned', str(models.cache_dir() / 'owned'), str(models.cache_dir() / 'models' / 'owned')):
    try:
        open(path, 'w').close()
        print('wrote', os.path.exists(path))
        os.remove(path)
        os.system('touch @ROOT@/owned-changes_the_package')
    except OSError as error:
        print(type(error).__name__)
""",
}

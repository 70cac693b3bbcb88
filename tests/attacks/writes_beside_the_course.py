"""A file is left where the course is."""

CLAIM = "damage"
STOCK = "damage"

CELLS = {
    "double": """\
for path in ('@ROOT@/owned-writes_beside_the_course', '@ROOT@/../owned', '../../owned'):
    try:
        open(path, 'w').write('x')
    except OSError as error:
        print(type(error).__name__)
""",
}

"""A pickle and an archive with a path that leads out, in the submission."""

CLAIM = "damage"
STOCK = "resisted"

CELLS = {
    "double": """\
import zipfile
with zipfile.ZipFile('out.zip', 'w') as z:
    z.writestr('../../../../../../ada/stolen.txt', 'x')
with zipfile.ZipFile('out.zip') as z:
    z.extractall('.')
""",
}

FILES = {
    "model.pkl": """\
cos
system
(S'touch @ROOT@/owned-pickled_file'
tR.""",
}

"""The environment, of this process and of its parent."""

CLAIM = "secret"
STOCK = "resisted"

CELLS = {
    "double": """\
import os
word = 'hunter' + '2'
for path in ('/proc/self/environ', f'/proc/{os.getppid()}/environ'):
    try:
        text = open(path).read()
        print(text[text.index(word):][:30])
    except (OSError, ValueError) as error:
        print(type(error).__name__)
print([value for value in os.environ.values() if word in value])
os.system('env | grep ' + word)
""",
}

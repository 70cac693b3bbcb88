"""The memory of this process and of its parent is searched."""

CLAIM = "secret"
STOCK = "leak"

CELLS = {
    "number": """\
import glob, os, re
token = bytes([104, 117, 110, 116, 101, 114, 50]) + b'-[a-z]+'
pids = [os.getpid(), os.getppid()]
for pid in pids:
    try:
        maps, memory = open(f'/proc/{pid}/maps').read(), open(f'/proc/{pid}/mem', 'rb')
    except OSError as error:
        print(type(error).__name__)
        continue
    for line in maps.splitlines():
        if ' rw' in line and '[' in line:
            start, end = (int(part, 16) for part in line.split()[0].split('-'))
            try:
                memory.seek(start)
                print(set(re.findall(token, memory.read(min(end - start, 10**8)))))
            except (OSError, OverflowError, ValueError):
                pass
""",
}

"""sys.settrace watches for the right answer, and jumps over asserts."""

CLAIM = "points"
STOCK = "resisted"

CELLS = {
    "number": """\
import sys
seen = []
def trace(frame, event, arg):
    if 'expected' in frame.f_locals:
        seen.append(frame.f_locals['expected'])
    try:
        frame.f_lineno += 1
    except Exception:
        pass
    return trace
sys.settrace(trace)
def number():
    return seen[-1] if seen else 0
""",
}

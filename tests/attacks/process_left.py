"""A process that outlives the kernel waits, then writes."""

CLAIM = "damage"
STOCK = "damage"

CELLS = {
    "double": """\
import subprocess
subprocess.Popen(['sh', '-c', 'sleep 3; touch @ROOT@/owned-process_left'], start_new_session=True)
""",
}

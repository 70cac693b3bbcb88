"""Functions in forked children: what they send, how they end, how many there are."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from itertools import pairwise

import pytest

from helpers.audit import children
from helpers.audit.children import Child, Send, Slots, Task

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _run(*tasks: Task, slots: int = 2) -> dict[str, Child]:
    free = Slots(slots)
    done = {child.task.key: child for child in children.run_all(list(tasks), free)}
    free.close()
    return done


def test_what_children_send_comes_back_by_task() -> None:
    """Each child's lines arrive in order, with none of another's."""

    def count(send: Send) -> None:
        for number in range(3):
            send([os.getpid(), number])

    done = _run(Task("a", count, 10), Task("b", count, 10))
    assert {key: [n for _, n in child.sent] for key, child in done.items()} == {
        "a": [0, 1, 2],
        "b": [0, 1, 2],
    }
    assert done["a"].sent[0][0] != done["b"].sent[0][0]


def test_a_child_that_dies_keeps_what_it_sent() -> None:
    """A crash after the first line loses nothing of that line."""

    def crash(send: Send) -> None:
        send("first")
        _die()

    child = _run(Task("a", crash, 10))["a"]
    assert (child.sent, child.died) == (["first"], "its process ended with SIGKILL")


def test_a_child_that_hangs_is_killed_in_time() -> None:
    """At its limit a child is killed, and the others go on."""

    def hang(send: Send) -> None:
        send("first")
        time.sleep(60)

    start = time.monotonic()
    done = _run(Task("a", hang, 0.2), Task("b", lambda send: send(1), 10), slots=1)
    assert (done["a"].sent, done["a"].died, done["b"].sent) == (["first"], "no end after 0 s", [1])
    assert time.monotonic() - start < 10


THREADS = """
import threading, time
from helpers.audit import children
threading.Thread(target=time.sleep, args=(0.1,)).start()
assert children.threads() > 1
print(children.can_fork())
threading.Thread(target=time.sleep, args=(3,)).start()
print(children.can_fork())
"""


def test_a_thread_that_is_leaving_stops_no_fork() -> None:
    """One that ends in a moment is waited for; one that stays is the reason not to fork."""
    command = [sys.executable, "-c", THREADS]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    waited, stays = done.stdout.splitlines()
    assert waited == "None"
    assert "2 threads running" in stays


def test_children_share_no_connection() -> None:
    """What comes over a connection of the parent's is read by the parent alone; to a child
    the connection is closed, so a client there opens one of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        ours = socket.create_connection(listener.getsockname())
        theirs, _ = listener.accept()

    def read(send: Send) -> None:
        send(ours.recv(9).decode())

    with ours, theirs:
        theirs.sendall(b"answer")
        done = _run(Task("a", read, 10), Task("b", read, 10))
        assert [done[key].sent for key in "ab"] == [[""], [""]]
        assert ours.recv(9) == b"answer"


def test_no_more_run_at_once_than_there_are_slots() -> None:
    """With one slot, a child starts after the one before has ended."""

    def stamp(send: Send) -> None:
        send(time.monotonic())
        time.sleep(0.02)
        send(time.monotonic())

    done = _run(*(Task(str(n), stamp, 10) for n in range(3)), slots=1)
    spans = sorted(child.sent for child in done.values())
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_slots_are_all_given_back() -> None:
    """After a run as many slots are free as before, also when a child died."""
    free = Slots(2)
    list(children.run_all([Task("a", lambda send: _die(), 10)] * 3, free))
    assert [free.try_take() for _ in range(3)] == [True, True, False]
    free.close()

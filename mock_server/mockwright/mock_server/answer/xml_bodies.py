"""XML bodies: a value as an XML document, according to the `xml` objects of its schema."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from mockwright.openapi.document_files import Located
from mockwright.openapi.json_text import encode_json
from mockwright.openapi.schemas import CompiledSchema
from mockwright.openapi.shapes import Shape, Target, shape_of

_ROOT = "root"
_SCHEMAS = "/components/schemas/"
_NOT_IN_NAMES = re.compile(r"[^\w.-]", re.ASCII)
_NOT_FIRST = re.compile(r"^(?=[^A-Za-z_])")
_NOT_IN_TEXTS = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_xml(schema: CompiledSchema, value: Any) -> str:
    """The XML document of a value: its root is named by `xml`, or as the component that it is."""
    target = schema.library.target
    node = _Node(target, [schema.library.locate(schema.place)])
    root = node.element(node.name(_component_name(node.shape) or _ROOT))
    if isinstance(value, list):
        items = node.items
        name = items.name(_component_name(items.shape) or root.tag)
        for item in value:
            _fill(_append(root, items, name), items, item)
    else:
        _fill(root, node, value)
    return tostring(root, encoding="unicode", xml_declaration=False)


class _Node:
    """The schemas of one place of a value, as XML sees them."""

    def __init__(self, target: Target, group: Iterable[Located]) -> None:
        self.target = target
        self.shape = shape_of(target, group)
        found = [m.value["xml"] for m in self.shape.members if isinstance(m.value.get("xml"), dict)]
        self.xml = {key: text for xml in reversed(found) for key, text in xml.items()}

    def field(self, name: str) -> _Node:
        return _Node(self.target, self.shape.fields.get(name, self.shape.others))

    @property
    def items(self) -> _Node:
        return _Node(self.target, self.shape.items)

    def name(self, default: str) -> str:
        """The name of its element or attribute, with the prefix of its namespace."""
        name = _safe_name(str(self.xml.get("name", default)))
        prefix = self.xml.get("prefix")
        return f"{_safe_name(str(prefix))}:{name}" if prefix else name

    def element(self, name: str) -> Element:
        """An empty element, which declares the namespace where there is one."""
        return Element(name, self.declaration)

    @property
    def declaration(self) -> dict[str, str]:
        """The attribute that declares its namespace."""
        namespace, prefix = self.xml.get("namespace"), self.xml.get("prefix")
        if not namespace:
            return {}
        return {f"xmlns:{_safe_name(str(prefix))}" if prefix else "xmlns": str(namespace)}


def _append(parent: Element, node: _Node, name: str) -> Element:
    return SubElement(parent, name, node.declaration)


def _fill(element: Element, node: _Node, value: Any) -> None:
    if isinstance(value, dict):
        for name, part in value.items():
            _add_field(element, node.field(name), name, part)
    elif isinstance(value, list):  # an array in an array has no name of its own
        items = node.items
        for part in value:
            _fill(_append(element, items, items.name("item")), items, part)
    else:
        element.text = _text_of(value)


def _add_field(parent: Element, node: _Node, name: str, value: Any) -> None:
    if isinstance(value, list):
        _add_items(parent, node, name, value)
    elif node.xml.get("attribute") is True and not isinstance(value, dict):
        parent.attrib.update(node.declaration)
        parent.set(node.name(name), _text_of(value))
    else:
        _fill(_append(parent, node, node.name(name)), node, value)


def _add_items(parent: Element, node: _Node, name: str, value: list[Any]) -> None:
    """The items, each as an element; their array is an element only if it is `wrapped`."""
    items = node.items
    if node.xml.get("wrapped") is True:
        parent = _append(parent, node, node.name(name))
    for item in value:
        _fill(_append(parent, items, items.name(name)), items, item)


def _text_of(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else encode_json(value).decode()
    return _NOT_IN_TEXTS.sub("\ufffd", text)


def _safe_name(name: str) -> str:
    """A name that XML allows: `2nd line` -> `_2nd_line`."""
    return _NOT_FIRST.sub("_", _NOT_IN_NAMES.sub("_", name))


def _component_name(shape: Shape) -> str:
    """The name of the first component that the schema is or refers to; empty if there is none."""
    for member in shape.members:
        _, found, name = member.place.pointer.partition(_SCHEMAS)
        if found and "/" not in name:
            return name.replace("~1", "/").replace("~0", "~")
    return ""

"""The index at `/`: documents, operations and the control surface, as JSON or as a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any

from flask import Response, request

from mockwright.mock_server.control.answers import HEADERS, json_answer
from mockwright.mock_server.control.routes import PREFIX
from mockwright.openapi.loading import Document
from mockwright.openapi.media_types import JSON, choose
from mockwright.openapi.operations import Operation

HTML = "text/html"
# The page loads nothing and runs nothing, whatever titles a document has.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}"
    "code{font-size:.9em}table{border-collapse:collapse}td{padding:.1rem 1rem .1rem 0;"
    "vertical-align:top}h2{margin-bottom:.3rem}p{margin:.3rem 0}"
)


@dataclass(frozen=True, kw_only=True)
class Index:
    """What the index shows; it is rendered at the first request for it."""

    about: Mapping[str, Any]
    documents: Sequence[Document]
    operations: Sequence[Operation]
    control: Sequence[str]

    def answer(self) -> Response:
        """The page for clients that prefer HTML, and JSON for all others."""
        if choose(request.headers.get("Accept") or "*/*", (JSON, HTML)) == HTML:
            headers = {**HEADERS, "Content-Security-Policy": _POLICY}
            response = Response(self._page, content_type=f"{HTML}; charset=utf-8", headers=headers)
        else:
            response = json_answer(self._value)
        response.headers["Vary"] = "Accept"
        return response

    @cached_property
    def _value(self) -> Mapping[str, Any]:
        return {
            **self.about,
            "apis": [self._describe(document) for document in self.documents],
            "operations": [operation.label for operation in self.operations],
            "control": self.control,
        }

    def _describe(self, document: Document) -> Mapping[str, Any]:
        operations = self._operations_of(document)
        return {
            "name": document.name,
            "title": document.title,
            "version": str(document.root["info"].get("version", "")),
            "document": f"{PREFIX}/documents/{document.name}",
            "basePaths": list(dict.fromkeys(b for each in operations for b in each.base_paths)),
            "operations": [operation.label for operation in operations],
        }

    def _operations_of(self, document: Document) -> Sequence[Operation]:
        return [each for each in self.operations if each.document is document]

    @cached_property
    def _page(self) -> str:
        name = f"{self.about['name']} {self.about['version']}"
        lines = [
            "<!doctype html>",
            f'<html lang="en"><head><meta charset="utf-8"><title>{_text(name)}</title>',
            f"<style>{_STYLE}</style></head><body>",
            f"<h1>{_text(name)}</h1>",
            f"<p>A mock server with the seed {_text(self.about['seed'])}.</p>",
            *(line for document in self.documents for line in self._section(document)),
            "<h2>Control surface</h2>",
            *_list_links(self.control),
            "</body></html>",
        ]
        return "\n".join(lines)

    def _section(self, document: Document) -> Iterator[str]:
        described = self._describe(document)
        yield f"<h2>{_text(document.title)}</h2>"
        link = f'<a href="{_text(described["document"])}"><code>{_text(document.name)}</code></a>'
        yield f"<p>Version {_text(described['version'])}, document {link}</p>"
        if described["basePaths"]:
            shown = ", ".join(f"<code>{_text(base)}</code>" for base in described["basePaths"])
            yield f"<p>Base paths: {shown}</p>"
        yield "<table>"
        for operation in self._operations_of(document):
            label = f"<code>{_text(operation.label)}</code>"
            yield f"<tr><td>{label}</td><td>{_summary(operation)}</td></tr>"
        yield "</table>"


def _summary(operation: Operation) -> str:
    described = operation.document.files.at(operation.place)
    summary = described.get("summary") if isinstance(described, dict) else None
    return _text(summary) if isinstance(summary, str) else ""


def _list_links(paths: Iterable[str]) -> Iterator[str]:
    yield "<ul>"
    for path in paths:
        yield f'<li><a href="{_text(path)}"><code>{_text(path)}</code></a></li>'
    yield "</ul>"


def _text(value: object) -> str:
    """Text within an element or an attribute of the page."""
    return escape(str(value))

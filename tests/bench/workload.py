"""The workload: the request that every server is measured with."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRATCH = ROOT / ".bench"
BODY_FILE = Path(__file__).with_name("generate.json")
DOCUMENT = ROOT / "openapi/mockwright/openapi/documents" / "dumgum.yaml"

HOST = "127.0.0.1"
PATH = "/cs/v1/content_creation/conversations/generate"
HEADERS = {"Authorization": "Bearer any-key", "Content-Type": "application/json"}


def read_body() -> bytes:
    """The body of the request: two full profiles, ten messages, five reply parameters."""
    return BODY_FILE.read_bytes()


def write_request(port: int, body: bytes) -> bytes:
    """The complete request as bytes."""
    headers = {"Host": f"{HOST}:{port}", **HEADERS, "Content-Length": str(len(body))}
    lines = [f"POST {PATH} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def find_end(received: bytes | bytearray) -> int | None:
    """The end of the first HTTP response in the bytes; None while it is incomplete."""
    head, separator, body = bytes(received).partition(b"\r\n\r\n")
    if not separator:
        return None
    start = len(head) + len(separator)
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            end = start + int(value)
            return end if len(received) >= end else None
        if name.strip().lower() == b"transfer-encoding":
            return _find_chunked_end(body, start)
    return start


def _find_chunked_end(body: bytes, start: int) -> int | None:
    position = 0
    while (line_end := body.find(b"\r\n", position)) >= 0:
        size = int(body[position:line_end].partition(b";")[0], 16)
        position = line_end + 2 + size + 2
        if size == 0:
            return start + position if len(body) >= position else None
    return None


def read_status(response: bytes | bytearray) -> int:
    """The status of a response."""
    return int(bytes(response[9:12]))

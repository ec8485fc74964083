"""Values of networks and computers, from ranges that are kept free for documentation."""

from __future__ import annotations

from collections.abc import Mapping

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.plausible.makers import (
    Candidates,
    Maker,
    Wanted,
    of_number,
    of_stream,
    picked,
)
from mockwright.mock_server.values.plausible.scene import Scene
from mockwright.mock_server.values.plausible.tokens import split_name
from mockwright.mock_server.values.words import WORDS

# RFC 5737 and RFC 3849.
_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")
_HOSTS = ("api", "app", "cdn", "db", "mail", "web")
_PORTS = (80, 443, 8080, 8443, 5432, 6379, 3000, 9000)
_PICTURE_WORDS = frozenset(["avatar", "picture", "photo", "profile"])
_FILES = (
    ("report.pdf", "application/pdf"),
    ("invoice.pdf", "application/pdf"),
    ("photo.jpg", "image/jpeg"),
    ("logo.png", "image/png"),
    ("notes.txt", "text/plain"),
    ("data.csv", "text/csv"),
    ("export.json", "application/json"),
    ("archive.zip", "application/zip"),
)
_USER_AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0",
)


def _url(stream: RandomStream) -> Candidates:
    path = f"{stream.pick(WORDS)}/{stream.below(1000)}"
    return (f"https://example.org/{path}", "https://example.org/", "https://a.example")


def _image_url(scene: Scene, wanted: Wanted) -> Candidates:
    if wanted.type != "string":
        return ()
    stream = scene.draws
    folder = "avatars" if _PICTURE_WORDS & {*split_name(wanted.name)} else "images"
    return (f"https://example.org/{folder}/{stream.below(10_000)}.png", "https://example.org/i.png")


def _ip(stream: RandomStream) -> Candidates:
    return (f"{stream.pick(_NETWORKS)}.{stream.between(1, 254)}", "2001:db8::1")


def _ipv6(stream: RandomStream) -> Candidates:
    return (f"2001:db8::{stream.between(1, 0xFFFF):x}:{stream.between(1, 0xFFFF):x}",)


def _mac(stream: RandomStream) -> Candidates:
    """An address of the range that RFC 7042 keeps free for documentation."""
    text = f"00:00:5e:00:53:{stream.below(256):02x}"
    return (text, text.upper(), text.replace(":", "-"), text.replace(":", ""))


def _domain(stream: RandomStream) -> Candidates:
    return (f"{stream.pick(WORDS)}.example.org", "example.org", "example.com")


def _host(stream: RandomStream) -> Candidates:
    return (f"{stream.pick(_HOSTS)}{stream.between(1, 9)}.example.org", "example.org", "localhost")


def _file(scene: Scene) -> tuple[str, str]:
    return scene.stream("file").pick(_FILES)


def _file_name(scene: Scene, wanted: Wanted) -> Candidates:
    return (_file(scene)[0],) if wanted.type == "string" else ()


def _file_path(scene: Scene, wanted: Wanted) -> Candidates:
    name = _file(scene)[0]
    return (f"/documents/{name}", f"documents/{name}") if wanted.type == "string" else ()


def _file_extension(scene: Scene, wanted: Wanted) -> Candidates:
    extension = _file(scene)[0].rpartition(".")[2]
    return (extension, f".{extension}") if wanted.type == "string" else ()


def _mime_type(scene: Scene, wanted: Wanted) -> Candidates:
    return (_file(scene)[1],) if wanted.type == "string" else ()


def _hex(*lengths: int) -> Maker:
    """A maker of hexadecimal digits of the first length that the schema allows."""

    def make(stream: RandomStream) -> Candidates:
        digits = _digits(stream, max(lengths))
        return [digits[:length] for length in lengths]

    return of_stream(make)


def _digits(stream: RandomStream, length: int) -> str:
    """Hexadecimal digits; 16 to a draw."""
    return "".join(f"{stream.bits():016x}" for _ in range(0, length, 16))[:length]


def _token(stream: RandomStream) -> Candidates:
    code = stream.code(64)
    return [code[:length] for length in (32, 24, 20, 16, 40, 64, 12, 8)]


def _id(scene: Scene, wanted: Wanted) -> Candidates:
    stream = scene.draws
    if wanted.type in {"integer", "number"}:
        count = stream.between(1, 99_999)
        return (count, count % 1000 + 1, count % 10 + 1)
    if wanted.type != "string":
        return ()
    digits = _digits(stream, 32)
    variant = "89ab"[stream.below(4)]
    uuid = f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
    number = str(int(digits[:8], 16) % 1_000_000)
    return (uuid, digits[:24], digits, digits[:12], digits[:8], number, number[:4])


def _version(scene: Scene, wanted: Wanted) -> Candidates:
    stream = scene.draws
    major, minor, patch = stream.between(1, 5), stream.below(20), stream.below(10)
    if wanted.type == "string":
        return (f"{major}.{minor}.{patch}", f"{major}.{minor}", f"v{major}", str(major))
    return (major,) if wanted.type in {"integer", "number"} else ()


def _http_status(scene: Scene, wanted: Wanted) -> Candidates:
    """The status of the answer, or another one where the schema allows only failures."""
    statuses = (scene.status, 200, 400, 404, 500)
    if wanted.type == "string":
        return [str(status) for status in statuses]
    return statuses if wanted.type in {"integer", "number"} else ()


def _port(stream: RandomStream, _wanted: Wanted) -> Candidates:
    start = stream.below(len(_PORTS))
    return (*_PORTS[start:], *_PORTS[:start])


MAKERS: Mapping[str, Maker] = {
    "url": of_stream(_url),
    "image_url": _image_url,
    "ip": of_stream(_ip),
    "ipv6": of_stream(_ipv6),
    "mac": of_stream(_mac),
    "domain": of_stream(_domain),
    "host": of_stream(_host),
    "port": of_number(_port),
    "user_agent": picked(*_USER_AGENTS),
    "mime_type": _mime_type,
    "file_name": _file_name,
    "file_path": _file_path,
    "file_extension": _file_extension,
    "hash": _hex(64, 40, 32, 128, 16),
    "sha": _hex(40, 64, 7, 8),
    "md5": _hex(32),
    "token": of_stream(_token),
    "id": _id,
    "version": _version,
    "http_status": _http_status,
}

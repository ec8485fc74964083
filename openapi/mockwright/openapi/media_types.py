"""Compare media types, and choose the one that a client prefers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"

T = TypeVar("T")

# With or without its end, so that no text takes more than one pass.
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?')
_SEPARATORS = re.compile(r'[",;\\]')
_JSON_NAMES = frozenset({JSON, "text/json"})
# `charset` says how the text is encoded, `boundary` how the parts are separated; neither of them
# makes another representation.
_INSIGNIFICANT = frozenset({"charset", "boundary"})
_MAX_PARAMETERS = 20


class MediaName(NamedTuple):
    """A media type or range with the parameters that make it another type than its name says."""

    name: str
    parameters: Mapping[str, str]

    def includes(self, other: MediaName) -> bool:
        """Whether a documented type or range includes a type; further parameters do no harm."""
        return covers(self.name, other.name) and self.parameters.items() <= other.parameters.items()


def normalize(content_type: str) -> str:
    """Strip parameters and case: `Application/JSON; charset=utf-8` -> `application/json`."""
    return content_type.partition(";")[0].strip().lower()


def parse_media_type(text: str) -> MediaName:
    """Take a media type apart: its name, and its parameters without `charset` and `boundary`."""
    name, sign, rest = text.partition(";")
    parameters = _parse_parameters(rest) if sign else {}
    return MediaName(name.strip().lower(), parameters)


def key_of(content_type: str) -> str:
    """The text by which a documented type is known: normalized, with its own parameters sorted."""
    name, parameters = parse_media_type(content_type)
    return ";".join([name, *(f"{key}={value}" for key, value in sorted(parameters.items()))])


def find_documented(documented: Mapping[str, T], content_type: str) -> T | None:
    """The most specific documented representation for a type; keys are those of `key_of`."""
    wanted = parse_media_type(content_type)
    if not wanted.name:
        return None
    found: T | None = None
    best = (-1, -1)
    for key, representation in documented.items():
        known = parse_media_type(key)
        rank = (_specificity(known.name), len(known.parameters))
        if rank > best and known.includes(wanted):
            found, best = representation, rank
    return found


def is_json(media_type: str) -> bool:
    """Whether bodies of this type are JSON."""
    return media_type in _JSON_NAMES or media_type.endswith("+json")


def is_xml(media_type: str) -> bool:
    """Whether bodies of this type are XML."""
    return media_type in {"application/xml", "text/xml"} or media_type.endswith("+xml")


def is_plain_text(media_type: str) -> bool:
    """Whether bodies of this type are text whose notation is not that of JSON or XML."""
    is_text = media_type.startswith("text/")
    return is_text and not is_json(media_type) and not is_xml(media_type)


def is_binary(media_type: str) -> bool:
    """Whether bodies of this type are neither text nor any bytes, such as images and archives."""
    major, _, minor = media_type.partition("/")
    if is_json(media_type) or is_xml(media_type):
        return False
    suffix = minor.rpartition("+")[2]
    return major in _BINARY_MAJORS or suffix in _BINARY_MINORS or minor.startswith(_BINARY_VENDORS)


_BINARY_MAJORS = frozenset({"audio", "font", "image", "model", "video"})
_BINARY_MINORS = frozenset(
    {"avro", "bson", "cbor", "gzip", "java-archive", "msgpack", "msword", "pdf", "proto"}
    | {"protobuf", "rtf", "wasm", "x-7z-compressed", "x-gzip", "x-msgpack", "x-protobuf"}
    | {"x-tar", "x-zip-compressed", "zip", "zstd"}
)
_BINARY_VENDORS = ("vnd.ms-", "vnd.oasis.opendocument", "vnd.openxmlformats-", "grpc")


def is_range(media_type: str) -> bool:
    """Whether it stands for several types: `*/*`, `image/*`, `application/*+json`."""
    return "*" in media_type


def charset_of(content_type: str) -> str:
    """The charset parameter in lower case, or an empty string."""
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""


def covers(media_range: str, media_type: str) -> bool:
    """Whether a range such as `*/*`, `text/*` or `application/json` includes a type.

    `application/*+json` is not an HTTP range, but document generators write it.
    """
    if media_range in {"*/*", media_type}:
        return True
    major, _, minor = media_range.partition("/")
    if not minor.startswith("*") or not media_type.startswith(f"{major}/"):
        return False
    return minor == "*" or (minor.startswith("*+") and media_type.endswith(minor[1:]))


def concrete_type(media_range: str) -> str:
    """The type of a range that is used where a client names none."""
    major, _, minor = media_range.partition("/")
    if minor.startswith("*+"):
        return f"{major}/vnd.mock{minor[1:]}"
    return _CONCRETE.get(major, f"{major}/vnd.mock")


_CONCRETE: Mapping[str, str] = {
    "*": JSON,
    "application": JSON,
    "audio": "audio/mpeg",
    "font": "font/woff2",
    "image": "image/png",
    "multipart": "multipart/mixed",
    "text": "text/plain",
    "video": "video/mp4",
}


def named_types(accept: str) -> list[str]:
    """The types that `Accept` names, without ranges and parameters, in their order."""
    names = (normalize(part) for part in _QUOTED.sub("", accept).split(","))
    return [name for name in dict.fromkeys(names) if "/" in name and not is_range(name)]


def choose(accept: str, offered: Iterable[str]) -> str | None:
    """The offered type that `Accept` prefers; None if none is acceptable.

    Of equals, the one that `Accept` names most specifically, and then the first.
    """
    # Werkzeug's `MIMEAccept` is stricter: it ignores ranges with `q=.2`, as Java's URLConnection
    # sends it, and `application/json; charset=utf-8` does not match `application/json`. Both would
    # be a 406 here. It also takes two to five times as long.
    types = list(offered)
    if not types:
        return None
    ranges = [_parse_range(part) for part in _unquote(accept).split(",") if part.strip()]
    ranked = [(_rank(ranges, parse_media_type(media_type)), media_type) for media_type in types]
    best = max(ranked, key=lambda pair: pair[0])
    return best[1] if best[0][0] > 0 else None


class _Range(NamedTuple):
    """A member of `Accept` with its quality."""

    media: MediaName
    quality: float


def _parse_range(text: str) -> _Range:
    name, parameters = parse_media_type(text)
    quality = _parse_quality(parameters.get("q", "1"))
    others = {key: value for key, value in parameters.items() if key != "q"}
    return _Range(MediaName(name, others), quality)


def _parse_parameters(text: str) -> dict[str, str]:
    """The parameters behind a media type's name, in lower case except for their values."""
    pairs = (part.partition("=") for part in _unquote(text).split(";", _MAX_PARAMETERS))
    found = {name.strip().lower(): value.strip() for name, _, value in pairs}
    return {key: value for key, value in found.items() if key and key not in _INSIGNIFICANT}


def _unquote(text: str) -> str:
    """The text without quotes, and without the separators within quoted strings."""
    return _QUOTED.sub(lambda found: _SEPARATORS.sub("", found[0]), text) if '"' in text else text


def _parse_quality(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def _rank(ranges: list[_Range], offered: MediaName) -> tuple[float, int, int]:
    """The quality of an offer, and how specifically it is named: a type, a parameter.

    The most specific range that includes the type decides. A parameter that the offer does not
    have is ignored: `Accept: application/json;indent=4` accepts `application/json`.
    """
    matches = [
        (_specificity(media.name), len(media.parameters.items() & offered.parameters.items()), q)
        for media, q in ranges
        if covers(media.name, offered.name) and _agree(media.parameters, offered.parameters)
    ]
    if not matches:
        return (0.0, 0, 0)
    specificity, count, quality = max(matches)
    return (quality, specificity, count)


def _agree(wanted: Mapping[str, str], known: Mapping[str, str]) -> bool:
    return all(known.get(name, value) == value for name, value in wanted.items())


def _specificity(media_range: str) -> int:
    if media_range == "*/*":
        return 0
    return 1 if is_range(media_range) else 2

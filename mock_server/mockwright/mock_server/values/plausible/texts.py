"""Titles, sentences and short words; neutral, and the same in every locale."""

from __future__ import annotations

from collections.abc import Mapping

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.plausible.makers import (
    Candidates,
    Maker,
    Wanted,
    of_scene,
    of_stream,
    picked,
)
from mockwright.mock_server.values.plausible.scene import Scene
from mockwright.mock_server.values.plausible.vocabulary import word_list
from mockwright.mock_server.values.words import WORDS

_ADJECTIVES = word_list(
    """
    Blue Bright Calm Classic Fresh Gentle Green Little Quiet Silver Warm
    """
)
_MATERIALS = word_list(
    """
    Bamboo Ceramic Cotton Glass Leather Linen Oak Steel Wool
    """
)
_PRODUCTS = word_list(
    """
    Backpack Bowl Chair Desk Kettle Lamp Mug Notebook Shelf Table Vase
    """
)
_SENTENCES = (
    "The {0} next to the {1} is open every day.",
    "A short walk leads from the {0} to the {1}.",
    "Everything about the {0} and the {1} in one place.",
    "The {0} arrived in time, together with the {1}.",
    "We keep the {0} and the {1} ready for you.",
    "Please leave the {0} beside the {1}.",
)
_COLORS = (
    ("#1f77b4", "blue"),
    ("#2ca02c", "green"),
    ("#d62728", "red"),
    ("#ff7f0e", "orange"),
    ("#9467bd", "purple"),
    ("#17becf", "teal"),
)
_LANGUAGES = {
    "en": "English",
    "fr": "français",
    "de": "Deutsch",
    "es": "español",
    "it": "italiano",
    "nl": "Nederlands",
    "pt": "português",
    "pl": "polski",
    "sv": "svenska",
    "da": "dansk",
    "no": "norsk",
    "fi": "suomi",
    "cs": "čeština",
    "sk": "slovenčina",
    "hu": "magyar",
    "ro": "română",
    "hr": "hrvatski",
    "tr": "Türkçe",
    "el": "Ελληνικά",
    "ja": "日本語",
}


def _title(stream: RandomStream) -> Candidates:
    first, second = stream.pick(_ADJECTIVES), stream.pick(WORDS)
    return (f"{first} {second}", second.title(), second)


def _titles(scene: Scene, wanted: Wanted) -> Candidates:
    """A title; that of the object itself is also in its slug."""
    if wanted.type != "string":
        return ()
    is_own = wanted.name in {"name", "title"}
    return _title(scene.stream("title") if is_own else scene.draws)


def _sentence(stream: RandomStream) -> str:
    return stream.pick(_SENTENCES).format(stream.pick(WORDS), stream.pick(WORDS))


def _paragraph(stream: RandomStream) -> Candidates:
    first, second = _sentence(stream), _sentence(stream)
    return (f"{first} {second}", first, stream.pick(WORDS).title())


def _slug(scene: Scene, wanted: Wanted) -> Candidates:
    """The title in lower case with hyphens, as the address of a page has it."""
    if wanted.type != "string":
        return ()
    words = str(_title(scene.stream("title"))[0]).lower().split()
    return ("-".join(words), words[-1])


def _product(stream: RandomStream) -> Candidates:
    material, product = stream.pick(_MATERIALS), stream.pick(_PRODUCTS)
    return (f"{material} {product}", product)


def _color(stream: RandomStream) -> Candidates:
    code, name = stream.pick(_COLORS)
    return (code, code.upper(), code[1:], name)


def _status(stream: RandomStream) -> Candidates:
    word = stream.pick(("active", "active", "pending", "completed"))
    return (word, word.upper(), word.title(), "open", "ok")


def _company(scene: Scene, role: str) -> Candidates:
    return (scene.company(role),)


def _language_name(scene: Scene, _role: str) -> Candidates:
    return (_LANGUAGES.get(scene.locale.language, "English"), scene.locale.language)


def _success(scene: Scene, wanted: Wanted) -> Candidates:
    """Whether the answer is a success, as its status says."""
    is_own = wanted.type == "boolean" and not wanted.role
    return (scene.status < _FIRST_FAILURE,) if is_own else ()


_FIRST_FAILURE = 400

MAKERS: Mapping[str, Maker] = {
    "title": _titles,
    "sentence": of_stream(lambda stream: (_sentence(stream), stream.pick(WORDS).title())),
    "paragraph": of_stream(_paragraph),
    "reason": picked("Requested by the customer.", "No longer needed.", "Duplicate entry."),
    "error_message": picked("The request could not be completed.", "The value is not valid."),
    "error_code": picked("invalid_request", "not_found", "conflict"),
    "slug": _slug,
    "tag": picked("featured", "new", "popular", "seasonal", "archive", "outdoor"),
    "category": picked("Books", "Garden", "Home", "Kitchen", "Music", "Sports", "Toys"),
    "status": of_stream(_status),
    "type": picked("standard", "basic", "custom"),
    "membership": picked("member", "admin", "viewer"),
    "color": of_stream(_color),
    "color_name": of_stream(lambda stream: (stream.pick(_COLORS)[1],)),
    "company": of_scene(_company),
    "product": of_stream(_product),
    "language_name": of_scene(_language_name),
    "success": _success,
}

"""Pictures: chosen by caption, by file name, or at random."""

from __future__ import annotations

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.vendors.dumgum.replies.pictures import choose_picture

GARDEN = {"id": "1", "url": "https://example.org/1.jpg", "caption": "Marie in her garden"}
BICYCLE = {"id": "2", "url": "https://example.org/2.jpg", "caption": "Marie on her bicycle"}
LAKE = {"id": "3", "url": "https://example.org/my_Lake-view.jpg"}
ALL = [GARDEN, BICYCLE, LAKE]


def choose(*pictures: dict[str, str], text: str, is_analysed: bool = True, number: int = 0) -> str:
    """The URL of the chosen picture, or an empty text."""
    stream = RandomStream(b"%d" % number)
    return choose_picture(pictures, text, stream, is_analysed=is_analysed) or ""


def test_the_caption_decides() -> None:
    """The picture whose caption shares most words with the text is sent, in any letter case."""
    assert choose(*ALL, text="Your BICYCLE?") == BICYCLE["url"]
    assert choose(*ALL, text="marie, her garden, and the lake") == GARDEN["url"]


def test_the_name_of_the_file_decides() -> None:
    """An analysed picture without a caption is found by the words of its file name."""
    assert choose(*ALL, text="the lake") == LAKE["url"]
    found = {choose(*ALL, text="the lake", is_analysed=False, number=n) for n in range(60)}
    assert found == {picture["url"] for picture in ALL}


def test_a_caption_replaces_the_name_of_the_file() -> None:
    """A picture with a caption is not found by its file name."""
    named = {**LAKE, "caption": "A view"}
    assert choose(GARDEN, named, text="the lake view", number=1) == LAKE["url"]
    assert {choose(GARDEN, named, text="lake", number=n) for n in range(60)} == {
        GARDEN["url"],
        LAKE["url"],
    }


def test_otherwise_any_picture_is_sent() -> None:
    """Without a matching caption all pictures are equally likely."""
    found = [choose(*ALL, text="", number=n) for n in range(600)]
    assert min(found.count(picture["url"]) for picture in ALL) > 150


def test_a_picture_needs_an_address() -> None:
    """A picture without a URL is never chosen."""
    assert choose({"id": "4", "caption": "lake"}, GARDEN, text="the lake") == GARDEN["url"]
    assert choose({"id": "4", "caption": "lake"}, text="the lake") == ""
    assert choose(text="the lake") == ""


def test_other_scripts_have_words_too() -> None:
    """Captions are compared in other scripts, too."""
    greek = {"url": "a", "caption": "Στον κήπο"}
    assert choose(GARDEN, greek, text="Έχεις κήπο;") == "a"

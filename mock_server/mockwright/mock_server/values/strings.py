"""Generate strings of a schema by format, by pattern, or as neutral words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.values.pattern_parser import MORE
from mockwright.mock_server.values.patterns import PatternTooHard, TextPattern
from mockwright.mock_server.values.text_checks import compile_text_check
from mockwright.mock_server.values.text_formats import FORMATS, fake_uuid, other_texts
from mockwright.mock_server.values.words import WORDS, fake_words

__all__ = ["MAX_LENGTH", "compile_string", "fake_uuid"]

Maker = Callable[[RandomStream], str]

MAX_LENGTH = 200_000

_ATTEMPTS = 20
_STRETCHES = (MORE, 12, 50, 200)
_ENCODINGS = {"base64": "byte"}


def compile_string(
    keywords: Mapping[str, Any],
    most: int = MAX_LENGTH,
    *,
    patterns: Sequence[str] = (),
    name: str | None = None,  # noqa: ARG001 - for values by the name of a property
) -> Maker:
    """Return a function that generates strings for a string schema's keywords.

    `patterns` are more patterns that have to match, `name` is the name of the property. Strings are
    at most `most` characters long, even if the schema requires longer ones, so that a `minLength`
    of a billion does not block the server. If no text is found that keeps all keywords, the result
    breaks one of them.
    """
    return _StringMaker(keywords, most, patterns).compile()


class _StringMaker:
    def __init__(self, keywords: Mapping[str, Any], most: int, patterns: Sequence[str]) -> None:
        self._low = min(keywords.get("minLength", 0), most)
        self._high: int | None = keywords.get("maxLength")
        own = keywords.get("pattern")
        self._patterns = [*dict.fromkeys([*([own] if own is not None else []), *patterns])]
        self._format = _format_of(keywords, has_pattern=bool(self._patterns))
        self._wanted = keywords.get("x-mock-pattern", own)
        self._has_others = self._patterns not in ([], [own])
        self._parsed = [parsed for parsed in map(_parse, self._patterns) if parsed is not None]
        self._has_lengths = self._low > 0 or self._high is not None

    def compile(self) -> Maker:
        usual = FORMATS.get(self._format)
        wanted = None if usual or self._wanted is None else _parse(self._wanted)
        if wanted is not None:
            usual = self._compile_matching(wanted)
        if usual is None:
            usual = lambda stream: fake_words(stream, self._low, self._high)  # noqa: E731
        if self._is_certain(wanted):
            return usual
        return self._compile_checked(usual)

    def _is_certain(self, wanted: TextPattern | None) -> bool:
        """Whether the usual text needs no check."""
        if self._format in FORMATS:
            return not self._patterns and not self._has_lengths
        if wanted is None:
            return not self._patterns
        return wanted.is_exact and not self._has_others and not self._has_lengths

    def _fits(self, text: str) -> bool:
        return len(text) >= self._low and (self._high is None or len(text) <= self._high)

    def _compile_matching(self, pattern: TextPattern) -> Maker:
        """Generate text for a pattern; open repetitions are extended to reach the minimum."""
        stretches = [more for more in _STRETCHES if pattern.is_modest(more)]

        def make_fitting(stream: RandomStream) -> str:
            text = ""
            for more in stretches:
                for _ in range(_ATTEMPTS):
                    text = pattern.make(stream, more)
                    if self._fits(text):
                        return text
            return text

        return make_fitting

    def _compile_checked(self, usual: Maker) -> Maker:
        """Generate the usual text if it keeps all keywords, otherwise the first that does."""
        is_valid = compile_text_check(self._format, self._patterns)

        def make_checked(stream: RandomStream) -> str:
            text = usual(stream)
            if self._fits(text) and is_valid(text):
                return text
            others = (other for other in self._others(stream) if self._fits(other))
            return next((other for other in others if is_valid(other)), text)

        return make_checked

    def _others(self, stream: RandomStream) -> Iterator[str]:
        """Proposals of text: of the format in other ways, of each pattern, and of both."""
        if self._format in FORMATS:
            yield from other_texts(self._format, stream, self._low, self._high)
        for number in range(len(self._parsed) * _ATTEMPTS * 2):
            pattern = self._parsed[number % len(self._parsed)]
            text = pattern.make_between(stream, self._low, self._high)
            if text is None:
                text = pattern.make(stream, _STRETCHES[number % 3])
            yield text
            yield from self._joined(stream, text)
        yield fake_words(stream, self._low, self._high)

    def _joined(self, stream: RandomStream, text: str) -> Iterator[str]:
        """A text together with what other patterns, look-ahead or the format ask for."""
        yield from self._with_pieces(stream, text)
        fill = FORMATS.get(self._format, _fill)(stream)
        yield text + fill[len(text) :]
        yield fill[: -len(text) or None] + text
        word = stream.pick(WORDS)
        for joint in ("", " "):
            yield text + joint + fill
            yield fill + joint + text
            yield text + joint + word
            yield word + joint + text
        missing = self._low - len(text)
        if missing > 0:
            yield text + (" " + fake_words(stream, missing, missing))[:missing]
            yield (fake_words(stream, missing, missing) + " ")[-missing:] + text
        elif self._high is not None and len(text) > self._high:
            yield text[: self._high]

    def _with_pieces(self, stream: RandomStream, text: str) -> Iterator[str]:
        """The text in which each required piece replaces a part of it."""
        pieces = [piece for pattern in self._parsed for piece in pattern.needed(stream)]
        pieces += [pattern.make(stream, 0) for pattern in self._parsed[1:]]
        changed = text
        for piece in pieces:
            start = stream.below(max(1, len(text) - len(piece) + 1))
            yield text[:start] + piece + text[start + len(piece) :]
            changed = changed[:start] + piece + changed[start + len(piece) :]
            yield changed


def _fill(stream: RandomStream) -> str:
    return fake_words(stream, 0, None)


def _format_of(keywords: Mapping[str, Any], *, has_pattern: bool) -> str:
    """The format; encoded content without one is text of its encoding."""
    name = keywords.get("format", "")
    encoding = keywords.get("contentEncoding")
    if name in FORMATS or has_pattern or not isinstance(encoding, str):
        return name if isinstance(name, str) else ""
    return _ENCODINGS.get(encoding.lower(), name)


def _parse(pattern: str) -> TextPattern | None:
    try:
        return TextPattern(pattern)
    except PatternTooHard:
        return None

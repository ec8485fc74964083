"""Characters that the classes of regular expressions generate; tables of our own, never `re`'s."""

from __future__ import annotations

from collections.abc import Mapping

LETTERS = "abcdefghijklmnopqrstuvwxyz"
DIGITS = "0123456789"
WORD = LETTERS + LETTERS.upper() + DIGITS + "_"
PRINTABLE = WORD + " -.,"

CLASSES: Mapping[str, str] = {"d": DIGITS, "w": WORD, "s": " "}
_PUNCTUATION = "!\"#%&'()*,-./:;?@[\\]_{}"
_SYMBOLS = "$+<=>^`|~"
# Where nothing ordinary is left, anything of these.
_WIDER = PRINTABLE + _PUNCTUATION + _SYMBOLS + "\t\n\r" + "éüßøñçαβγδжшюя中文日本語"

_UPPER_GREEK, _LOWER_GREEK = "ΑΒΓΔΕΖΗΘΚΛΜΝΠΡΣΤΦΧΨΩ", "αβγδεζηθικλμνξοπρστφχψω"
_UPPER_CYRILLIC, _LOWER_CYRILLIC = "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЭЮЯ", "абвгдежзиклмнопрстуфхцчшэюя"
_PROPERTIES: Mapping[str, str] = {
    **dict.fromkeys(("L", "Letter", "Alphabetic", "Alpha", "Latin", "Latn"), WORD[:52]),
    **dict.fromkeys(("Lu", "Uppercase_Letter", "Uppercase", "Upper"), LETTERS.upper()),
    **dict.fromkeys(("Ll", "Lowercase_Letter", "Lowercase", "Lower"), LETTERS),
    **dict.fromkeys(("Lt", "Titlecase_Letter"), "ǅǈǋǲ"),
    **dict.fromkeys(("Lm", "Modifier_Letter"), "ʰʱʲʳˠˡ"),
    **dict.fromkeys(("Lo", "Other_Letter"), "ªºאבגדהו"),
    **dict.fromkeys(("M", "Mark", "Mn", "Nonspacing_Mark"), "\u0300\u0301\u0302\u0308"),
    **dict.fromkeys(("Mc", "Spacing_Mark"), "\u0903\u093e\u0940"),
    **dict.fromkeys(("N", "Number", "Nd", "Decimal_Number"), DIGITS),
    **dict.fromkeys(("Nl", "Letter_Number"), "ⅠⅡⅢⅣⅤ"),
    **dict.fromkeys(("No", "Other_Number"), "²³¹¼½¾"),
    **dict.fromkeys(("P", "Punctuation", "Punct"), _PUNCTUATION),
    **dict.fromkeys(("Po", "Other_Punctuation"), "!#%&*,./:;?@"),
    **dict.fromkeys(("Pd", "Dash_Punctuation"), "-–—"),
    **dict.fromkeys(("Pc", "Connector_Punctuation"), "_‿"),
    **dict.fromkeys(("Ps", "Open_Punctuation"), "([{"),
    **dict.fromkeys(("Pe", "Close_Punctuation"), ")]}"),
    **dict.fromkeys(("Pi", "Initial_Punctuation"), "«‘“"),
    **dict.fromkeys(("Pf", "Final_Punctuation"), "»’”"),
    **dict.fromkeys(("S", "Symbol"), _SYMBOLS),
    **dict.fromkeys(("Sm", "Math_Symbol"), "+<=>|~"),
    **dict.fromkeys(("Sc", "Currency_Symbol"), "$£€¥"),
    **dict.fromkeys(("Sk", "Modifier_Symbol"), "^`¨"),
    **dict.fromkeys(("So", "Other_Symbol"), "©®°"),
    **dict.fromkeys(("Z", "Separator", "Zs", "Space_Separator", "White_Space"), " "),
    **dict.fromkeys(("C", "Other", "Cc", "Control"), "\t\n\r"),
    **dict.fromkeys(("Cf", "Format"), "\u200b\u200c\u200d"),
    **dict.fromkeys(("ASCII", "Any"), PRINTABLE),
    **dict.fromkeys(("Greek", "Grek"), _UPPER_GREEK + _LOWER_GREEK),
    **dict.fromkeys(("Cyrillic", "Cyrl"), _UPPER_CYRILLIC + _LOWER_CYRILLIC),
    **dict.fromkeys(("Han", "Hani", "Ideographic"), "中文山水日月火木金土大小上下人口"),
    **dict.fromkeys(("Hiragana", "Hira"), "あいうえおかきくけこさしすせそ"),
    **dict.fromkeys(("Katakana", "Kana"), "アイウエオカキクケコサシスセソ"),
    **dict.fromkeys(("Hangul", "Hang"), "가나다라마바사아자차카타파하"),
    **dict.fromkeys(("Arabic", "Arab"), "ابتثجحخدذرزسشصضطظعغ"),
    **dict.fromkeys(("Hebrew", "Hebr"), "אבגדהוזחטיכלמנסעפצקרשת"),
    **dict.fromkeys(("Devanagari", "Deva"), "कखगघचछजझटठडढतथदध"),
    **dict.fromkeys(("Thai",), "กขคงจฉชซดตถทธนบปผฝพฟ"),
    **dict.fromkeys(("Emoji", "Emoji_Presentation", "Extended_Pictographic"), "😀😁😂😃😄🎉🚀"),
}
_PREFIXES = ("Script=", "sc=", "Script_Extensions=", "scx=", "General_Category=", "gc=", "Is")


def others(characters: str) -> str:
    """Printable characters apart from these; unusual ones if there is no ordinary one."""
    excluded = set(characters)
    ordinary = "".join(character for character in PRINTABLE if character not in excluded)
    return ordinary or "".join(character for character in _WIDER if character not in excluded)


def of_property(name: str) -> str:
    """Characters with a Unicode property, such as `L` or `Script=Greek`; empty if unknown."""
    for prefix in _PREFIXES:
        name = name.removeprefix(prefix)
    return _PROPERTIES.get(name, "")

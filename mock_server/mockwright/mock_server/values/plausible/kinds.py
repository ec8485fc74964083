"""Which kind of value a field has, by its name, its format, its description and its siblings."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from mockwright.mock_server.values.plausible.moments import event_of
from mockwright.mock_server.values.plausible.phrases import BY_PHRASE, LONGEST
from mockwright.mock_server.values.plausible.tokens import Tokens, singular, split_name
from mockwright.mock_server.values.plausible.vocabulary import words


class Recognized(NamedTuple):
    """The kind of a field; `role` are the words before it: `billing` of `billing_city`."""

    kind: str
    role: str = ""


_PEOPLE = words(
    """
    user person customer contact employee author owner member patient student teacher driver
    guest recipient sender assignee reporter reviewer creator editor actor artist director
    people staff profile account individual passenger participant attendee candidate
    applicant subscriber cardholder beneficiary tenant landlord doctor nurse player coach
    signer payer payee buyer seller agent manager client human character admin operator
    colleague friend
    """
)
_COMPANIES = words(
    """
    company organization org business merchant vendor supplier brand manufacturer employer
    publisher partner agency store shop restaurant hotel bank airline
    """
)
_PRODUCTS = words(
    """
    product item article sku goods variant listing good
    """
)
_PETS = words(
    """
    pet dog cat animal horse rabbit
    """
)
_FILES = words(
    """
    file document attachment upload asset blob
    """
)
_ERRORS = words(
    """
    error problem fault failure exception violation
    """
)
_NAMES: tuple[tuple[frozenset[str], str], ...] = (
    (_PEOPLE, "full_name"),
    (_COMPANIES, "company"),
    (_PRODUCTS, "product"),
    (_PETS, "pet_name"),
    (_FILES, "file_name"),
    (frozenset({"city", "town"}), "city"),
    (frozenset({"country", "nation"}), "country"),
    (frozenset({"region", "province", "state"}), "region"),
    (frozenset({"language"}), "language_name"),
    (frozenset({"category", "genre"}), "category"),
    (frozenset({"tag", "label", "topic"}), "tag"),
    (frozenset({"department", "team"}), "department"),
    (frozenset({"color"}), "color_name"),
    (frozenset({"host", "server", "hostname"}), "host"),
    (frozenset({"domain"}), "domain"),
)
_ADDRESS = frozenset({"city", "postcode", "street", "country", "country_code", "unit"})
_ABOUT_PEOPLE = frozenset({"first_name", "last_name", "email", "username", "phone", "birth_date"})
# Words after a name that say which end of a range a field is: `yearFrom`, `price_max`.
_BOUNDS = frozenset({"from", "to", "min", "max", "minimum", "maximum", "start", "end", "value"})
_TRADE = frozenset({"price", "quantity", "amount", "currency"})
# Words at the end of a schema's name that do not say what it describes.
_NO_NOUNS = words(
    """
    response request dto model schema resource data detail details info summary full simple
    create update input output list result entity read write out in base new v object
    payload body patch record extended minimal public private properties attributes
    collection page paginated
    """
)
_PLACES = frozenset({"address", "location", "shipping", "billing", "place", "delivery", "venue"})

_BY_FORMAT: Mapping[str, frozenset[str]] = {
    "email": frozenset({"email"}),
    "idn-email": frozenset({"email"}),
    "uuid": frozenset({"id"}),
    "uri": frozenset({"url", "image_url"}),
    "url": frozenset({"url", "image_url"}),
    "iri": frozenset({"url", "image_url"}),
    "hostname": frozenset({"host", "domain"}),
    "idn-hostname": frozenset({"host", "domain"}),
    "ipv4": frozenset({"ip"}),
    "ipv6": frozenset({"ipv6"}),
    "date": frozenset({"moment", "birth_date", "pet_birth_date"}),
    "date-time": frozenset({"moment", "birth_date", "pet_birth_date"}),
    "duration": frozenset({"duration"}),
}
_USUAL = {
    "email": "email",
    "idn-email": "email",
    "uuid": "id",
    "uri": "url",
    "url": "url",
    "iri": "url",
    "hostname": "host",
    "idn-hostname": "host",
    "ipv4": "ip",
    "ipv6": "ipv6",
    "date": "moment",
    "date-time": "moment",
    "duration": "duration",
}
# What any of these means is said by the format alone; a name adds nothing.
_OWN_FORMATS = words(
    """
    time byte binary regex json-pointer relative-json-pointer uri-reference iri-reference
    uri-template password
    """
)
_DESCRIPTIONS = (
    (r"\be-?mail address\b", "email"),
    (r"\bISO[ -]?4217\b|\bcurrency code\b", "currency"),
    (r"\bISO[ -]?3166\b.{0,20}\balpha-?3\b|\balpha-?3\b", "country_alpha3"),
    (r"\bISO[ -]?3166|\bcountry code\b", "country_code"),
    (r"\bISO[ -]?639|\blanguage code\b", "language"),
    (r"\bBCP[ -]?47\b", "locale"),
    (r"\bISO[ -]?8601 duration\b", "duration"),
    (r"\bISO[ -]?8601\b|\bRFC[ -]?3339\b|\b(?:unix|epoch) time|\btimestamp\b", "moment"),
    (r"\bE\.?164\b|\b(?:tele)?phone number\b", "phone"),
    (r"\bIANA\b.*\bzone\b|\btime ?zone name\b", "time_zone"),
    (r"\bIPv6 address\b", "ipv6"),
    (r"\bIP(?:v4)? address\b", "ip"),
    (r"\bhex(?:adecimal)? colou?r\b", "color"),
    (r"\bIBAN\b", "iban"),
    (r"\bSHA-?256\b", "hash"),
    (r"\bMD5\b", "md5"),
    (r"\b(?:UUID|GUID)\b", "id"),
    (r"^(?:the |a )?(?:URL|URI|link)\b", "url"),
    (r"\bpostal code\b|\bzip code\b", "postcode"),
    (r"\bfirst name\b|\bgiven name\b", "first_name"),
    (r"\blast name\b|\bfamily name\b", "last_name"),
    (r"\bfull name\b", "full_name"),
    (r"\bsemantic version", "version"),
)
_ANY_DESCRIPTION = re.compile(
    "|".join(f"(?P<_{number}>{pattern})" for number, (pattern, _) in enumerate(_DESCRIPTIONS)),
    re.IGNORECASE,
)


def find_kind(
    tokens: Tokens, keywords: Mapping[str, Any], owner: Tokens = (), siblings: Collection[str] = ()
) -> Recognized | None:
    """The kind of a field with these words as its name, if any is recognized.

    `owner` are nouns that say what the object is; `siblings` are the kinds of its other fields.
    """
    kind_format = keywords.get("format", "")
    if kind_format in _OWN_FORMATS:
        return None
    named = kind_of_name(tokens) or _by_description(keywords)
    if named is not None:
        named = _settle(named, owner, siblings)
    allowed = _BY_FORMAT.get(kind_format)
    if allowed is None:
        return named
    if named is not None and named.kind in allowed:
        return named
    return Recognized(_USUAL[kind_format], event_of(tokens) if "date" in kind_format else "")


def kind_of_name(tokens: Tokens) -> Recognized | None:
    """The kind that the words of a name mean, without anything else known."""
    for length in range(min(LONGEST, len(tokens)), 0, -1):
        words = tokens[-length:]
        kind = BY_PHRASE.get(words) or BY_PHRASE.get((*words[:-1], singular(words[-1])))
        if kind is not None:
            return Recognized(kind, " ".join(tokens[: len(tokens) - length]))
    event = event_of(tokens)
    if event:
        return Recognized("moment", event)
    is_bound = len(tokens) > 1 and tokens[-1] in _BOUNDS
    return kind_of_name(tokens[:-1]) if is_bound else None


def _by_description(keywords: Mapping[str, Any]) -> Recognized | None:
    description = keywords.get("description")
    if not isinstance(description, str):
        return None
    found = _ANY_DESCRIPTION.search(description[:200])
    if found is None or found.lastgroup is None:
        return None
    return Recognized(_DESCRIPTIONS[int(found.lastgroup[1:])][1])


def _settle(named: Recognized, owner: Tokens, siblings: Collection[str]) -> Recognized:
    """Decide what a word of several meanings means here."""
    kind, role = named
    heads = (head_of(split_name(role)),) if role else owner
    about = frozenset(siblings)
    if kind == "name":
        return Recognized(_kind_of_thing(heads, about, has_role=bool(role)), role)
    for meaning in _MEANINGS:
        if kind in meaning.kinds and meaning.applies(frozenset(heads), about, role):
            return Recognized(meaning.kind, role)
    return named


class _Meaning(NamedTuple):
    """What a word of several meanings means where some words are near it.

    It applies if one of `heads` is what the object is, or one of `siblings` is another field; or
    everywhere if there are neither. `role`: only with words before it, or only without.
    """

    kinds: frozenset[str]
    kind: str
    heads: frozenset[str] = frozenset()
    siblings: frozenset[str] = frozenset()
    role: bool | None = None

    def applies(self, heads: frozenset[str], siblings: frozenset[str], role: str) -> bool:
        """Whether the word has this meaning."""
        is_near = bool(self.heads & heads or self.siblings & siblings)
        is_anywhere = not self.heads and not self.siblings
        return (is_near or is_anywhere) and self.role in {None, bool(role)}


_MEANINGS = (
    _Meaning(frozenset({"state"}), "region_or_code", _PLACES, _ADDRESS),
    _Meaning(frozenset({"state"}), "status"),
    _Meaning(frozenset({"age"}), "pet_age", _PETS),
    _Meaning(frozenset({"birth_date"}), "pet_birth_date", _PETS),
    _Meaning(frozenset({"key"}), "token", role=True),
    _Meaning(frozenset({"key"}), "slug"),
    _Meaning(frozenset({"value"}), "amount", siblings=frozenset({"currency"})),
    _Meaning(frozenset({"display_name"}), "full_name", _PEOPLE, _ABOUT_PEOPLE),
    _Meaning(frozenset({"display_name"}), "title"),
    _Meaning(frozenset({"total", "count"}), "amount", siblings=_TRADE, role=False),
    _Meaning(frozenset({"code"}), "error_code", _ERRORS),
    _Meaning(words("paragraph sentence reason title"), "error_message", _ERRORS),
)


def _kind_of_thing(heads: Tokens, siblings: Collection[str], *, has_role: bool) -> str:
    for head in heads:
        for things, kind in _NAMES:
            if head in things:
                return kind
    return "full_name" if not has_role and _ABOUT_PEOPLE & {*siblings} else "title"


def head_of(tokens: Tokens) -> str:
    """The noun that a name is about, in the singular: `user` of `UserListResponse`."""
    nouns = [word for word in tokens if word not in _NO_NOUNS and not word.isdigit()]
    return singular(nouns[-1]) if nouns else ""

"""Split the name of a field or of a schema into words: `billingAddress_cityName` has four."""

from __future__ import annotations

import re
from functools import lru_cache

from mockwright.mock_server.values.plausible.vocabulary import word_list, words

Tokens = tuple[str, ...]

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
# The `s` of a plural abbreviation: `userIDs`, `imageURLs`.
_PLURAL_ABBREVIATION = re.compile(r"([A-Z]{2,})s\b")
_COMPOUND_WORDS = """
first name,last name,full name,middle name,sur name,nick name,display name,given name,family name,
zip code,post code,postal code,phone number,file name,file path,host name,domain name,time stamp,
time zone,created at,updated at,deleted at,birth date,birth day,e mail,street address,ip address,
mac address,mime type,content type,web site,home page,country code,currency code,user agent,
unit price,total count,per page,page size,start date,end date,due date,order id,user id,customer id,
job title,last 4,sub total,date time,account id,product id,address line
"""
_COMPOUNDS = {
    phrase.replace(" ", "").strip(): word_list(phrase) for phrase in _COMPOUND_WORDS.split(",")
}
_ALIASES = {"colour": "color", "organisation": "organization", "licence": "license"}
_NOT_PLURAL = words(
    """
    status address access progress business process success class is has this always
    previous bonus canvas radius series species https dns aws gps sms css lens campus
    analysis basis alias iss news bus gas plus less ss os js ts us focus corpus virus census
    versus axis pos
    """
)
_IRREGULAR = {
    "people": "person",
    "children": "child",
    "data": "data",
    "media": "media",
    "addresses": "address",
    "statuses": "status",
    "companies": "company",
}


@lru_cache(maxsize=8192)
def split_name(name: str) -> Tokens:
    """The words of a name in lower case; compounds such as `zipcode` are split too."""
    plain = _PLURAL_ABBREVIATION.sub(r"\1S", name)
    words: list[str] = []
    for word in _WORD.findall(plain):
        folded = word.lower()
        known = _COMPOUNDS.get(folded) or _COMPOUNDS.get(folded.removesuffix("s"))
        words += known or (_ALIASES.get(folded, folded),)
    return tuple(words)


def singular(word: str) -> str:
    """The singular of an English word: `cities` is `city`, `status` stays."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _NOT_PLURAL or not word.endswith("s") or len(word) < len("ids"):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word if word.endswith("ss") else word[:-1]


def singular_name(tokens: Tokens) -> Tokens:
    """The words with the last one in the singular, as items of a list have it."""
    return (*tokens[:-1], singular(tokens[-1])) if tokens else tokens


def same_name(name: str) -> str:
    """A text that is equal for names that differ in case and separators only."""
    return "".join(split_name(name)) or name

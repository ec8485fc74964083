"""First names of fake profiles: from Faker's reviewed lists to the package's tables.

    pip install Faker==40.54.0
    python -m tests.tools.fake_names

Only this tool needs Faker: the tables are kept in the repository, and nothing reads it at run time.
Other names require another version of the data (`mockwright.mock_server.people.DATA_VERSION`).
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path

REVIEW = Path(__file__).with_name("reviewed_names.json")
NAMES = Path(__file__).parents[2] / "mock_server/mockwright/mock_server/people" / "names"
MOST = 90
GENDERS = {"women": "first_names_female", "men": "first_names_male"}
FIRST_WOMAN_OF_LITHUANIA = "Eleonora"

Review = Mapping[str, str]


def read_faker(locale: str, gender: str) -> list[str]:
    """Faker's names of a locale, the most frequent ones first if their frequency is known."""
    provider = import_module(f"faker.providers.person.{locale}").Provider
    if locale == "lt_LT":
        names = list(provider.first_names)
        middle = names.index(FIRST_WOMAN_OF_LITHUANIA)
        return names[middle:] if gender == "women" else names[:middle]
    names = getattr(provider, GENDERS[gender])
    if isinstance(names, Mapping):
        return sorted(names, key=lambda name: -names[name])
    return list(names)


def clean(names: Iterable[str]) -> list[str]:
    """Normalized names without duplicates; the review writes a space within a name as `_`."""
    trimmed = (unicodedata.normalize("NFC", name).strip().replace(" ", "_") for name in names)
    return [name for name in dict.fromkeys(trimmed) if name]


def choose(review: Review, gender: str, others: Iterable[str]) -> list[str]:
    """At most 90 of the accepted names, without those of the other gender."""
    names = clean(read_faker(review["locale"], gender))
    kept = clean(review.get(f"keep_{gender}", "").split())
    if "by_hand" in review:
        names = kept
    elif kept:
        names = [name for name in names if name in kept]
    dropped = {*review.get("drop", "").split(), *others}
    blanks = review.get("keep_spaces", "").split()
    names = [n for n in names if n not in dropped and ("_" not in n or n in blanks)]
    names = clean([*_spread(names), *review.get(f"add_{gender}", "").split()])
    return [name.replace("_", " ") for name in names]


def _spread(names: list[str]) -> list[str]:
    """At most 90 names, evenly spread over an alphabetical list."""
    if len(names) <= MOST:
        return names
    first = names[:20]
    if first not in (sorted(first), sorted(first, key=_letters)):
        return names[:MOST]
    return [names[position * len(names) // MOST] for position in range(MOST)]


def _letters(name: str) -> str:
    return unicodedata.normalize("NFD", name)[:1]


def main() -> None:
    """Write the table of every language."""
    module = import_module("faker")
    for language, review in json.loads(REVIEW.read_text(encoding="utf-8")).items():
        if "same" in review:
            continue
        both = [clean(read_faker(review["locale"], gender)) for gender in GENDERS]
        shared = set(both[0]) & set(both[1])
        table = {
            "source": f"Faker {module.VERSION}, {review['locale']}",
            "note": review.get("note", ""),
            **{gender: choose(review, gender, shared) for gender in GENDERS},
        }
        text = json.dumps(table, ensure_ascii=False, indent=1)
        (NAMES / f"{language}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Values about people, and texts that name them."""

from __future__ import annotations

from collections.abc import Mapping

from mockwright.mock_server.values.plausible.makers import (
    Candidates,
    Maker,
    Wanted,
    of_scene,
    of_stream,
    picked,
)
from mockwright.mock_server.values.plausible.scene import Scene, fill_pattern

ADULT, OLDEST = 18, 80
_THIS_YEAR = 2025
_DAYS = 28
_PET_YEARS = 12


def _first_name(scene: Scene, role: str) -> Candidates:
    return (scene.person(role).first,)


def _last_name(scene: Scene, role: str) -> Candidates:
    return (scene.person(role).last,)


def _full_name(scene: Scene, role: str) -> Candidates:
    person = scene.person(role)
    return (person.full, f"{person.first[:1]}. {person.last}", person.first)


def _email(scene: Scene, role: str) -> Candidates:
    name = scene.person(role).username
    return (f"{name}@example.org", f"{name}@example.com", f"{name[:8].rstrip('.')}@example.org")


def _username(scene: Scene, role: str) -> Candidates:
    name = scene.person(role).username
    plain = name.replace(".", "")
    return (name, plain, plain[:12], plain[:8], plain.rstrip("0123456789"))


def _phone(scene: Scene, wanted: Wanted) -> Candidates:
    """A number that a regulator keeps free for fiction."""
    stream = scene.stream("phone", wanted.role)
    locale = scene.country_locale(wanted.role)
    text = fill_pattern(stream.pick(locale.phones), stream)
    digits = "".join(character for character in text if character.isdigit())
    if wanted.type == "integer":
        return (int(digits),)
    if wanted.type != "string":
        return ()
    calling = locale.country.calling_code.lstrip("+")
    national = digits.removeprefix(calling)
    trunk = national if calling == "1" else f"0{national}"
    dashed = f"{national[:3]}-{national[3:6]}-{national[6:]}"
    return (text, f"+{digits}", dashed, trunk, digits, f"({national[:3]}) {dashed[4:]}")


def _gender(scene: Scene, role: str) -> Candidates:
    words = ("female", "male") if scene.person(role).is_woman else ("male", "female")
    return (words[0], words[0][:1].upper(), words[0].upper(), words[0].title(), words[0][:1])


def _birth_date(scene: Scene, wanted: Wanted) -> Candidates:
    return _date_in(scene.person("").birth_year, scene, wanted)


def _pet_birth_date(scene: Scene, wanted: Wanted) -> Candidates:
    return _date_in(_pet_year(scene), scene, wanted)


def _pet_age(scene: Scene, wanted: Wanted) -> Candidates:
    is_number = wanted.type in {"integer", "number"}
    return (_THIS_YEAR - _pet_year(scene), 1) if is_number else ()


def _pet_year(scene: Scene) -> int:
    return _THIS_YEAR - scene.stream("pet").between(1, _PET_YEARS)


def _date_in(year: int, scene: Scene, wanted: Wanted) -> Candidates:
    if wanted.type != "string":
        return ()
    stream = scene.stream("birth")
    date = f"{year}-{stream.between(1, 12):02}-{stream.between(1, _DAYS):02}"
    return (f"{date}T00:00:00Z", date) if wanted.format == "date-time" else (date,)


def _age(scene: Scene, wanted: Wanted) -> Candidates:
    """An age that agrees with the date of birth."""
    if wanted.type not in {"integer", "number"}:
        return ()
    stream = scene.stream("age", wanted.role)
    usual = min(OLDEST, _THIS_YEAR - scene.person("").birth_year)
    return (max(ADULT, usual), stream.between(ADULT, OLDEST), ADULT, OLDEST)


def _job(scene: Scene, _role: str) -> Candidates:
    stream = scene.stream("job", _role)
    return (stream.pick(scene.locale.jobs), *(stream.pick(scene.locale.jobs) for _ in range(3)))


MAKERS: Mapping[str, Maker] = {
    "first_name": of_scene(_first_name),
    "last_name": of_scene(_last_name),
    "full_name": of_scene(_full_name),
    "email": of_scene(_email),
    "username": of_scene(_username),
    "phone": _phone,
    "gender": of_scene(_gender),
    "birth_date": _birth_date,
    "age": _age,
    "pet_birth_date": _pet_birth_date,
    "pet_age": _pet_age,
    "job": of_scene(_job),
    "department": picked("Sales", "Engineering", "Support", "Finance", "Marketing", "Operations"),
    "pet_name": of_stream(
        lambda stream: (stream.pick(("Bella", "Charlie", "Luna", "Max", "Milo", "Nala", "Oscar")),)
    ),
}

"""Generate the children and pets of a person."""

from __future__ import annotations

import mockwright.mock_server.people.distributions as usual
from mockwright.mock_server.people.person import Person, Profile
from mockwright.mock_server.people.random_stream import BITS


def fake_children(person: Person) -> list[Profile]:
    """The children, oldest first, with different first names of the language."""
    stream, often, genders = person.stream, usual.PART_OF_CHILD, usual.OF_CHILDREN
    children: list[Profile] = []
    taken = set()
    for age in person.childrens_ages:
        child: Profile = {}
        gender = genders[next(stream) * len(genders) >> BITS]
        both = person.community.tables.names
        names = both.women if gender == "WOMAN" else both.men
        name = names[next(stream) * len(names) >> BITS]
        if name not in taken and next(stream) < often:
            child["name"] = name
            taken.add(name)
        if next(stream) < often:
            child["gender"] = gender
        child["age"] = age
        children.append(child)
    return children


def fake_pets(person: Person) -> list[Profile]:
    """The pets, usually one or none, with different names."""
    stream, often = person.stream, usual.PART_OF_PET
    kinds, names = person.community.tables.pets, person.community.tables.pet_names
    first = next(stream) * len(names) >> BITS
    pets = []
    for position in range(usual.PETS[next(stream) * len(usual.PETS) >> BITS]):
        kind = kinds[next(stream) * len(kinds) >> BITS]
        name, sex = names[(first + position) % len(names)]
        pet: Profile = {"name": name}
        if next(stream) < often:
            either = "MALE" if next(stream) & 1 else "FEMALE"
            pet["sex"] = sex or either
        if next(stream) < often:
            pet["age"] = next(stream) * kind.years >> BITS
        if kind.breeds and next(stream) < often:
            pet["breed"] = kind.breeds[next(stream) * len(kind.breeds) >> BITS]
        pet["type"] = kind.type
        pets.append(pet)
    return pets

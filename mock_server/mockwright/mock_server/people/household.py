"""Generate the children and pets of a person."""

from __future__ import annotations

import mockwright.mock_server.people.distributions as usual
from mockwright.mock_server.people.draws import BITS
from mockwright.mock_server.people.person import Person, Profile


def fake_children(person: Person) -> list[Profile]:
    """The children, oldest first, with different first names of the language."""
    draws, often, genders = person.draws, usual.PART_OF_CHILD, usual.OF_CHILDREN
    children: list[Profile] = []
    taken = set()
    for age in person.childrens_ages:
        child: Profile = {}
        gender = genders[next(draws) * len(genders) >> BITS]
        both = person.community.tables.names
        names = both.women if gender == "WOMAN" else both.men
        name = names[next(draws) * len(names) >> BITS]
        if name not in taken and next(draws) < often:
            child["name"] = name
            taken.add(name)
        if next(draws) < often:
            child["gender"] = gender
        child["age"] = age
        children.append(child)
    return children


def fake_pets(person: Person) -> list[Profile]:
    """The pets, usually one or none, with different names."""
    draws, often = person.draws, usual.PART_OF_PET
    kinds, names = person.community.tables.pets, person.community.tables.pet_names
    first = next(draws) * len(names) >> BITS
    pets = []
    for position in range(usual.PETS[next(draws) * len(usual.PETS) >> BITS]):
        kind = kinds[next(draws) * len(kinds) >> BITS]
        pet: Profile = {"name": names[(first + position) % len(names)]}
        if next(draws) < often:
            pet["sex"] = "MALE" if next(draws) & 1 else "FEMALE"
        if next(draws) < often:
            pet["age"] = next(draws) * kind.years >> BITS
        if kind.breeds and next(draws) < often:
            pet["breed"] = kind.breeds[next(draws) * len(kind.breeds) >> BITS]
        pet["type"] = kind.type
        pets.append(pet)
    return pets

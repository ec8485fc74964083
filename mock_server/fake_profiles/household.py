"""The household: the children and the pets of a person, each with what is known of them."""

from __future__ import annotations

import mock_server.fake_profiles.distributions as usual
from mock_server.fake_profiles.draws import below, pick
from mock_server.fake_profiles.person import Person, Profile


def fake_children(person: Person) -> list[Profile]:
    """The children, the oldest first, with first names of the language and no name twice."""
    draw, often = person.draw, usual.PART_OF_CHILD
    children, taken = [], set()
    for age in person.childrens_ages:
        child: Profile = {}
        gender = pick(draw, usual.OF_CHILDREN)
        names = person.tables.names
        name = pick(draw, names.women if gender == "WOMAN" else names.men)
        if name not in taken and draw() < often:
            child["name"] = name
            taken.add(name)
        if draw() < often:
            child["gender"] = gender
        child["age"] = age
        children.append(child)
    return children


def fake_pets(person: Person) -> list[Profile]:
    """The pets, mostly one or none, with different names."""
    draw, often = person.draw, usual.PART_OF_PET
    tables = person.tables
    first = below(draw, len(tables.pet_names))
    pets = []
    for position in range(pick(draw, usual.PETS)):
        kind = pick(draw, tables.pets)
        pet: Profile = {"name": tables.pet_names[(first + position) % len(tables.pet_names)]}
        if draw() < often:
            pet["sex"] = "MALE" if draw() & 1 else "FEMALE"
        if draw() < often:
            pet["age"] = below(draw, kind.years)
        if kind.breeds and draw() < often:
            pet["breed"] = pick(draw, kind.breeds)
        pet["type"] = kind.type
        pets.append(pet)
    return pets

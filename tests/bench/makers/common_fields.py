"""The fields that every maker fills, with their frequencies, as `mockwright profiles` has them."""

from __future__ import annotations

from mockwright.mock_server.people import contract
from mockwright.mock_server.people import distributions as usual
from mockwright.mock_server.people.random_stream import RANGE

INTERESTS, PERSONALITIES = contract.INTERESTS, contract.PERSONALITIES
SHARES = {name: percent / 100 for name, percent in usual.PRESENCE["user"].items()}
GENDERS = tuple(sorted(set(usual.GENDERS)))
FEATURES = {
    "ethnicity": tuple(sorted(set(usual.ETHNICITIES[""]))),
    "eyesColor": tuple(sorted(set(usual.EYES["southern"]))),
    "hairColor": tuple(sorted(set(usual.HAIR["southern"]))),
    "hairLength": tuple(sorted(set(usual.HAIR_LENGTHS["women"]))),
    "maritalStatus": tuple(sorted(set(usual.MARITAL[1][1]))),
    "sexualOrientation": tuple(sorted(set(usual.ORIENTATIONS["women"]))),
    "wantsChildren": ("YES", "NO", "MAYBE"),
    "livingWith": ("ALONE", "KIDS", "PARENTS", "PARTNER"),
    "unitSystem": ("METRIC", "IMPERIAL"),
}
EMPTY_LISTS = usual.EMPTY_LIST / RANGE
LOOKED_FOR = (["MAN"], ["WOMAN"], ["MAN", "WOMAN"])
ANIMALS = ("Chien", "Chat", "Lapin", "Hamster")
BREEDS = ("Berger allemand", "Labrador", "Européen", "Siamois", "Bélier nain")
PETS, CHILDREN = usual.PETS, usual.CHILDREN[3][1]
MOST_INTERESTS = usual.MOST_INTERESTS
MOST_PICTURES = {
    "pictures": usual.MOST_PICTURES,
    "privatePictures": usual.MOST_PRIVATE_PICTURES,
}
FOLDER = "https://example.org/pictures"

"""The distributions behind fake profiles. Shares are percentages."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from mockwright.mock_server.people.random_stream import RANGE
from mockwright.mock_server.people.tables import repeat

Weights = Mapping[str, int]


def share(percent: int) -> int:
    """Convert a percentage to a share of all draws of sixteen bits."""
    return percent * RANGE // 100


def _table(**weights: int) -> tuple[str, ...]:
    return repeat(weights.items())


# The share of profiles with each field, for users and for personas, which are more detailed.
PRESENCE: Mapping[str, Mapping[str, int]] = {
    "user": {
        "gender": 95, "version": 85, "firstName": 90, "nickname": 50, "description": 60,
        "birthdate": 92, "countryCode": 92, "city": 88, "postalCode": 60, "timeZone": 85,
        "features": 88, "personality": 30, "mainPictureUrl": 70, "pictures": 50,
        "privatePictures": 15, "expiresAt": 60, "children": 70, "pets": 60,
        "feature": 65, "null": 5,
    },
    "persona": {
        "gender": 99, "version": 95, "firstName": 96, "nickname": 60, "description": 90,
        "birthdate": 98, "countryCode": 97, "city": 96, "postalCode": 70, "timeZone": 100,
        "features": 97, "personality": 95, "mainPictureUrl": 95, "pictures": 80,
        "privatePictures": 40, "expiresAt": 75, "children": 80, "pets": 75,
        "feature": 85, "null": 3,
    },
}  # fmt: skip

FEMININE = frozenset({"WOMAN", "TRANS_WOMAN", "TRANSFEMININE"})
CISGENDER = frozenset({"WOMAN", "MAN"})
GENDERS = _table(WOMAN=48, MAN=48, TRANS_WOMAN=1, TRANSFEMININE=1, TRANS_MAN=1, TRANSMASCULINE=1)
OF_CHILDREN = _table(WOMAN=1, MAN=1)

# Age: first year, last year, share. Within a row, every year is equally likely.
AGES = ((18, 24, 18), (25, 34, 30), (35, 44, 23), (45, 54, 15), (55, 64, 9), (65, 80, 5))

# Height in cm: the mean by gender, the difference for a language, and the individual deviation;
# three dice of 13 sides make a bell of 37 values whose standard deviation is 6.5 cm.
HEIGHT = {"WOMAN": 166, "MAN": 179, "TRANS_WOMAN": 174, "TRANSFEMININE": 174,
          "TRANS_MAN": 168, "TRANSMASCULINE": 168}  # fmt: skip
TALLER = {"NL": 4, "LV_LV": 3, "LT_LT": 2, "DA_DK": 2, "HR_HR": 2, "SL_SI": 2, "SK_SK": 1,
          "CS_CZ": 1, "SV_SE": 1, "NB_NO": 1, "NN_NO": 1, "FI_FI": 1, "ES": -3, "IT": -3,
          "PT_PT": -4, "PT_BR": -4, "TR_TR": -4, "HE": -2, "RO": -2, "BG": -2, "JA": -7,
          "ES_LATAM": -7, "ZU_ZA": -8, "EN": -2}  # fmt: skip
TALLER_BY = tuple(sum(dice) for dice in product(range(-6, 7), repeat=3))
# Body mass index in tenths: the lowest, plus two dice of 50 sides, plus 0.75 a year after 18.
LEANEST = 186
HEAVIER_BY = tuple(sum(dice) for dice in product(range(50), repeat=2))
MASS_STOPS_AT = 58
WHOLE_KILOGRAMS = share(75)
IMPERIAL: Mapping[str, int] = {"EN": share(96), "EN_GB": share(12), "EN_IE": share(8)}

ETHNICITIES: Mapping[str, tuple[str, ...]] = {
    "": _table(
        CAUCASIAN=84,
        MEDITERRANEAN=4,
        BLACK=3,
        MIDDLE_EAST=2,
        ASIAN=1,
        INDIAN=1,
        OTHER=2,
        UNCERTAIN=3,
    ),
    "EN": _table(
        CAUCASIAN=64,
        BLACK=15,
        HISPANIC_LATINO=8,
        ASIAN=4,
        INDIAN=2,
        MIDDLE_EAST=1,
        OTHER=3,
        UNCERTAIN=3,
    ),
    "IT": _table(
        CAUCASIAN=44, MEDITERRANEAN=48, BLACK=2, HISPANIC_LATINO=1, ASIAN=1, OTHER=1, UNCERTAIN=3
    ),
    "ES_LATAM": _table(HISPANIC_LATINO=83, CAUCASIAN=8, BLACK=4, ASIAN=1, OTHER=1, UNCERTAIN=3),
    "PT_BR": _table(CAUCASIAN=38, HISPANIC_LATINO=27, BLACK=22, ASIAN=1, OTHER=8, UNCERTAIN=4),
    "HE": _table(CAUCASIAN=35, MIDDLE_EAST=34, MEDITERRANEAN=24, BLACK=2, UNCERTAIN=5),
    "TR_TR": _table(MEDITERRANEAN=49, CAUCASIAN=30, MIDDLE_EAST=16, ASIAN=1, UNCERTAIN=4),
    "JA": _table(ASIAN=96, CAUCASIAN=1, OTHER=1, UNCERTAIN=2),
    "ZU_ZA": _table(BLACK=95, INDIAN=1, CAUCASIAN=1, OTHER=1, UNCERTAIN=2),
    "AF_ZA": _table(CAUCASIAN=61, OTHER=32, BLACK=3, INDIAN=1, UNCERTAIN=3),
}
MEDITERRANEAN_LANGUAGES = frozenset({"ES", "PT_PT", "EL_GR"})

# Complexions, by ethnicity; `fair` means paler skin in the north and darker skin in the south.
DARK = frozenset({"ASIAN", "BLACK", "HISPANIC_LATINO", "INDIAN", "MIDDLE_EAST"})
NORTHERN = frozenset(
    {"SV_SE", "DA_DK", "NB_NO", "NN_NO", "FI_FI", "NL", "NL_BE", "DE", "DE_CH", "DE_AT", "PL_PL",
     "LT_LT", "LV_LV", "EN_GB", "EN_IE", "GA_IE", "EN_AU", "EN", "AF_ZA", "CS_CZ"}
)  # fmt: skip
EYES = {
    "dark": _table(BROWN=80, BLACK=19, OTHER=1),
    "southern": _table(BROWN=62, GREEN=14, BLUE=10, GREEN_BLUE=6, BLACK=4, GREY=2, UNKNOWN=2),
    "northern": _table(BLUE=36, BROWN=24, GREEN=12, BLUE_GREY=12, GREEN_BLUE=8, GREY=6, UNKNOWN=2),
}
HAIR = {
    "dark": _table(BLACK=71, BROWN=26, OTHER=2, UNKNOWN=1),
    "southern": _table(BROWN=62, BLACK=22, DARK_BLOND=9, BLOND=3, RED=2, OTHER=1, UNKNOWN=1),
    "northern": _table(BROWN=38, DARK_BLOND=30, BLOND=21, RED=5, BLACK=4, OTHER=1, UNKNOWN=1),
}
GREY_FROM, GREY_A_YEAR = 45, share(3)
GREYS = _table(GREY=3, WHITE=1)
HAIR_LENGTHS = {
    "women": _table(LONG=36, HALF_LONG=32, AVERAGE=12, SHORT=13, VERY_LONG=5, VERY_SHORT=2),
    "men": _table(SHORT=52, VERY_SHORT=20, AVERAGE=14, BALD=8, HALF_LONG=4, LONG=2),
}

# Family, by age: the first row whose age limit is above the person's age.
MARITAL = (
    (25, _table(SINGLE=78, IN_RELATIONSHIP=21, MARRIED=1)),
    (35, _table(SINGLE=58, IN_RELATIONSHIP=22, MARRIED=12, SEPARATED=5, DIVORCED=3)),
    (50, _table(SINGLE=36, DIVORCED=22, MARRIED=19, SEPARATED=12, IN_RELATIONSHIP=10, WIDOW=1)),
    (65, _table(DIVORCED=36, SINGLE=22, MARRIED=21, SEPARATED=9, WIDOW=6, IN_RELATIONSHIP=6)),
    (999, _table(WIDOW=36, DIVORCED=28, MARRIED=20, SINGLE=12, SEPARATED=4)),
)
CHILDREN = (
    (21, (0,)),
    (25, (0,) * 93 + (1,) * 7),
    (30, (0,) * 78 + (1,) * 16 + (2,) * 6),
    (36, (0,) * 56 + (1,) * 22 + (2,) * 18 + (3,) * 4),
    (999, (0,) * 30 + (1,) * 24 + (2,) * 32 + (3,) * 11 + (4,) * 3),
)
SINGLE_PARENTS_UNTIL, SINGLE_PARENTS = 36, share(30)  # of those likely to have children
FIRST_CHILD_AT, FIRST_CHILD_BY, LAST_CHILD_BY = 19, 36, 45
YEARS_BETWEEN_CHILDREN = (1, 2, 2, 2, 3, 3, 4, 5)
AT_HOME_UNTIL = 20
KIDS_AT_HOME = share(75)
LIVES_WITH_PARTNER = {"MARRIED": share(100), "IN_RELATIONSHIP": share(40)}
WITH_PARENTS_UNTIL, WITH_PARENTS = 28, share(40)
SHARES_UNTIL, SHARES = 36, share(25)
WANTS_CHILDREN = (
    (40, _table(YES=42, MAYBE=33, NO=25)),
    (50, _table(YES=12, MAYBE=20, NO=68)),
    (999, _table(NO=97, MAYBE=3)),
)

ORIENTATIONS = {
    "women": _table(HETEROSEXUAL=82, BISEXUAL=6, LESBIAN=4, PANSEXUAL=1, ASEXUAL=1, DEMISEXUAL=1,
                    QUEER=1, QUESTIONING=1, AROMANTIC=1, OMNISEXUAL=1, OTHER=1),
    "men": _table(HETEROSEXUAL=83, BISEXUAL=4, GAY=5, PANSEXUAL=1, ASEXUAL=1, DEMISEXUAL=1,
                  QUEER=1, QUESTIONING=1, AROMANTIC=1, OMNISEXUAL=1, OTHER=1),
}  # fmt: skip
LOOKS_FOR_WOMEN, LOOKS_FOR_MEN, LOOKS_FOR_BOTH = ("WOMAN",), ("MAN",), ("MAN", "WOMAN")
SURGERY = _table(PREFER_NOT_TO_SAY=80, UNKNOWN=14, NON_OP=3, PRE_OP=1, POST_OP=2)

STUDENT_UNTIL, STUDENT = 24, share(55)
STUDIED_FROM = 24
RETIRED_FROM, RETIRED = 66, share(80)
MOST_INTERESTS = 7

PETS = (0,) * 45 + (1,) * 38 + (2,) * 13 + (3,) * 4
MOST_PICTURES, MOST_PRIVATE_PICTURES = 5, 3
EMPTY_LIST = share(20)
PART_OF_CHILD, PART_OF_PET = share(88), share(82)
BIRTH_YEAR_IN_NICKNAME = share(50)
# From 30 on, a number is neither the age of a minor nor, as a year, that of a child.
LEAST_IN_NICKNAME, NUMBERS_IN_NICKNAME = 30, 70

# The stored profile was last changed at most a year before the reference date, and expires at most
# a year after it.
CHANGED_WITHIN, EXPIRES_WITHIN = 365, 365

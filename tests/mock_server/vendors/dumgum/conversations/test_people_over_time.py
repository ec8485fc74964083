"""Random sequences of profile changes: the profile that applies, minors, and extra costs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.mock_server.vendors.dumgum.conversations.machine import PAIRS, Machine, examples, pairs
from tests.mock_server.vendors.dumgum.conversations.model import PRICES, write
from tests.mock_server.vendors.dumgum.conversations.saying import SECOND, START, person

pytestmark = pytest.mark.slow

MINOR, ADULT = "2012-03-04", "1990-05-14"
WEEKS_BORN = ["2007-12-31", "2008-01-01", "2008-01-08"]
HOUR = 3600 * SECOND

# A stop of zero seconds with another cost shows a detected minor without silencing the user.
GUARDRAILS = {"underageDetectionOptionSet": {"banDurations": [0], "answer": False}}
pictures = st.sampled_from([f"https://example.org/pictures/{number}.jpg" for number in range(9)])
births = st.sampled_from([ADULT, ADULT, ADULT, MINOR, *WEEKS_BORN])
expiries = st.sampled_from([0, HOUR, 21 * 24 * HOUR]).map(lambda passed: write(START + passed))
profiles = st.fixed_dictionaries(
    {"birthdate": births, "version": st.sampled_from(["1", "2"])},
    optional={"mainPictureUrl": pictures, "expiresAt": expiries},
)
profiles_without_version = st.fixed_dictionaries(
    {}, optional={"birthdate": births, "mainPictureUrl": pictures}
)
vision = st.fixed_dictionaries(
    {},
    optional={
        "userProfilePictureAnalysis": st.just(value=True),
        "personaProfilePictureAnalysis": st.just(value=True),
        "sharedPicturesAnalysis": st.just(value=True),
    },
)
wishes = st.fixed_dictionaries(
    {
        "chatModel": st.sampled_from([*PRICES, "chat-2-pro", "chat-2-smart"]),
        "vision": vision,
        "generatePersonality": st.booleans(),
        "guardrails": st.just(GUARDRAILS),
    }
)


class PeopleOverTime(Machine):
    """People whose profiles change and expire, with pictures that are analysed."""

    @rule(pair=pairs, parameters=wishes, shared=st.lists(pictures, max_size=2))
    def say(self, pair: Any, parameters: Any, shared: list[str]) -> None:
        """The user sends a message with pictures."""
        self.happens(pair, f"Number {self.number}.", parameters, pictureUrls=shared)

    @rule(
        pair=pairs,
        is_user=st.booleans(),
        fields=profiles | profiles_without_version,
        parameters=wishes,
    )
    def change(self, pair: Any, fields: Any, parameters: Any, *, is_user: bool) -> None:
        """Send another profile of one of the two people from now on."""
        name = pair[0 if is_user else 1]
        self.people[name] = person(name, **fields)
        self.happens(pair, f"Number {self.number}.", parameters)

    @rule(
        pair=st.sampled_from(PAIRS),
        is_user=st.booleans(),
        fields=profiles,
        parameters=wishes,
        offset=st.sampled_from([-1, 0]),
    )
    def change_about_expiry(
        self, pair: Any, fields: Any, parameters: Any, offset: int, *, is_user: bool
    ) -> None:
        """Send another profile within a millisecond of the expiry of the stored one."""
        name = pair[0 if is_user else 1]
        kept = self.world["people"].get(name)
        if kept is not None:
            self.move(pair, kept["until"] + offset)
            fields = {**fields, "version": kept["profile"].get("version", "1")}
        self.people[name] = person(name, **fields)
        self.happens(pair, f"Number {self.number}.", parameters)


TestPeopleOverTime = PeopleOverTime.TestCase
TestPeopleOverTime.settings = examples(70)

"""The profile webhook: stored profiles in the documented form, and generated people."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockwright.mock_server.people import LANGUAGES, fake_profile
from mockwright.mock_server.state.protocol import Key
from mockwright.mock_server.timestamps import START
from mockwright.mock_server.vendors.dumgum.profiles.features import add_webhook_features
from mockwright.mock_server.vendors.dumgum.profiles.versions import is_minor
from mockwright.mock_server.vendors.dumgum.profiles.webhook import choose_language
from mockwright.mock_server.wsgi import Mockwright
from mockwright.openapi.json_text import encode_json
from tests.mock_server.asking import Reply, ask, journal, serve

KEY = {"authorization": "Bearer any-key"}
REPLY = "POST /cs/v1/content_creation/conversations/generate"
SUGGESTION = "POST /cs/v1/content_creation/suggestion"
PERSONA = {"id": "persona-1", "firstName": "Marie", "timeZone": "Europe/Paris"}
LISTS = {"sports", "musicGenres"}
UNFIT = "Left out, because its value breaks the contract of the webhook."
ONLY_HERE: dict[str, list[Any]] = {
    "working": [None],
    "sports": [[], ["SOCCER"]],
    "musicGenres": [[], ["POP"]],
    "education": ["NO_EDUCATION"],
    "religion": ["NO_RELIGION"],
    "smoking": ["NEVER"],
    "bodyShape": ["SLIM"],
}
MANY = range(400)


def fetch(profile_id: str, app: Mockwright | None = None, **settings: object) -> Reply:
    """The webhook's answer for an id."""
    target = f"GET /webhooks/profile?profileId={profile_id}"
    return ask(app or serve(**settings), target, KEY)


def profile_of(profile_id: str, app: Mockwright | None = None) -> dict[str, Any]:
    """The profile of an id."""
    reply = fetch(profile_id, app)
    assert reply.status == 200
    profile: dict[str, Any] = reply.value["profile"]
    return profile


def send(app: Mockwright, target: str = REPLY, **user: Any) -> Reply:
    """A request with a user."""
    body = {"userProfile": {"id": "user-1", "firstName": "Alex", **user}, "language": "EN"}
    return ask(app, target, KEY, {**body, "personaProfile": PERSONA})


def test_fake_is_the_one_of_profiles() -> None:
    """The webhook generates the profile of `mockwright profiles`, with additional features."""
    shown = profile_of("user-20")
    shown["features"] = {k: v for k, v in shown["features"].items() if k not in ONLY_HERE}
    assert shown == fake_profile(0, 20, LANGUAGES[20], "user")


def test_personas_are_made_as_personas() -> None:
    """An id that starts with `persona-` gets a persona's profile."""
    app = serve()
    assert all("timeZone" in profile_of(f"persona-{number}", app) for number in range(50))
    assert not all("timeZone" in profile_of(f"user-{number}", app) for number in range(50))


@pytest.mark.parametrize(
    ("profile_id", "number"),
    [("user-0", 0), ("user-40", 1), ("persona-38", 38), ("user-" + "9" * 18, (10**18 - 1) % 39)],
)
def test_numbered_ids_take_the_languages_in_turn(profile_id: str, number: int) -> None:
    """A numbered id has the same language as that number of `mockwright profiles`."""
    assert {choose_language(profile_id, seed) for seed in range(5)} == {LANGUAGES[number]}


@pytest.mark.parametrize(
    "profile_id", ["user-01", "user-", "User-1", "user-1 ", "user-" + "9" * 5000, "user-٣", "x"]
)
def test_other_ids_draw_their_language(profile_id: str) -> None:
    """The language of another id depends on the seed, and every language occurs."""
    drawn = [choose_language(profile_id, seed) for seed in MANY]
    assert drawn == [choose_language(profile_id, seed) for seed in MANY]
    assert {*drawn} == {*LANGUAGES}


def test_same_id_has_the_same_bytes() -> None:
    """An id has one profile per seed, whatever was requested before."""
    app = serve()
    first = fetch("u-1", app).body
    send(app)
    assert (fetch("u-2", app).status, fetch("u-1", app).body) == (200, first)
    assert fetch("u-1").body == first
    assert fetch("u-1", seed=1).body != first


def test_fakes_are_adults_and_tell_what_only_the_webhook_has() -> None:
    """Generated people are adults, and the webhook's additional features have known values."""
    app = serve()
    people = [profile_of(f"u-{number}", app) for number in MANY]
    assert not any(is_minor(person, START) for person in people)
    assert max(person.get("birthdate", "") for person in people) > "2000"
    told: dict[str, list[Any]] = {name: [] for name in ONLY_HERE}
    for person in people:
        for name in told.keys() & person.get("features", {}).keys():
            if person["features"][name] not in told[name]:
                told[name].append(person["features"][name])
    assert {
        name: sorted(values, key=len) if name in LISTS else values for name, values in told.items()
    } == ONLY_HERE
    assert all(name in p["features"] for p in people if "features" in p for name in [*told][:3])


def test_webhook_features_fit_the_person() -> None:
    """Generated features of a person do not contradict each other."""
    app = serve()
    for number in MANY:
        features = profile_of(f"persona-{number}", app).get("features", {})
        interests = {*features.get("interests", ())}
        assert bool(features.get("sports")) == bool(interests & {"SPORTS", "FITNESS"})
        assert bool(features.get("musicGenres")) == bool(interests & {"MUSIC", "DANCING"})
        assert not ("education" in features and features.get("job"))
        if "height" in features and "weight" in features:
            factor = 703 if features.get("unitSystem") == "IMPERIAL" else 10_000
            index = features["weight"] * factor / features["height"] ** 2
            assert ("bodyShape" in features) == (index < 22)


def test_webhook_features_depend_on_the_seed() -> None:
    """The webhook's additional features are chosen by the seed."""
    known = {name: values[-1] for name, values in ONLY_HERE.items()}
    person: dict[str, Any] = {"id": "x", "features": {}}
    told = [add_webhook_features(person, seed, known)["features"] for seed in MANY]
    shares = [sum(name in one for one in told) / len(told) for name in ("education", "smoking")]
    assert all(0.4 < share < 0.7 for share in shares)
    assert told == [add_webhook_features(person, seed, known)["features"] for seed in MANY]


def test_nothing_is_added_where_there_are_no_features() -> None:
    """Some generated profiles have no features, and none are added to them."""
    app = serve()
    people = [profile_of(f"u-{number}", app) for number in MANY]
    assert 0 < sum("features" not in person for person in people) < len(people) / 4


@pytest.mark.parametrize("target", [REPLY, SUGGESTION])
def test_profile_of_a_request_is_served(target: str) -> None:
    """The webhook serves both profiles of an earlier request."""
    app = serve()
    assert send(app, target, nickname="alex", city="Lyon").status == 200
    assert profile_of("user-1", app) == {
        "id": "user-1",
        "firstName": "Alex",
        "nickname": "alex",
        "city": "Lyon",
    }
    assert profile_of("persona-1", app) == PERSONA


def test_tag_and_version_stay_until_the_profile_changes() -> None:
    """Tag and version stay the same until another version of the profile is sent."""
    app = serve()
    send(app, version="1")
    first = fetch("user-1", app)
    send(app, version="1")
    send(app, version="1", nickname="ignored, because the version is the same")
    assert (fetch("user-1", app).headers, fetch("user-1", app).body) == (first.headers, first.body)
    send(app, version="2")
    second = fetch("user-1", app)
    assert second.value["profile"]["version"] == "2"
    assert second.headers["etag"] != first.headers["etag"]


def test_stored_profile_is_served_after_it_has_expired() -> None:
    """The webhook serves a stored profile after its expiry."""
    app = serve()
    send(app, version="1", expiresAt="2025-01-02T00:00:00Z")
    assert profile_of("user-1", app)["expiresAt"] == "2025-01-02T00:00:00Z"


def test_stored_minor_is_served() -> None:
    """The webhook serves a stored minor's profile unchanged."""
    app = serve()
    send(app, birthdate="2015-01-01")
    assert profile_of("user-1", app)["birthdate"] == "2015-01-01"


def test_what_the_webhook_lacks_is_left_out_and_told() -> None:
    """Undocumented fields are omitted, and the journal names each of them."""
    app = serve()
    features = {"job": "Baker", "shoes": 42, "sports": ["SOCCER"], "working": {"since": 2001}}
    send(app, mood="good", features=features, pets=[{"name": "Rex", "wings": 0}])
    left = {"job": "Baker", "sports": ["SOCCER"], "working": {"since": 2001}}
    shown = profile_of("user-1", app)
    assert (shown["features"], shown["pets"], "mood" in shown) == (left, [{"name": "Rex"}], False)
    assert journal(app)[-1]["warnings"] == [
        {
            "code": "left-out",
            "pointer": f"#/profile/{place}",
            "message": "Left out, because the webhook documents no such field.",
        }
        for place in ("features/shoes", "mood", "pets/0/wings")
    ]


@pytest.mark.parametrize(
    "features",
    [
        {"sports": "SOCCER"},
        {"sports": ["SOCCER", 5], "musicGenres": [None] * 3000},
        {"education": None, "smoking": True, "religion": [], "bodyShape": 1},
    ],
)
def test_features_that_break_the_webhooks_contract_are_left_out(features: Any) -> None:
    """Features with invalid values are omitted, and the journal names each of them."""
    app = serve()
    assert send(app, features={"job": "Baker", **features}).status == 200
    assert profile_of("user-1", app)["features"] == {"job": "Baker"}
    noticed = journal(app)[-1]["warnings"]
    assert {(one["code"], one["message"]) for one in noticed} == {("left-out", UNFIT)}
    assert sorted(one["pointer"] for one in noticed) == [
        f"#/profile/features/{name}" for name in sorted(features)
    ]


def test_stored_profile_of_no_use_is_a_loud_failure() -> None:
    """A stored profile that is invalid gets a 500 instead of an invalid answer."""
    app = serve()
    record: dict[Key, bytes] = {("profile", "x"): encode_json([0, {"id": "x", "gender": 5}])}
    app.pipeline.world.state.restore(record)
    reply = fetch("x", app)
    assert reply.status == 500
    assert "Nothing was sent as if it were valid." in reply.value["detail"]


def test_id_is_the_one_that_is_asked_for() -> None:
    """The answer has the requested id, even if the stored profile has another one."""
    app = serve()
    app.pipeline.world.state.restore({("profile", "x"): b'[0,{"firstName":"A","id":"y"}]'})
    assert profile_of("x", app) == {"id": "x", "firstName": "A"}


@pytest.mark.parametrize("text", ["%C3%A9t%C3%A9", "a%2Fb", "%00", "%F0%9F%90%88", "+", "x" * 1000])
def test_any_id_has_a_profile(text: str) -> None:
    """Any non-empty text is the id of a generated profile."""
    shown = profile_of(text)
    assert shown["id"]
    assert json.dumps(shown) == json.dumps(profile_of(text))


def test_realtime_fakes_have_no_expiry() -> None:
    """With the wall clock generated profiles have no expiry."""
    app = serve(is_realtime=True)
    assert not any("expiresAt" in profile_of(f"u-{number}", app) for number in range(50))
    assert any("expiresAt" in profile_of(f"u-{number}") for number in range(5))


@pytest.mark.parametrize("is_stored", [False, True])
def test_unknown_profile_is_a_problem(*, is_stored: bool) -> None:
    """An id that matches `--unknown-profiles` gets a 404, stored or not."""
    app = serve(vendor_options={"unknown_profiles": ("user-*",)})
    if is_stored:
        send(app)
    reply = fetch("user-1", app)
    assert (reply.status, reply.headers["content-type"]) == (404, "application/problem+json")
    assert reply.value["detail"] == journal(app)[-1]["problem"]
    assert fetch("u-7", app).status == 200

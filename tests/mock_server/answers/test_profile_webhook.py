from __future__ import annotations

from tests.mock_server.asking import Reply, ask, journal, serve

KEY = {"authorization": "Bearer any-key"}


def fetch(profile_id: str, **settings: object) -> Reply:
    """What the webhook answers."""
    return ask(serve(**settings), f"GET /webhooks/profile?profileId={profile_id}", KEY)


def test_profile_has_the_id_that_is_asked_for() -> None:
    """The answer is a profile of the id in the query."""
    reply = fetch("user-7")
    assert (reply.status, reply.value["profile"]["id"]) == (200, "user-7")


def test_unknown_profile_is_a_problem() -> None:
    """An id that a pattern names is a 404, as a problem, and in the journal."""
    app = serve(unknown_profiles=("missing-*",))
    reply = ask(app, "GET /webhooks/profile?profileId=missing-7", KEY)
    assert (reply.status, reply.headers["content-type"]) == (404, "application/problem+json")
    assert reply.value["detail"] == journal(app)[0]["problem"]
    assert fetch("user-7", unknown_profiles=("missing-*",)).status == 200

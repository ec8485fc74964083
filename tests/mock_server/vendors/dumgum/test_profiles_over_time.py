"""Random sequences of operations on profiles: the mock behaves like a dictionary."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import mockwright.mock_server.app
from mockwright.mock_server.state.file import FileState
from mockwright.mock_server.wsgi import Mockwright
from tests.mock_server.asking import Reply, ask, serve

pytestmark = pytest.mark.slow

KEY = {"authorization": "Bearer any-key"}
SUGGESTION = "POST /cs/v1/content_creation/suggestion"
IDS = ("ann", "persona-bob", "c/d %é")
PERSONA = {"id": "persona-1", "firstName": "Marie", "timeZone": "Europe/Paris"}

ids = st.sampled_from(IDS)
versions = st.sampled_from(["", "1", "2"])
contents = st.sampled_from([{"firstName": "A"}, {"firstName": "B"}, {"nickname": "C", "pets": []}])

Profile = dict[str, Any]


class ProfilesMachine(RuleBasedStateMachine):
    """The mock with its state in a file, and a dictionary of the stored profiles."""

    app: Mockwright

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.stored: dict[str, Profile] = {}
        self.fakes: dict[str, Profile] = {}
        self.tags: dict[bytes, str] = {}
        self.taken: tuple[bytes, dict[str, Profile]] | None = None

    @initialize()
    def begin(self) -> None:
        """Open the file for the first time and read the generated profiles."""
        self.open()
        self.fakes = {profile_id: self.fetch(profile_id).value["profile"] for profile_id in IDS}

    def open(self) -> None:
        """Serve the state of the file."""
        state = FileState(Path(self.folder.name) / "state.db", is_durable=False)
        with patch.object(mockwright.mock_server.app, "open_state", return_value=state):
            self.app = serve()

    def close(self) -> None:
        """Close the state file."""
        state = self.app.pipeline.world.state
        assert isinstance(state, FileState)
        state.close()

    def teardown(self) -> None:
        """Close and delete the file."""
        if hasattr(self, "app"):
            self.close()
        self.folder.cleanup()

    def fetch(self, profile_id: str, condition: str = "") -> Reply:
        """What the webhook answers."""
        query = "".join(f"%{byte:02X}" for byte in profile_id.encode())
        headers = {**KEY, **({"if-none-match": condition} if condition else {})}
        return ask(self.app, f"GET /webhooks/profile?profileId={query}", headers)

    def held(self, profile_id: str) -> Profile:
        """The profile that the model has for an id."""
        return self.stored.get(profile_id, self.fakes[profile_id])

    @rule(profile_id=ids, version=versions, content=contents)
    def put(self, profile_id: str, version: str, content: Profile) -> None:
        """Put a profile; a changed profile with an old version gets a new one."""
        before = self.held(profile_id)
        sent = {"id": profile_id, **({"version": version} if version else {}), **content}
        answer = self.app.test_client().put(
            f"/_mock/profiles/{profile_id.replace('%', '%25')}", json={"profile": sent}
        )
        shown = json.loads(answer.data)
        assert answer.status_code == (200 if profile_id in self.stored else 201)
        old = before.get("version")
        is_same = {**before, "version": 0} == {**sent, "version": 0}
        if version and version != old:
            wanted = version
        elif is_same and old:
            wanted = old
        else:
            wanted = shown["version"]
            assert wanted not in (old, "", None)
            assert f"Set to `{wanted}`" in shown["warnings"][0]["message"]
        self.stored[profile_id] = {**sent, "version": wanted}
        assert (shown["profile"], shown["source"]) == (self.stored[profile_id], "put")
        assert shown["etag"] == self.fetch(profile_id).headers["etag"]

    @rule(profile_id=ids, version=versions, content=contents)
    def send(self, profile_id: str, version: str, content: Profile) -> None:
        """Send a request with a user's profile, which replaces another version."""
        sent = {"id": profile_id, **({"version": version} if version else {}), **content}
        body = {"userProfile": sent, "personaProfile": PERSONA, "language": "EN"}
        assert ask(self.app, SUGGESTION, KEY, body).status == 200
        stored = self.stored.get(profile_id)
        if stored is None or not version or stored.get("version") != version:
            self.stored[profile_id] = sent

    @rule(profile_id=ids)
    def delete(self, profile_id: str) -> None:
        """Delete a profile, which is a 404 if none is stored."""
        path = f"/_mock/profiles/{profile_id.replace('%', '%25')}"
        status = self.app.test_client().delete(path).status_code
        assert status == (404 if self.stored.pop(profile_id, None) is None else 200)

    @rule(profile_id=ids, is_weak=st.booleans())
    def ask_again(self, profile_id: str, *, is_weak: bool) -> None:
        """A request with a matching tag gets a 304, one with other tags the profile."""
        tag = self.fetch(profile_id).headers["etag"]
        condition = f'"x", W/{tag}' if is_weak else tag
        assert (self.fetch(profile_id, condition).status, self.fetch(profile_id, "*").status) == (
            304,
            304,
        )
        others = [self.fetch(other).headers["etag"] for other in IDS if other != profile_id]
        assert self.fetch(profile_id, ", ".join(others)).status == 200

    @rule()
    def take_snapshot(self) -> None:
        """Take a snapshot for later."""
        self.taken = (self.app.test_client().get("/_mock/state").data, dict(self.stored))

    @precondition(lambda self: self.taken is not None)
    @rule()
    def restore(self) -> None:
        """Restore the snapshot."""
        assert self.taken is not None
        client = self.app.test_client()
        answer = client.put("/_mock/state", data=self.taken[0], content_type="application/json")
        assert answer.status_code == 200
        self.stored = dict(self.taken[1])

    @rule()
    def reset(self) -> None:
        """Reset the state."""
        assert self.app.test_client().post("/_mock/reset").status_code == 200
        self.stored = {}

    @rule()
    def restart(self) -> None:
        """Close the file and open it again."""
        self.close()
        self.open()

    @invariant()
    def everything_is_as_in_the_model(self) -> None:
        """The webhook serves the model's profiles, and equal bytes always have the same tag."""
        for profile_id in IDS if self.fakes else ():
            reply = self.fetch(profile_id)
            assert reply.value == {"profile": self.held(profile_id)}
            assert self.tags.setdefault(reply.body, reply.headers["etag"]) == reply.headers["etag"]
        assert len({*self.tags.values()}) == len(self.tags)
        page = json.loads(self.app.test_client().get("/_mock/profiles").data)
        listed = {one["id"]: one["version"] for one in page["profiles"]}
        listed.pop(PERSONA["id"], None)
        assert listed == {key: self.stored[key].get("version") for key in self.stored}


TestProfilesOverTime = ProfilesMachine.TestCase
TestProfilesOverTime.settings = settings(max_examples=40, stateful_step_count=25)

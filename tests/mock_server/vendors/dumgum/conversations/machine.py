"""A state machine that sends the same requests to a mock and to a model and compares them."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

import mockwright.mock_server.app
from mockwright.mock_server.state.file import FileState
from mockwright.mock_server.wsgi import Mockwright
from tests.mock_server.asking import ask, journal, serve
from tests.mock_server.vendors.dumgum.conversations.model import (
    WEEK,
    Decision,
    World,
    decide,
    new_world,
    observe,
    write,
)
from tests.mock_server.vendors.dumgum.conversations.saying import (
    HEADERS,
    SECOND,
    START,
    TARGET,
    message,
    person,
    request,
)

# "sam" is a user of one conversation and the persona of others.
PERSONAS = ["eve", "kim", "sam"]
PAIRS = [(user, persona) for user in ("ann", "bob") for persona in PERSONAS] + [("sam", "eve")]
NAMES = sorted({name for pair in PAIRS for name in pair})
MOST_MESSAGES = 4

pairs = st.sampled_from(PAIRS)
waits = st.sampled_from([0, 1, 999, 59 * SECOND, 2 * 3600 * SECOND, 12 * 3600 * SECOND, WEEK])


def examples(count: int) -> settings:
    """Settings for `count` runs of up to 40 steps each."""
    return settings(max_examples=count, stateful_step_count=40)


class Machine(RuleBasedStateMachine):
    """Several conversations with a mock that keeps its state in a file, and with a model."""

    app: Mockwright

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.world = new_world()
        self.taken: tuple[bytes, World] | None = None
        self.people = {name: person(name) for name in NAMES}
        self.clocks = dict.fromkeys(PAIRS, START)
        self.said: dict[Any, list[Any]] = {pair: [] for pair in PAIRS}
        self.number = 0

    @initialize()
    def begin(self) -> None:
        """Open the state file for the first time."""
        # Not durable, because nothing cuts the power here; kills have their own tests.
        state = FileState(Path(self.folder.name) / "state.db", is_durable=False)
        with patch.object(mockwright.mock_server.app, "open_state", return_value=state):
            self.app = serve()

    def teardown(self) -> None:
        """Close and delete the file."""
        self.close()
        self.folder.cleanup()

    def close(self) -> None:
        """Close the state file."""
        state = self.app.pipeline.world.state
        assert isinstance(state, FileState)
        state.close()

    def happens(self, pair: Any, text: str | None, parameters: Any, **fields: Any) -> Decision:
        """Send a message now and check that the answer is the model's decision."""
        now, said = self.clocks[pair], self.said[pair]
        self.number += 1
        said.append(message(self.number, now, text, **fields))
        del said[:-MOST_MESSAGES]
        # Sent in reverse order, with the newest id repeated with another text, which is ignored.
        sent = [*reversed(said), {**said[-1], "text": "mock:stop=USER_SUSPICIOUS"}]
        user, persona = (self.people[name] for name in pair)
        body = request(user, persona, sent, **parameters)
        wanted = decide(self.world, copy.deepcopy(body))
        reply = ask(self.app, TARGET, HEADERS, body)
        is_empty = reply.body == b'{"answers":[]}'
        why = journal(self.app)[-1]["warnings"][-1]["message"] if is_empty else ""
        assert observe(reply.status, reply.body, why) == wanted
        self.move(pair, now + SECOND)
        return wanted

    def move(self, pair: Any, moment: int) -> None:
        """Set the time of a conversation and forget messages that would be in its future."""
        self.clocks[pair] = moment
        if self.said[pair] and write(moment) <= self.said[pair][-1]["date"]:
            self.said[pair] = []

    @rule(pair=pairs, wait=waits)
    def wait(self, pair: Any, wait: int) -> None:
        """Let time pass in one conversation."""
        self.move(pair, self.clocks[pair] + wait)

    @rule(pair=pairs, back=waits)
    def go_back(self, pair: Any, back: int) -> None:
        """Move a conversation back in time, but not before `START`."""
        self.move(pair, max(START, self.clocks[pair] - back))

    @rule()
    def take_snapshot(self) -> None:
        """Take a snapshot for later."""
        answer = self.app.test_client().get("/_mock/state")
        assert answer.status_code == 200
        self.taken = (answer.data, copy.deepcopy(self.world))

    @precondition(lambda self: self.taken is not None)
    @rule()
    def restore(self) -> None:
        """Restore the snapshot."""
        assert self.taken is not None
        snapshot, world = self.taken
        answer = self.app.test_client().put(
            "/_mock/state", data=snapshot, content_type="application/json"
        )
        assert answer.status_code == 200
        self.world = copy.deepcopy(world)

    @rule()
    def reset(self) -> None:
        """Reset the state."""
        assert self.app.test_client().post("/_mock/reset").status_code == 200
        self.world = new_world()

    @precondition(lambda self: self.number % 3 == 0)  # it takes long
    @rule()
    def restart(self) -> None:
        """Close the file and open it again; the records are the same."""
        before = self.app.pipeline.world.state.snapshot()
        self.close()
        self.begin()
        assert self.app.pipeline.world.state.snapshot() == before

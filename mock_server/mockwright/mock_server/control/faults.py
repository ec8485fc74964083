"""Show and replace the active faults on the control surface."""

from __future__ import annotations

from typing import Any

from flask import Response

from mockwright.mock_server.control.answers import BadQuery, json_answer, read_json
from mockwright.mock_server.journal.peers import Peers
from mockwright.mock_server.steering.faults.kinds import FaultIsUnknown
from mockwright.mock_server.steering.faults.plan import FaultPlan
from mockwright.mock_server.steering.faults.rules import FORM
from mockwright.openapi.wording import show_value

_BODY = f'Expected `{{"faults": ["status=503:10%", …]}}`, a list of strings. {FORM}'


class FaultViews:
    """The views of `/_mock/faults`."""

    def __init__(self, plan: FaultPlan, peers: Peers) -> None:
        self._plan = plan
        self._peers = peers

    def show_faults(self) -> Response:
        """List the active faults in the syntax of `--fault`."""
        return json_answer(self._plan.to_json())

    def put_faults(self) -> Response:
        """Replace all faults, including those of `--fault`, and restart their counters."""
        texts = _read_texts(read_json())
        try:
            share_faults(self._plan, self._peers, texts)
        except FaultIsUnknown as error:
            raise BadQuery(f"The faults were not changed. {error}") from error
        return self.show_faults()

    def delete_faults(self) -> Response:
        """Remove the faults that were set, and restore those of `--fault`."""
        read_json()
        share_faults(self._plan, self._peers, None)
        return self.show_faults()


def share_faults(plan: FaultPlan, peers: Peers, texts: list[str] | None) -> None:
    """Set these faults in every worker, or those of `--fault` if None, and restart counters.

    Raises `FaultIsUnknown` and `StateUnavailable`.
    """
    plan.put(texts)
    peers.tell_faults()


def _read_texts(body: Any) -> list[str]:
    """The faults in the body. Raises `BadQuery`."""
    if not isinstance(body, dict) or body.keys() != {"faults"}:
        raise BadQuery(f"The body is {show_value(body)}. {_BODY}")
    texts = body["faults"]
    if not isinstance(texts, list):
        raise BadQuery(f"`#/faults` is {show_value(texts)}. {_BODY}")
    for number, text in enumerate(texts):
        if not isinstance(text, str):
            raise BadQuery(f"`#/faults/{number}` is {show_value(text)}. {_BODY}")
    return [*texts]

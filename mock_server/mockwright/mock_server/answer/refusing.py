"""Answering for an operation that cannot be served, because its document has a fault there."""

from __future__ import annotations

from mockwright.mock_server.answer.responder import Answer, Responder
from mockwright.mock_server.answer.world import World
from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.request.preferences import Preference
from mockwright.mock_server.request.problems import NOT_SERVED, Problem, RequestRefused


class RefusingResponder(Responder):
    """Refuses every call with 501 and the fault; all other operations are served."""

    def answer(self, call: Call, preference: Preference, accept: str, world: World) -> Answer:  # noqa: ARG002 -- the signature of a responder
        """Raise `RequestRefused` (501)."""
        detail = f"`{self.operation.label}` is not served. {self.operation.refusal}"
        raise RequestRefused(Problem(status=501, code=NOT_SERVED, detail=detail))

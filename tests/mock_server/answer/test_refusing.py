"""An operation that cannot be served answers 501, and `--strict-spec` refuses to start."""

from __future__ import annotations

from pathlib import Path

from mockwright.mock_server.answer.responder import Responder
from mockwright.mock_server.app import create_app
from mockwright.mock_server.catalogue import load_catalogue
from mockwright.mock_server.settings import Settings
from tests.mock_server.small_documents import EMPTY, document

SOUND = {"get": {"responses": {"204": EMPTY}}}


def test_operation_that_cannot_be_served_answers_501(tmp_path: Path) -> None:
    """The answer names the fault; the other operations answer as usual."""
    broken = {"get": {"responses": {"200": {"$ref": "#/components/responses/Gone"}}}}
    file = document(tmp_path, {"/sound": SOUND, "/broken": broken})
    client = create_app(Settings(specs=(file,))).test_client()
    assert client.get("/sound").status_code == 204
    answer = client.get("/broken?any=thing")
    assert answer.status_code == 501
    assert "`$ref: #/components/responses/Gone` points to nothing." in answer.text


def test_sound_operations_have_plain_responders(tmp_path: Path) -> None:
    """An operation without a fault pays nothing for those that have one."""
    catalogue = load_catalogue([document(tmp_path, {"/sound": SOUND})])
    assert [type(one) for one in catalogue.compile_responders().values()] == [Responder]

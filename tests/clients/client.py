"""A client that openapi-python-client has generated, calling the mock. Run by python.sh."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path.cwd()))

from dumgum_client import AuthenticatedClient
from dumgum_client.api.content_creation import generate_reply, generate_suggestions
from dumgum_client.models import GenerateRequest, SuggestionRequest

CONVERSATION = {
    "userProfile": {"id": "user-1", "firstName": "Alex", "timeZone": "Europe/Paris"},
    "personaProfile": {"id": "persona-1", "nickname": "marie", "gender": "WOMAN"},
    "language": "FR",
}

client = AuthenticatedClient(base_url=os.environ["MOCKWRIGHT_URL"], token="any-key")  # noqa: S106 -- any will do
suggestion = generate_suggestions.sync(
    client=client, body=SuggestionRequest.from_dict(CONVERSATION)
)
reply = generate_reply.sync(client=client, body=GenerateRequest.from_dict(CONVERSATION))
assert len(suggestion.suggestions) == 3, suggestion
assert reply.answers[0].user_profile_id == "user-1", reply
sys.stdout.write(f"openapi-python-client: {suggestion.suggestions[0]} | {reply.answers[0].text}\n")

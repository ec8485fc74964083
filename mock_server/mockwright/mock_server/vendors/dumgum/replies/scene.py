"""A scene: one call in terms of the conversation, before any decision."""

from __future__ import annotations

from msgspec import Struct

from mockwright.mock_server.vendors.dumgum.profiles.versions import Profile
from mockwright.mock_server.vendors.dumgum.replies.conversation import Conversation
from mockwright.mock_server.vendors.dumgum.replies.history import History
from mockwright.mock_server.vendors.dumgum.replies.phrases import Phrases
from mockwright.mock_server.vendors.dumgum.replies.reply_parameters import Parameters
from mockwright.mock_server.vendors.dumgum.replies.triggers import Triggers


class Scene(Struct, frozen=True, gc=False):
    """The two people, the messages so far, and the requested form of the reply.

    `parameters` have their defaults filled in; `languages` are the languages that the reply may
    use, `language` is the one that it uses.
    """

    user: Profile
    persona: Profile
    history: History
    conversation: Conversation
    parameters: Parameters
    languages: tuple[str, ...]
    triggers: Triggers
    language: str
    phrases: Phrases

    @property
    def is_language_known(self) -> bool:
        """Whether the user writes a language that the reply may have."""
        language = self.triggers.language
        return language is None or language in self.languages


def choose_language(languages: tuple[str, ...], triggers: Triggers) -> str:
    """The user's language if the reply may use it, else the first."""
    return triggers.language if triggers.language in languages else languages[0]

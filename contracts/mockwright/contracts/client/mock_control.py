"""The control surface of a running mock, as its users in this process see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests

from mockwright.contracts.client.journal_entries import JournalEntry, entry_from_json

_SECONDS = 30.0
_FAULTS = "/_mock/faults"
_BAD_REQUEST = 400
_CURE = "Start one with `mockwright serve`, or give its URL."


class MockIsUnreachable(Exception):
    """Nothing answers there as a mock does; `str()` says what was tried and what to do."""


class MockControl:
    """Reads the journal of a mock from where it was left, and resets the mock.

    `lost` counts the entries that the journal had forgotten before they were read.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        """`url` is where the mock is; `token` is needed where others than this machine reach it."""
        split = urlsplit(url)
        self.url = urlunsplit((split.scheme, split.netloc, "", "", ""))
        self.lost = 0
        self._cursor = ""
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy stands before a mock on this machine
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def read(self, *, wait: float = 0.0) -> list[JournalEntry]:
        """The entries that were not read yet; `wait` seconds at most until there is one.

        Raises `MockIsUnreachable`.
        """
        query = {"after": self._cursor, **({"wait": str(wait)} if wait else {})}
        answer = self._ask("GET", "/_mock/journal", params=query)
        page = answer.json()
        self.lost = page["evicted"]
        self._cursor = page["cursor"]
        return [entry_from_json(entry, self.url) for entry in page["entries"]]

    def reset(self) -> None:
        """Forget state and journal. Raises `MockIsUnreachable`."""
        self._ask("POST", "/_mock/reset", json={})

    def set_faults(self, faults: Sequence[str] | None) -> None:
        """Let these faults come to requests; None: those that the mock was started with.

        Raises `ValueError` for what is no fault, and `MockIsUnreachable`.
        """
        if faults is None:
            self._ask("DELETE", _FAULTS)
            return
        answer = self._ask("PUT", _FAULTS, json={"faults": [*faults]}, refusals=(_BAD_REQUEST,))
        if answer.status_code == _BAD_REQUEST:
            raise ValueError(answer.json()["detail"])

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def _ask(
        self, method: str, path: str, *, refusals: Sequence[int] = (), **members: Any
    ) -> requests.Response:
        """An answer of the mock: a success, or one of the refusals."""
        url = f"{self.url}{path}"
        try:
            answer = self._session.request(
                method, url, timeout=_SECONDS, allow_redirects=False, **members
            )
        except requests.RequestException as error:
            message = f"No mock answers at {self.url} ({type(error).__name__}). {_CURE}"
            raise MockIsUnreachable(message) from error
        is_fine = answer.ok or answer.status_code in refusals
        if not is_fine or not answer.headers.get("Content-Type", "").startswith("application/"):
            message = f"`{method} {url}` answered {answer.status_code}: that is no mock. {_CURE}"
            raise MockIsUnreachable(message)
        return answer

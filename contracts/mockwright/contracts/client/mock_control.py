"""A client of the control surface of a running mock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests

from mockwright.contracts.client.journal_entries import JournalEntry, entry_from_json

_SECONDS = 30.0
_FAULTS = "/_mock/faults"
_BAD_REQUEST = 400
_HINT = "Start one with `mockwright serve`, or pass its URL."


class MockIsUnreachable(Exception):
    """No mock answers at the URL; `str()` says what was tried and what to do."""


class MockControl:
    """Reads the journal of a mock incrementally, resets the mock and sets faults.

    `lost` counts the entries that the journal evicted before they were read.
    """

    def __init__(self, url: str, token: str | None = None) -> None:
        """`url` is the mock's URL; `token` is needed if the mock is not bound to loopback."""
        split = urlsplit(url)
        self.url = urlunsplit((split.scheme, split.netloc, "", "", ""))
        self.lost = 0
        self._cursor = ""
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy cannot reach a mock on loopback
        if token:
            self._session.headers["Authorization"] = f"Bearer {token}"

    def read(self, *, wait: float = 0.0) -> list[JournalEntry]:
        """The entries not read yet; waits up to `wait` seconds if there are none.

        Raises `MockIsUnreachable`.
        """
        query = {"after": self._cursor, **({"wait": str(wait)} if wait else {})}
        answer = self._request("GET", "/_mock/journal", params=query)
        page = answer.json()
        self.lost = page["evicted"]
        self._cursor = page["cursor"]
        return [entry_from_json(entry, self.url) for entry in page["entries"]]

    def reset(self) -> None:
        """Clear state and journal, and restore the initial faults. Raises `MockIsUnreachable`."""
        self._request("POST", "/_mock/reset", json={})

    def set_faults(self, faults: Sequence[str] | None) -> None:
        """Replace all faults in force; None restores the faults of the start.

        Raises `ValueError` for an unknown fault, and `MockIsUnreachable`.
        """
        if faults is None:
            self._request("DELETE", _FAULTS)
            return
        answer = self._request("PUT", _FAULTS, json={"faults": [*faults]}, refusals=(_BAD_REQUEST,))
        if answer.status_code == _BAD_REQUEST:
            raise ValueError(answer.json()["detail"])

    def close(self) -> None:
        """Close the connection."""
        self._session.close()

    def _request(
        self, method: str, path: str, *, refusals: Sequence[int] = (), **members: Any
    ) -> requests.Response:
        """Send a request; statuses in `refusals` count as answers. Raises `MockIsUnreachable`."""
        url = f"{self.url}{path}"
        try:
            answer = self._session.request(
                method, url, timeout=_SECONDS, allow_redirects=False, **members
            )
        except requests.RequestException as error:
            message = f"No mock answers at {self.url} ({type(error).__name__}). {_HINT}"
            raise MockIsUnreachable(message) from error
        is_fine = answer.ok or answer.status_code in refusals
        if not is_fine or not answer.headers.get("Content-Type", "").startswith("application/"):
            message = (
                f"`{method} {url}` answered {answer.status_code}, so it is not a mock. {_HINT}"
            )
            raise MockIsUnreachable(message)
        return answer

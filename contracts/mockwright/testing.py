"""A mock for testing clients.

With pytest nothing has to be imported: the fixture `mockwright` is a `Mock`, and the marker
`keeps_contract` fails a test whose requests violate the contract. For any other test runner,
`start_mock` runs the mock in a subprocess on a free port:

>>> import urllib.request
>>> from mockwright.testing import start_mock
>>> with start_mock("getprofile") as mock:
...     request = urllib.request.Request(f"{mock.url}/api/profiles/user-7/export")
...     request.add_header("Authorization", "Bearer any-key")
...     status = urllib.request.urlopen(request).status
...     mock.assert_contract_kept()
...     [call.operation for call in mock.journal]
['export_profile']

`intercept` answers in the same process, without a port. It handles the calls that `requests` and
`urllib3` make to the servers in the documents:

>>> import requests
>>> from mockwright.testing import Settings, intercept
>>> with intercept(Settings(seed=7)) as mock:
...     url = "https://getprofile.example/api/profiles/user-7/export"
...     export = requests.get(url, headers={"Authorization": "Bearer any-key"}).json()
...     mock.assert_contract_kept()
>>> export["profile"]["externalId"]
'user-7'

A `Mock` has `url`, `journal`, `wait_for`, `assert_none`, `find_broken`, `assert_contract_kept`,
`faults`, `set_faults` and `reset`. These names are stable; import them from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from mockwright.contracts.client.journal_entries import JournalEntry
from mockwright.contracts.client.mock_calls import Mock, open_calls
from mockwright.contracts.client.mock_process import MockDidNotStart, run_mock
from mockwright.contracts.testing.interception import intercept
from mockwright.mock_server.settings import Settings

__all__ = ["JournalEntry", "Mock", "MockDidNotStart", "Settings", "intercept", "start_mock"]


@contextmanager
def start_mock(*specs: str, options: Sequence[str] = ()) -> Iterator[Mock]:
    """Serve documents in a subprocess for the duration of the `with` block.

    `specs` are names or files, by default the bundled documents; `options` are more options for
    `mockwright serve`. Raises `MockDidNotStart`.
    """
    served = specs or ("bundled",)
    named = [word for spec in served for word in ("--spec", spec)]
    with run_mock([*named, *options]) as running, open_calls(running.url, served) as mock:
        yield mock

"""Endpoints that each break one rule, with the check that must find it."""

# ruff: noqa: D102, ARG002 -- each method is named after its rule, and some ignore their arguments
from __future__ import annotations

import fnmatch
import json
import posixpath
import threading
import time
import unicodedata
from collections.abc import Callable, Mapping
from itertools import count
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

from tests.broken_webhooks.webhook import JSON, KEY, USER, Call, Refusal, Reply, Webhook, person


class Fault(NamedTuple):
    """A broken endpoint: its class, the check that must find it, and the severity."""

    start: Callable[[], Webhook]
    check: str
    severity: str


FAULTS: dict[str, Fault] = {}


def breaks(check: str, severity: str = "failure") -> Callable[[type[Webhook]], type[Webhook]]:
    """Register a broken endpoint under its name."""

    def enter(kind: type[Webhook]) -> type[Webhook]:
        FAULTS[kind.__name__] = Fault(kind, check, severity)
        return kind

    return enter


class Crash(Refusal):
    """A server error."""

    def __init__(self) -> None:
        super().__init__(500)


def shows(check: str, severity: str = "failure", **members: Any) -> Callable[[type], type]:
    """Register an endpoint whose profiles have these members, or lack those given as `...`."""

    def enter(kind: type) -> type:
        class Variant(Webhook):
            def show(self, profile: dict[str, Any]) -> dict[str, Any]:
                shown = {**profile, **members}
                return {name: value for name, value in shown.items() if value is not ...}

        FAULTS[kind.__name__] = Fault(Variant, check, severity)
        return kind

    return enter


@breaks("profile-status")
class LacksThePersona(Webhook):
    def __init__(self) -> None:
        super().__init__()
        del self.profiles["persona-1"]


class _Sends(Webhook):
    """Sends successful answers with other headers."""

    headers: Mapping[str, str] = MappingProxyType({})

    def send(self, call: Call, body: bytes) -> Reply:
        reply = super().send(call, body)
        return reply._replace(headers={**reply.headers, **self.headers})


@breaks("profile-content-type")
class SendsText(_Sends):
    headers = MappingProxyType({"Content-Type": "text/plain; charset=utf-8"})


@breaks("profile-headers")
class SendsBareTag(_Sends):
    headers = MappingProxyType({"ETag": "no quotes"})


@breaks("profile-charset")
class NamesAnotherCharset(_Sends):
    headers = MappingProxyType({"Content-Type": f"{JSON}; charset=iso-8859-1"})


@breaks("profile-charset")
class WritesLatin1(Webhook):
    def write(self, profile: dict[str, Any]) -> bytes:
        text = json.dumps({"profile": {**profile, "firstName": "Zoë"}}, ensure_ascii=False)
        return text.encode("latin-1")


@breaks("profile-json")
class WritesAMark(Webhook):
    def write(self, profile: dict[str, Any]) -> bytes:
        return b"\xef\xbb\xbf" + super().write(profile)


@breaks("profile-json")
class WritesKeysTwice(Webhook):
    def write(self, profile: dict[str, Any]) -> bytes:
        return super().write(profile).replace(b'"firstName"', b'"version": "1", "firstName"')


@breaks("profile-json")
class WritesNothing(Webhook):
    def write(self, profile: dict[str, Any]) -> bytes:
        return b""


@breaks("profile-schema")
class ForgetsTheWrapper(Webhook):
    def write(self, profile: dict[str, Any]) -> bytes:
        return json.dumps(profile).encode()


@shows("profile-schema", features={"eyesColor": "PINK"})
class HasAnUnknownColour:
    pass


@shows("profile-schema", birthdate="14.05.1990")
class WritesDatesItsOwnWay:
    pass


@shows("profile-schema", description=None)
class SendsNull:
    pass


@shows("id-echo", id="user-9")
class GivesAnotherId:
    pass


@shows("id-echo", id=7)
class GivesANumber:
    pass


@shows("id-echo", id=...)
class GivesNoId:
    pass


@shows("name-rule", firstName=...)
class HasNoName:
    pass


@shows("name-rule", firstName=" ", nickname="")
class HasAnEmptyName:
    pass


@shows("https-pictures", pictures=["http://example.org/1.jpg"])
class HasAPlainPicture:
    pass


@shows("https-pictures", mainPictureUrl="/pictures/1.jpg")
class HasARelativePicture:
    pass


@shows("time-zone", timeZone="Paris")
class HasNoSuchZone:
    pass


@shows("time-zone", timeZone=...)
class HasNoZone:
    pass


@shows("adult", birthdate="2012-02-29")
class IsAMinor:
    pass


@shows("expiry", "warning", expiresAt="2020-01-01T00:00:00Z")
class HasExpired:
    pass


@shows("version-missing", "warning", version=...)
class HasNoVersion:
    pass


@shows("unknown-fields", "warning", birthDate="1990-05-14")
class MisspellsAField:
    pass


class _Strangers(Webhook):
    """Has a profile for every id."""

    def miss(self, profile_id: str) -> dict[str, Any]:
        if self.is_meant(profile_id):
            return self.treat(profile_id)
        raise Refusal(404)

    def is_meant(self, profile_id: str) -> bool:
        return profile_id.startswith("mockwright-unknown-")

    def treat(self, profile_id: str) -> dict[str, Any]:
        """The reaction to an unknown id."""
        return self.profiles[USER]


@breaks("unknown-id")
class GivesStrangersAProfile(_Strangers):
    pass


@breaks("unknown-id")
class FailsForStrangers(_Strangers):
    def treat(self, profile_id: str) -> dict[str, Any]:
        raise Crash


@breaks("unknown-id")
class SaysNothingOfStrangers(_Strangers):
    def treat(self, profile_id: str) -> dict[str, Any]:
        raise Refusal(204)


@breaks("unknown-id")
class SendsStrangersElsewhere(_Strangers):
    def treat(self, profile_id: str) -> dict[str, Any]:
        raise Refusal(302)


@breaks("unknown-id", "warning")
class MakesStrangersUp(_Strangers):
    def treat(self, profile_id: str) -> dict[str, Any]:
        return person(profile_id)

    def is_meant(self, profile_id: str) -> bool:
        return profile_id != "nobody"


@breaks("unknown-id")
class MakesKnownStrangersUp(_Strangers):
    def treat(self, profile_id: str) -> dict[str, Any]:
        return person(profile_id)

    def is_meant(self, profile_id: str) -> bool:
        return profile_id == "nobody"


@breaks("missing-id")
class NeedsNoId(Webhook):
    def read_id(self, query: str) -> str:
        return super().read_id(query) if query else USER


@breaks("missing-id")
class FailsWithoutAnId(Webhook):
    def read_id(self, query: str) -> str:
        if not query:
            raise Crash
        return super().read_id(query)


@breaks("missing-id", "warning")
class RefusesInItsOwnWay(Webhook):
    def read_id(self, query: str) -> str:
        if not query:
            raise Refusal(422)
        return super().read_id(query)


@breaks("empty-id")
class TakesNothingForSomebody(Webhook):
    def accept_id(self, profile_id: str) -> str:
        return super().accept_id(profile_id) if profile_id else USER


@breaks("repeated-id")
class FailsForTwoIds(Webhook):
    def choose_id(self, values: list[str]) -> str:
        raise Crash


@breaks("repeated-id", "warning")
class TakesTheFirstId(Webhook):
    def choose_id(self, values: list[str]) -> str:
        return values[0]


@breaks("long-id")
class FailsForLongIds(Webhook):
    def accept_id(self, profile_id: str) -> str:
        if len(profile_id) > 200:
            raise Crash
        return super().accept_id(profile_id)


@breaks("encoded-id")
class DecodesNothing(Webhook):
    def find(self, profile_id: str) -> dict[str, Any]:
        return super().find(profile_id)

    def decode(self, value: str) -> str:
        return value if "%75" in value else super().decode(value)


class _Folds(Webhook):
    """Compares normalized ids."""

    def miss(self, profile_id: str) -> dict[str, Any]:
        folded = self.fold(profile_id)
        if folded in self.profiles:
            return self.profiles[folded]
        raise Refusal(404)

    def fold(self, profile_id: str) -> str:
        return profile_id


@breaks("similar-id")
class FoldsCase(_Folds):
    def fold(self, profile_id: str) -> str:
        return profile_id.lower()


@breaks("similar-id")
class StripsSpaces(_Folds):
    def fold(self, profile_id: str) -> str:
        return profile_id.strip(" ")


@breaks("similar-id")
class FoldsUnicode(_Folds):
    def fold(self, profile_id: str) -> str:
        return unicodedata.normalize("NFKC", profile_id)


@breaks("wildcard-id")
class MatchesGlobs(_Folds):
    def fold(self, profile_id: str) -> str:
        if "[" in profile_id or "/" in profile_id:
            return profile_id
        return next((p for p in self.profiles if fnmatch.fnmatchcase(p, profile_id)), "")


@breaks("wildcard-id")
class MatchesLike(_Folds):
    def fold(self, profile_id: str) -> str:
        pattern = profile_id.replace("%", "*").replace("_", "?")
        if "*" in profile_id or "[" in profile_id:
            return profile_id
        return next((p for p in self.profiles if fnmatch.fnmatchcase(p, pattern)), "")


@breaks("sql-id")
class PastesIntoSql(_Folds):
    def fold(self, profile_id: str) -> str:
        if "'1'='1" in profile_id:
            return USER
        if profile_id.count("'") % 2:
            raise Crash
        return profile_id


@breaks("path-id")
class ReadsFiles(_Folds):
    def fold(self, profile_id: str) -> str:
        return posixpath.normpath(f"profiles/{profile_id}").removeprefix("profiles/")


@breaks("structured-id")
class UnderstandsOperators(Webhook):
    def is_parameter(self, name: str) -> bool:
        return name in {"profileId", "profileId[$ne]"}

    def find(self, profile_id: str) -> dict[str, Any]:
        return super().find(profile_id)

    def read_id(self, query: str) -> str:
        return USER if "[$ne]" in query else super().read_id(query)


@breaks("word-id")
class FailsForNull(_Folds):
    def fold(self, profile_id: str) -> str:
        if profile_id in {"null", "undefined"}:
            raise Crash
        return profile_id


@breaks("unicode-id")
class KnowsThreeBytesOnly(_Folds):
    def fold(self, profile_id: str) -> str:
        if any(ord(character) > 0xFFFF for character in profile_id):
            raise Crash
        return profile_id


@breaks("malformed-id")
class FailsForBrokenUtf8(Webhook):
    def decode(self, value: str) -> str:
        try:
            return unquote_plus(value, errors="strict")
        except UnicodeDecodeError:
            raise Crash from None


@breaks("control-id")
class CopiesIntoHeaders(Webhook):
    def respond(self, call: Call) -> Reply:
        reply = super().respond(call)
        asked = unquote_plus(call.query.removeprefix("profileId="), errors="replace")
        if "\n" in asked and "injected" in asked:
            name, _, value = asked.partition("\n")[2].partition(": ")
            return reply._replace(headers={**reply.headers, name: value})
        return reply


@breaks("control-id")
class ChopsLineEnds(_Folds):
    def fold(self, profile_id: str) -> str:
        return profile_id.rstrip("\n")


@breaks("control-id")
class FailsForNul(_Folds):
    def fold(self, profile_id: str) -> str:
        if "\0" in profile_id:
            raise Crash
        return profile_id


@breaks("missing-key")
class NeedsNoKey(Webhook):
    def miss_key(self, call: Call) -> None:
        pass


@breaks("missing-key")
class RefusesAndGives(Webhook):
    def refuse(self, status: int) -> Reply:
        if status == 401:
            return Reply(401, self.write(self.profiles[USER]))
        return super().refuse(status)

    def refuse_key(self, call: Call, sent: str) -> None:
        raise Refusal(403)

    def miss_key(self, call: Call) -> None:
        raise Refusal(403 if "key=" in call.query or "token=" in call.query else 401)


@breaks("missing-key")
class FailsWithoutAKey(Webhook):
    def miss_key(self, call: Call) -> None:
        if "key=" in call.query or "token=" in call.query:
            raise Refusal(401)
        raise Crash


@breaks("wrong-key")
class TakesAnyKey(Webhook):
    def refuse_key(self, call: Call, sent: str) -> None:
        if not sent.startswith("Bearer m"):
            super().refuse_key(call, sent)


@breaks("key-scheme")
class TakesAnyScheme(Webhook):
    def refuse_key(self, call: Call, sent: str) -> None:
        if not sent.endswith(KEY):
            super().refuse_key(call, sent)


@breaks("key-in-query")
class ReadsKeysFromTheQuery(Webhook):
    def miss_key(self, call: Call) -> None:
        if f"access_token={KEY}" not in call.query:
            super().miss_key(call)


@breaks("head-request")
class FailsForHead(Webhook):
    def check_method(self, call: Call) -> None:
        super().check_method(call)
        if call.method == "HEAD":
            raise Crash


@breaks("write-methods")
class ServesPost(Webhook):
    def check_method(self, call: Call) -> None:
        if call.method != "POST":
            super().check_method(call)


@breaks("write-methods")
class FailsForDelete(Webhook):
    def check_method(self, call: Call) -> None:
        if call.method == "DELETE":
            raise Crash
        super().check_method(call)


@breaks("write-methods", "warning")
class HasNotImplementedPatch(Webhook):
    def check_method(self, call: Call) -> None:
        if call.method == "PATCH":
            raise Refusal(501)
        super().check_method(call)


@breaks("complete-answer")
class HangsUpOnLongIds(Webhook):
    def refuse(self, status: int) -> Reply:
        return Reply(404, b"{}", claims=99) if status == 414 else super().refuse(status)


class _Counts(Webhook):
    """Counts the answers."""

    def __init__(self) -> None:
        super().__init__()
        self.number = count()


@breaks("version-stable")
class ChangesItsVersion(_Counts):
    def show(self, profile: dict[str, Any]) -> dict[str, Any]:
        return {**profile, "version": str(next(self.number))}

    def is_unchanged(self, call: Call, tag: str) -> bool:
        return False


@breaks("parallel-calls")
class HasFewWorkers(Webhook):
    def __init__(self) -> None:
        super().__init__()
        self.busy = 0
        self.is_crowded = False
        self.changed = threading.Condition()

    def respond(self, call: Call) -> Reply:
        with self.changed:
            self.busy += 1
            self.is_crowded |= self.busy > 3
            is_too_many = self.busy > 3
            self.changed.notify_all()
            # Concurrent calls wait for one more call, however slowly the machine starts them.
            if self.changed.wait_for(lambda: self.busy > 1, timeout=0.003):
                self.changed.wait_for(lambda: self.is_crowded, timeout=1)
        reply = Reply(503) if is_too_many else super().respond(call)
        with self.changed:
            self.busy -= 1
            self.is_crowded &= self.busy > 0
        return reply


@breaks("parallel-calls")
class MixesCallsUp(Webhook):
    def __init__(self) -> None:
        super().__init__()
        self.asked = ""

    def find(self, profile_id: str) -> dict[str, Any]:
        profile = super().find(profile_id)
        self.asked = profile_id
        time.sleep(0.02)
        return {**profile, "id": self.asked}


@breaks("latency")
class IsSlow(Webhook):
    def find(self, profile_id: str) -> dict[str, Any]:
        profile = super().find(profile_id)
        time.sleep(0.03)
        return profile


@breaks("compression")
class ClaimsToCompress(Webhook):
    def compress(self, body: bytes) -> bytes:
        return body


@breaks("compression", "warning")
class CompressesUnasked(Webhook):
    def may_compress(self, call: Call) -> bool:
        return True


@breaks("entity-tag")
class NeverChanges(Webhook):
    def is_unchanged(self, call: Call, tag: str) -> bool:
        return "if-none-match" in call.headers


@breaks("entity-tag")
class FailsForTags(Webhook):
    def is_unchanged(self, call: Call, tag: str) -> bool:
        if call.headers.get("if-none-match") == tag:
            raise Crash
        return False

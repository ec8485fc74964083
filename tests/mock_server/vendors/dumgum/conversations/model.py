"""A model of conversations, written from the rulings with plain dicts, sets and integers.

It imports nothing from the code under test. A world is the remembered state; `decide` returns the
expected answer to a request and updates the world. Times are milliseconds since 1970.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any

World = dict[str, Any]
Decision = dict[str, Any]

HOUR = 3600
WEEK = 7 * 24 * HOUR * 1000
FOR_EVER = None
BANS = [2 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR, FOR_EVER]
# For each stop reason: its switch, the switch's default, and its default ban durations.
RULES: dict[str, dict[str, Any]] = {
    "USER_UNDERAGE": {"switch": "underageDetection", "on": True, "bans": [FOR_EVER]},
    "MALICIOUS_CONTENT": {"switch": "maliciousContent", "on": False, "bans": [FOR_EVER]},
    "UNKNOWN_LANGUAGE": {"switch": "unknownLanguage", "on": False, "bans": BANS},
    "USER_MESSAGE_REPETITION": {"switch": "messageRepetition", "on": True, "bans": BANS},
    "AI_SUSPICIOUS": {"switch": "aiSuspicion", "on": True, "bans": BANS},
    "USER_SUSPICIOUS": {"switch": None, "on": True, "bans": [FOR_EVER]},
    "USER_HOSTILE": {"switch": None, "on": True, "bans": BANS},
}
PRICES = {"dating-smart-1": 250, "dating-pro-1": 400, "chat-2-smart": 300, "chat-2-pro": 500}
ADMISSIONS = {"This is a fictional account.", "This is a fictional profile."}
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def new_world() -> World:
    """An empty world."""
    return {"talks": {}, "people": {}, "souls": set(), "seen": set()}


def write(moment: int) -> str:
    """A timestamp as requests and answers write it."""
    date = _EPOCH + dt.timedelta(milliseconds=moment)
    return date.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read(text: str) -> int:
    """The milliseconds of a written timestamp."""
    return round((dt.datetime.fromisoformat(text) - _EPOCH).total_seconds() * 1000)


def decide(world: World, body: Any) -> Decision:
    """The expected answer to a request; updates the world accordingly."""
    now = _now(_messages(body))
    user = _who_holds(world, body["userProfile"], now)
    persona = _who_holds(world, body["personaProfile"], now)
    if _is_minor(persona, now):
        return {"status": 400}
    for profile in (body["userProfile"], body["personaProfile"]):
        _remember(world, profile, now)
    pair = (body["userProfile"]["id"], body["personaProfile"]["id"])
    talk: dict[str, Any] = world["talks"].setdefault(
        pair, {"counts": {}, "reason": None, "until": FOR_EVER, "has_admitted": False}
    )
    if talk["reason"] and (talk["until"] is FOR_EVER or now < talk["until"]):
        end = "permanently" if talk["until"] is FOR_EVER else f"until {write(talk['until'])}"
        return {"silent": f"No answer: stopped {end} ({talk['reason']})."}
    return _react(world, talk, body, user, persona)


def _react(world: World, talk: Any, body: Any, user: Any, persona: Any) -> Decision:
    """The expected answer in a conversation that is not silent."""
    messages, wishes = _messages(body), body.get("replyParameters", {})
    now = _now(messages)
    is_users = bool(messages) and messages[-1]["sender"] == "USER"
    is_pause = wishes.get("action", {}).get("type") == "PAUSE_CONVERSATION"
    if not is_pause and not is_users and wishes.get("engage") is None:
        return {"silent": "No answer: the user did not write last, and `engage` is unset."}
    text = (messages[-1].get("text") or "") if is_users else ""
    price = PRICES[wishes.get("chatModel", "dating-smart-1")]
    said = {
        "created": now + 1000 * int(wishes.get("bufferSeconds", 5)),
        "cost": price,
        "has_text": True,
        "reason": None,
        "until": FOR_EVER,
        "is_admission": False,
    }
    reason = _offence(body, user, messages, text)
    if reason:
        return {**said, **_stop(talk, reason, wishes, now, price)}
    if "mock:drop" in text:
        return {"silent": "No answer: dropped because of `mock:drop`."}
    if is_pause:
        return {**said, **_pause(talk, wishes["action"], now)}
    shown = messages[-1].get("pictureUrls", []) if is_users else []
    return {**said, "cost": price + _extras(world, user, persona, wishes, shown)}


def _now(messages: list[Any]) -> int:
    return read(messages[-1]["date"] if messages else "2025-01-01T00:00:00.000Z")


def _messages(body: Any) -> list[Any]:
    """The messages by date, without repeated ids."""
    first: dict[str, Any] = {}
    for message in body.get("messages", []):
        if message["id"] not in first:
            first[message["id"]] = message
    return sorted(first.values(), key=lambda message: read(message["date"]))


def _who_holds(world: World, sent: Any, now: int) -> Any:
    """The profile that applies: the stored one if it is current and has the sent version."""
    kept = world["people"].get(sent["id"])
    if kept is None or now >= kept["until"] or "version" not in sent:
        return sent
    return kept["profile"] if kept["profile"].get("version") == sent["version"] else sent


def _remember(world: World, sent: Any, now: int) -> None:
    kept = world["people"].get(sent["id"])
    is_current = kept is not None and now < kept["until"]
    if is_current and kept["profile"] == sent:
        return
    if is_current and "version" in sent and kept["profile"].get("version") == sent["version"]:
        return
    until = read(sent["expiresAt"]) if "expiresAt" in sent else now + WEEK
    if until > now:
        world["people"][sent["id"]] = {"until": until, "profile": sent}
    else:
        world["people"].pop(sent["id"], None)


def _is_minor(profile: Any, now: int) -> bool:
    if "birthdate" not in profile:
        return False
    year, rest = profile["birthdate"].split("-", 1)
    return now < read(f"{int(year) + 18}-{rest}T00:00:00.000Z")


def _offence(body: Any, user: Any, messages: list[Any], text: str) -> str | None:
    """The first stop reason whose switch is on."""
    found = []
    if _is_minor(user, _now(messages)):
        found.append("USER_UNDERAGE")
    found += re.findall("mock:stop=([A-Z_]+)", text)
    languages = [body["language"], *body.get("additionalLanguages", [])]
    if any(name not in languages for name in re.findall("mock:language=([A-Z_]+)", text)):
        found.append("UNKNOWN_LANGUAGE")
    texts = [message.get("text") for message in messages if message["sender"] == "USER"][-3:]
    if text and texts == [text] * 3:
        found.append("USER_MESSAGE_REPETITION")
    wishes = body.get("replyParameters", {})
    switches = wishes.get("guardrails", {})
    on = [
        reason
        for reason in found
        if not wishes.get("disableSafetyFeatures")
        and switches.get(RULES[reason]["switch"], RULES[reason]["on"])
    ]
    return on[0] if on else None


def _stop(talk: Any, reason: str, wishes: Any, now: int, price: int) -> Decision:
    may_admit = reason == "AI_SUSPICIOUS" and not talk["has_admitted"]
    if may_admit and wishes.get("fictionalDisclosure"):
        talk["has_admitted"] = True
        return {"is_admission": True}
    talk["counts"][reason] = talk["counts"].get(reason, 0) + 1
    options = wishes.get("guardrails", {}).get(f"{RULES[reason]['switch']}OptionSet", {})
    bans = options.get("banDurations") or RULES[reason]["bans"]
    seconds = bans[min(talk["counts"][reason], len(bans)) - 1]
    until = FOR_EVER if seconds is FOR_EVER else now + 1000 * max(0, seconds)
    talk.update(reason=reason, until=until)
    has_text = options.get("answer", True)
    cost = price if has_text else 0
    return {"reason": reason, "until": until, "has_text": has_text, "cost": cost}


def _pause(talk: Any, action: Any, now: int) -> Decision:
    seconds = action.get("pauseConversation", {}).get("duration")
    if seconds is None:
        return {"reason": "PAUSE_CONVERSATION"}
    talk.update(reason="PAUSE_CONVERSATION", until=now + 1000 * seconds)
    return {"reason": "PAUSE_CONVERSATION", "until": talk["until"]}


def _extras(world: World, user: Any, persona: Any, wishes: Any, shown: list[str]) -> int:
    """The extra cost: once per generated personality and once per picture URL."""
    cost = 0
    if wishes.get("generatePersonality") and persona["id"] not in world["souls"]:
        world["souls"].add(persona["id"])
        cost += 100
    vision = wishes.get("vision", {}) if wishes.get("chatModel", "").startswith("chat-2-") else {}
    urls = [user.get("mainPictureUrl")] if vision.get("userProfilePictureAnalysis") else []
    if vision.get("personaProfilePictureAnalysis"):
        urls.append(persona.get("mainPictureUrl"))
    if vision.get("sharedPicturesAnalysis"):
        urls += shown
    for url in urls:
        if url is not None and url not in world["seen"]:
            world["seen"].add(url)
            cost += 150
    return cost


def observe(status: int, body: bytes, why_silent: str) -> Decision:
    """A real answer as a decision; `why_silent` is the journal's reason for an empty answer."""
    if status != 200:
        return {"status": status}
    answers = json.loads(body)["answers"]
    if not answers:
        return {"silent": why_silent}
    first, until = answers[0], answers[0]["conversationStoppedUntil"]
    texts = [answer["text"] for answer in answers]
    return {
        "created": read(first["createdAt"]),
        "cost": sum(int(answer["cost"].replace(".", "")) for answer in answers),
        "has_text": all(text for text in texts),
        "reason": first["conversationStopReason"],
        "until": None if until is None else read(until),
        "is_admission": texts[0] in ADMISSIONS,
    }

"""The synchronous reply: what the persona answers now, if anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, structs

from mockwright.mock_server.answer.world import AnswerFunction, Outcome, World
from mockwright.mock_server.request.calls import Call
from mockwright.mock_server.request.notices import Notice
from mockwright.mock_server.seeding import RandomStream
from mockwright.mock_server.state.protocol import Key
from mockwright.mock_server.timestamps import LATEST, SECOND, format_timestamp
from mockwright.mock_server.vendors.dumgum.notices import (
    CALL_DROPPED,
    CONVERSATION_STOPPED,
    NO_PICTURE,
    NOTHING_TO_ANSWER,
    REPEATED_MESSAGES,
    UNSUPPORTED_BY_MODEL,
)
from mockwright.mock_server.vendors.dumgum.replies.composing import Wording, compose
from mockwright.mock_server.vendors.dumgum.replies.conversation import (
    Conversation,
    key_of,
    read_conversation,
)
from mockwright.mock_server.vendors.dumgum.replies.costs import MODEL_COSTS, format_cost
from mockwright.mock_server.vendors.dumgum.replies.extras import NO_EXTRAS, Extras, find_extras
from mockwright.mock_server.vendors.dumgum.replies.greek import is_greek, rewrite_greek
from mockwright.mock_server.vendors.dumgum.replies.guardrails import (
    AI_SUSPICIOUS,
    HOSTILE,
    REASONS,
    decide_stop,
)
from mockwright.mock_server.vendors.dumgum.replies.history import read_history
from mockwright.mock_server.vendors.dumgum.replies.occasions import (
    choose_lead,
    choose_occasion,
    find_offence,
)
from mockwright.mock_server.vendors.dumgum.replies.people import (
    People,
    find_age_rule,
    settle_people,
)
from mockwright.mock_server.vendors.dumgum.replies.phrases import phrases_of
from mockwright.mock_server.vendors.dumgum.replies.pictures import choose_picture
from mockwright.mock_server.vendors.dumgum.replies.reply_parameters import (
    FIELD,
    compile_defaults,
    explain_ignored,
    fill_in,
    supports_pictures,
)
from mockwright.mock_server.vendors.dumgum.replies.scene import Scene, choose_language
from mockwright.mock_server.vendors.dumgum.replies.triggers import read_triggers, remove_markers
from mockwright.mock_server.vendors.dumgum.replies.typing_delay import typing_seconds
from mockwright.openapi.operations import Operation

MAX_WAIT_SECONDS = 30.0
PAUSE = "PAUSE_CONVERSATION"
# The two phrases documented in a guide, in its language.
DISCLOSURES = ("This is a fictional account.", "This is a fictional profile.")

_ID_LENGTH = 18
_REPEATED = "Messages left out, because an earlier one has the same id: {}."
_NOTHING_TO_ANSWER = Notice(
    NOTHING_TO_ANSWER,
    None,
    "No answer: the user did not write last, and `engage` is unset.",
    "R12",
)
_DROPPED = Notice(CALL_DROPPED, None, "No answer: dropped because of `mock:drop`.", "R16")
_NO_PICTURE = Notice(
    NO_PICTURE,
    f"#/{FIELD}/shareablePictures",
    "`mock:picture` is ignored, because `shareablePictures` has no picture with a `url`.",
    "R16",
)


class Turn(Struct, frozen=True, gc=False):
    """The persona's answer: `texts` to send, or `silence`, the reason why there are none.

    `conversation` is set if it changes; `wait` is the wait in seconds for a dropped call.
    """

    texts: tuple[str | None, ...] = ()
    silence: Notice | None = None
    conversation: Conversation | None = None
    picture: str | None = None
    stop_reason: str | None = None
    extras: Extras = NO_EXTRAS
    wait: int = 0
    notices: tuple[Notice, ...] = ()


def compile_reply(operation: Operation) -> AnswerFunction:
    """The answer function of the synchronous reply."""
    schema = operation.json_schema
    defaults, rule = compile_defaults(schema), find_age_rule(schema)
    values = {"stop": REASONS, "language": frozenset(schema.field("language").value["enum"])}

    def generate_reply(call: Call, world: World) -> Outcome:
        body, sent = call.body, call.body.get("replyParameters", {})
        history = read_history(body.get("messages", ()), world.clock)
        people = settle_people(body, history.now, world.state, rule)
        user, persona = people.user, people.persona
        languages = (body["language"], *body.get("additionalLanguages", ()))
        triggers = read_triggers(history.user_text, values)
        language = choose_language(languages, triggers)
        key = key_of(user["id"], persona["id"])
        parameters = fill_in(sent, defaults) if sent else defaults
        scene = Scene(
            user,
            persona,
            history,
            read_conversation(world.state, key),
            parameters,
            languages,
            triggers,
            language,
            phrases_of(language),
        )
        stream = RandomStream(call.key)
        turn = take_turn(scene, stream, world)
        answers, seconds = _write_answers(call, scene, turn, stream)
        notices = people.notices + turn.notices + triggers.notices
        if history.duplicates:
            message = _REPEATED.format(history.duplicates)
            notices += (Notice(REPEATED_MESSAGES, "#/messages", message),)
        if sent:
            notices += explain_ignored(sent, parameters, language)
        if turn.silence is not None:
            notices += (turn.silence,)
        changes = _gather_changes(people, turn, key)
        wait = min(seconds, MAX_WAIT_SECONDS) if world.clock else 0.0
        return Outcome({"answers": answers}, notices, changes, wait)

    return generate_reply


def _gather_changes(people: People, turn: Turn, key: Key) -> Mapping[Key, bytes | None]:
    """The changes to keep of both profiles, of charges, and of the conversation."""
    changes = people.changes
    if turn.extras.changes:
        changes = {**changes, **turn.extras.changes}
    if turn.conversation is not None:
        changes = {**changes, key: turn.conversation.to_record()}
    return changes


def take_turn(scene: Scene, stream: RandomStream, world: World) -> Turn:
    """Decide what the persona does: stay silent, pause, stop, or write."""
    if scene.conversation.is_silent(scene.history.now):
        return Turn(silence=_notice_stop(scene.conversation))
    is_pause = scene.parameters["action"].get("type") == PAUSE
    occasion = PAUSE if is_pause else choose_occasion(scene)
    if occasion is None:
        return Turn(silence=_NOTHING_TO_ANSWER)
    offence, passed = find_offence(scene)
    if offence is not None:
        turn = _stop(scene, offence, stream)
    elif scene.triggers.drop:
        seconds = int(scene.parameters["maxProcessingTimeSeconds"])
        turn = Turn(silence=_DROPPED, wait=seconds)
    elif is_pause:
        turn = _pause(scene, stream)
    else:
        turn = _speak(scene, occasion, stream, world)
    return structs.replace(turn, notices=passed + turn.notices) if passed else turn


def _notice_stop(conversation: Conversation) -> Notice:
    until = conversation.stopped_until
    ends = "permanently" if until is None else f"until {format_timestamp(until)}"
    message = f"No answer: stopped {ends} ({conversation.stop_reason})."
    return Notice(CONVERSATION_STOPPED, None, message, "R11")


def _pause(scene: Scene, stream: RandomStream) -> Turn:
    """Say goodbye; with a duration, stay silent for that time."""
    seconds = scene.parameters["action"].get("pauseConversation", {}).get("duration")
    texts = (stream.pick(scene.phrases.pauses),)
    if seconds is None:
        return Turn(texts=texts, stop_reason=PAUSE)
    paused = scene.conversation.stop(PAUSE, scene.history.now, int(seconds))
    return Turn(texts=texts, conversation=paused, stop_reason=PAUSE)


def _stop(scene: Scene, offence: str, stream: RandomStream) -> Turn:
    """Stop the conversation for an offence; a first suspicion of an AI may be confirmed instead."""
    conversation, parameters = scene.conversation, scene.parameters
    may_disclose = offence == AI_SUSPICIOUS and not conversation.is_disclosed
    if may_disclose and parameters.get("fictionalDisclosure"):
        disclosed = conversation._replace(is_disclosed=True)
        return Turn(texts=(stream.pick(DISCLOSURES),), conversation=disclosed)
    offended = conversation.offend(offence)
    stop = decide_stop(offence, offended, parameters)
    is_calm = offence == HOSTILE and parameters.get("preventAggressiveTone")
    text = scene.phrases.calm_stop if is_calm else scene.phrases.stop
    return Turn(
        texts=(text if stop.has_text else None,),
        conversation=offended.stop(offence, scene.history.now, stop.seconds),
        stop_reason=offence,
    )


def _speak(scene: Scene, occasion: str, stream: RandomStream, world: World) -> Turn:
    """An ordinary reply, or an opening, a nudge or a revival."""
    extras = find_extras(scene, world.state, world.seed)
    lead = choose_lead(scene, occasion, extras, stream)
    picture: str | None = None
    notices: tuple[Notice, ...] = ()
    if scene.triggers.picture:
        picture, notices = _share_picture(scene, stream)
        lead = scene.phrases.picture if picture else lead
    phrases = scene.phrases
    label = phrases.personalities[extras.personality] if extras.personality else None
    texts = compose(Wording(phrases, scene.parameters, lead, label), stream)
    return Turn(tuple(texts), picture=picture, extras=extras, notices=notices)


def _share_picture(scene: Scene, stream: RandomStream) -> tuple[str | None, tuple[Notice, ...]]:
    """The URL of the picture to send, or why there is none."""
    parameters = scene.parameters
    if not supports_pictures(parameters):
        model = parameters["chatModel"]
        message = f"`mock:picture` is ignored, because `{model}` sends no pictures."
        return None, (Notice(UNSUPPORTED_BY_MODEL, "#/messages", message, "R13"),)
    picture = choose_picture(
        parameters.get("shareablePictures", ()),
        remove_markers(scene.history.user_text),
        stream,
        is_analysed=parameters["vision"]["shareablePicturesAnalysis"],
    )
    if picture is None:
        return None, (_NO_PICTURE,)
    return picture, ()


def _write_answers(
    call: Call, scene: Scene, turn: Turn, stream: RandomStream
) -> tuple[list[dict[str, Any]], float]:
    """The answers as the contract defines them, and their total time in seconds."""
    parameters, now = scene.parameters, scene.history.now
    seconds = int(parameters["bufferSeconds"]) if turn.texts else turn.wait
    price = MODEL_COSTS[parameters["chatModel"]] + turn.extras.cost
    is_rewritten = parameters["postProcessing"]["greekRewrite"] and is_greek(scene.language)
    until = turn.conversation.stopped_until if turn.conversation and turn.stop_reason else None
    answers: list[dict[str, Any]] = []
    for number, text in enumerate(turn.texts):
        seconds += typing_seconds(text, parameters.get("replyTypingDelay"))
        answers.append(
            {
                "id": f"answer_{stream.code(_ID_LENGTH)}",
                "userProfileId": scene.user["id"],
                "personaProfileId": scene.persona["id"],
                "type": "TEXT",
                "tags": call.body.get("tags", {}),
                "cost": format_cost(0 if number or text is None else price),
                "responseTime": seconds,
                "sequenceNumber": number,
                "createdAt": format_timestamp(min(now + seconds * SECOND, LATEST)),
                "text": rewrite_greek(text) if is_rewritten and text else text,
                "pictureUrl": None if number else turn.picture,
                "conversationStopReason": turn.stop_reason,
                "conversationStoppedUntil": None if until is None else format_timestamp(until),
                "parentAnswerId": answers[0]["id"] if number else None,
            }
        )
    return answers, float(seconds)

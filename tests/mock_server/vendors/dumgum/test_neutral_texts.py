"""Neutral texts: the mock writes nothing but its reviewed phrases."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockwright.mock_server.vendors.dumgum.replies.phrases import FOLDER, phrases_of
from mockwright.mock_server.vendors.dumgum.replies.reply import DISCLOSURES
from mockwright.openapi.media_types import JSON
from tests.mock_server.vendors.dumgum.talking import (
    FULL_USER,
    MESSAGE,
    PERSONA,
    answer,
    operation_named,
    request_body,
    sentences_of,
    texts_of,
)

NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
# Beginnings of unwanted words of each language: bodies and desire, violence and threats, insults,
# intoxication, politics and religion, money, and requests for personal data.
UNWANTED: dict[str, str] = {
    "en": """sex erotic porn nude naked nake kiss lust desire aroused orgasm breast genital penis
        vagina fetish bdsm lover intimate seduc horny hot kinky strip bed lingerie virgin
        kill murder die death dead blood weapon gun knife rape hurt hit beat attack threat
        hate stupid idiot fool ugly dumb moron shut loser bitch bastard damn hell fuck shit ass
        drug alcohol drunk beer wine whisky cocaine smoke god church allah jesus politic president
        password address phone email account money pay credit bank whatsapp telegram snapchat""",
    "fr": """sex érot porno nue nus nu embrass désir orgasm sein seins pénis vagin fétich amant
        intim sédui coquin lit lingerie tuer mort sang arme pistolet couteau viol frapp menac
        haine haïr hais stupide idiot imbécil moche con connard connasse pute salop merde enfer
        drogue alcool ivre bière vin cocaïne dieu église politique argent payer banque""",
    "de": """sex eroti porno nackt küss begierde orgasm brust brüste penis vagina fetisch geliebt
        intim verführ geil bett dessous töten tod tot blut waffe pistole messer vergewalt schlag
        droh hass dumm idiot hässlich blöd arsch scheiß schlampe hure verdammt hölle droge
        alkohol betrunken bier wein kokain gott politik geld zahlen bank passwort""",
    "es": """sexo sexual erótic porno desnud bes deseo orgasmo pecho pene vagina fetich amante
        íntim seduc cama lencería matar muert sangre arma pistola cuchillo viola golpe amenaz
        odio odiar estúpid idiota tont feo fea puta puto mierda cabrón infierno droga alcohol
        borrach cerveza vino cocaína dios política dinero pagar""",
    "it": """sesso sessual erotic porno nud baci desider orgasmo seno pene vagina fetic amante
        intim sedu letto lingerie uccid mort sangue arma pistola coltello stupr colpi minacc
        odio odiare stupid idiota brutt puttan merda stronz inferno droga alcol ubriac birra vino
        cocaina dio politica soldi pagare""",
    "nl": "sex seks erotisch naakt kus borst moord dood bloed wapen haat stom idioot drug bier",
    "pt": "sexo erótic nu nua beij mort sangue arma ódio estúpid idiota droga cerveja deus",
    "sv": "sex erotisk naken kyss bröst mord död blod vapen hat dum idiot drog öl gud pengar",
    "da": "sex erotisk nøgen kys bryst mord død blod våben had dum idiot øl gud penge",
    "nb": "sex erotisk naken kyss bryst mord død blod våpen hat dum idiot øl gud penger",
    "pl": "seks erotyczn nag pocał pierś śmier krew broń nienawi głup idiot narkotyk piwo bóg",
    "ro": "sex erotic gol sărut sân moarte sânge armă ură prost idiot drog bere",
    "cs": "sex erotic nah polib smrt krev zbraň nenáv hloup idiot droga pivo bůh",
    "fi": "seksi eroot alasto suudel kuole veri ase viha tyhmä idiootti huume olut jumala",
}
# Words with such a beginning and another meaning; each was reviewed in its sentence.
HARMLESS: dict[str, set[str]] = {
    "en": {"hello", "account"},  # of the documented "This is a fictional account."
    "fr": {"confiance", "connaître", "continuons", "conversation"},
    "de": {"bank"},  # to sit on, in the park
    "it": {"brutto"},  # weather
    "pt": {"num", "numa"},  # in a
    "fi": {"aseman", "vihanneksista"},  # of the station; of vegetables
}

BODIES = st.fixed_dictionaries(
    {},
    optional={
        "engage": st.sampled_from(["AUTO", "ICEBREAKER", "NUDGE", "REVIVE"]),
        "icebreakerType": st.sampled_from(["EROTIC", "GENERIC", "PHOTO_COMMENT", "AUTO"]),
        "enableSexualTextContent": st.sampled_from([True, False, None]),
        "personaProfileOverrides": st.fixed_dictionaries(
            {"sexualDrive": st.sampled_from(["VERY_HIGH", "HIGH", "NORMAL", "LOW", "NONE"])}
        ),
        "personaPersonality": st.sampled_from(["ROMANTIC", "PASSIONNATE", "POSSESSIVE", "TEASING"]),
        "generatePersonality": st.booleans(),
        "disableSafetyFeatures": st.booleans(),
        "preventAggressiveTone": st.booleans(),
        "fictionalDisclosure": st.booleans(),
        "multipleMessagesPerReply": st.booleans(),
        "messageLength": st.sampled_from(["SHORT", "REGULAR", "LONG", "VERY_LONG"]),
        "fixedResponseLength": st.booleans(),
        "emojis": st.sampled_from(["FREQUENT", "NEVER"]),
        "chatModel": st.sampled_from(["dating-smart-1", "dating-pro-1", "chat-2-pro"]),
        "meetingPolicy": st.sampled_from(["DEFAULT_MODE", "DEFERRED_MEETING", "CHAT_ONLY"]),
        "vision": st.fixed_dictionaries(
            {"userProfilePictureAnalysis": st.booleans(), "sharedPicturesAnalysis": st.booleans()}
        ),
    },
)
MESSAGES = st.fixed_dictionaries(
    {"text": st.sampled_from([None, "Hello.", "mock:meeting", "mock:stop=USER_HOSTILE"])},
    optional={
        "poke": st.booleans(),
        "gifts": st.just([{"name": "Flower"}]),
        "pictureUrls": st.just(["https://example.org/pictures/lake.jpg"]),
    },
)
FEATURES = st.fixed_dictionaries(
    {},
    optional={
        "bdsmInterests": st.lists(st.sampled_from(["BDSM_BONDAGE", "BDSM_HARD"])),
        "sexualInterests": st.lists(st.sampled_from(["KISSING", "DIRTY_TALK"])),
    },
)


def languages() -> list[str]:
    """The languages of the document."""
    operation = operation_named("generate_reply")
    assert operation.body is not None
    schema = operation.body.media_types[JSON].schema
    assert schema is not None
    body = schema.library.resolve(schema.schema, schema.place)
    place = body.place.child("properties", "language")
    language = schema.library.resolve(schema.library.at(place, schema.direction), place)
    return list(language.value["enum"])


def known_texts(language: str) -> set[str]:
    """Every sentence that the mock may write in a language."""
    texts: set[str] = set(DISCLOSURES)
    fields: Iterable[Any] = phrases_of(language)._replace(gap="")
    for field in fields:
        if isinstance(field, str):
            texts.add(field)
            continue
        values = field.values() if isinstance(field, dict) else field
        for value in values:
            texts |= {value} if isinstance(value, str) else set(value)
    return texts - {""}


def without_label(sentence: str, language: str) -> str:
    """A sentence without the label of a personality."""
    phrases = phrases_of(language)
    for label in phrases.personalities.values():
        if sentence.startswith(label + phrases.gap):
            return sentence.removeprefix(label + phrases.gap)
    return sentence


@settings(max_examples=400)
@given(
    language=st.deferred(lambda: st.sampled_from(languages())),
    parameters=BODIES,
    message=st.none() | MESSAGES,
    features=FEATURES,
    number=st.integers(min_value=0, max_value=10**6),
)
def test_replies_are_known_phrases(
    language: str,
    parameters: dict[str, Any],
    message: dict[str, Any] | None,
    features: dict[str, Any],
    number: int,
) -> None:
    """Every sentence of a reply is a reviewed phrase, whatever the parameters."""
    sent = None if message is None else {**MESSAGE, **message}
    body = request_body(language, sent, fluencyDegradation="NONE", **parameters)
    body["userProfile"] = {**FULL_USER, "features": features}
    body["personaProfile"] = {**PERSONA, "features": features}
    said = {
        without_label(sentence, language)
        for text in texts_of(answer(body, number))
        for sentence in sentences_of(text)
    }
    assert said <= known_texts(language)


@pytest.mark.parametrize("name", NAMES)
def test_phrases_have_no_unwanted_words(name: str) -> None:
    """No phrase contains an unwanted word of its language."""
    stems = [*UNWANTED.get(name, "").split(), *UNWANTED["en"].split()[:12]]
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, stems))})\w*", re.IGNORECASE)
    found = {
        word.casefold() for text in known_texts(name.upper()) for word in pattern.findall(text)
    }
    assert found - HARMLESS.get(name, set()) == set()


def test_every_language_of_the_contract_has_phrases() -> None:
    """Each language of the document has phrases, and each phrase file has a language."""
    used = {id(phrases_of(language)) for language in languages()}
    assert len(languages()) == 39
    assert len(used) == len(NAMES)
    assert {phrases_of(name.upper()).stop for name in NAMES} == {
        phrases_of(language).stop for language in languages()
    }


@pytest.mark.parametrize("name", NAMES)
def test_no_text_can_be_taken_for_another(name: str) -> None:
    """No text is contained in another one, so each can be recognised in a reply."""
    texts = sorted(known_texts(name.upper()), key=len)
    clashes = [
        (short, long)
        for number, short in enumerate(texts)
        for long in texts[number + 1 :]
        if short.casefold() in long.casefold()
    ]
    assert clashes == []

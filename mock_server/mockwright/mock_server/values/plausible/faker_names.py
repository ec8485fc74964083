"""`x-faker` in a schema: names of Faker and of faker.js, as the kinds of values that they mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mockwright.mock_server.request.calls import MISSING
from mockwright.mock_server.values.plausible.faker_library import (
    FakerMethod,
    find_method,
    has_faker,
)
from mockwright.mock_server.values.plausible.fields import (
    Field,
    FieldMaker,
    compile_field,
)
from mockwright.mock_server.values.plausible.kinds import Recognized
from mockwright.mock_server.values.plausible.moments import event_of
from mockwright.mock_server.values.plausible.scene import Scene
from mockwright.mock_server.values.plausible.tokens import split_name
from mockwright.openapi.pointers import join_pointer

KEYWORD = "x-faker"
# Kind: names of methods after the last dot, in lower case and without `_`, so that `first_name` of
# Faker is `firstName` of faker.js. A name with a dot is meant only as written.
_METHODS = {
    "first_name": "firstname firstnamefemale firstnamemale middlename person.firstname",
    "last_name": "lastname lastnamefemale lastnamemale",
    "full_name": "fullname findname name.name person.name namefemale namemale",
    "email": "email safeemail freeemail exampleemail companyemail asciiemail asciisafeemail",
    "username": "username displayname",
    "gender": "gender sex sextype",
    "birth_date": "dateofbirth birthdate date.birthdate",
    "job": "job jobtitle",
    "phone": "phonenumber phone number.phone phone.number msisdn",
    "address": "address.address fulladdress",
    "street": "streetaddress street_address",
    "street_name": "streetname street",
    "house_number": "buildingnumber",
    "unit": "secondaryaddress",
    "city": "city cityname",
    "region": "state county",
    "region_code": "stateabbr",
    "postcode": "zipcode postcode postalcode",
    "country": "country currentcountry",
    "country_code": "countrycode currentcountrycode",
    "latitude": "latitude",
    "longitude": "longitude",
    "time_zone": "timezone",
    "language": "languagecode",
    "locale": "locale",
    "currency": "currencycode",
    "price": "price pricetag",
    "amount": "finance.amount",
    "iban": "iban",
    "bic": "bic swift swift8 swift11",
    "card_number": "creditcardnumber",
    "account_number": "accountnumber bban account",
    "company": "company companyname company.name",
    "department": "department",
    "product": "productname product",
    "title": "title lorem.words sentence.title",
    "sentence": "sentence catchphrase bs productdescription buzzphrase",
    "paragraph": "paragraph paragraphs sentences text lines",
    "slug": "slug",
    "tag": "lorem.word lorem.slug.word",
    "color": "hexcolor rgb color.rgb color.hexcolor",
    "color_name": "colorname human color.human",
    "url": "url uri",
    "image_url": "avatar imageurl image.url avatargithub",
    "ip": "ipv4 ip ipv4public ipv4private",
    "ipv6": "ipv6",
    "mac": "mac macaddress",
    "domain": "domainname",
    "host": "hostname",
    "port": "port portnumber",
    "user_agent": "useragent",
    "mime_type": "mimetype",
    "file_name": "filename",
    "file_path": "filepath",
    "file_extension": "fileext fileextension",
    "version": "semver",
    "id": "uuid uuid4 datatype.uuid string.uuid",
    "hash": "sha256",
    "sha": "sha1 commitsha git.commitsha",
    "md5": "md5",
    "isbn": "isbn isbn13",
    "ean": "ean ean13 ean8",
    "vin": "vin",
    "moment": "past recent datetime datetimethisyear datetimethismonth datetimethisdecade iso8601 "
    "anytime date.between date.past date.future future soon datethisyear unixtime date_time.date "
    "datebetween datetimebetween pastdate futuredate pastdatetime futuredatetime date.recent",
    "month": "month monthname",
    "weekday": "weekday dayofweek",
    "year": "year",
}
_KINDS: Mapping[str, str] = {
    name.replace("_", ""): kind for kind, names in _METHODS.items() for name in names.split()
}
_FUTURE = frozenset({"future", "soon", "futuredate", "futuredatetime"})


def kind_of_faker(name: str) -> Recognized | None:
    """The kind that a name of Faker or faker.js means: `person.first_name`, `name.firstName`."""
    plain = name.replace("_", "").lower()
    method = plain.rpartition(".")[2]
    kind = _KINDS.get(plain) or _KINDS.get(method)
    if kind is None:
        return None
    event = "expires" if method in _FUTURE else "created"
    return Recognized(kind, event if kind == "moment" else "")


def compile_faker(field: Field) -> FieldMaker | None:
    """A function that makes what `x-faker` names, or None if nothing has this name.

    It returns `MISSING` where the schema does not allow the value.
    """
    name, arguments = read_keyword(field.keywords[KEYWORD])
    recognized = kind_of_faker(name)
    if recognized is not None:
        event = event_of(split_name(field.name))
        if recognized.kind == "moment" and event:
            recognized = Recognized("moment", event)
        return compile_field(field, recognized)
    method = find_method(name)
    return _compile_method(field, method, arguments) if method is not None else None


def _compile_method(field: Field, method: FakerMethod, arguments: Any) -> FieldMaker:
    def make(scene: Scene) -> Any:
        value = method(scene.locale.name, scene.stream("faker", field.name).bits(), arguments)
        return value if value is not MISSING and field.is_valid(value) else MISSING

    return make


def read_keyword(value: Any) -> tuple[str, Any]:
    """The name of the method and its arguments: `x-faker` is a text, or an object of one."""
    if isinstance(value, dict) and len(value) == 1:
        ((name, arguments),) = value.items()
        return str(name), arguments
    return (value if isinstance(value, str) else ""), None


def unknown_fakers(tree: Any, document: str) -> Iterator[str]:
    """A sentence for each `x-faker` in a tree of JSON that names nothing known."""
    advice = "" if has_faker() else " Methods of Faker need the extra `faker`."
    for pointer, name in find_unknown(tree):
        yield (
            f"{document}: {pointer}: `{name[:80]}` is not a known method; the value is chosen by "
            f"the field's name.{advice}"
        )


def find_unknown(tree: Any) -> Iterator[tuple[str, str]]:
    """Each pointer at which `x-faker` names something unknown, with the name."""
    pending: list[tuple[Any, tuple[str | int, ...]]] = [(tree, ())]
    while pending:
        value, path = pending.pop()
        if isinstance(value, dict):
            if KEYWORD in value and not _is_known(name := read_keyword(value[KEYWORD])[0]):
                yield join_pointer((*path, KEYWORD)), name
            inner: Iterable[tuple[str | int, Any]] = value.items()
        else:
            inner = enumerate(value)
        pending += [(child, (*path, key)) for key, child in inner if isinstance(child, dict | list)]


def _is_known(name: str) -> bool:
    return kind_of_faker(name) is not None or find_method(name) is not None

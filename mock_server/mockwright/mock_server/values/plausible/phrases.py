"""Which words at the end of a name mean which kind of value."""

from __future__ import annotations

from collections.abc import Mapping

from mockwright.mock_server.values.plausible.tokens import Tokens, split_name

# Kind: phrases that end a name. The longest phrase wins: `email_address` is an email address, and
# `ip_address` is not an address.
_PHRASES = {
    # People
    "email": "email, email address, e mail, mail, mail address, email id",
    "first_name": "first name, given name, forename, fname, middle name, preferred name",
    "last_name": "last name, family name, surname, sur name, lname, maiden name",
    "full_name": "full name, person name, legal name, cardholder name, card holder, holder name, "
    "account holder, birth name",
    "display_name": "display name, real name, global name",
    "username": "username, user name, login, screen name, nick name, nickname, nick, login name",
    "gender": "gender, sex",
    "birth_date": "birth date, date of birth, dob, birth day, birthday",
    "age": "age, age in years, age years",
    "phone": "phone, phone number, telephone, telephone number, mobile, mobile number, tel, cell, "
    "mobile phone, cell phone, fax, fax number, msisdn, contact number, whatsapp",
    "job": "job, job title, occupation, profession, job name",
    "department": "department, department name, team name",
    # Places
    "address": "address, full address, formatted address, address text",
    "street": "street, street address, address line, address line 1, line 1, address 1, street 1, "
    "street line, street line 1, address street, street line1, line1, address1",
    "street_name": "street name, road, thoroughfare",
    "house_number": "house number, building number, street number, house no",
    "unit": "address line 2, line 2, address 2, street 2, apartment, apt, suite, unit number",
    "city": "city, town, locality, municipality, city name, town name, place of birth, "
    "birth place, birthplace, place of death",
    "postcode": "postcode, post code, postal code, zip, zip code, plz, postal",
    "region": "region, province, county, prefecture, region name, state name, province name, "
    "administrative area, federal state",
    "region_code": "state code, province code, region code, state abbr, state abbreviation",
    "state": "state",
    "country": "country, country name, nation, nationality",
    "country_code": "country code, country iso, iso country, country iso code, iso country code, "
    "country code alpha 2, country id",
    "country_alpha3": "country alpha 3, iso 3, country code alpha 3, iso3, country iso3",
    "latitude": "latitude, lat",
    "longitude": "longitude, lng, lon, long",
    "time_zone": "time zone, tz, time zone name, time zone id, tz name, tzid, iana time zone",
    # Languages and money
    "language": "language, lang, language code, iso language",
    "locale": "locale, culture, language tag, locale code, preferred locale",
    "currency": "currency, currency code, iso currency, iso currency code, currency iso code",
    "price": "price, unit price, list price, sale price, unit cost, item price, unit amount",
    "amount": "amount, cost, fee, total amount, sub total, tax, tax amount, discount amount, "
    "balance, revenue, budget, total price, total cost, grand total, line total, amount due, "
    "amount paid, salary, payment amount, discount, price total, order total, charge",
    "quantity": "quantity, qty, units, item quantity",
    "iban": "iban, iban number",
    "bic": "bic, swift, swift code, bic code",
    "last_four": "last 4, last four, card last 4, last 4 digits, last four digits, last4",
    "card_number": "card number, credit card number, pan, credit card",
    "account_number": "account number, routing number, account no",
    # Business
    "company": "company, company name, organization, organization name, employer, org name, "
    "business name, merchant name, vendor name, supplier name, manufacturer, store name, brand, "
    "shop name, trading name, brand name, publisher, bank name, tenant name, organization title",
    "product": "product name, item name, product title, product",
    "code": "code, coupon code, invite code, promo code, discount code",
    "sku": "sku, product code, item code, part number, article number, stock keeping unit",
    "ean": "ean, gtin, upc, barcode, ean 13, gtin 13, ean code",
    "isbn": "isbn, isbn 13",
    "vin": "vin, vehicle identification number, vin number",
    "order_number": "order number, invoice number, reference number, reference, order no, "
    "invoice no, ticket number, booking reference, confirmation number, confirmation code, "
    "receipt number, po number, case number, document number",
    "tracking_number": "tracking number, tracking code, serial number, serial, serial no",
    # Texts
    "title": "title, headline, heading, subject, display title, page title",
    "name": "name",
    "sentence": "description, desc, summary, about, overview, abstract, caption, excerpt, "
    "short description, detail, explanation",
    "paragraph": "bio, biography, body, content, text, long description, comment, note, message, "
    "remark, msg, feedback, review, comment text, message text, body text, description html",
    "reason": "reason, justification",
    "error_message": "error message, error msg, err msg, error description, error detail, "
    "error text, failure message",
    "error_code": "error code, error type, failure code",
    "slug": "slug, permalink, url key, url slug, handle",
    "tag": "tag, keyword, label, topic, hashtag, tag name, label name",
    "category": "category, genre, category name, product category",
    "status": "status, order status, payment status, account status, status name, status text",
    "color": "color, hex color, background color, text color, color code, color hex",
    "color_name": "color name",
    # Ids and tokens
    "id": "id, uuid, guid, identifier, uid, unique id, external id",
    "token": "token, access token, refresh token, api key, session id, nonce, cursor, next cursor, "
    "next token, next page token, page token, secret, client secret, signing key, state token",
    "hash": "hash, checksum, digest, signature, fingerprint, etag, sha 256, sha 256 sum",
    "sha": "sha, sha 1, commit sha, commit hash, commit id, commit, git sha, head sha",
    "md5": "md 5, md 5 sum, content md 5",
    # Internet and computers
    "url": "url, uri, link, href, website, web site, homepage, home page, web url, site url, "
    "callback, endpoint, permalink url, next page, prev page, previous page",
    "key": "key",
    "image_url": "avatar, avatar url, image url, picture, photo, photo url, logo, logo url, icon "
    "url, icon, thumbnail, thumbnail url, picture url, cover image, banner, profile image, image, "
    "profile picture, img, poster, screenshot url, cover url, image uri",
    "ip": "ip, ip address, ipv 4, ipv 4 address, remote ip, client ip, ip addr, remote addr",
    "ipv6": "ipv 6, ipv 6 address",
    "mac": "mac, mac address, bssid",
    "domain": "domain, domain name",
    "host": "host, host name, server name, fqdn, server, node name",
    "port": "port, port number, source port, destination port",
    "user_agent": "user agent, browser agent",
    "mime_type": "mime, mime type, media type, content type",
    "file_name": "file name, filename, document name, attachment name",
    "file_path": "file path, path, filepath, full path, directory, folder path",
    "file_extension": "file extension, extension, file ext",
    "version": "version, app version, api version, semver, release, version number, build version, "
    "software version, version name, schema version",
    "http_status": "status code, http status, http status code, response code, http code",
    # Numbers
    "total": "total, total count, total items, total results, total size, total elements, total "
    "records, total entries, total number, total hits, hits, full count, item total, result count, "
    "total item, total result, total element, total record, total entry, total rows, total row",
    "count": "count, number, num, view, like, follower, stock, inventory, stock level, member "
    "count, download, vote, subscriber, participant, visit, star count, fork, point, item count",
    "page": "page, page number, current page, page no, page num",
    "page_size": "per page, page size, limit, page limit, items per page, max results, page length",
    "page_count": "total pages, page count, last page, total page, pages",
    "offset": "offset, skip, start index",
    "is_first": "first page, is first, is first page",
    "listed": "number of elements, elements on page, items on page, result on page",
    "has_more": "has more, has next, has next page, more available, is truncated",
    "percentage": "percentage, percent, progress, completion, pct, discount percentage, tax rate",
    "ratio": "ratio, probability, confidence, likelihood, relevance",
    "rating": "rating, stars, average rating, rating average, star rating, rating value",
    "score": "score, total score",
    "size": "size, file size, bytes, byte, content length, size bytes, size in bytes, file size "
    "bytes, total bytes, size byte",
    "pixels": "width, height",
    "weight": "weight, mass",
    "distance": "distance, distance km, radius",
    "temperature": "temperature, temp",
    "speed": "speed, velocity",
    "rank": "position, rank, index, sequence, sort order, priority, level, order index, ordinal, "
    "sequence number, line number, row, column, step, stage, display order",
    "attempts": "attempt, retries, retry count, attempt count, retry",
    "year": "year, model year, release year, start year, end year",
    "month": "month",
    "day": "day, day of month",
    "hour": "hour",
    "minute": "minute",
    "second": "second",
    "weekday": "weekday, day of week, week day",
    "duration": "duration, elapsed, elapsed time, run time, runtime, processing time, response "
    "time, wait time, ttl, timeout, time to live, lead time, prep time, preparation time, "
    "cook time, duration second, duration minute, timeout second, interval, delay, latency, "
    "expires in, estimated time, total time, duration ms, elapsed ms, latency ms, timeout ms, "
    "duration hour, max age, retry after, uptime",
    "value": "value",
    "type": "type, kind",
    "membership": "role, user role, member role",
    "success": "success, ok, successful, succeeded",
}


def _by_phrase() -> Mapping[Tokens, str]:
    found: dict[Tokens, str] = {}
    for kind, phrases in _PHRASES.items():
        for phrase in phrases.split(","):
            words = tuple(word for part in phrase.split() for word in split_name(part))
            found.setdefault(words, kind)
    return found


BY_PHRASE = _by_phrase()
LONGEST = max(map(len, BY_PHRASE))

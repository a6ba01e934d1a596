"""A feed of a filtered view after Atom (RFC 4287): the newest incidents, each under an id that stays."""

from __future__ import annotations

import re
import uuid
from xml.etree import ElementTree as ET

from fastapi import APIRouter, Request
from fastapi.responses import Response

from khronika.model.incident import Incident
from khronika.store import paging
from khronika.web import telling
from khronika.web.locale import Language, language_of
from khronika.web.query import Asked, asked
from khronika.web.site import address_of, served_link, site_of

router = APIRouter()
ATOM = "http://www.w3.org/2005/Atom"
PATH = "/incidents.atom"
# What the ids of feeds and entries are made from; whoever changes it makes all readers see everything as new.
SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "khronika")
NEVER = "1970-01-01T00:00:00+00:00"
# Characters that XML 1.0 cannot hold.
ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@router.get(PATH, include_in_schema=False)
def incidents_feed(request: Request) -> Response:
    """The newest incidents that fit the filters."""
    wanted, site = asked(request), site_of(request)
    found = paging.incidents_part(site.chronicle, wanted.filters, limit=wanted.limit, newest_first=True)
    changed = paging.changed_last(site.chronicle, found.rows)
    base = (site.public_url or str(request.base_url)).rstrip("/")
    body = feed(list(found.rows), changed, wanted, base, language_of(request))
    return Response(body, media_type="application/atom+xml; charset=utf-8")


def feed(found: list[Incident], changed: dict[str, str], wanted: Asked, base: str, language: Language) -> bytes:
    """The feed as XML. `changed` says when each incident changed last, `base` where readers find the site, without a slash at the end."""
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": language.code})
    here = served_link("", PATH, wanted.query)
    filters = [f"{name}: {value if isinstance(value, str) else ', '.join(map(str, value))}" for name, value in _listed(wanted).items()]
    _text(root, "title", " · ".join(["Khronika", *filters]))
    _text(root, "id", _urn(here))
    _text(root, "updated", max(changed.values(), default=NEVER) or NEVER)
    _link(root, "self", base + here)
    _link(root, "alternate", base + served_link("", "/", wanted.query))
    _text(ET.SubElement(root, "author"), "name", "Khronika")
    _text(root, "generator", "Khronika")
    for incident in found:
        entry = ET.SubElement(root, "entry")
        _text(entry, "title", telling.sentence(language, incident))
        _text(entry, "id", _urn(incident.id))
        _text(entry, "updated", changed.get(incident.id) or NEVER)
        _link(entry, "alternate", base + address_of("incident", incident.id))
        _text(entry, "summary", _summary(incident, language))
        for code in (incident.event_type, *incident.modes):
            ET.SubElement(entry, "category", {"term": ILLEGAL.sub("\ufffd", code)})
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _listed(wanted: Asked) -> dict[str, list[str]]:
    return {name: [str(one) for one in (value if isinstance(value, list) else [value])] for name, value in wanted.query.items()}


def _summary(incident: Incident, language: Language) -> str:
    counts = [telling.count_words(language, count) for count in incident.counts]
    mentions = language("{n} mention|{n} mentions", n=len(incident.events))
    return " · ".join(part for part in (telling.status_words(language, incident), *counts, "; ".join(incident.sources), mentions) if part)


def _urn(name: str) -> str:
    return uuid.uuid5(SPACE, name).urn


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = ILLEGAL.sub("\ufffd", text)


def _link(parent: ET.Element, relation: str, address: str) -> None:
    ET.SubElement(parent, "link", {"rel": relation, "href": ILLEGAL.sub("\ufffd", address)})

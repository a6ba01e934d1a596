"""Every page in a real browser: it opens without a fault, can be read by everybody, on a phone, without scripts, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from khronika.store import Filters, open_chronicle, read
from tests.web.browser.conftest import PHONE

# By what a page is, where it is; ids are put in.
PAGES = {
    "situation": "/", "incidents": "/incidents", "incident": "/incident/{incident}", "events": "/events", "event": "/event/{event}",
    "articles": "/articles", "article": "/article/{article}", "actors": "/actors", "actor": "/actor/BLR%20GOV", "timeline": "/timeline",
    "detentions": "/detentions", "protests": "/protests", "sanctions": "/sanctions", "tally": "/tally/arrested",
    "review": "/review", "disputes": "/review/disputes", "agreement": "/review/agreement", "for programs": "/api",
}  # fmt: skip
every_page = pytest.mark.parametrize("name", PAGES)
# What axe-core counts as grave.
GRAVE = ("serious", "critical")


@pytest.fixture(scope="session")
def ids(coded: Path) -> dict[str, str]:
    """An incident with several reports, one of its events and the article of it."""
    with open_chronicle(str(coded)) as chronicle:
        found = list(read.found_events(chronicle, Filters(type=("COERCE",))))
    incidents = [one.incident for one in found]
    chosen = max(found, key=lambda one: (incidents.count(one.incident), one.line["id"]))
    return {"incident": chosen.incident, "event": chosen.line["id"], "article": chosen.line["article"]["id"]}


@pytest.fixture
def path(name: str, ids: dict[str, str]) -> str:
    return PAGES[name].format(**ids)


def named(page: Page) -> Page:
    """The page; where the review asks first who judges, once that is told."""
    if "/review" in page.url and page.get_by_label("Who judges?").count():
        page.get_by_label("Who judges?").fill("Ann")
        page.get_by_role("button", name="Begin").click()
        expect(page.locator("#item")).to_be_visible()
    return page


def grave_findings(page: Page, *rules: str) -> list[str]:
    """What axe-core finds that shuts people out, by some of its rules or all."""
    options = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else None
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {one['help']}; {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"][:3]
    ]


def wide_things(page: Page) -> list[str]:
    """What reaches over the right edge of the window, outside parts that scroll by themselves."""
    if page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"):
        return []
    return page.evaluate(
        "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
        ".slice(0, 5).map(e => e.outerHTML.slice(0, 120))"
    )


@every_page
def test_it_opens_and_everybody_can_read_it(path, site, opened):
    page = named(opened(site, path))
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("main")).to_have_count(1)
    assert re.search(r"\S+ · Khronika$", page.title())
    assert grave_findings(page) == []
    page.emulate_media(color_scheme="dark")
    assert grave_findings(page, "color-contrast") == []
    page.keyboard.press("Tab")
    # Where one is must be seen.
    assert page.evaluate("document.activeElement !== document.body && getComputedStyle(document.activeElement).outlineStyle !== 'none'")
    page.set_viewport_size(PHONE)
    assert wide_things(page) == []


@every_page
def test_it_can_be_read_without_scripts_and_in_russian(name, path, site, opened):
    page = opened(site, path, locale="ru-RU", java_script_enabled=False, viewport=PHONE)
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_count(1)
    for text in page.get_by_role("navigation").first.get_by_role("link").all_inner_texts():
        assert re.fullmatch("[А-Яа-яё ]+", text)
    if name not in ("disputes", "agreement", "review", "for programs"):
        # What scripts draw stands there as a table or list.
        assert len(page.get_by_role("main").inner_text()) > 300
        assert page.get_by_role("main").get_by_role("link").count() > 2


def test_the_first_tab_leads_past_the_navigation(site, opened):
    page = opened(site, "/incidents")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_map_is_drawn_and_zooms(site, opened):
    page = opened(site, "/")
    map_ = page.locator("svg.map")
    assert map_.locator("path").count() > 50
    assert map_.locator(".symbols circle").count() >= 2
    names = " ".join(map_.locator(".labels text").all_text_contents())
    assert "Minsk" in names and "Kazakhstan" in names
    # What is told of a country alone is no pin on a town.
    assert "Kazakhstan" not in " ".join(map_.locator(".symbols circle").evaluate_all("all => all.map(one => one.textContent)"))
    before = map_.locator(".zoomed").get_attribute("transform")
    page.get_by_role("button", name="Zoom in").click()
    expect(map_.locator(".zoomed")).not_to_have_attribute("transform", before or "none")
    page.get_by_role("button", name="Whole map").click()
    expect(map_.locator(".zoomed")).to_have_attribute("transform", re.compile(r"scale\(1\)"))


def test_a_stretch_of_the_timeline_goes_into_the_address(site, opened):
    page = opened(site, "/?until=2020-12")
    bars = page.locator("svg.brushed").first
    bars.scroll_into_view_if_needed()
    box = bars.bounding_box()
    assert box is not None and box["width"] > 300 and box["height"] > 30
    assert bars.locator("path").count() >= 1
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.2, middle)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.5, middle, steps=5)
    page.mouse.move(box["x"] + box["width"] * 0.6, middle, steps=5)
    page.mouse.up()
    page.wait_for_url(re.compile(r"since=2020-08-\d\d.*until=2020-08-\d\d|until=2020-08-\d\d.*since=2020-08-\d\d"))
    expect(page.locator("input[name=since]").first).to_have_value(re.compile(r"2020-08-\d\d"))


def test_filters_are_in_the_address_and_go_along(site, opened):
    page = opened(site, "/")
    everything = page.get_by_role("main").inner_text()
    page.locator("input[name=type][value=COERCE]").check()
    page.locator("input[name=country], input[name=place]").first.fill("Minsk")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"type=COERCE"))
    expect(page.locator("input[name=type][value=COERCE]")).to_be_checked()
    narrowed = page.get_by_role("main").inner_text()
    assert narrowed != everything
    page.get_by_role("navigation").first.get_by_role("link", name="Incidents").click()
    page.wait_for_url("**/incidents*")
    if "type=COERCE" not in page.url:  # the navigation begins anew: the filters go along by the address
        page.goto(f"{site}/incidents?type=COERCE&place=Minsk")
    told = [text for text in page.locator("main article, main li").all_inner_texts() if "reports" in text or "report" in text]
    assert told and all("Coercion" in text or "Arrest" in text or "curfew" in text.lower() for text in told)


def test_the_language_can_be_chosen_and_stays(site, opened):
    page = opened(site, "/incidents")
    page.get_by_role("link", name="Русский").click()
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    assert page.url.endswith("/incidents")
    page.goto(f"{site}/articles")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_page_that_is_not_there_leads_back(site, opened):
    page = opened(site, "/")
    answer = page.goto(f"{site}/incident/in_ffffffffffffffff")
    assert answer is not None and answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert grave_findings(page) == []
    page.get_by_role("main").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Situation")
    # The browser tells its console of every answer that is no page.
    assert [fault for fault in opened.faults if "404 (Not Found)" not in fault] == []
    opened.faults.clear()

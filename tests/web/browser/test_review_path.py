"""The whole path of a review, with the keyboard alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from khronika.store import Filters, accounts, incidents, judge, open_chronicle, read
from khronika.web.app import create_app
from tests.web.people import PASSWORD, hashed
from tests.web.serving import served


@pytest.fixture
def address(own: Path):
    with served(create_app(str(own))) as found:
        yield found


@pytest.fixture
def reviewing(address: str, opened) -> Page:
    """The queue, once Ann has said who she is."""
    page = opened(address, "/review")
    expect(page.get_by_label("Who judges?")).to_be_focused()
    page.keyboard.type("Ann")
    page.keyboard.press("Enter")
    expect(page.locator("#item")).to_be_focused()
    return page


def log(own: Path) -> list[dict]:
    """What people have said, the last first."""
    with open_chronicle(str(own)) as chronicle:
        return list(judge.all_judgements(chronicle))


def current(page: Page) -> str:
    return page.locator("form#verdict input[name=event]").input_value()


def event(own: Path, event_id: str):
    with open_chronicle(str(own)) as chronicle:
        return read.one_event(chronicle, event_id)


def told(page: Page, said: str) -> None:
    """See what is told on the next page, and wait until its script hears keys: one that is pressed earlier does nothing."""
    expect(page.locator("#did")).to_have_text(said)
    page.wait_for_load_state()


def pressed(page: Page, key: str, said: str) -> None:
    """Press a key, and see what is told."""
    page.keyboard.press(key)
    told(page, said)
    expect(page.locator("#item")).to_be_focused()


def test_accept_and_take_back(reviewing: Page, own: Path):
    first = current(reviewing)
    pressed(reviewing, "a", "Accepted.")
    assert current(reviewing) != first
    [said] = log(own)
    assert (said["kind"], said["by"], said["why"], said["events"]) == ("accept", "Ann", "read and found right", [first])
    assert event(own, first)["verdict"] == "accepted"
    pressed(reviewing, "u", "Taken back.")
    assert current(reviewing) == first
    assert [one["kind"] for one in log(own)] == ["withdraw", "accept"]
    assert "verdict" not in event(own, first)


def test_reject_with_a_reason(reviewing: Page, own: Path):
    first = current(reviewing)
    reviewing.locator("#verdict input[name=why]").focus()
    reviewing.keyboard.type("a rally that was only called for")
    reviewing.keyboard.press("Enter")  # in the reason this sends nothing: it could mean either verdict
    reviewing.keyboard.press("Escape")
    assert log(own) == []
    pressed(reviewing, "r", "Rejected.")
    [said] = log(own)
    assert (said["kind"], said["why"], said["events"]) == ("reject", "a rally that was only called for", [first])


def test_letters_in_a_field_are_letters(reviewing: Page, own: Path):
    reviewing.locator("#verdict input[name=why]").focus()
    reviewing.keyboard.type("aruscmjk")
    assert log(own) == []
    assert reviewing.locator("#verdict input[name=why]").input_value() == "aruscmjk"


def test_single_keys_can_be_switched_off(reviewing: Page, own: Path):
    reviewing.keyboard.press("?")
    expect(reviewing.locator("#use-keys")).to_be_focused()
    reviewing.keyboard.press("Space")
    reviewing.locator("#item").focus()
    first = current(reviewing)
    reviewing.keyboard.press("a")
    reviewing.reload()
    reviewing.keyboard.press("r")
    assert current(reviewing) == first
    assert log(own) == []


def test_under_another_alphabet_the_keys_lie_where_they_lie(reviewing: Page, own: Path):
    first = current(reviewing)
    with reviewing.expect_navigation():
        reviewing.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'ф', code: 'KeyA', bubbles: true}))")
    assert [(said["kind"], said["events"]) for said in log(own)] == [("accept", [first])]


def test_change_with_the_keyboard(reviewing: Page, own: Path):
    first = current(reviewing)
    reviewing.keyboard.press("c")
    expect(reviewing.locator("[name='field:event_type']")).to_be_focused()
    reviewing.keyboard.press("Tab")
    reviewing.keyboard.press("Tab")
    expect(reviewing.locator("[name='field:status']")).to_be_focused()
    reviewing.keyboard.type("denied")
    reviewing.locator("[name='new_count']").focus()
    reviewing.keyboard.type("40..60")
    reviewing.locator("[name='new_role']").focus()
    reviewing.keyboard.type("injured")
    reviewing.keyboard.press("Control+Enter")
    told(reviewing, "Changed.")
    line = event(own, first)
    assert line["status"] == "denied"
    assert [(q["low"], q["high"]) for q in line["quantities"] if q["role"] == "injured"] == [(40, 60)]
    assert {said["field"] for said in log(own)} == {"status", "injured"}
    # Both corrections go back together.
    pressed(reviewing, "u", "Taken back.")
    assert event(own, first)["status"] == line["machine"]["status"]


def test_what_cannot_be_is_told(reviewing: Page, own: Path, opened):
    reviewing.keyboard.press("c")
    reviewing.locator("[name='field:time']").fill("next week")
    reviewing.keyboard.press("Control+Enter")
    expect(reviewing.get_by_role("heading", level=1)).to_contain_text("cannot be read")
    expect(reviewing.locator("main")).to_contain_text("2020-08-14/2020-08-16")
    assert log(own) == []
    # The browser tells its console of every answer that is no page.
    assert [fault for fault in opened.faults if "400 (Bad Request)" not in fault] == []
    opened.faults.clear()


def test_next_previous_and_the_incident(reviewing: Page):
    first = current(reviewing)
    reviewing.keyboard.press("j")
    expect(reviewing.locator("form#verdict input[name=event]")).not_to_have_value(first)
    expect(reviewing.locator("#item")).to_be_focused()
    reviewing.keyboard.press("k")
    expect(reviewing.locator("form#verdict input[name=event]")).to_have_value(first)
    expect(reviewing.locator("#item")).to_be_focused()
    reviewing.keyboard.press("o")
    reviewing.wait_for_url("**/incident/in_*")


def test_split_and_join_again(reviewing: Page, own: Path, address: str):
    with open_chronicle(str(own)) as chronicle:
        [shared, *_] = [one for one in incidents.found_incidents(chronicle) if len(one.events) > 1 and one.begins]
    first, before = shared.events[0].id, shared.id
    reviewing.goto(f"{address}/review?event={first}")
    pressed_open(reviewing, "s", "#split")
    reviewing.keyboard.press("Control+Enter")
    told(reviewing, "Split.")
    assert current(reviewing) == first
    apart = event(own, first)["incident"]
    with open_chronicle(str(own)) as chronicle:
        rest = [x for x in read.found_events(chronicle, Filters()) if x.incident in (before, apart) and x.line["id"] != first]
    assert log(own)[0]["kind"] == "split"
    assert {x.incident for x in rest} != {apart}
    # The rest of it is near in time: the first of what may belong to it.
    pressed_open(reviewing, "m", "#join")
    reviewing.keyboard.press("Space")
    expect(reviewing.locator("#join input[type=checkbox]").first).to_be_checked()
    reviewing.keyboard.press("Control+Enter")
    told(reviewing, "Joined.")
    assert [one["kind"] for one in log(own)] == ["join", "split"]
    joined = event(own, first)["incident"]
    with open_chronicle(str(own)) as chronicle:
        assert sum(x.incident == joined for x in read.found_events(chronicle, Filters())) > 1


def pressed_open(page: Page, key: str, part: str) -> None:
    page.keyboard.press(key)
    expect(page.locator(part)).to_have_attribute("open", "")
    expect(page.locator(f"{part} :is(select, input:not([type=hidden]))").first).to_be_focused()


def test_filters_stay_while_judging(reviewing: Page, address: str):
    reviewing.goto(f"{address}/review?type=COERCE&until=2020-12")
    expect(reviewing.locator("#item")).to_contain_text("COERCE")
    pressed(reviewing, "a", "Accepted.")
    expect(reviewing).to_have_url(re.compile(r"type=COERCE.*until=2020-12"))
    for text in reviewing.locator(".waits a").all_inner_texts():
        assert text.startswith("COERCE")


def test_it_works_without_scripts(address: str, own: Path, opened):
    page = opened(address, "/review", java_script_enabled=False)
    page.get_by_label("Who judges?").fill("Bo")
    page.get_by_role("button", name="Begin").click()
    first = current(page)
    page.get_by_role("button", name="Accept").click()
    told(page, "Accepted.")
    page.get_by_role("button", name="Undo").first.click()
    told(page, "Taken back.")
    assert current(page) == first
    page.locator("#change summary").click()
    expect(page.locator("#change")).to_have_attribute("open", "")
    page.locator("[name='field:status']").select_option("planned")
    page.get_by_role("button", name="Save the changes").click()
    assert event(own, first)["status"] == "planned"


# Two reviewers, and who decides


@pytest.fixture
def team(own: Path):
    """A site with accounts, where two reviewers judge each event."""
    with open_chronicle(str(own), upgrade=True) as chronicle:
        for name, role in (("ann", "reviewer"), ("bo", "reviewer"), ("eva", "admin"), ("rita", "reader")):
            accounts.add_user(chronicle, name, role, hashed())
    with served(create_app(str(own), two_reviewers=True)) as found:
        yield found


def signed_in(opened, team: str, name: str, path: str = "/review") -> Page:
    page = opened(team, path)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.wait_for_load_state()
    return page


def test_two_reviewers_and_adjudication(team: str, own: Path, opened):
    ann, bo, eva = (signed_in(opened, team, name) for name in ("ann", "bo", "eva"))
    first = current(ann)
    assert current(bo) == first
    # Ann changes, Bo sees nothing of it and rejects.
    pressed_open(ann, "c", "#change")
    ann.locator("[name='field:status']").select_option("denied")
    ann.keyboard.press("Control+Enter")
    told(ann, "Changed.")
    assert current(ann) != first
    bo.goto(f"{team}/review?event={first}")
    expect(bo.locator("main")).not_to_contain_text("denied –")
    assert "ann" not in bo.locator("main").inner_text().lower().split()
    assert bo.locator("[name='field:status']").input_value() != "denied"
    bo.keyboard.press("r")
    told(bo, "Rejected.")
    assert {state for said in log(own) for state in said["states"]} == {"disputed"}
    assert event(own, first).get("verdict") is None
    # A second event, on which both agree, counts at once.
    second = current(ann)
    ann.keyboard.press("a")
    told(ann, "Accepted.")
    bo.goto(f"{team}/review?event={second}")
    bo.keyboard.press("a")
    told(bo, "Accepted.")
    assert event(own, second)["verdict"] == "accepted"
    # Reviewers see where they differ; an admin decides, from the keyboard.
    bo.goto(f"{team}/review/disputes")
    expect(bo.locator(".dispute")).to_have_count(1)
    expect(bo.get_by_role("button", name="As ann has it")).to_have_count(0)
    eva.goto(f"{team}/review/disputes")
    expect(eva.locator(".dispute")).to_contain_text("denied")
    eva.get_by_role("button", name="As ann has it").focus()
    eva.keyboard.press("Enter")
    expect(eva.locator(".dispute")).to_have_count(0)
    line = event(own, first)
    assert (line["status"], line["verdict"]) == ("denied", "accepted")
    eva.goto(f"{team}/review/agreement")
    row = eva.get_by_role("row").filter(has=eva.get_by_role("rowheader", name="verdict"))
    expect(row).to_contain_text("ann, bo")
    expect(row).to_contain_text("2")


def test_an_admin_may_decide_otherwise(team: str, own: Path, opened):
    ann, bo = (signed_in(opened, team, name) for name in ("ann", "bo"))
    first = current(ann)
    for page, key, said in ((ann, "a", "Accepted."), (bo, "r", "Rejected.")):
        page.goto(f"{team}/review?event={first}")
        page.keyboard.press(key)
        told(page, said)
    eva = signed_in(opened, team, "eva", f"/review?event={first}")
    expect(eva.locator(".judge")).to_contain_text("What you say here decides.")
    pressed_open(eva, "c", "#change")
    eva.locator("[name='field:status']").select_option("planned")
    eva.keyboard.press("Control+Enter")
    told(eva, "Changed.")
    assert event(own, first)["status"] == "planned"
    assert log(own)[0]["review"] == "adjudication"


def test_a_reader_does_not_judge(team: str, opened):
    page = opened(team, "/sign-in")
    page.get_by_label("Name").fill("rita")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    expect(page.get_by_role("link", name="Review")).to_have_count(0)
    assert page.goto(f"{team}/review").status == 403
    opened.faults.clear()

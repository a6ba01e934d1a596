"""Signing in and out in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from khronika.web.app import create_app
from tests.web.browser.test_pages import grave_findings
from tests.web.people import PASSWORD, give_accounts
from tests.web.serving import served


@pytest.fixture
def address(own):
    give_accounts(str(own))
    with served(create_app(str(own))) as found:
        yield found


def test_sign_in_where_one_was_going_and_out_again(address, opened):
    page = opened(address, "/incidents?type=COERCE")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert grave_findings(page) == []
    page.get_by_label("Name").fill("Vera")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/incidents?type=COERCE")
    expect(page.get_by_role("link", name="Review")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    page.goto(f"{address}/incidents")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_wrong_password_is_told_and_says_nothing_of_names(address, opened):
    told = []
    for name in ("Vera", "Nobody"):
        page = opened(address, "/sign-in")
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password").fill("not the pass phrase")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        told.append(page.get_by_role("alert").inner_text())
        expect(page.get_by_label("Password")).to_have_value("")
    assert told[0] == told[1]
    assert all("401" in fault or "403" in fault or "400" in fault for fault in opened.faults)
    opened.faults.clear()


def test_no_script_can_read_the_cookie(address, opened):
    page = opened(address, "/sign-in")
    page.get_by_label("Name").fill("Rita")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert page.evaluate("document.cookie") == ""
    assert all(cookie["httpOnly"] and cookie["sameSite"] in ("Lax", "Strict") for cookie in page.context.cookies())

"""Signing in and out, sessions, roles, tokens, and what the audit log tells of them."""

from __future__ import annotations

import time

import pytest
from starlette.testclient import TestClient

from khronika.store import accounts, judge, open_chronicle
from khronika.web import passwords, session, throttle
from khronika.web.app import create_app
from tests.web.people import PASSWORD, csrf_of, give_token, hashed, sign_in

EVENTS = "/api/v1/events"


def event_id(client):
    return client.get(EVENTS).json()["rows"][0]["id"]


def verdict(identity, **more):
    return {"kind": "accept", "ids": [identity], "why": "so it is", **more}


def test_without_accounts_whoever_sits_at_the_machine_reads_and_judges(client, chronicle):
    identity = event_id(client)
    csrf = csrf_of(client)
    answer = client.post("/api/v1/judgements", json=verdict(identity, by="Ann"), headers={"X-CSRF-Token": csrf})
    assert answer.status_code == 201
    # The name is remembered in the cookie.
    assert client.post("/api/v1/judgements", json=verdict(identity), headers={"X-CSRF-Token": csrf}).status_code == 201
    with open_chronicle(chronicle) as opened:
        assert [one["by"] for one in judge.all_judgements(opened)] == ["Ann", "Ann"]
        assert [(act.who, act.what) for act in accounts.audit_log(opened)] == [("Ann", "judged")] * 2


def test_a_judgement_without_a_name_is_refused(client):
    for more in ({}, {"by": "  "}, {"by": "a\nb\u202e"}):
        answer = client.post("/api/v1/judgements", json=verdict(event_id(client), **more), headers={"X-CSRF-Token": csrf_of(client)})
        assert answer.status_code == 400, more
        assert answer.json()["error"]["what"] == "say who judges"


def test_with_accounts_nothing_is_read_without_signing_in(office):
    for path in ("/", "/incidents", "/api", "/nothing"):
        answer = office.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"] == f"/sign-in?next={path.replace('/', '%2F')}"
    for path in (EVENTS, "/incidents.json", "/incidents.csv", "/incidents.atom", "/api/v1/openapi.json"):
        answer = office.get(path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert "ev_" not in answer.text
    assert office.get("/export/csv").status_code == 303
    assert office.get("/static/style.css").status_code == 200


def test_loopback_asks_for_signing_in_as_soon_as_there_is_an_account(client, chronicle):
    assert client.get(EVENTS).status_code == 200
    with open_chronicle(chronicle) as opened:
        accounts.add_user(opened, "Ann", "reader", hashed())
    assert client.get(EVENTS).status_code == 401


def test_signing_in_and_out(office, staffed):
    assert sign_in(office, "rita", next="/api?x=1").headers["location"] == "/api?x=1"
    page = office.get("/api")
    assert page.status_code == 200
    assert "Rita" in page.text
    assert page.headers["cache-control"] == "no-store"
    cookie = office.cookies["__Host-khronika"]
    assert office.post("/sign-out", data={"csrf": csrf_of(office)}).status_code == 303
    assert office.get(EVENTS).status_code == 401
    assert cookie not in str(dict(office.cookies))
    with open_chronicle(staffed) as opened:
        log = [(act.who, act.what, act.address) for act in accounts.audit_log(opened)][:2]
    assert log == [("Rita", "signed out", "testclient"), ("Rita", "signed in", "testclient")]


@pytest.mark.parametrize(
    "following", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "x", "/a\nb"]
)
def test_signing_in_leads_nowhere_else(office, following):
    assert sign_in(office, "Rita", next=following).headers["location"] == "/"
    assert office.get("/sign-in", params={"next": following}).headers["location"] == "/"
    assert office.get("/language/ru", params={"next": following}).headers["location"] == "/"


def test_a_wrong_password_or_name_is_told_alike_and_noted(office, staffed):
    answers = [sign_in(office, "Rita", "wrong password"), sign_in(office, "Nobody", "wrong password")]
    assert [answer.status_code for answer in answers] == [401, 401]
    bodies = [answer.text.replace("Rita", "X").replace("Nobody", "X") for answer in answers]
    assert bodies[0] == bodies[1]
    assert "do not fit" in bodies[0]
    assert "wrong password" not in bodies[0]
    with open_chronicle(staffed) as opened:
        log = list(accounts.audit_log(opened))[:2]
    assert [(act.who, act.what, act.about) for act in log] == [("-", "sign-in refused", "Nobody"), ("-", "sign-in refused", "Rita")]
    assert "wrong password" not in str(log)


def test_the_session_before_signing_in_is_not_the_one_after(office):
    before = csrf_of(office)
    sign_in(office, "Rita")
    assert csrf_of(office) != before
    assert office.post("/sign-out", data={"csrf": before}).status_code == 403


@pytest.mark.parametrize("change", [{"password": "x"}, {"role": "reader"}, None], ids=["password", "role", "removed"])
def test_a_change_of_the_account_ends_its_sessions(office, staffed, change):
    sign_in(office, "Vera")
    assert office.get(EVENTS).status_code == 200
    with open_chronicle(staffed) as opened:
        if change:
            accounts.change_user(opened, "Vera", **change)
        else:
            accounts.remove_user(opened, "Vera")
            accounts.add_user(opened, "Vera", "admin", hashed())
    assert office.get(EVENTS).status_code == 401


def test_sessions_expire(office, monkeypatch):
    sign_in(office, "Rita")
    now = time.time()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + session.IDLE + 60)
    assert office.get(EVENTS).status_code == 401


def test_sessions_are_renewed_by_visits_but_not_for_ever(office, monkeypatch):
    sign_in(office, "Rita")
    now = time.time()
    for hours in range(10, 24 * 7, 10):
        monkeypatch.setattr("time.time", lambda hours=hours: now + hours * 3600)
        assert office.get(EVENTS).status_code == 200, hours
    monkeypatch.setattr("time.time", lambda: now + session.LONGEST + 60)
    assert office.get(EVENTS).status_code == 401


def test_a_cookie_that_was_changed_or_signed_elsewhere_is_none(office, staffed):
    sign_in(office, "Rita")
    cookie = office.cookies["__Host-khronika"]
    payload, stamp, signature = cookie.split(".")
    other = session.Cookies("another secret", secure=True)
    forged = other.header({session.USER: "Ada", session.GENERATION: 3}).split("=", 1)[1].split(";")[0]
    for value in (f"{payload}A.{stamp}.{signature}", f"{payload}.{stamp}.{signature[::-1]}", forged, "x", "..", "é" * 20):
        fresh = TestClient(office.app, base_url="https://desk.example", follow_redirects=False)
        assert fresh.get(EVENTS, headers={"cookie": b"__Host-khronika=" + value.encode()}).status_code == 401, value
    # The same cookie goes on after a restart: its key is kept in the chronicle.
    with TestClient(create_app(staffed, loopback=False), base_url="https://desk.example") as again:
        assert again.get(EVENTS, headers={"cookie": f"__Host-khronika={cookie}"}).status_code == 200


def test_cookies_are_kept_from_scripts_other_sites_and_plain_http(office, staffed, client):
    header = office.get("/sign-in").headers["set-cookie"]
    assert header.startswith("__Host-khronika=")
    assert {"HttpOnly", "SameSite=Lax", "Secure", "Path=/", f"Max-Age={session.IDLE}"} <= set(header.split("; "))
    assert "Secure" not in client.get("/sign-in").headers["set-cookie"]
    with TestClient(create_app(staffed, public_url="https://news.example"), base_url="http://127.0.0.1") as behind:
        assert behind.get("/sign-in").headers["set-cookie"].endswith("; Secure")


def test_roles(office):
    for name, status in (("Rita", 403), ("Vera", 201), ("Ada", 201)):
        sign_in(office, name)
        headers = {"X-CSRF-Token": csrf_of(office)}
        answer = office.post("/api/v1/judgements", json=verdict(event_id(office), by="Somebody Else"), headers=headers)
        assert answer.status_code == status, name
        office.post("/sign-out", data={"csrf": csrf_of(office)})
    with TestClient(office.app, base_url="https://desk.example") as again:
        sign_in(again, "Rita")
        assert {row["by"] for row in again.get("/api/v1/judgements").json()["rows"]} == {"Vera", "Ada"}


def test_tokens(office, staffed):
    identity = None
    for name, scope, read, judged in (("Vera", "read", 200, 403), ("Rita", "judge", 200, 403), ("Vera", "judge", 200, 201)):
        headers = {"Authorization": f"Bearer {give_token(staffed, name, scope)}"}
        answer = office.get(EVENTS, headers=headers)
        assert answer.status_code == read
        identity = answer.json()["rows"][0]["id"]
        assert office.post("/api/v1/judgements", json=verdict(identity), headers=headers).status_code == judged, (name, scope)
    good = give_token(staffed, "Vera", "judge")
    for bad in ("", "khr", "khr__", good[:-1], good + "x", good.replace("khr_", "xyz_"), "khr_000000000000_" + good.split("_", 2)[2], "'"):
        answer = office.get(EVENTS, headers={"Authorization": f"Bearer {bad}"})
        assert answer.status_code == 401, bad
        assert "ev_" not in answer.text
    with open_chronicle(staffed) as opened:
        accounts.revoke_token(opened, good.split("_")[1])
        dump = str(list(accounts.audit_log(opened))) + str(accounts.all_tokens(opened))
    assert office.get(EVENTS, headers={"Authorization": f"Bearer {good}"}).status_code == 401
    assert good.split("_", 2)[2] not in dump


def test_tries_are_slowed_down(office):
    site = office.app.state.site
    now = [0.0]
    site.throttle = throttle.Throttle(clock=lambda: now[0])
    for _ in range(throttle.FREE["both"]):
        assert sign_in(office, "Rita", "wrong password").status_code == 401
    blocked = sign_in(office, "Rita")
    assert blocked.status_code == 429
    assert int(blocked.headers["retry-after"]) == throttle.FIRST_WAIT
    assert sign_in(office, "Ada").status_code == 303  # another name is not touched by it
    office.post("/sign-out", data={"csrf": csrf_of(office)})
    now[0] += throttle.FIRST_WAIT
    assert sign_in(office, "Rita").status_code == 303


def test_waits_double_have_an_end_and_are_forgotten():
    now = [0.0]
    slow = throttle.Throttle(clock=lambda: now[0])
    waits = []
    for _ in range(20):
        slow.failed("192.0.2.1", "ann")
        waits.append(slow.wait("192.0.2.1", "ann"))
        now[0] += waits[-1]
    assert waits[:4] == [0, 0, 0, 0]
    assert waits[4:7] == [2, 4, 8]
    assert waits[-1] == throttle.LONGEST_WAIT
    now[0] += throttle.FORGET + 1
    slow.failed("192.0.2.1", "ann")
    assert slow.wait("192.0.2.1", "ann") == 0


def test_one_address_cannot_try_many_names_nor_many_addresses_one():
    slow = throttle.Throttle(clock=lambda: 0.0)
    for number in range(throttle.FREE["address"]):
        slow.failed("2001:db8:1:1::1", f"name {number}")
    assert slow.wait("2001:db8:1:1:ffff::7", "another") > 0
    assert slow.wait("2001:db8:1:2::1", "another") == 0
    for number in range(throttle.FREE["name"]):
        slow.failed(f"192.0.2.{number}", "ann")
    assert slow.wait("198.51.100.1", "ann") > 0


def test_tries_are_remembered_in_bounded_memory(monkeypatch):
    monkeypatch.setattr(throttle, "MOST_KEYS", 30)
    slow = throttle.Throttle(clock=lambda: 0.0)
    for number in range(100):
        slow.failed(f"192.0.2.{number}", f"name {number}")
    assert len(slow._tries) == 30


def test_an_unknown_name_takes_as_long_as_a_known_one():
    passwords.verified(None, PASSWORD)

    def took(stored):
        began = time.process_time()
        assert passwords.verified(stored, "wrong password") is False
        return time.process_time() - began

    known, unknown = (sorted(took(stored) for _ in range(5))[2] for stored in (hashed(), None))
    assert unknown > known / 3


@pytest.mark.parametrize("password", ["", "short", "x" * 2000])
def test_passwords_that_are_not_taken(password):
    with pytest.raises(Exception, match="too (short|long)"):
        passwords.hashed(password)


def test_a_hash_tells_no_password():
    assert hashed().startswith("$argon2id$")
    assert PASSWORD not in hashed()
    assert passwords.verified(hashed(), PASSWORD)
    assert not passwords.verified("no hash", PASSWORD)


def test_the_audit_log_is_for_admins(office, client, staffed):
    assert office.get("/audit").status_code == 303
    assert client.get("/audit.json").status_code == 401
    for name, status in (("Rita", 403), ("Vera", 403), ("Ada", 200)):
        sign_in(office, name)
        for path in ("/audit", "/audit.json", "/audit.csv"):
            answer = office.get(path)
            assert answer.status_code == status
            assert ("user added" in answer.text) == (status == 200)
        office.post("/sign-out", data={"csrf": csrf_of(office)})
    token = give_token(staffed, "Ada", "judge")
    assert office.get("/audit.json", headers={"Authorization": f"Bearer {token}"}).status_code == 403


def test_navigation_is_for_those_who_may_read(office, client):
    assert 'href="/incidents"' not in office.get("/sign-in").text
    sign_in(office, "Rita")
    page = office.get("/api").text
    assert 'href="/incidents"' in page
    assert 'href="/audit"' not in page

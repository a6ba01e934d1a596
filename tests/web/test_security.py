"""What strangers, other sites and hostile articles can and cannot do."""

from __future__ import annotations

import http.client
import json
import re
import socket
from urllib.parse import quote, urlsplit

import pytest
from lxml import html
from starlette.testclient import TestClient

from khronika.errors import UsageError
from khronika.store import add, merging, open_chronicle
from khronika.web import guard
from khronika.web.app import create_app
from khronika.web.headers import HEADERS
from khronika.web.pages import safe_url
from tests.store.handmade import arrests, article
from tests.web.hostile import HOSTILE, QUOTE, SCRIPT, pages_of
from tests.web.people import csrf_of, sign_in
from tests.web.serving import served

SECRETS = ("root:", "[project]", "khronika.web", "PRAGMA", "SQLite format")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A chronicle of articles that try everything, and its pages."""
    address = str(tmp_path_factory.mktemp("hostile") / "chronicle.db")
    with open_chronicle(address, create=True) as opened:
        add(opened, HOSTILE)
        merging.merge(opened)
    with TestClient(create_app(address), base_url="http://127.0.0.1", follow_redirects=True) as client:
        yield client


def test_hostile_articles_are_harmless_on_every_page(hostile):
    identity = hostile.get("/api/v1/incidents").json()["rows"][0]["id"]
    pages = pages_of(hostile)
    pages |= {
        path: hostile.get(path) for path in (f"/incident/{identity}", f"/no/{quote(QUOTE)}{quote(SCRIPT)}", f"/?text={quote(SCRIPT)}")
    }
    assert len(pages) > 5
    for path, answer in pages.items():
        assert answer.status_code < 500, path
        if "text/html" not in answer.headers["content-type"]:
            assert answer.headers["x-content-type-options"] == "nosniff"
            continue
        tree = html.fromstring(answer.content)
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            where = f"{path}: {html.tostring(element)[:200]}"
            if element.tag == "script":
                assert element.get("src", "").startswith("/static/") or element.get("type") == "application/json", where
                assert element.get("type") != "application/json" or json.loads(element.text) is not None
            assert element.tag not in ("style", "iframe", "object", "embed", "base"), where
            assert not (element.tag == "img" and element.get("src") == "x"), where
            for name, value in element.attrib.items():
                assert not name.startswith("on") and name not in ("style", "srcdoc"), where
                if name in ("href", "src", "action", "formaction", "xlink:href"):
                    assert urlsplit(value.strip()).scheme.lower() in ("", "http", "https"), where
        assert "49" not in re.findall(r"raw.{0,5}(49)", answer.text)


def test_hostile_articles_are_harmless_in_the_other_forms(hostile):
    feed = hostile.get("/incidents.atom")
    assert SCRIPT not in feed.text
    assert feed.headers["content-type"].startswith("application/atom+xml")
    listed = hostile.get("/api/v1/events")
    assert listed.headers["content-type"] == "application/json"
    assert listed.json()["rows"][0]["article"]["title"].startswith(SCRIPT)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", " javascript:x", "vbscript:x", "//evil", "", None, "http://[", "file:///etc/passwd"])  # fmt: skip  # noqa: E501
def test_addresses_that_are_never_linked(address):
    assert safe_url(address) is None


def test_addresses_that_are_linked():
    assert safe_url("https://vilna.example/2") == "https://vilna.example/2"


def test_every_answer_tells_browsers_what_not_to_do(client, office):
    answers = [
        client.get(path)
        for path in ("/", "/api", "/nothing", "/static/style.css", "/static/nothing", "/api/v1/events", "/api/v1/events?x=1")
    ]
    answers += [office.get("/"), client.post("/sign-out"), client.get("/", headers={"host": "evil.example"})]
    assert {answer.status_code for answer in answers} >= {200, 303, 400, 403, 404}
    for answer in answers:
        for name, value in HEADERS.items():
            assert answer.headers[name] == value, answer.url
    policy = HEADERS["Content-Security-Policy"]
    for rule in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert rule in policy
    assert "unsafe" not in policy
    assert "strict-transport-security" in office.get("/sign-in").headers
    assert "strict-transport-security" not in client.get("/").headers


def test_a_fault_of_the_program_tells_nothing_of_it(chronicle, monkeypatch, caplog):
    app = create_app(chronicle)

    @app.get("/api/v1/fault")
    def fault() -> None:
        raise RuntimeError("secret inside")

    @app.get("/fault")
    def other() -> None:
        raise RuntimeError("secret inside")

    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as broken:
        for path in ("/api/v1/fault", "/fault"):
            answer = broken.get(path)
            assert answer.status_code == 500
            assert "secret" not in answer.text
            assert "Traceback" not in answer.text
            assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert "secret inside" in caplog.text  # whoever runs the page can read it


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "", "[::2]", "127.0.0.2", "[", "@localhost:x"])  # fmt: skip  # noqa: E501
def test_other_names_of_this_machine_are_not_answered(client, host):
    answer = client.get("/api/v1/events", headers={"host": host})
    assert answer.status_code == 400
    assert "ev_" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8000", "localhost:80", "LOCALHOST", "[::1]", "[::1]:8000"])
def test_its_own_names_are(client, host):
    assert client.get("/api/v1/events", headers={"host": host}).status_code == 200


def test_the_public_name_is_answered(chronicle):
    with TestClient(create_app(chronicle, read_only=True, public_url="https://news.example"), base_url="http://127.0.0.1") as behind:
        assert behind.get("/api/v1/events", headers={"host": "news.example"}).status_code == 200
        assert behind.get("/api/v1/events", headers={"host": "other.example"}).status_code == 400
        assert "https://news.example/incident/in_" in behind.get("/incidents.atom").text


def posts(app):
    """Every address that takes something, whoever added it."""
    found = []

    def walk(routes, prefix=""):
        for route in routes:
            inner = getattr(route, "routes", None) or getattr(getattr(route, "original_router", None), "routes", None)
            if inner:
                walk(inner, prefix)
            found.extend((method, route.path) for method in (getattr(route, "methods", None) or ()) if method not in guard.SAFE_METHODS)

    walk(app.routes)
    return sorted(set(found))


@pytest.mark.parametrize("who", ["client", "office"])
def test_every_form_needs_its_token(request, who):
    browser = request.getfixturevalue(who)
    listed = posts(browser.app)
    assert ("POST", "/sign-in") in listed
    assert ("POST", "/sign-out") in listed
    assert any(path.endswith("/judgements") for _, path in listed)
    if who == "office":
        sign_in(browser, "Ada")
    known = csrf_of(browser)
    for method, path in listed:
        address = re.sub(r"\{[^}]*\}", "x", path)
        for headers, data in (({}, {}), ({}, {"csrf": "x"}), ({"X-CSRF-Token": ""}, {}), ({"X-CSRF-Token": known[:-1]}, {"csrf": known})):
            answer = browser.request(method, address, headers=headers, data=data)
            assert answer.status_code == 403, (method, address, headers, data)
        answer = browser.request(method, address, headers={"Content-Type": "text/plain"}, content=f"csrf={known}")
        assert answer.status_code == 403


def test_the_token_of_another_session_does_not_fit(chronicle, client):
    with TestClient(create_app(chronicle), base_url="http://127.0.0.1") as other:
        stranger = csrf_of(other)
    csrf_of(client)
    assert client.post("/sign-out", data={"csrf": stranger}).status_code == 403


def test_nothing_is_taken_where_the_site_is_read_only(chronicle):
    with TestClient(create_app(chronicle, read_only=True), base_url="http://127.0.0.1") as public:
        assert public.get("/api/v1/events").status_code == 200
        for method, path in posts(public.app):
            answer = public.request(method, re.sub(r"\{[^}]*\}", "x", path))
            assert answer.status_code == 403
            assert "read-only" in answer.text


def test_read_only_with_accounts_signs_in_but_takes_no_judgement(staffed):
    with TestClient(create_app(staffed, read_only=True, loopback=False), base_url="https://desk.example", follow_redirects=False) as desk:
        assert desk.get("/api/v1/events").status_code == 401
        assert sign_in(desk, "Ada").status_code == 303
        assert desk.get("/api/v1/events").status_code == 200
        body = {"kind": "accept", "ids": ["ev_1234"], "why": "x"}
        assert desk.post("/api/v1/judgements", json=body, headers={"X-CSRF-Token": csrf_of(desk)}).status_code in (401, 403)


@pytest.mark.parametrize("path", [
    "/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static/%2e%2e%2f%2e%2e%2fpyproject.toml", "/static//etc/passwd",
    "/static/..%5capp.py", "/static/%00", "//etc/passwd", "/..%2f..%2fetc%2fpasswd", "/templates/base.html", "/static/",
    "/static/../../../../../../etc/passwd", "/article/..%2f..%2f..%2fetc%2fpasswd", "/article/%2fetc%2fpasswd",
    "/api/v1/articles/%2fetc%2fpasswd",
    "/export/..%2f..%2fetc", "/export/%2fetc%2fpasswd", "/language/..%2f..%2f", "/api/v1/articles/..%2f..%2fchronicle.db", "/chronicle.db",
])  # fmt: skip
def test_no_file_of_the_machine_can_be_read(server, path):
    status, body = raw(server, "GET", path)
    assert status in (303, 400, 401, 404, 405), path
    assert not any(secret in body for secret in SECRETS)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A real server, which sees paths as they are sent."""
    address = str(tmp_path_factory.mktemp("server") / "chronicle.db")
    with open_chronicle(address, create=True) as opened:
        add(opened, [arrests(article())])
        merging.merge(opened)
    with served(create_app(address)) as url:
        yield url


def raw(server, method, path, body=b"", headers=()):
    """Send a request as it is; status and body of the answer."""
    parts = urlsplit(server)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    connection.putrequest(method, path, skip_accept_encoding=True)
    for name, value in headers:
        connection.putheader(name, value)
    connection.endheaders(body)
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, text


def test_long_bodies_are_refused_before_they_are_read(server):
    size = guard.LARGEST_BODY + 1
    assert raw(server, "POST", "/sign-in", headers=[("Content-Length", str(10**12))])[0] == 413
    assert raw(server, "POST", "/sign-in", headers=[("Content-Length", str(size))], body=b"x" * size)[0] == 413
    pieces = b"".join(b"%x\r\n%s\r\n" % (65536, b"x" * 65536) for _ in range(6)) + b"0\r\n\r\n"
    assert raw(server, "POST", "/sign-in", headers=[("Transfer-Encoding", "chunked")], body=pieces)[0] == 413
    assert raw(server, "POST", "/sign-in", headers=[("Content-Length", "4")], body=b"a=b&")[0] == 403


def test_a_body_that_never_comes_is_not_waited_for(chronicle, monkeypatch):
    monkeypatch.setattr(guard, "PATIENCE", 0.3)
    with served(create_app(chronicle)) as url:
        parts = urlsplit(url)
        with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
            connection.sendall(b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\na=")
            assert b" 408 " in connection.recv(1000)


@pytest.mark.parametrize("path", ["/api/v1/events?text=%00", "/article/%00", "/api/v1/events?text=a&%00=b"])
def test_nul_is_refused(server, path):
    assert raw(server, "GET", path)[0] == 400


@pytest.mark.parametrize("body", [b"csrf=a%00", b"csrf=\0", b'{"why": "\\u0000"}'])
def test_nul_is_refused_in_what_is_sent(client, body):
    answer = client.post("/api/v1/judgements", content=body, headers={"X-CSRF-Token": csrf_of(client)})
    assert answer.status_code == 400
    assert "NUL" in answer.text


@pytest.mark.parametrize("content", [b"\xff\xfe", b"------x\r\n", b"%", b"=&=&" * 2000])
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "application/json"]
)
def test_forms_that_are_none(client, content, kind):
    for headers in ({}, {"X-CSRF-Token": csrf_of(client)}):
        for path in ("/sign-in", "/api/v1/judgements"):
            answer = client.post(path, content=content, headers={"Content-Type": kind, **headers})
            assert 400 <= answer.status_code < 500, answer.text


def test_uploads_are_no_text(client):
    answer = client.post("/sign-in", data={"csrf": csrf_of(client)}, files={"name": ("a.txt", b"x"), "password": ("b", b"y")})
    assert 400 <= answer.status_code < 500
    assert client.post("/sign-in", files={"csrf": ("a.txt", b"x")}).status_code == 403


def test_a_chronicle_that_is_none_is_no_site(tmp_path):
    (tmp_path / "notes.txt").write_text("no chronicle")
    for name in ("notes.txt", "none.db", "."):
        with pytest.raises(UsageError):
            create_app(str(tmp_path / name))

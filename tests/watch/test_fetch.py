"""Where connections really go: to the address that was checked, with the host's name kept."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator

import pytest

from khronika.watch.address import Guard, Target
from khronika.watch.fetch import Fetcher, FetchError, Sent, Wanted
from tests.watch.site import Site, answer, redirect, serving


@contextlib.asynccontextmanager
async def turn(_target: Target) -> AsyncIterator[None]:
    yield


def get(url: str, *allow: str, **wanted):
    fetcher = Fetcher(Guard.of(allow), "khronika/test", timeout=2)
    return asyncio.run(fetcher.get(Wanted(url, **wanted), turn))


@pytest.fixture
def names(monkeypatch):
    """A name server of our own: what it answers, one list of addresses after the other; and what was asked."""
    asked: list[str] = []
    answers: dict[str, list[list[str]]] = {}
    true = socket.getaddrinfo

    def resolve(host, port, *rest, **more):
        name = host.decode() if isinstance(host, bytes) else host
        if name not in answers:
            return true(host, port, *rest, **more)
        asked.append(name)
        found = answers[name].pop(0) if len(answers[name]) > 1 else answers[name][0]
        family = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(family[":" in ip], socket.SOCK_STREAM, 6, "", (ip, port)) for ip in found]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return answers, asked


def test_the_request_says_who_asks_and_for_which_host(site: Site, names):
    names[0]["news.example"] = [["127.0.0.1"]]
    port = site.host.partition(":")[2]
    site.pages["/a?b=%20c"] = answer("hello", ETag='"1"')
    found = get(f"http://NEWS.example:{port}/a?b=%20c#part", site.host)
    assert found.body == b"hello"
    assert found.etag == '"1"'
    [(path, headers)] = site.log
    assert path == "/a?b=%20c"
    assert headers["Host"] == f"news.example:{port}"
    assert headers["User-Agent"] == "khronika/test"
    assert headers["Accept-Encoding"] == "gzip, deflate"
    assert "Cookie" not in headers


def test_the_name_is_looked_up_once_so_that_a_second_answer_leads_nowhere(site: Site, names):
    answers, asked = names
    port = site.host.partition(":")[2]
    # First an address that is allowed, then, to whoever asks again, another one.
    answers["news.example"] = [["127.0.0.1"], ["10.0.0.1"]]
    site.pages["/"] = answer("hello")
    assert get(f"http://news.example:{port}/", site.host).body == b"hello"
    assert asked == ["news.example"]


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["93.184.216.34", "127.0.0.1"],
        ["::1"],
        ["::ffff:10.0.0.1"],
        ["fe80::1%eth0"],
        ["169.254.169.254"],
        ["64:ff9b::a00:1"],
    ],
)
def test_a_name_that_leads_inward_is_not_asked(addresses, site: Site, names):
    names[0]["news.example"] = [addresses]
    with pytest.raises(FetchError, match="leads inward|is not asked") as error:
        get("http://news.example/", site.host)
    assert not error.value.again
    assert site.log == []


def test_a_name_without_an_address():
    with pytest.raises(FetchError, match="its host has no address") as error:
        get("http://no-such-host.invalid/")
    assert error.value.again


def test_where_nobody_listens():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(FetchError, match="no connection could be made"):
        get(f"http://{place}/", place)


def test_the_next_address_is_tried_if_one_does_not_answer(site: Site, names):
    names[0]["news.example"] = [["127.0.0.2", "127.0.0.1"]]
    port = site.host.partition(":")[2]
    site.pages["/"] = answer("hello")
    assert get(f"http://news.example:{port}/", "news.example:" + port).body == b"hello"


def test_each_redirect_is_looked_at(site: Site):
    site.pages["/a"] = redirect("/b")
    site.pages["/b"] = redirect("http://10.0.0.1/")
    with pytest.raises(FetchError, match=r"leads inward, to 10\.0\.0\.1"):
        get(site.url("/a"), site.host)
    site.pages["/b"] = redirect(site.url("/c"), 308)
    site.pages["/c"] = answer("there")
    assert get(site.url("/a"), site.host).url == site.url("/c")


def test_what_is_sent_is_not_sent_on(site: Site):
    fetcher = Fetcher(Guard.of([site.host]), "khronika/test", timeout=2)
    site.pages["/hook"] = redirect("/other")
    with pytest.raises(FetchError, match="redirect"):
        asyncio.run(fetcher.post(site.url("/hook"), Sent(b"{}", {})))
    with pytest.raises(FetchError, match="leads inward"):
        asyncio.run(fetcher.post("http://10.0.0.1/", Sent(b"{}", {})))
    assert site.paths() == ["/hook"]


@pytest.mark.parametrize(
    ("after", "least", "most"), [("120", 120, 120), ("Fri, 31 Dec 2100 23:59:59 GMT", 1e9, 1e10), ("soon", None, None), ("-5", None, None)]
)
def test_how_long_a_server_wants_to_be_left_alone(after, least, most, site: Site):
    site.pages["/"] = answer("", 503, Retry_After=after)
    with pytest.raises(FetchError) as error:
        get(site.url("/"), site.host)
    wait = error.value.wait
    assert wait is None if least is None else wait is not None and least <= wait <= most


def test_a_secure_connection_is_made_for_the_name_and_its_certificate_checked(certificate: str, names, monkeypatch):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{certificate}.crt", f"{certificate}.key")
    asked: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: asked.append(name)
    names[0]["news.example"] = names[0]["other.example"] = [["127.0.0.1"]]
    with serving(lambda plain: context.wrap_socket(plain, server_side=True)) as site:
        site.pages["/"] = answer("hello")
        port = site.host.partition(":")[2]
        with pytest.raises(FetchError, match="a secure connection could not be made") as error:
            get(f"https://news.example:{port}/", site.host)
        assert error.value.again
        # Once the certificate is trusted, the name that was asked for must be the one that it is for.
        fetcher = Fetcher(Guard.of([site.host]), "khronika/test", timeout=2)
        fetcher._tls.load_verify_locations(f"{certificate}.crt")
        assert asyncio.run(fetcher.get(Wanted(f"https://news.example:{port}/"), turn)).body == b"hello"
        with pytest.raises(FetchError, match="a secure connection could not be made"):
            asyncio.run(fetcher.get(Wanted(f"https://other.example:{port}/"), turn))
        assert asked == ["news.example", "news.example", "other.example"]


def test_a_server_without_tls_behind_a_secure_address(site: Site):
    with pytest.raises(FetchError, match="a secure connection could not be made"):
        get(site.url("/").replace("http:", "https:"), site.host)

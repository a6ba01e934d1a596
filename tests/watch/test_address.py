"""Which addresses are asked."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khronika.watch.address import AddressError, Allowance, Guard, inward, literal, plain

INWARD = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255
192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
168.63.129.16 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::10.0.0.1
64:ff9b:1::1 100::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1 2001::1 2001:db8::1 2002:7f00:1:: 3fff::1 4000::1 5f00::1
""".split()
OUTWARD = """
1.1.1.1 93.184.216.34 100.63.255.255 172.32.0.1 2606:4700::1 2a00:1450::1 ::ffff:93.184.216.34 64:ff9b::5db8:d822 2001:4860::1
""".split()
ODD = """
http://2130706433/ http://0x7f000001/ http://0x7f.1/ http://0177.0.0.1/ http://127.1/ http://127.0.1/ http://1.2.3.4.5/ http://0/
http://[::1%25lo]/ http://[fe80::1%25eth0]/ http://a..b/ http:///x http://exa_mple-.org/ http://-a.org/ http://example.org:99999/
http://１２７.0.0.1/ http://%31%32%37.0.0.1/ http://999.1.1.1/ http://a.0x7f/ //example.org/ example.org /etc/passwd file:///etc/passwd
ftp://example.org/ gopher://example.org/ data:text/html,x javascript:alert(1) http://me@example.org/ http://me:secret@example.org/
http://example.org:22/ http://example.org:0/ https://example.org:8443/
""".split()


@pytest.mark.parametrize("text", INWARD)
def test_addresses_that_lead_inward(text):
    ip = ipaddress.ip_address(text)
    assert inward(ip)
    guard = Guard()
    host = f"[{text}]" if ":" in text else text
    with pytest.raises(AddressError, match="leads inward"):
        guard.check(guard.target(f"http://{host}/"), ip)


@pytest.mark.parametrize("text", OUTWARD)
def test_addresses_of_the_open_network(text):
    guard = Guard()
    guard.check(guard.target("http://example.org/"), ipaddress.ip_address(text))


@given(st.integers(0, 2**32 - 1))
def test_an_address_inside_another_is_judged_as_itself(number):
    ip = ipaddress.IPv4Address(number)
    assert inward(ip) == inward(ipaddress.IPv6Address(f"::ffff:{ip}")) == inward(ipaddress.IPv6Address((0x64FF9B << 96) + number))
    if not ip.is_global:
        assert inward(ip)


@pytest.mark.parametrize("url", [*ODD, "http://exa mple.org/", "http://example.org\\@127.0.0.1/", "http://exam\tple.org/"])
def test_what_is_no_plain_address_is_refused(url):
    with pytest.raises(AddressError):
        Guard().target(url)


def test_other_full_stops_are_full_stops():
    target = Guard().target("http://127。0。0。1/")
    assert target.host == "127.0.0.1"


def test_a_long_address_is_refused():
    with pytest.raises(AddressError, match="longer"):
        Guard().target("http://example.org/" + "a" * 3_000)


@pytest.mark.parametrize(
    ("entry", "url", "ip", "allowed"),
    [
        ("127.0.0.1:8080", "http://127.0.0.1:8080/", "127.0.0.1", True),
        ("127.0.0.1:8080", "http://127.0.0.1:8081/", "127.0.0.1", False),
        ("127.0.0.1:8080", "http://127.0.0.1/", "127.0.0.1", False),
        ("127.0.0.1:8080", "http://127.0.0.2:8080/", "127.0.0.2", False),
        # A name that leads to an allowed address may be asked; one on the open network on that port may not.
        ("127.0.0.1:8080", "http://news.example:8080/", "127.0.0.1", True),
        ("127.0.0.1:8080", "http://news.example:8080/", "93.184.216.34", False),
        ("10.0.0.0/8", "http://10.1.2.3/", "10.1.2.3", True),
        ("10.0.0.0/8", "https://10.1.2.3/", "10.1.2.3", True),
        ("10.0.0.0/8", "http://11.1.2.3/", "127.0.0.1", False),
        ("[::1]:8080", "http://[::1]:8080/", "::1", True),
        ("::1", "http://[::1]/", "::1", True),
        ("intranet.example:8443", "https://intranet.example:8443/", "10.0.0.1", True),
        ("intranet.example:8443", "https://intranet.example/", "10.0.0.1", False),
        ("intranet.example", "https://other.example/", "10.0.0.1", False),
        ("news.example:8443", "https://news.example:8443/", "93.184.216.34", True),
    ],
)
def test_what_is_allowed_is_asked_and_nothing_else(entry, url, ip, allowed):
    guard = Guard.of([entry])
    try:
        guard.check(guard.target(url), ipaddress.ip_address(ip))
        found = True
    except AddressError:
        found = False
    assert found is allowed


@pytest.mark.parametrize(
    "text", ["", "127.0.0.1:0", "127.0.0.1:x", "127.1", "0x7f.1", "10.0.0.1/8", "a b", "http://a", "[::1", "::1/200", "*"]
)
def test_an_entry_of_allow_that_is_none(text):
    with pytest.raises(ValueError, match="is no host|port that there is not"):
        Allowance.of(text)


def test_pages_are_known_by_their_plain_address():
    assert plain("HTTP://Example.org:80/a?utm_source=x&b=1&fbclid=y#part") == "http://example.org/a?b=1"
    assert plain("https://example.org/a?utm_source=x") == "https://example.org/a"
    assert literal("0x7f.1") is literal("::1%lo") is None

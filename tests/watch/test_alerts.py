"""Telling people: what is told, by which way, once, whatever happens between."""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
import stat

import feedparser  # type: ignore[import-untyped]
import pytest
from lxml import etree  # type: ignore[import-untyped]

from khronika.store import Filters, outbox
from khronika.watch.plan import Alert, Smtp
from khronika.watch.telling import Telling
from tests.watch.site import answer, raw
from tests.watch.smtp import Office, office

ARREST = "Police arrested 40 protesters in the square on Monday, a reporter of this paper said in the evening."
MEETING = "Leader met the mayor of the town on Tuesday, a reporter of this paper said in the evening."


@pytest.fixture
def post():
    with office() as running:
        yield running


def smtp(post: Office) -> Smtp:
    return Smtp("127.0.0.1", post.port, "none", "khronika@example.org", timeout=2)


def hook(site, **given) -> Alert:
    return Alert("Arrests", Filters(type=("COERCE",)), webhook=site.url("/hook"), secret_env="SECRET", **given)


def taken(site) -> list[dict]:
    return [json.loads(body) for body in site.bodies]


def publish(site, *texts: str) -> None:
    site.feed("/feed", *(f"/{number}" for number in range(len(texts))))
    for number, text in enumerate(texts):
        site.article(f"/{number}", text, title=f"Report {number}")


def test_a_webhook_gets_what_fits_signed(site, plan, watch, clock):
    publish(site, ARREST, MEETING)
    site.pages["/hook"] = answer("ok")
    made = plan("/feed", alerts=(hook(site),))
    assert watch(made, SECRET="hush"), watch.lines
    [body] = site.bodies
    content = json.loads(body)
    [message] = content["messages"]
    assert (content["alert"], message["kind"], message["of"]) == ("Arrests", "new", "incident")
    assert message["incident"]["event_type"] == "COERCE"
    assert message["events"][0]["article"]["url"] == site.url("/0")
    assert message["title"].startswith("COERCE arrest: Police, ")
    assert "Report 0, Morning Paper, 2026-11-24" in message["text"]
    headers = dict(next(headers for path, headers in site.log if path == "/hook"))
    signed = hmac.new(b"hush", headers["Khronika-Timestamp"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["Khronika-Signature"] == f"sha256={signed}"
    assert headers["Khronika-Timestamp"] == str(int(clock.now))
    assert headers["Khronika-Delivery"] == content["delivery"]
    assert headers["Content-Type"] == "application/json"


def test_nothing_is_told_twice_and_a_change_is_told(site, plan, watch):
    publish(site, ARREST)
    site.pages["/hook"] = answer("ok")
    made = plan("/feed", alerts=(hook(site),), merge_every=1e9)
    watch(made, SECRET="x")
    watch(made, SECRET="x")
    # The same said in other words, or by another paper, is no news; another place is (the coder of this test takes the first word for one).
    site.article("/0", ARREST.replace("protesters", "marchers"), title="Report 0")
    site.article("/1", ARREST, title="Report 1")
    site.feed("/feed", "/0", "/1", version="2")
    watch(made, SECRET="x")
    assert watch.tally["editions"] == watch.tally["new"] == 1
    assert len(site.bodies) == 1
    for number in range(2):
        site.article(f"/{number}", ARREST.replace("Police", "Guards"), title=f"Report {number}")
    site.feed("/feed", "/0", "/1", version="3")
    assert watch(made, SECRET="x"), watch.lines
    assert [[message["kind"] for message in body["messages"]] for body in taken(site)] == [["new"], ["changed"]]


def test_events_are_told_one_by_one_and_changed_ones_again(site, plan, watch):
    publish(site, ARREST)
    site.pages["/hook"] = answer("ok")
    made = plan("/feed", alerts=(hook(site, of="events"),))
    watch(made, SECRET="x")
    site.article("/0", ARREST.replace("Police", "Guards"), title="Report 0")
    site.feed("/feed", "/0", version="2")
    assert watch(made, SECRET="x"), watch.lines
    assert [[message["kind"] for message in body["messages"]] for body in taken(site)] == [["new"], ["changed"]]
    assert taken(site)[1]["messages"][0]["title"].startswith("COERCE arrest: Guards")


def test_what_was_there_before_the_alert_is_not_told(site, plan, watch):
    publish(site, ARREST)
    site.pages["/hook"] = answer("ok")
    watch(plan("/feed"))
    made = plan("/feed", alerts=(hook(site),))
    watch(made, SECRET="x")
    assert site.bodies == []
    publish(site, ARREST, MEETING + "\nPolice arrested two men in the harbour.")
    watch(made, SECRET="x")
    assert len(site.bodies) == 1


@pytest.mark.parametrize(
    "page", [answer("", 500), answer("", 429, Retry_After="10"), raw(b"rubbish\r\n"), answer("", 302, Location="/x"), answer("", 404)]
)
def test_a_message_waits_until_it_is_taken(page, site, plan, watch, clock):
    publish(site, ARREST, MEETING, ARREST.replace("Police", "Troops"))
    site.pages["/hook"] = page
    made = plan("/feed", alerts=(hook(site, of="events"),))
    assert not watch(made, SECRET="x")
    # One line, although two messages wait: the second waits behind the first.
    assert len(watch.said("alert 'Arrests', webhook: ")) == 1
    assert len(site.bodies) == 1
    assert watch(made, SECRET="x")
    assert len(site.bodies) == 1
    clock.now += 2_000
    site.pages["/hook"] = answer("ok")
    assert watch(made, SECRET="x"), watch.lines
    ids = [body["messages"][0]["id"] for body in taken(site)]
    assert len(ids) == 3
    assert ids[0] == ids[1] != ids[2]
    assert taken(site)[0]["delivery"] == taken(site)[1]["delivery"]
    clock.now += 100_000
    assert watch(made, SECRET="x")
    assert len(site.bodies) == 3


def test_a_message_that_is_refused_for_good_is_given_up_and_the_next_one_goes(site, plan, watch, clock):
    publish(site, ARREST, ARREST.replace("Police", "Troops"))
    site.pages["/hook"] = answer("", 400)
    made = plan("/feed", alerts=(hook(site, of="events"),))
    for _ in range(3):
        assert not watch(made, SECRET="x")
        clock.now += 5_000
    assert watch.said("it is given up")
    site.pages["/hook"] = answer("ok")
    assert watch(made, SECRET="x"), watch.lines
    ids = [body["messages"][0]["id"] for body in taken(site)]
    assert len(set(ids[:3])) == 1
    assert ids[3] != ids[0]


def test_a_kill_between_sending_and_noting_repeats_the_same_delivery(site, plan, watch, chronicle, monkeypatch):
    publish(site, ARREST)
    site.pages["/hook"] = answer("ok")
    made = plan("/feed", alerts=(hook(site),))

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(outbox, "sent", killed)
    with pytest.raises(KeyboardInterrupt):
        watch(made, SECRET="x")
    monkeypatch.undo()
    watch(made, SECRET="x")
    watch(made, SECRET="x")
    first, second = taken(site)
    assert first["delivery"] == second["delivery"]


def test_of_messages_that_wait_no_more_the_last_ones_are_kept(chronicle):
    """Else the outbox of a watcher would grow for years, by the whole of what it ever told."""
    messages = [{"id": f"m{n}"} for n in range(2 * outbox.DONE_KEPT + 50)]
    with chronicle.writing() as connection:
        outbox.put(connection, "a", "webhook", messages, 1.0, 0.0)
        outbox.put(connection, "a", "atom", messages, 1.0, 0.0)
    waiting = outbox.due(chronicle, 1.0)
    hooks = [one.num for one in waiting if one.channel == "webhook"]
    outbox.sent(chronicle, hooks[:120])
    outbox.failed(chronicle, hooks[120:150], "refused", 2.0)
    outbox.failed(chronicle, hooks[150:], "refused", None)
    left = [one.id for one in outbox.last(chronicle, "a", "webhook", 1_000)]
    assert left == [f"m{n}" for n in (*range(249, 149, -1), *range(149, 119, -1))]
    assert len(outbox.last(chronicle, "a", "atom", 1_000)) == len(messages)


def test_a_webhook_does_not_lead_inward(site, plan, watch):
    publish(site, ARREST)
    alert = Alert("Arrests", Filters(), webhook="http://169.254.169.254/", secret_env="SECRET")
    assert not watch(plan("/feed", alerts=(alert,)), SECRET="x")
    assert watch.said("leads inward, to 169.254.169.254")


def test_an_e_mail(site, plan, watch, post, clock):
    publish(site, ARREST.replace("Police", "Police\x0b\x1b[31m"), MEETING)
    site.article("/0", ARREST, title="Line one&#10;Bcc: x@example.org")
    alert = Alert("Arrests", Filters(type=("COERCE",)), email=("a@example.org", "b@example.org"))
    assert watch(plan("/feed", alerts=(alert,), smtp=smtp(post))), watch.lines
    [mail] = post.mails
    assert post.recipients == ["a@example.org", "b@example.org"]
    assert mail["Subject"] == "[Arrests] new: COERCE arrest: Police, Police, BLR, 2026-11-24"
    assert mail["From"] == "khronika@example.org"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@example.org>")
    assert "Bcc" not in mail
    text = mail.get_content()
    assert "Numbers: at least 40 arrested" in text
    assert "Line one Bcc: x@example.org" in text
    assert site.url("/0") in text


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_an_e_mail_over_a_secure_connection_with_a_password(security, site, plan, watch, clock, certificate, monkeypatch):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{certificate}.crt", f"{certificate}.key")
    publish(site, ARREST)
    with office(context, at_once=security == "ssl") as post:
        server = Smtp("localhost", post.port, security, "khronika@example.org", "SMTP_USER", "SMTP_PASSWORD", timeout=2)
        made = plan("/feed", alerts=(Alert("Arrests", Filters(type=("COERCE",)), email=("a@example.org",)),), smtp=server)
        # A certificate that nobody has signed: nothing is sent, the password least of all.
        assert not watch(made, SMTP_USER="ann", SMTP_PASSWORD="right")
        assert post.users == []
        monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
        clock.now += 2_000
        assert not watch(made, SMTP_USER="ann", SMTP_PASSWORD="wrong")
        assert watch.said("the server does not take user and password")
        assert "wrong" not in "".join(watch.lines)
        clock.now += 5_000
        assert watch(made, SMTP_USER="ann", SMTP_PASSWORD="right"), watch.lines
        assert post.users == [("ann", "wrong", True), ("ann", "right", True)]
        assert len(post.mails) == 1


def test_a_digest_gathers(site, plan, watch, post, clock):
    publish(site, ARREST)
    alert = Alert("Arrests", Filters(type=("COERCE",)), of="events", email=("a@example.org",), digest=3_600.0)
    made = plan("/feed", alerts=(alert,), smtp=smtp(post))
    watch(made)
    clock.now += 1_800
    publish(site, ARREST, ARREST.replace("Police", "Troops"))
    watch(made)
    assert post.mails == []
    clock.now += 1_801
    assert watch(made), watch.lines
    [mail] = post.mails
    assert mail["Subject"] == "[Arrests] 2 messages"
    assert mail.get_content().count("COERCE arrest") == 2
    clock.now += 10_000
    watch(made)
    assert len(post.mails) == 1


@pytest.mark.parametrize(("said", "again"), [("451 later", True), ("554 never", False)])
def test_an_e_mail_that_is_not_taken(said, again, site, plan, watch, post, clock):
    publish(site, ARREST)
    post.answer = said
    alert = Alert("Arrests", Filters(type=("COERCE",)), email=("a@example.org",))
    made = plan("/feed", alerts=(alert,), smtp=smtp(post))
    for _ in range(3):
        assert not watch(made)
        clock.now += 100_000
    post.answer = "250 taken"
    assert watch(made), watch.lines
    assert len(post.mails) == (1 if again else 0)


def test_servers_of_e_mail_that_cannot_be_used(site, plan, watch, post, clock):
    publish(site, ARREST)
    alert = Alert("Arrests", Filters(type=("COERCE",)), email=("a@example.org", "no@example.org"))
    post.greeting = "554 go away"
    assert not watch(plan("/feed", alerts=(alert,), smtp=smtp(post)))
    assert watch.said("alert 'Arrests', email: ")
    clock.now += 2_000
    post.greeting = "220 here"
    # It cannot speak STARTTLS, and without it nothing is sent.
    assert not watch(plan("/feed", alerts=(alert,), smtp=Smtp("127.0.0.1", post.port, "starttls", "k@example.org", timeout=2)))
    assert post.mails == []
    clock.now += 4_000
    post.refuses.add("no@example.org")
    assert not watch(plan("/feed", alerts=(alert,), smtp=smtp(post)))
    assert watch.said("no@example.org: the server refuses this recipient")
    clock.now += 100_000
    assert watch(plan("/feed", alerts=(alert,), smtp=smtp(post)))
    assert len(post.mails) == 1


def test_an_atom_file(site, plan, watch, tmp_path, clock):
    path = tmp_path / "arrests.xml"
    publish(site, ARREST)
    site.article("/0", ARREST, title="A &lt;script&gt;alert(1)&lt;/script&gt; title")
    made = plan("/feed", alerts=(Alert("Arrests & <more>", Filters(type=("COERCE",)), of="events", atom=path),))
    assert watch(made), watch.lines
    parsed = feedparser.parse(path.read_bytes())
    assert not parsed.bozo
    assert parsed.feed.title == "Arrests & <more>"
    [entry] = parsed.entries
    assert entry.title == "new: COERCE arrest: Police, Police, BLR, 2026-11-24"
    assert entry.link == site.url("/0")
    assert "<script" not in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    publish(site, ARREST, ARREST.replace("Police", "Troops"))
    clock.now += 60
    watch(made)
    tree = etree.fromstring(path.read_bytes())
    assert len(tree.findall("{*}entry")) == 2
    assert [child.name for child in tmp_path.iterdir() if child.name.startswith(".")] == []


def test_an_atom_file_that_cannot_be_written_waits(site, plan, watch, tmp_path, clock):
    publish(site, ARREST)
    folder = tmp_path / "gone"
    alert = Alert("Arrests", Filters(type=("COERCE",)), atom=folder / "a.xml")
    assert not watch(plan("/feed", alerts=(alert,)))
    assert watch.said("cannot be written (No such file or directory)")
    folder.mkdir()
    clock.now += 2_000
    assert watch(plan("/feed", alerts=(alert,)))
    assert (folder / "a.xml").exists()


def test_messages_of_an_alert_that_is_gone_are_given_up(site, plan, watch, clock):
    publish(site, ARREST)
    site.pages["/hook"] = answer("", 500)
    watch(plan("/feed", alerts=(hook(site),)), SECRET="x")
    clock.now += 2_000
    site.pages["/hook"] = answer("ok")
    other = Alert("Other", Filters(type=("CONSULT",)), webhook=site.url("/hook"), secret_env="SECRET")
    assert watch(plan("/feed", alerts=(other,)), SECRET="x")
    assert len(site.bodies) == 1


def test_what_is_not_merged_yet_is_told_later(site, plan, watch, chronicle, clock):
    """Another program may have added events between our merging and our looking."""
    publish(site, ARREST)
    site.pages["/hook"] = answer("ok")
    made = plan("/feed", alerts=(hook(site),))
    Telling(made, chronicle, watch, {}, clock).begin()
    watch(plan("/feed"))
    with chronicle.writing() as connection:
        connection.exec_driver_sql("INSERT INTO unmerged_events (line, event) SELECT line, num FROM events")
    Telling(made, chronicle, watch, {}, clock).look()
    assert outbox.next_due(chronicle) is None
    watch(made, SECRET="x")
    assert len(site.bodies) == 1

"""People with accounts, for tests."""

from __future__ import annotations

import functools
import re

from khronika.store import accounts, open_chronicle
from khronika.web import passwords

PASSWORD = "correct horse battery"
ROLES = {"Rita": "reader", "Vera": "reviewer", "Ada": "admin"}


@functools.cache
def hashed() -> str:
    """Made once: it is slow on purpose."""
    return passwords.hashed(PASSWORD)


def give_accounts(address: str) -> None:
    """Rita reads, Vera judges, Ada looks after them."""
    with open_chronicle(address) as opened:
        for name, role in ROLES.items():
            accounts.add_user(opened, name, role, hashed())


def give_token(address: str, name: str, scope: str) -> str:
    """A token for a user."""
    secret, digest = passwords.new_secret()
    with open_chronicle(address) as opened:
        return passwords.token_text(accounts.add_token(opened, name, scope, digest).id, secret)


def csrf_of(client):
    """The token that the forms of this session have: of the way in, or of a page where somebody is signed in."""
    for path in ("/sign-in", "/api"):
        if found := re.search(r'name="csrf" (?:value|content)="([^"]+)"', client.get(path).text):
            return found[1]
    raise AssertionError("no page has a form")


def sign_in(client, name, password=PASSWORD, **more):
    """Send the form that signs in."""
    return client.post("/sign-in", data={"csrf": csrf_of(client), "name": name, "password": password, **more})

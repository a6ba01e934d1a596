"""Telling people what has happened: what alerts find goes into the outbox, and from there to e-mail, webhooks and Atom files.

A message is taken out of the outbox when the other side has taken it. If we are killed between the two it is sent again, with the same
`Khronika-Delivery` or `Message-ID`; it is never lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from khronika.model import Failure
from khronika.store import Chronicle, outbox
from khronika.store.outbox import Waiting
from khronika.watch.alerts import look
from khronika.watch.deliver import ENTRIES, DeliveryError, mail, send_mail, webhook, write_atom
from khronika.watch.fetch import Fetcher, FetchError
from khronika.watch.hosts import SOON, back_off
from khronika.watch.plan import DAY, Alert, Plan

# A message that is refused for good is tried so often, and any message so long.
REFUSED_TRIES = 3
LONGEST = 14 * DAY
# Messages in one digest.
GATHERED = 100
STAGE = "alert"


class Telling:
    """The alerts of a plan at work."""

    def __init__(self, plan: Plan, chronicle: Chronicle, fetcher: Fetcher, secrets: Mapping[str, str], clock: Callable[[], float]) -> None:
        """`secrets` are values of environment variables."""
        self.plan, self.chronicle, self.fetcher, self.secrets, self.clock = plan, chronicle, fetcher, secrets, clock
        self.alerts = {alert.name: alert for alert in plan.alerts}

    def begin(self) -> None:
        """Let new alerts look from now on."""
        if self.alerts:
            outbox.begin(self.chronicle, list(self.alerts))

    def look(self) -> None:
        """Put into the outbox what there is to tell."""
        for alert in self.plan.alerts:
            more = True
            while more:
                with self.chronicle.writing() as connection:
                    more = look(connection, alert, self.clock())

    def dues(self) -> list[float]:
        """When the next message is to be sent, if one waits."""
        due = outbox.next_due(self.chronicle) if self.alerts else None
        return [] if due is None else [due]

    async def send(self, stopping: Callable[[], bool] = lambda: False) -> list[Failure]:
        """Send the messages whose time has come; what failed. Between two messages it may be asked to stop."""
        failures: list[Failure] = []
        if not self.alerts:
            return failures
        waiting = outbox.due(self.chronicle, self.clock())
        for (name, channel), group in groupby(sorted(waiting, key=_way), key=_way):
            messages = list(group)
            alert = self.alerts.get(name)
            if alert is None or channel not in alert.channels:
                outbox.failed(self.chronicle, [one.num for one in messages], "the alert is gone", None)
                continue
            for bundle in _bundles(alert, channel, messages):
                if stopping():
                    return failures
                failure = await self._sent(alert, channel, bundle)
                failures += failure
                if any(one.stage == STAGE for one in failure):
                    # The others wait behind it: they would most likely fail as well, and should come in their order.
                    rest = [one.num for one in messages if one.num > bundle[-1].num]
                    outbox.postpone(self.chronicle, rest, self.clock() + self.plan.watch.back_off)
                    break
        return failures

    async def _sent(self, alert: Alert, channel: str, messages: Sequence[Waiting]) -> list[Failure]:
        """Send a bundle; a failure of the stage `alert` if it could not be."""
        nums, where = [one.num for one in messages], f"alert {alert.name!r}, {channel}"
        try:
            refused = await self._handed(alert, channel, messages)
        except (DeliveryError, FetchError) as error:
            return [self._failed(messages, where, error)]
        outbox.sent(self.chronicle, nums)
        return [Failure("the server refuses this recipient", f"{where}, {who}", "check the address", stage="refused") for who in refused]

    async def _handed(self, alert: Alert, channel: str, messages: Sequence[Waiting]) -> list[str]:
        """Hand messages over; returns recipients that were refused. Raises DeliveryError, FetchError."""
        if channel == "webhook":
            await self.fetcher.post(alert.webhook, webhook(alert, messages, self.secrets.get(alert.secret_env, ""), self.clock()))
        elif channel == "email" and self.plan.smtp is not None:
            message = mail(alert, messages, self.plan.smtp, self.clock())
            return await asyncio.to_thread(send_mail, message, self.plan.smtp, self.secrets)
        elif alert.atom is not None:
            write_atom(alert.atom, alert, outbox.last(self.chronicle, alert.name, channel, ENTRIES))
        return []

    def _failed(self, messages: Sequence[Waiting], where: str, error: DeliveryError | FetchError) -> Failure:
        tries = messages[0].tries + 1
        lasting = not error.again and tries >= REFUSED_TRIES
        if lasting or self.clock() - messages[0].made > LONGEST:
            later, advice = None, "it is given up; check the settings of the alert"
        else:
            wait = error.wait if isinstance(error, FetchError) else None
            later, advice = self.clock() + back_off(self.plan.watch, tries, wait, SOON), "it is sent again later"
        outbox.failed(self.chronicle, [one.num for one in messages], str(error), later)
        return Failure(str(error), where, advice, stage=STAGE)


def _way(message: Waiting) -> tuple[str, str]:
    return message.alert, message.channel


def _bundles(alert: Alert, channel: str, messages: Sequence[Waiting]) -> Iterator[Sequence[Waiting]]:
    """What is sent together: the Atom file holds all; a digest holds what was gathered; else each goes alone."""
    if channel == "atom":
        yield messages
    elif alert.digest:
        for start in range(0, len(messages), GATHERED):
            yield messages[start : start + GATHERED]
    else:
        for one in messages:
            yield [one]

"""What the SDK told its page it had accepted, to be compared with what arrived."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import BrowserContext

from tests.sdk.collector import Collector, Event


@dataclass
class Accepted:
    """Accepted events by the ticket of their page; every page load has a ticket of its own."""

    by_ticket: dict[str, list[Event]] = field(default_factory=dict)

    async def listen(self, context: BrowserContext) -> None:
        async def heard(_: Any, said: list[Any]) -> None:
            ticket, event = said
            self.by_ticket.setdefault(ticket, []).append(event)

        await context.expose_binding("accepted", heard)

    def __len__(self) -> int:
        return sum(map(len, self.by_ticket.values()))

    def missing(self, collector: Collector) -> dict[str, list[Event]]:
        """Those of each page load that have not arrived."""
        lacking = {}
        for ticket, accepted in self.by_ticket.items():
            there = len(came_from(collector, ticket))
            if there < len(accepted):
                lacking[ticket] = accepted[there:]
        return lacking

    def check(self, collector: Collector, why: object = "") -> None:
        """What arrived is what was accepted, once, in order and without a gap; a page that lacks any is left out."""
        lost = self.missing(collector)
        for ticket, accepted in self.by_ticket.items():
            if ticket not in lost:
                first = came_from(collector, ticket)[: len(accepted)]
                assert [_without_number(event) for event in first] == accepted, (why, ticket)
        for instance, events in collector.by_instance.items():
            assert [event["n"] for event in events] == list(range(len(events))), (why, instance)
        assert collector.complaints == []


def came_from(collector: Collector, ticket: str) -> list[Event]:
    """The events of a page load that have arrived."""
    instances = {hello["ticket"]: hello["instance"] for hello in collector.hellos if hello.get("ticket")}
    return collector.by_instance.get(instances.get(ticket, ""), [])


def _without_number(event: Event) -> Event:
    return {name: value for name, value in event.items() if name != "n"}

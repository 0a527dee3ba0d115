"""Who acts on an event. A subscriber lives in the app that acts, is named after what it does, and may be called again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from common.lanes import Lane

Handler = Callable[[Any], None]


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A handler and the name under which its receipts are kept."""

    name: str
    verb: str
    handle: Handler


_registry: dict[str, list[Subscriber]] = {}
_urgent: set[str] = set()


def subscribe(verb: str) -> Callable[[Handler], Handler]:
    """Register the function below as a subscriber of `verb`, or of every verb of an aggregate (`claim.*`).

    Put it into the app's `subscribers.py`, which is found at start-up.

    It is called with the History row, in head office's scope, in a transaction that also writes its receipt: effect and receipt
    happen both or not at all, so the effect happens once.
    """

    def register(handler: Handler) -> Handler:
        entry = Subscriber(f"{handler.__module__}.{handler.__name__}", verb, handler)
        _registry.setdefault(verb, []).append(entry)
        return handler

    return register


def deliver_first(*aggregates: str) -> None:
    """Let the events of these aggregates be delivered before all others: somebody stands beside a road and waits for what follows.

    Whole aggregates and not single verbs, so that the events of one record stay in one lane, in their order.
    """
    _urgent.update(aggregates)


def lane_of(aggregate: str) -> Lane:
    """Return the lane in which the events of an aggregate wait."""
    return Lane.URGENT if aggregate in _urgent else Lane.USUAL


def subscribers_of(verb: str) -> list[Subscriber]:
    """Return the subscribers of `verb` and of its aggregate, each in the order in which they registered."""
    return [*_registry.get(verb, []), *_registry.get(f"{verb.partition('.')[0]}.*", [])]

"""Whatever a page of the claims' money can do, a program can do as well: by the same action, under the same row of the role table.

An action is known by its signature: it takes `acting_user`. What a page's POST calls is read from its class, what an endpoint calls from
its handlers. A page's step without an endpoint stands in `EXEMPT` with the reason, or the test fails; so does a reason that is not
needed any longer.
"""

import ast
import inspect
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from common.pages import Bulk

APPS = tuple(f"billing.{app}." for app in ("claims", "oldparts", "chargeback", "settlement", "policy", "campaigns"))
TREES = ("config.urls_headoffice", "config.urls_station")

# a page's action that no endpoint calls, and why none does
EXEMPT: dict[str, str] = {
    "claims.actions.lease.open_claim": "Opening the page is a look that holds the claim for ten minutes; a program says `take` or `take-next`.",
}

# an endpoint that asks for more than the page, whose POST is refused by the action instead
STRICTER: dict[str, str] = {
    "claims.automatic.actions.check_sample": "The page shows a sample to who may only look; its verdict is refused by the action.",
}

# a page that answers a POST without any action, and why it is no step
NO_STEP: dict[str, str] = {
    "JudgeClaim": "Says what the rules would say about what is being typed; it saves nothing, and the answer of an edit says the same.",
}


def test_each_step_of_a_page_has_an_endpoint() -> None:
    offered = set(endpoints())
    missing = {name: sorted(where) for name, where in page_steps().items() if name not in offered}
    assert {name: where for name, where in missing.items() if name not in EXEMPT} == {}
    assert set(EXEMPT) - set(missing) == set(), "exempt, and yet it has an endpoint or is gone"


def test_page_and_endpoint_need_the_same_row_of_the_role_table() -> None:
    offered = endpoints()
    different = {
        name: (sorted(needed), sorted(offered[name]))
        for name, where in page_steps().items()
        if name in offered and name not in STRICTER and (needed := {needs for _page, needs in where}) - offered[name]
    }
    assert different == {}


def test_each_page_that_takes_a_post_is_a_step_or_says_why_not() -> None:
    silent = {view.__qualname__ for view in posting_pages() if not set(actions_of(view))}
    assert silent - set(NO_STEP) == set()
    assert set(NO_STEP) - silent == set(), "said to be no step, and yet it calls an action or is gone"


@pytest.mark.parametrize("reasons", [EXEMPT, STRICTER, NO_STEP], ids=["exempt", "stricter", "no step"])
def test_an_exemption_says_why(reasons: dict[str, str]) -> None:
    assert [name for name, why in reasons.items() if len(why.split()) < 5] == []


# --- what there is ------------------------------------------------------------------------------------------------------------------


def page_steps() -> dict[str, set[tuple[str, str]]]:
    """Return the actions that pages call, each with (page, row of the role table)."""
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for view in posting_pages():
        for name, needs in actions_of(view):
            found[name].add((view.__qualname__, needs))
    return found


def endpoints() -> dict[str, set[str]]:
    """Return the actions that endpoints call, each with the rows of the role table."""
    found: dict[str, set[str]] = defaultdict(set)
    for callback in callbacks():
        for verb in set(getattr(callback, "actions", {}).values()):
            handler = inspect.unwrap(getattr(callback.cls, verb))
            needs = getattr(getattr(callback.cls, verb), "needs", "") or callback.cls.action
            for name in named_in(handler):
                found[name].add(needs)
    return found


def posting_pages() -> set[type]:
    """Return the page classes that answer a POST; a list only counts with its bulk actions."""
    views = {callback.view_class for callback in callbacks() if hasattr(callback, "view_class")}
    return {view for view in views if hasattr(view, "post") and (not hasattr(view, "bulk") or view.bulk)}


def actions_of(view: Any) -> Iterator[tuple[str, str]]:
    """Return (action, row of the role table) for what the page's methods and its bulk actions call."""
    for one in view.__mro__:
        if one.__module__.startswith(APPS):
            yield from ((name, view.action) for name in named_in(one))
    for bulk in map(_as_bulk, getattr(view, "bulk", ())):
        yield from ((name, bulk.action) for name in named_in(bulk.perform))


def _as_bulk(one: Any) -> Bulk:
    return one if isinstance(one, Bulk) else Bulk(*one)


def named_in(thing: Any) -> set[str]:
    """Return the actions that the methods of a class, or a function, name: what takes `acting_user`. What stands beside it is followed."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(thing))).body[0]
    bodies = (
        [one for one in tree.body if isinstance(one, ast.FunctionDef)] if isinstance(tree, ast.ClassDef) else [tree]
    )
    module = vars(sys.modules[thing.__module__])
    named = {node.id for body in bodies for node in ast.walk(body) if isinstance(node, ast.Name)}
    found: set[str] = set()
    for one in filter(inspect.isfunction, (module.get(name) for name in named)):
        if "acting_user" in inspect.signature(one).parameters:
            found.add(f"{one.__module__.removeprefix('billing.')}.{one.__name__}")
        elif one.__module__ == thing.__module__ and one is not thing:
            found |= named_in(one)
    return found


def callbacks() -> Iterator[Any]:
    """Return what answers under the six apps in both trees."""
    for conf in TREES:
        yield from (one for one in _walk(get_resolver(conf).url_patterns) if one.__module__.startswith(APPS))


def _walk(patterns: list[URLPattern | URLResolver]) -> Iterator[Any]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns)
        else:
            yield entry.callback

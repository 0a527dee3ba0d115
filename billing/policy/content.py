"""Between the JSON in which a policy version is kept and the plain `Policy`; whatever is wrong is named by its place."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from billing.policy.chapters import BOOK, wrong
from billing.policy.policies import Policy
from common.money import MINOR_UNITS

Content = Mapping[str, Any]


def parse(label: str, effective_from: date, content: Content) -> Policy:
    """Return the policy that `content` describes. Raises Invalid (`policy.content`) naming the first place that is wrong.

    What older versions do not say, the policy's dataclasses fill in.
    """
    if not isinstance(content, Mapping):
        raise wrong("content")
    currency = content.get("currency")
    if not isinstance(currency, str) or currency not in MINOR_UNITS:
        raise wrong("currency")
    found: dict[str, Any] = {}
    for chapter in BOOK:
        found |= {table.name: table.parse(content, table.name) for table in chapter.tables}
        if chapter.figures:
            found[chapter.figures.name] = chapter.figures.parse(content)
    return Policy(label=label, effective_from=effective_from, currency=currency, **found)

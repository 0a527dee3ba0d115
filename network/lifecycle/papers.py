"""信息变更单, 客服经理批示 and 撤销/注销单 as PDFs in the reader's language: the facts of the page, and the record's history."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as now_

from common.documents import render_pdf
from common.pages import Fact, Moment
from common.pages.tables import show_moment
from common.pages.timeline import timeline_of
from common.records import Record
from common.text import Text

TEMPLATE = "network/lifecycle/documents/slip.typ"


def slip_pdf(
    record: Record, title: Text, facts: Sequence[Fact], sign: Sequence[Text], rows: Sequence[Sequence[str]] = ()
) -> bytes:
    """Return the slip of a change, an order or a closing. `rows` are the steps of a closing: place, step, whose, left, due, done."""
    data: dict[str, Any] = {
        "title": str(title),
        "subtitle": str(getattr(record, "station", "")),
        "number": getattr(record, "number", ""),
        "lang": "zh" if (get_language() or "").startswith("zh") else "en",
        "foot": "Stationmaster",
        "facts": [[str(one.label), _value(one)] for one in facts if one.value not in (None, "")],
        "heading": pgettext("closing", "Steps"),
        "heads": [
            "#", pgettext("closing", "step"), now_("whose step"), now_("left"), now_("due"), now_("done at"),
        ],
        "rows": [list(row) for row in rows],
        "told": now_("Steps taken"),
        "told_heads": [now_("when"), now_("what"), now_("who")],
        "history": [[show_moment(one.at), _told(one), one.who] for one in reversed(timeline_of(record, 40))],
        "sign": [str(one) for one in sign],
    }  # fmt: skip
    return render_pdf(TEMPLATE, data)


def _value(fact: Fact) -> str:
    return f"{fact.value} ({fact.hint})" if fact.hint else str(fact.value)


def _told(moment: Moment) -> str:
    """Return what was done, and what it changed."""
    changes = "; ".join(f"{one.label} {one.after}" for one in moment.changes if one.after)
    return f"{moment.title}: {changes}" if changes else str(moment.title)

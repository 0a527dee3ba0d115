"""The timeline of a record: history rows in people's words."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from common.history.models import History
from common.history.read import history_of
from common.money import MoneyMinorField, format_minor
from common.pages.parts import Change, Moment
from common.pages.tables import show_moment
from common.pages.tones import BY_VALUE
from common.text import Text

HIDDEN = {"version", "id", "currency", "number"}
_words: dict[str, Text] = {}
_labels: dict[str, Text] = {}


def say(words: Mapping[str, Text]) -> None:
    """Tell the timeline how events are called: `say({"claim.approved": _("Approved")})`, in the app's `desk.py`."""
    _words.update(words)


def label(names: Mapping[str, Text]) -> None:
    """Tell the timeline how values are called that are not fields of the record."""
    _labels.update(names)


def words_for(verb: str) -> Text:
    """Return the words for a verb; without any, the verb itself, readable."""
    return _words.get(verb) or verb.partition(".")[2].replace("_", " ").capitalize()


def timeline_of(record: Model, length: int = 30) -> list[Moment]:
    """Return the record's entries, newest first; one more than `length` is read to tell that there are more."""
    return [moment_of(row, type(record)) for row in history_of(record.pk)[: length + 1]]


def moment_of(row: History, model: type[Model]) -> Moment:
    """Return one history row as a timeline entry."""
    status = str(row.after.get("status", ""))
    return Moment(
        at=row.occurred_at,
        title=words_for(row.verb),
        who=row.actor_name if row.actor_id else gettext(row.actor_name),  # a process is called in the reader's language
        reason=row.reason,
        changes=changes_of(row.before, row.after, model),
        tone=BY_VALUE.get(status, "neutral"),
    )


def changes_of(before: Mapping[str, Any], after: Mapping[str, Any], model: type[Model]) -> Sequence[Change]:
    """Return what changed, field by field, in words; values that nobody can read (keys of other rows) are left out."""
    names = [name for name in {**before, **after} if name not in HIDDEN and before.get(name) != after.get(name)]
    found = [_change(name, before.get(name), after.get(name), model) for name in names]
    return [change for change in found if change.before or change.after]


def _change(name: str, before: Any, after: Any, model: type[Model]) -> Change:
    field = _field(model, name)
    title = field.verbose_name if field is not None else _labels.get(name) or name.replace("_", " ")
    shape = MoneyMinorField() if field is None and name.endswith("_minor") else field
    return Change(title, _text(before, shape), _text(after, shape))


def _field(model: type[Model], name: str) -> Any:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if hasattr(field, "verbose_name") else None


def _text(value: Any, field: Any) -> str:
    if value in (None, "", [], {}) or _is_key(value):
        return ""
    if isinstance(value, list) and isinstance(value[0], dict):
        return ""  # rows of their own; whoever needs them reads the event
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(field, MoneyMinorField) and isinstance(value, int):
        return format_minor(value)
    choices = dict(getattr(field, "flatchoices", None) or ())
    if isinstance(value, str) and (moment := _moment(value)):
        return moment
    return str(choices.get(value, value)) if not isinstance(value, dict | list) else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {one}" for key, one in value.items())
    return ", ".join(str(one) for one in value)


def _moment(value: str) -> str:
    if len(value) < 19 or value[4:5] != "-" or value[13:14] != ":":
        return ""
    moment = parse_datetime(value)
    return show_moment(moment) if moment else ""


def _is_key(value: Any) -> bool:
    if not isinstance(value, str) or len(value) != 36:
        return False
    try:
        UUID(value)
    except ValueError:
        return False
    return True

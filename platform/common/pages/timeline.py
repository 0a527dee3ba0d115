"""The timeline of a record: history rows in people's words."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, TextChoices
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
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
_values: dict[str, dict[str, Text]] = {}


def say(words: Mapping[str, Text]) -> None:
    """Tell the timeline how events are called: `say({"claim.approved": _("Approved")})`, in the app's `desk.py`."""
    _words.update(words)


def label(names: Mapping[str, Text]) -> None:
    """Tell the timeline how values are called that are not fields of the record."""
    _labels.update(names)


def spell(values: Mapping[str, type[TextChoices]]) -> None:
    """Tell the timeline the words of values that are not fields of the record: `spell({"old_part": OldPartState})`."""
    for name, choices in values.items():
        _values.setdefault(name, {}).update({str(one.value): one.label for one in choices})


def spell_codes(name: str, words: Mapping[str, Text]) -> None:
    """Tell the timeline the words of codes that an app registers as it goes, such as sources of demand."""
    _values.setdefault(name, {}).update(words)


def words_of_codes(name: str, codes: Sequence[str]) -> list[str]:
    """Return the words that the apps gave for codes of this value; a code without words is told as it is."""
    return [str(_values.get(name, {}).get(code, code)) for code in codes]


def words_for(verb: str) -> Text:
    """Return the words for a verb; without any, the verb itself, readable."""
    return _words.get(verb) or verb.partition(".")[2].replace("_", " ").capitalize()


def timeline_of(record: Model, length: int = 30, *, verbs: Collection[str] | None = None) -> list[Moment]:
    """Return the record's entries, newest first; one more than `length` is read to tell that there are more.

    `verbs` narrows them to what this reader may know.
    """
    rows = history_of(record.pk)
    shown = rows if verbs is None else rows.filter(verb__in=verbs)
    return [moment_of(row, type(record)) for row in shown[: length + 1]]


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
    names = [name for name in {**before, **after} if _is_told(name, before, after)]
    found = [_change(name, before.get(name), after.get(name), model) for name in names]
    return [change for change in found if change.before or change.after]


def _is_told(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Keys of other rows are nobody's reading, nor is a status of which the event does not say what it became."""
    if name in HIDDEN or name.endswith("_id") or before.get(name) == after.get(name):
        return False
    return name != "status" or name in after


def _change(name: str, before: Any, after: Any, model: type[Model]) -> Change:
    field = _field(model, name)
    shape = MoneyMinorField() if field is None and name.endswith("_minor") else field
    has_words = getattr(field, "model", None) is model and getattr(field, "flatchoices", None)
    spelt = {} if has_words else _values.get(name, {})
    if name.endswith("_m"):
        before, after = _length(before), _length(after)
    return Change(_title(name, field, model), _text(_spelt(before, spelt), shape), _text(_spelt(after, spelt), shape))


def _length(metres: Any) -> Any:
    """Return a length as people say it: whole metres, from a kilometre on kilometres with one decimal."""
    if isinstance(metres, bool) or not isinstance(metres, int | float):
        return metres
    return f"{metres:.0f} m" if metres < 1000 else f"{metres / 1000:.1f} km"


def _spelt(value: Any, words: Mapping[str, Text]) -> Any:
    """Return the words of a code, of each of several, or of those that something is counted by."""
    if isinstance(value, list):
        return [one if isinstance(one, dict) else words.get(str(one), one) for one in value]
    if isinstance(value, dict):
        return {words.get(str(key), key): one for key, one in value.items()}
    return words.get(str(value), value)


def _title(name: str, field: Any, model: type[Model]) -> Text:
    """Return the name of the record's own field, else what the apps call the value, else the name of a field elsewhere."""
    named = getattr(field, "verbose_name", None)
    words = named if isinstance(named, Promise) else None  # Django makes up an English name where nobody gave one
    own = words if words and issubclass(model, field.model) else None
    title: Text = own or _labels.get(name) or words or name.replace("_", " ")
    return title


def _field(model: type[Model], name: str) -> Any:
    """Return the record's own field of this name; else one of its app's models, else of any app's, that has words of its own."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return _elsewhere(model._meta.app_label, name)
    return field if hasattr(field, "verbose_name") else None


@cache
def _elsewhere(app_label: str, name: str) -> Any:
    models = sorted(apps.get_models(), key=lambda one: (one._meta.app_label != app_label, one._meta.label))
    fields = (field for one in models for field in one._meta.get_fields() if field.name == name)
    return next((field for field in fields if isinstance(getattr(field, "verbose_name", ""), Promise)), None)


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
        return ", ".join(f"{_labels.get(key) or key}: {one}" for key, one in value.items())
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

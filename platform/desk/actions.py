"""Saving views, telling people, remembering preferences."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.models import User
from common.clock import now
from common.errors import Invalid
from common.pages.addresses import STATION_PART
from common.text import Text
from desk.models import Notification, SavedView
from desk.selectors import notifications_for, own_views, place_key

THEMES = ("", "light", "dark")


@transaction.atomic
def save_view(
    actor: Actor, *, page: str, name: str, query: str, shared: bool = False, default: bool = False
) -> SavedView:
    """Keep a list's address under a name; the same name again replaces it. Raises Invalid without a name."""
    if not name.strip():
        raise Invalid(_("Give the view a name."), field="name")
    if default:
        own_views(actor).filter(page=page, is_default=True).update(is_default=False)
    values = {"query": query[:2000], "shared": shared, "is_default": default}
    view, _fresh = SavedView.objects.update_or_create(
        user=actor.user, place=place_key(actor), page=page, name=name.strip()[:40], defaults=values
    )
    return view


@transaction.atomic
def remove_view(actor: Actor, key: UUID) -> None:
    """Forget one of the person's own views. Raises NotYours for anybody else's."""
    own_views(actor).get_or_404(key).delete()


def forget_station(station_id: UUID, code: str) -> tuple[int, int]:
    """Delete what a station that is purged left on people's desks, in the caller's transaction. Returns how many saved views and messages."""
    views, _by_model = SavedView.objects.filter(place=f"station:{station_id}").delete()
    messages, _by_model = Notification.objects.filter(url__contains=f"{STATION_PART}{code}/").delete()
    return views, messages


def notify(user_ids: Iterable[UUID], text: Text, url: str = "", *, key: str = "") -> int:
    """Tell people something, in the caller's transaction. With `key` a person is told once. Returns how many were told."""
    rows = [Notification(user_id=user, text=str(text)[:300], url=url[:300], key=key) for user in set(user_ids)]
    return len(Notification.objects.bulk_create(rows, ignore_conflicts=bool(key)))


def tell(people: Iterable[User], words: Callable[[], Text], url: str = "", *, key: str = "") -> int:
    """Tell people something, each in their own language: `words()` is asked once for each language."""
    count = 0
    by_language: dict[str, set[UUID]] = {}
    for person in people:
        by_language.setdefault(person.language, set()).add(person.pk)
    for language, keys in by_language.items():
        with translation.override(language):
            count += notify(keys, str(words()), url, key=key)
    return count


def mark_read(actor: Actor, keys: Iterable[UUID] | None = None) -> int:
    """Mark notifications as read: those named, or all."""
    rows = notifications_for(actor).filter(read_at__isnull=True)
    if keys is not None:
        rows = rows.filter(pk__in=list(keys))
    return rows.update(read_at=now())


def prefer(user: User, **values: Any) -> None:
    """Remember language, theme, time zone or shortcuts. Raises Invalid for a value that is not offered."""
    if values.get("language", settings.LANGUAGE_CODE) not in dict(settings.LANGUAGES):
        raise Invalid(_("Choose one of the offered languages."), field="language")
    if values.get("theme", "") not in THEMES:
        raise Invalid(_("Choose light, dark or automatic."), field="theme")
    User.objects.filter(pk=user.pk).update(**values)

"""What is addressed to posts of stations, and the language in which its texts are read."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from common.records import Record


def in_english() -> bool:
    """Tell whether the reader reads English."""
    return (get_language() or "").startswith("en")


def posts_in_words(posts: list[str]) -> list[str]:
    """Return the posts as people call them."""
    return [str(Role(one).label) for one in posts if one in Role.values]


class Addressed(Record):
    """What is addressed to posts of stations. Nothing named means all; `stations` (codes) come in addition to what the filters find."""

    regions = models.JSONField(_("for offices"), default=list, blank=True)
    levels = models.JSONField(_("for levels"), default=list, blank=True)
    brands = models.JSONField(_("for brands"), default=list, blank=True)
    stations = models.JSONField(_("for stations"), default=list, blank=True)
    posts = models.JSONField(_("for posts"), default=list)

    class Meta:
        abstract = True

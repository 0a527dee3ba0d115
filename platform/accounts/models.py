"""People, what they may do where, invitations and API keys."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from common.ids import new_id
from common.records import Placement, Record


class UserManager(BaseUserManager["User"]):
    """Creates people; the address is the login."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person with a usable password, or none (an invited one)."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person. Global: one sign-in for a dealer group's stations; what they may do is in their memberships."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    theme = models.CharField(max_length=8, blank=True)
    shortcuts = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, help_text="Signs in only from the machine itself.")
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        db_table = "account_user"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the person's page at the place where we are."""
        return reverse("accounts:person", args=[self.pk])

    def get_full_name(self) -> str:
        """Return the name, as libraries ask for it."""
        return self.name


class Membership(Record):
    """A role that a person holds at head office, at one station or at one supplier."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "mbr"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=40, choices=Role.choices)
    station_id = models.UUIDField(null=True, blank=True, db_index=True)
    supplier_id = models.UUIDField(null=True, blank=True)
    region = models.CharField(max_length=20, blank=True)
    post = models.CharField(_("post"), max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    def get_absolute_url(self) -> str:
        """Return the page of whoever holds it."""
        return reverse("accounts:person", args=[self.user_id])

    class Meta:
        db_table = "account_membership"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "station_id", "supplier_id", "post"],
                condition=models.Q(ended_at__isnull=True),
                name="membership_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=~models.Q(station_id__isnull=False, supplier_id__isnull=False), name="membership_one_place"
            ),
        ]


class Invitation(Record):
    """An invitation to take a role; the token is shown once, in the mail, and kept hashed."""

    public_prefix: ClassVar[str] = "inv"

    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=80)
    role = models.CharField(_("role"), max_length=40, choices=Role.choices)
    station_id = models.UUIDField(null=True, blank=True, db_index=True)
    supplier_id = models.UUIDField(null=True, blank=True)
    region = models.CharField(max_length=20, blank=True)
    post = models.CharField(max_length=60, blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.UUIDField(null=True, blank=True)

    def get_absolute_url(self) -> str:
        """Return the invitation's page."""
        return reverse("accounts:invitation", args=[self.pk])

    class Meta:
        db_table = "account_invitation"


class ApiKey(Record):
    """A key for the API: shown once, stored hashed, scoped to actions, bound to a place."""

    public_prefix: ClassVar[str] = "key"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_keys")
    label = models.CharField(_("label"), max_length=60)
    key_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    station_id = models.UUIDField(null=True, blank=True)
    scopes = models.JSONField(default=list)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def get_absolute_url(self) -> str:
        """Return the page on which it is switched off."""
        return reverse("accounts:revoke_key", args=[self.pk])

    class Meta:
        db_table = "account_api_key"

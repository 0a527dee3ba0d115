"""People of head office, suppliers and stations, for administrators; people and posts, for a station."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_tables2.utils import A

from accounts.models import Membership
from accounts.posts import post_name
from accounts.roles import STATION_ROLES, Role
from accounts.selectors import current_memberships, memberships_for, people_for
from common.errors import NotYours
from common.pages import (
    Button,
    ChoiceColumn,
    Column,
    Crumb,
    DetailPage,
    Fact,
    ListPage,
    MomentColumn,
    NumberColumn,
    RecordFilter,
    RecordTable,
    Section,
    choice,
)
from common.pages.ports import ports
from common.pages.tables import show_moment
from common.pages.timeline import timeline_of
from common.records import RecordQuerySet


class PostColumn(Column):
    """The post's name in the reader's language; without a post, the role's."""

    def render(self, value: str, record: Membership) -> str:
        """Return the name."""
        return str(post_name(record.post, record.role))

    def value(self, record: Membership) -> str:
        """Return the name."""
        return str(post_name(record.post, record.role))


class MembershipFilter(RecordFilter):
    """What may be asked of people and their roles."""

    search = ("user__name__icontains", "user__email__icontains", "user__phone__icontains")
    quick = ("role", "ended")
    role = choice(Role.choices, label=_("Role"))
    ended = django_filters.BooleanFilter(method="by_ended", label=_("Ended on"))

    class Meta:
        model = Membership
        fields: ClassVar[list[str]] = []

    def by_ended(self, rows: QuerySet[Membership], name: str, value: bool) -> QuerySet[Membership]:
        """Keep what has ended, or what has not."""
        return rows.filter(ended_at__isnull=not value)


class StationMembershipFilter(MembershipFilter):
    """The same with a station's roles only."""

    role = choice([(role.value, role.label) for role in Role if role in STATION_ROLES], label=_("Role"))


class MembershipTable(RecordTable):
    """People with what they hold; a person with two posts has two rows."""

    name = NumberColumn(
        accessor="user__name", verbose_name=_("Full name"), linkify=("accounts:person", {"pk": A("user_id")})
    )
    post = PostColumn(empty_values=())
    role = ChoiceColumn()
    email = Column(accessor="user__email", verbose_name=_("E-mail"))
    phone = Column(accessor="user__phone", verbose_name=_("Phone"))
    since = MomentColumn(accessor="created_at", verbose_name=_("Held since"))
    ended_at = MomentColumn(verbose_name=_("Ended on"))

    class Meta(RecordTable.Meta):
        model = Membership
        fields = ("name", "post", "role", "email", "phone", "since", "ended_at")
        order_by = ("name",)

    default_columns: ClassVar[Sequence[str]] = ("name", "post", "role", "email", "since")


class PlaceColumn(Column):
    """The name of the place where a role is held; all names are read at once."""

    def render(self, record: Membership, table: Any) -> str:
        """Return the name."""
        if not hasattr(table, "places"):
            table.places = ports.stations([row.station_id for row in current_memberships().exclude(station_id=None)])
        return str(place_of(record, table.places))

    def value(self, record: Membership, table: Any) -> str:
        """Return the name."""
        return self.render(record, table)


class OfficeMembershipTable(MembershipTable):
    """The same for head office: the place beside the role."""

    place = PlaceColumn(verbose_name=_("Place"), empty_values=(), orderable=False)

    region = Column(verbose_name=_("Regional office"))

    class Meta(RecordTable.Meta):
        model = Membership
        fields = ("name", "role", "place", "region", "post", "email", "phone", "since", "ended_at")
        order_by = ("name",)
        sequence = ("name", "role", "place", "region", "...")

    default_columns = ("name", "role", "place", "region", "email", "since")


class People(ListPage):
    """Everybody who holds a role at head office, at a supplier or at a station."""

    action = "accounts.view"
    title = _("People")
    table_class = OfficeMembershipTable
    filterset_class = MembershipFilter
    empty = _("Nobody here yet.")

    def page_buttons(self) -> Sequence[Button]:
        """Invite somebody; look at the invitations that are open."""
        return [
            Button(_("Invitations"), "accounts:invitations", "accounts.view"),
            Button(_("Invite somebody"), "accounts:invite", "accounts.manage", primary=True, icon="user-plus"),
        ]

    def rows(self) -> RecordQuerySet:
        """Return all memberships that have not ended, unless asked for."""
        rows: RecordQuerySet = memberships_for(self.actor).select_related("user")
        return rows if "ended" in self.request.GET else rows.filter(ended_at__isnull=True)


class Posts(People):
    """The station's people and the posts that they hold."""

    action = "posts.view"
    title = _("People and posts")
    table_class = MembershipTable
    filterset_class = StationMembershipFilter
    empty = _("Nobody holds a post yet. Invite the first person.")

    def page_buttons(self) -> Sequence[Button]:
        """Invite somebody; look at the invitations that are open."""
        return [
            Button(_("Invitations"), "accounts:invitations", "posts.view"),
            Button(_("Invite somebody"), "accounts:invite", "posts.manage", primary=True, icon="user-plus"),
        ]


class Person(DetailPage):
    """One person and what they hold here."""

    action = "accounts.view"
    lit = "accounts:people"
    manage: ClassVar[str] = "accounts.manage"
    back: ClassVar[tuple[Any, str]] = (_("People"), "accounts:people")
    status_field = ""

    def record(self) -> Any:
        """Return the person, if they hold or held something in the actor's sight."""
        person = people_for(self.actor).filter(pk=self.kwargs["pk"]).first()
        if person is None:
            raise NotYours
        return person

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(self.back[0], reverse(self.back[1]))]

    def title_for(self, record: Any) -> str:
        """Return the name."""
        return str(record.name)

    def facts(self, record: Any) -> Sequence[Fact]:
        """Return how to reach the person."""
        return [
            Fact(_("E-mail"), record.email),
            Fact(_("Phone"), record.phone),
            Fact(_("Known since"), show_moment(record.created_at)),
            Fact(_("May sign in"), _("yes") if record.is_active else _("no")),
        ]

    def sections(self, record: Any) -> Sequence[Section]:
        """Return the memberships, current ones first."""
        held = list(memberships_for(self.actor).filter(user=record).order_by("ended_at", "created_at"))
        names = ports.stations([row.station_id for row in held if row.station_id])
        rows = [(row, place_of(row, names), post_name(row.post, row.role)) for row in held]
        context = {
            "rows": rows,
            "manage": self.manage,
            "may_manage": self.actor.may(self.manage),
            "at_station": self.actor.is_station,
        }
        return [Section(_("Posts and roles"), "accounts/memberships.html", context, count=len(held))]

    def buttons(self, record: Any) -> Sequence[Button]:
        """Give a further post or role."""
        return [Button(_("Give a further post"), "accounts:add_post", self.manage, (record.pk,), icon="plus")]

    def timeline(self) -> Sequence[Any]:
        """Return what happened to the memberships, newest first."""
        held = memberships_for(self.actor).filter(user=self.object)
        found = [moment for row in held for moment in timeline_of(row, self.timeline_length)]
        return sorted(found, key=lambda moment: moment.at, reverse=True)[: self.timeline_length]


class StationPerson(Person):
    """The same at a station."""

    action = "posts.view"
    lit = "accounts:posts"
    manage = "posts.manage"
    back = (_("People and posts"), "accounts:posts")


def place_of(row: Membership, names: Any) -> Any:
    """Return the name of the place where a role is held."""
    if row.station_id:
        return names.get(row.station_id, (_("Station"), ""))[0]
    return Role.SUPPLIER.label if row.supplier_id else ports.office_label()

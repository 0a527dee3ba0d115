"""Replays at head office: the list, starting one, its result, and the lines that change with their reasons before and after."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.claims.choices import ClaimType
from billing.claims.replay.actions import start_replay
from billing.claims.replay.filters import ReplayFilter, ReplayLineFilter
from billing.claims.replay.models import Replay, ReplayLine
from billing.claims.replay.selectors import one_line, replay_lines_for, replays_for
from billing.claims.replay.showing import before_and_after, breakdowns, signed, totals
from billing.policy.choices import PolicyStatus
from billing.policy.selectors import versions_for
from common.clock import today
from common.errors import Invalid
from common.money import format_minor
from common.pages import (
    Button,
    ChoiceColumn,
    Column,
    Crumb,
    DetailPage,
    Fact,
    FormPage,
    ListPage,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    Page,
    RecordTable,
    Section,
    StatusColumn,
)
from common.pages.moments import DayField
from common.pages.parts import address
from common.text import Text
from tenants.registry.choices import Region
from tenants.registry.selectors import stations_for

VIEW = "claims.view_replays"
HALF_A_YEAR = timedelta(days=182)


class ReplayTable(RecordTable):
    """The replays, newest first."""

    policy_label = NumberColumn()
    status = Column(accessor="job__get_status_display", verbose_name=_("Status"), orderable=False)
    created_at = MomentColumn(verbose_name=_("Started"))
    before_minor = MoneyColumn()
    after_minor = MoneyColumn()

    class Meta(RecordTable.Meta):
        model = Replay
        fields = (
            "policy_label",
            "status",
            "since",
            "until",
            "claims",
            "changed_lines",
            "before_minor",
            "after_minor",
            "started_by_name",
            "created_at",
        )


class ReplayList(ListPage):
    """All replays."""

    action = VIEW
    title = _("Policy replays")
    table_class = ReplayTable
    filterset_class = ReplayFilter
    empty = _(
        "No replay yet. Start one to see which past claims a draft would decide otherwise, and for how much money."
    )
    create = Button(_("Replay a version"), "claims:new_replay", "claims.replay", primary=True, icon="player-play")

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return replays_for(self.actor)


class ReplayForm(forms.Form):
    """What is replayed over which claims."""

    policy = forms.ChoiceField(label=_("Policy version"))
    since = DayField(label=_("Repaired from"), widget=forms.DateInput(attrs={"type": "date"}))
    until = DayField(label=_("Repaired until"), widget=forms.DateInput(attrs={"type": "date"}))
    region = forms.ChoiceField(label=_("Region"), choices=[("", _("All")), *Region.choices], required=False)
    station = forms.CharField(
        label=_("Station code"), max_length=20, required=False, help_text=_("Leave empty for all stations.")
    )
    type = forms.ChoiceField(label=_("Claim type"), choices=[("", _("All")), *ClaimType.choices], required=False)

    def __init__(self, *args: Any, versions: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["policy"].choices = versions  # type: ignore[attr-defined]


class NewReplay(FormPage):
    """Start one."""

    action = "claims.replay"
    title = _("Replay a version")
    form_class = ReplayForm
    narrow = True
    submit_label = _("Start the replay")
    success = _("The replay is queued.")
    explain = _(
        "Each claim that was handed in is judged once more, by the version under which it was judged and by this one, as if it had"
        " been in force. Claims are not changed."
    )
    lit = "claims:replays"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [Crumb(_("Policy replays"), address("claims:replays"))]

    def form_arguments(self) -> dict[str, Any]:
        """Offer the versions, drafts first."""
        rows = list(versions_for(self.actor).exclude(status=PolicyStatus.WITHDRAWN)[:100])
        rows.sort(key=lambda row: row.status != PolicyStatus.DRAFT)
        return {"versions": [(str(row.pk), f"{row.label} · {row.get_status_display()}") for row in rows]}

    def initial(self) -> dict[str, Any]:
        """Begin with the last half year."""
        return {"since": today() - HALF_A_YEAR, "until": today()} | super().initial()

    def perform(self, form: Any) -> str:
        """Queue it, and show its progress."""
        given = form.cleaned_data
        station = self._station(given["station"])
        replay = start_replay(
            given["policy"],
            since=given["since"],
            until=given["until"],
            region=given["region"],
            station_id=station,
            type=given["type"],
            acting_user=self.actor,
        )
        return replay.get_absolute_url()

    def _station(self, code: str) -> Any:
        if not code.strip():
            return None
        found = stations_for(self.actor).filter(code__iexact=code.strip()).first()
        if found is None:
            raise Invalid(_("There is no station with this code."), field="station")
        return found.pk


class OfReplay(Page):
    """The base of what belongs to one replay."""

    action = VIEW
    lit = "claims:replays"

    @cached_property
    def replay(self) -> Replay:
        """Return the replay through the gate."""
        replay: Replay = replays_for(self.actor).get_or_404(self.kwargs["pk"])
        return replay

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [
            Crumb(_("Policy replays"), address("claims:replays")),
            Crumb(str(self.replay), self.replay.get_absolute_url()),
        ]


class ReplayDetail(OfReplay, DetailPage):  # type: ignore[misc]
    """The result of one replay; while it runs, its progress."""

    template_name = "claims/replay.html"
    status_field = ""

    def record(self) -> Replay:
        """Return it."""
        return self.replay

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the list."""
        return [Crumb(_("Policy replays"), address("claims:replays"))]

    def title_for(self, record: Replay) -> Text:
        """Name the version."""
        return _("Replay of %(label)s") % {"label": record.policy_label}

    def subtitle_for(self, record: Replay) -> Text:
        """Say over which claims."""
        filters = [record.get_region_display(), record.only_station, record.get_type_display()]  # type: ignore[attr-defined]
        return " · ".join([f"{record.since} – {record.until}", *[str(one) for one in filters if one]])

    def facts(self, record: Replay) -> list[Fact]:
        """Return how much was looked at and what differs."""
        return [
            Fact(_("Policy version"), record.policy_label, url=address("policy:detail", [record.policy_id])),
            Fact(
                _("Claims"), f"{record.claims:,}", hint=_("%(n)s with a change") % {"n": f"{record.changed_claims:,}"}
            ),
            Fact(_("Lines"), f"{record.lines:,}", hint=_("%(n)s with a change") % {"n": f"{record.changed_lines:,}"}),
            Fact(_("Difference"), signed(record.difference_minor, record.currency)),
            Fact(_("Started by"), record.started_by_name),
            Fact(_("Finished"), record.finished_at),
        ]

    def sections(self, record: Replay) -> list[Section]:
        """Return progress, totals and breakdowns."""
        found = [Section(_("Before and after"), "claims/replay_totals.html", {"pairs": totals(record)})]
        found += [
            Section(
                one.title, "claims/replay_breakdown.html", {"breakdown": one, "replay": record}, count=len(one.shares)
            )
            for one in breakdowns(record)
        ]
        return found

    def buttons(self, record: Replay) -> list[Button]:
        """Call it off while it runs; see its lines."""
        found = [Button(_("Changed lines"), "claims:replay_lines", VIEW, (record.pk,), primary=True, icon="list")]
        if record.job.is_open and record.started_by == self.actor.id:
            found.append(Button(_("Progress"), record.job.get_absolute_url(), icon="progress"))
            found.append(
                Button(
                    pgettext_lazy("replay", "Cancel it"), "desk:cancel_job", "desk.use", (record.job_id,), danger=True
                )
            )
        return found


class ReplayLineTable(RecordTable):
    """The lines that change."""

    claim = Column(
        accessor="claim__number", linkify=True, verbose_name=_("Claim"), attrs={"td": {"class": "cell-number"}}
    )
    effect = StatusColumn()
    station = Column(accessor="claim__station__name", order_by="claim__station__code", verbose_name=_("Station"))
    name = Column(order_by="name_zh", verbose_name=_("Description"))
    kind = ChoiceColumn()
    before_minor = MoneyColumn()
    after_minor = MoneyColumn()
    difference_minor = MoneyColumn()

    class Meta(RecordTable.Meta):
        model = ReplayLine
        order_by = ("difference_minor",)
        fields = (
            "claim",
            "effect",
            "station",
            "position",
            "name",
            "kind",
            "code",
            "component_code",
            "claimed_minor",
            "before_minor",
            "after_minor",
            "difference_minor",
            "rule",
            "clause",
            "cited_policy",
        )


class ReplayLineList(OfReplay, ListPage):  # type: ignore[misc]
    """The lines that the replayed version would decide otherwise; each opens with its reasons before and after."""

    title = _("Changed lines")
    table_class = ReplayLineTable
    filterset_class = ReplayLineFilter
    empty = _("No line changes: the version decides these claims as they were decided.")

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return replay_lines_for(self.actor).filter(replay=self.replay)


class ReplayLineDetail(OfReplay, DetailPage):  # type: ignore[misc]
    """One line: what each of the two policies says, clause by clause."""

    status_field = "effect"
    template_name = "claims/detail.html"

    def record(self) -> ReplayLine:
        """Return it through the gate."""
        return one_line(self.actor, self.replay.pk, self.kwargs["line"])

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the lines."""
        return [*super().crumbs(), Crumb(_("Changed lines"), address("claims:replay_lines", [self.replay.pk]))]

    def title_for(self, record: ReplayLine) -> Text:
        """Name the claim and its line."""
        return f"{record.claim.number} / {record}"

    def subtitle_for(self, record: ReplayLine) -> Text:
        """Name the station."""
        return record.claim.station.name

    def facts(self, record: ReplayLine) -> list[Fact]:
        """Return the amounts, and what decides the difference."""
        currency, claim = record.currency, record.claim
        return [
            Fact(_("Claim"), claim.number, url=claim.get_absolute_url() if self.actor.may("claims.view") else ""),
            Fact(_("Claimed"), format_minor(record.claimed_minor, currency)),
            Fact(_("Before"), format_minor(record.before_minor, currency)),
            Fact(_("After"), format_minor(record.after_minor, currency)),
            Fact(_("Difference"), signed(record.difference_minor, currency)),
            Fact(_("Decided by"), record.rule, hint=f"{record.cited_policy} {record.clause}".strip()),
            Fact(_("Component"), record.component_code),
            Fact(_("Repair finished"), claim.repair_finished_on),
        ]

    def sections(self, record: ReplayLine) -> list[Section]:
        """Return the reasons under each policy."""
        return [
            Section(title, "claims/replay_reasons.html", {"whys": whys, "minor": minor, "currency": record.currency})
            for title, minor, whys in before_and_after(record)
        ]

    def timeline(self) -> Sequence[Any]:
        """A replayed line has no history of its own."""
        return ()

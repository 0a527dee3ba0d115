"""The log of calls, one call, its recording, and how calls are answered."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.clock import now
from common.pages import (
    ActPage,
    AmountColumn,
    Button,
    Chart,
    ChoiceColumn,
    Column,
    Crumb,
    DetailPage,
    Fact,
    ListPage,
    MomentColumn,
    NumberColumn,
    Page,
    RecordTable,
    Section,
    Series,
    StatusColumn,
)
from common.pages.tables import show_moment
from common.text import Text
from network.hotline.choices import CallDirection, CallStatus
from network.hotline.filters import CallFilter
from network.hotline.models import Call
from network.hotline.pages.rings import RingsHere
from network.hotline.selectors import calls_for
from network.hotline.telephony.figures import DayOfCalls, per_agent, per_day, rung_for, waiting
from network.hotline.telephony.policies import answer_limits
from network.hotline.telephony.screen import earlier_calls
from network.hotline.telephony.taking import open_recording

DAYS = 30


class CallTable(RecordTable):
    """The calls."""

    default_columns: ClassVar[Sequence[str]] = (
        "number", "status", "direction", "masked_phone", "rang_at", "answer_s", "agent_name", "case",
    )  # fmt: skip
    number = NumberColumn()
    status = StatusColumn()
    direction = ChoiceColumn()
    masked_phone = Column(verbose_name=_("Number"), orderable=False)
    rang_at = MomentColumn()
    answered_at = MomentColumn()
    ended_at = MomentColumn()
    answer_s = AmountColumn()
    agent_name = Column()
    extension = Column()
    case = Column(linkify=lambda record: record.case.get_absolute_url() if record.case else None)

    class Meta(RecordTable.Meta):
        model = Call
        fields = (
            "number", "status", "direction", "masked_phone", "rang_at", "answered_at", "ended_at", "answer_s", "agent_name", "extension",
            "case",
        )  # fmt: skip


class CallList(RingsHere, ListPage):
    """The log of calls."""

    action = "hotline.view"
    title = _("Calls")
    template_name = "hotline/list.html"
    table_class = CallTable
    filterset_class = CallFilter
    empty = _("No call has been taken yet.")

    def page_buttons(self) -> Sequence[Button]:
        """Lead to what was missed, to the figures and to the form."""
        return [
            Button(_("Missed calls"), reverse("hotline:calls") + "?status=missed"),
            Button(_("Figures"), "hotline:figures"),
            Button(_("My extension"), "hotline:seat", action="hotline.answer"),
            Button(_("Take a call"), "hotline:take", action="hotline.answer", primary=True, icon="phone-plus"),
        ]

    def rows(self) -> Any:
        """Return the calls in sight."""
        return calls_for(self.actor)


class CallDetail(RingsHere, DetailPage):
    """One call."""

    action = "hotline.view"
    template_name = "hotline/detail.html"
    list_name = "hotline:calls"
    lit = "hotline:calls"

    def record(self) -> Call:
        """Return the call through the gate."""
        found: Call = calls_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def title_for(self, call: Call) -> Text:
        """Return number and direction."""
        return f"{call.number} · {call.get_direction_display()}"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the log."""
        return crumbs()

    def buttons(self, call: Call) -> Sequence[Button]:
        """Return what may be done now."""
        found = []
        if call.status == CallStatus.RINGING and call.agent_id is None and call.direction == CallDirection.INBOUND:
            take = Button(
                _("Take this call"),
                "hotline:pick_up",
                "hotline.answer",
                (call.pk,),
                post=True,
                primary=True,
                icon="phone",
            )
            found.append(take)
        if call.agent_id == self.actor.id and call.case_id is None:
            form = f"{reverse('hotline:take')}?call={call.pk}"
            found.append(Button(_("Make a case of it"), form, action="hotline.answer", primary=True, icon="phone-plus"))
        if call.recording:
            found.append(
                Button(
                    _("Open the recording"), "hotline:recording", args=(call.pk,), action="hotline.listen", post=True
                )
            )
        return found

    def facts(self, call: Call) -> Sequence[Fact]:
        """Return who, when, how long."""
        case, owed = call.case, call.callback
        return [
            Fact(_("Number"), call.masked_phone),
            Fact(_("Agent"), call.agent_name, hint=call.extension),
            Fact(_("Rang"), show_moment(call.rang_at), hint=", ".join(call.ringing)),
            Fact(pgettext_lazy("call", "Answered"), show_moment(call.answered_at), hint=_waited(call)),
            Fact(_("Ended"), show_moment(call.ended_at)),
            Fact(_("Case"), case.number if case else "", url=case.get_absolute_url() if case else ""),
            *([Fact(_("Callback"), owed.number, url=owed.get_absolute_url())] if owed else []),
            Fact(_("Recording"), _("yes") if call.recording else ""),
            *([Fact(_("Note"), call.note, wide=True)] if call.note else []),
        ]

    def sections(self, call: Call) -> Sequence[Section]:
        """Return the other calls of the same number."""
        others = earlier_calls(self.actor, call.phone_index).exclude(pk=call.pk)[:10]
        return [Section(_("Other calls of this number"), "hotline/calls.html", {"calls": others}, count=len(others))]


class OpenRecording(ActPage):
    """Where the recording is kept; each opening is recorded."""

    action = "hotline.listen"
    title = _("Open the recording")
    success = ""
    lit = "hotline:calls"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the call."""
        return [*crumbs(), Crumb(_("Call"), reverse("hotline:call", args=[self.kwargs["pk"]]))]

    def perform(self, reason: Any) -> HttpResponse:
        """Show it once."""
        call = calls_for(self.actor).get_or_404(self.kwargs["pk"])
        return self.render(
            "hotline/recording.html", call=call, recording=open_recording(call.pk, acting_user=self.actor)
        )


class Figures(Page):
    """How calls were answered in the last thirty days."""

    action = "hotline.view"
    title = _("How calls are answered")
    template_name = "hotline/figures.html"
    lit = "hotline:calls"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the log."""
        return crumbs()

    def context(self) -> dict[str, Any]:
        """Return the figures and the chart of the days."""
        moment = now()
        since = moment - timedelta(days=DAYS)
        limits = answer_limits(since, moment)
        rows = rung_for(self.actor, since)
        days = per_day(rows, limits)
        limit_s = " / ".join(dict.fromkeys(str(seconds) for _begin, seconds in limits))
        return {
            "days": DAYS,
            "limit_s": limit_s,
            "total": sum(one.total for one in days),
            "missed": sum(one.missed for one in days),
            "share": _share(days),
            "waiting": waiting(rows),
            "agents": per_agent(rows),
            "chart": _chart(days, limit_s),
        }


def crumbs() -> list[Crumb]:
    """Lead back to the log."""
    return [Crumb(_("Calls"), reverse("hotline:calls"))]


def _waited(call: Call) -> Text:
    return _("after %(seconds)s s") % {"seconds": call.answer_s} if call.answer_s is not None else ""


def _share(days: Sequence[DayOfCalls]) -> float | None:
    total = sum(one.total for one in days)
    return round(100 * sum(one.in_time for one in days) / total, 1) if total else None


def _chart(days: Sequence[DayOfCalls], limit_s: str) -> Chart:
    links = [f"{reverse('hotline:calls')}?rang_after={one.day}&rang_before={one.day}&direction=inbound" for one in days]
    return Chart(
        "calls",
        _("Inbound calls by day"),
        [one.day.isoformat() for one in days],
        [
            Series(_("Answered in time"), [one.in_time for one in days], links=links, tone="good", stack="calls"),
            Series(_("Answered late"), [one.late for one in days], links=links, tone="warn", stack="calls"),
            Series(_("Not answered"), [one.missed for one in days], links=links, tone="bad", stack="calls"),
        ],
        caption=_("In time means within %(seconds)s seconds, as the policy said when it rang.") % {"seconds": limit_s},
    )

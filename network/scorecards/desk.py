"""What scorecards and awards hang into the frame."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.pages import OFFICE, STATION, Card, Task, cards, menu, say, tasks
from common.pages.timeline import label
from network.scorecards.selectors import latest_card, to_publish, waiting_appeals, waiting_proposals

BOTH = (OFFICE, STATION)

menu.add(
    "assessment", _("Scorecards"), "scorecards:cards", icon="chart-bar", action="scorecards.view", places=BOTH,
    order=10, words="考核表 考核评价 考核分 scorecard",
)  # fmt: skip
menu.add(
    "assessment", _("Monthly assessment"), "scorecards:months", icon="calendar", action="scorecards.view", order=20,
    words="月度考核 办事处考核 assessment",
)  # fmt: skip
menu.add(
    "assessment", _("Assessment standard"), "scorecards:standards", icon="adjustments", action="scorecards.view", places=BOTH,
    order=90, words="考核标准 管理考核标准",
)  # fmt: skip
menu.add(
    "assessment", _("Compare regional offices"), "scorecards:compare_offices", icon="chart-line", action="scorecards.view", order=25,
    words="办事处对比 趋势 trend",
)  # fmt: skip
menu.add(
    "assessment", _("Appeals against scorecards"), "scorecards:appeals", icon="message-2", action="scorecards.view", places=BOTH,
    order=30, words="考核申诉 appeal",
)  # fmt: skip
menu.add(
    "assessment", _("What grades propose"), "scorecards:proposals", icon="percentage", action="scorecards.view", order=40,
    words="等级 工时系数 级别建议 coefficient",
)  # fmt: skip
menu.add(
    "assessment", _("Awards"), "scorecards:rounds", icon="award", action="awards.view", places=BOTH, order=50,
    words="先进评选 评优 award",
)  # fmt: skip


def own_card(actor: Any) -> Card:
    """The station's newest card."""
    card = latest_card(actor)
    return Card(
        _("Own scorecard"),
        "–" if card is None or card.points is None else str(card.points),
        card.get_absolute_url() if card else reverse("scorecards:cards"),
        icon="chart-bar",
        tone="info",
    )


def months_to_publish(actor: Any) -> list[Task]:
    """Return the months that wait for this person to publish them."""
    return [
        Task(_("Publish the scorecards of %(month)s") % {"month": one}, one.get_absolute_url(), one.computed_at)
        for one in to_publish(actor)[:5]
    ]


def appeals_to_decide(actor: Any) -> list[Task]:
    """Return the appeals that this person may decide."""
    return [
        Task(_("Decide the appeal %(number)s") % {"number": one.number}, one.get_absolute_url(), one.due_at)
        for one in waiting_appeals(actor)[:5]
    ]


def late_appeals(actor: Any) -> Card | None:
    """Return how many appeals are decided late, if any."""
    count = waiting_appeals(actor).filter(late_at__isnull=False).count()
    address = f"{reverse('scorecards:appeals')}?status=open&late=true"
    return Card(_("Appeals not decided in time"), count, address, tone="warn", icon="message-2") if count else None


def proposals_to_decide(actor: Any) -> list[Task]:
    """Return the proposals that wait for an instruction."""
    return [
        Task(
            _("%(station)s: grade %(grade)s proposes a change") % {"station": one.station, "grade": one.grade},
            one.get_absolute_url(),
            one.created_at,
        )
        for one in waiting_proposals(actor)[:5]
    ]


tasks.add(appeals_to_decide, action="scorecards.decide", places=(OFFICE,), order=61)
tasks.add(proposals_to_decide, action="scorecards.instruct", places=(OFFICE,), order=62)
cards.add(late_appeals, action="scorecards.decide", places=(OFFICE,), order=71)
cards.add(own_card, action="scorecards.view", places=(STATION,), order=70)
tasks.add(months_to_publish, action="scorecards.publish", places=(OFFICE,), order=60)
say(
    {
        "score_standard.drafted": _("Drafted"),
        "score_standard.amended": _("Draft changed"),
        "score_standard.published": _("Published"),
        "score_standard.withdrawn": _("Draft withdrawn"),
        "assessment.started": pgettext_lazy("assessment", "Computation started"),
        "assessment.computed": pgettext_lazy("assessment", "Computed"),
        "assessment.published": pgettext_lazy("assessment", "Published"),
        "score_appeal.filed": pgettext_lazy("score appeal", "Appealed"),
        "score_appeal.due_soon": pgettext_lazy("score appeal", "Decision due soon"),
        "score_appeal.overdue": pgettext_lazy("score appeal", "Decision late"),
        "score_appeal.escalated": pgettext_lazy("score appeal", "Decision late, escalated"),
        "score_appeal.decided": pgettext_lazy("score appeal", "Decided"),
        "grade.decided": pgettext_lazy("grade proposal", "Instructed"),
        "grade.dismissed": pgettext_lazy("grade proposal", "Dismissed"),
        "award_round.opened": pgettext_lazy("award", "Rules set"),
        "award_round.ranked": pgettext_lazy("award", "Ranked"),
        "award_round.excluded": pgettext_lazy("award", "Station excluded"),
        "award_round.left_out": pgettext_lazy("award", "Left out by a rule since the announcement"),
        "award_round.announced": pgettext_lazy("award", "List announced"),
        "award_round.published": pgettext_lazy("award", "Awarded"),
        "award_round.withdrawn": pgettext_lazy("award", "Award withdrawn"),
        "award_objection.filed": pgettext_lazy("award objection", "Objected"),
        "award_objection.decided": pgettext_lazy("award objection", "Decided"),
        "scorecard.recalculated": pgettext_lazy("scorecard", "Computed again"),
    }
)
label(
    {
        "written_order": _("Written order"),
        "month": _("month"),
        "round": _("computations"),
        "stations": _("stations"),
        "appeal_until": _("appeal until"),
        "proposals": _("proposals of grades"),
        "labour_coefficient": _("labour coefficient"),
        "winners": _("awards"),
        "exclusion": _("excluded by"),
        "against": _("objected to (station code)"),
        "source": _("indicator"),
        "was": _("measured before"),
        "corrected": _("corrected to"),
    }
)

"""What onboarding hangs into the frame: menu, cards, things to do, search, a layer of the planner's map, words of the timeline."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.pages import OFFICE, STATION, Card, Hit, Task, cards, menu, say, searches, setup_steps, tasks
from common.pages.timeline import label, spell
from network.onboarding.applications.choices import ApplicationStatus
from network.onboarding.board import NO_POSTS, what_blocks
from network.onboarding.building.choices import ImageStatus, PersonStatus, RectifyStatus, WeekStatus
from network.onboarding.building.people import people_to_examine, staffing_of
from network.onboarding.building.rectify import reports_to_judge, to_rectify, unmended
from network.onboarding.building.selectors import unfinished, waiting_items
from network.onboarding.cases import cases_in_sight, cases_seen_of, known_cases
from network.onboarding.choices import UNDER_WAY, CandidateStatus, Capability
from network.onboarding.firstweek.selectors import first_week_for, open_weeks, weeks_of
from network.onboarding.pages.firstweek import first_week_section, left_words, station_steps
from network.onboarding.pages.marks import candidate_markers
from network.onboarding.selectors import applications_for, candidates_for
from network.onboarding.signing.choices import SigningStatus
from network.onboarding.signing.selectors import signing_words, to_countersign
from network.planning.building.cases import ports as cases
from network.planning.layers import add_layer
from tenants.registry.pages.hooks import add_section

C = CandidateStatus
WAITS_FOR = {
    C.LEAD: "onboarding.select",
    C.SELECTED: "onboarding.confirm",
    C.CONFIRMED: "onboarding.accept",
    C.ACCEPTED: "onboarding.sign",
    C.SIGNED: "onboarding.instruct",
    C.INSTRUCTED: "onboarding.open",
}

menu.add(
    "network", _("Onboarding"), "onboarding:board", icon="building-store", action="onboarding.view", order=20, key="o",
    words=_("candidate selection acceptance agreement opening"),
)  # fmt: skip
menu.add(
    "network", _("Building rules"), "onboarding:rules", icon="adjustments", action="onboarding.rules", order=21,
    words=_("image checklist building rules"),
)  # fmt: skip
menu.add(
    "network", _("Agreement templates"), "onboarding:templates", icon="file-text", action="onboarding.templates", order=22,
    words=_("service agreement clauses annexes"),
)  # fmt: skip
menu.add(
    "network", _("Selection standard"), "onboarding:standards", icon="list-check", action="onboarding.standards", order=23,
    words=_("selection scorecard criteria pass mark"),
)  # fmt: skip
add_layer("candidates", candidate_markers)
cases.in_sight, cases.known, cases.seen_of = cases_in_sight, known_cases, cases_seen_of
say(
    {
        "candidate.proposed": _("Proposed"),
        "coefficient.set": _("Labour coefficient set"),
        "candidate.corrected": _("Corrected"),
        "candidate.contact_shown": _("Number shown"),
        "candidate.photographed": _("Photo added"),
        "candidate.selected": _("Selected"),
        "candidate.confirmed": _("Confirmed for building"),
        "candidate.acceptance_started": _("Acceptance visit begun"),
        "candidate.accepted": _("Accepted on site"),
        "candidate.rectification_begun": _("Rectification begun"),
        "candidate.rectified": _("Reported as put right"),
        "candidate.rectify_sent": _("Rectification reported by the applicant"),
        "candidate.rectify_accepted": _("Report of the applicant accepted"),
        "candidate.rectify_returned": _("Report of the applicant sent back"),
        "candidate.rectification_reminded": _("Reminded of the rectification"),
        "candidate.rectification_overdue": _("Rectification overdue"),
        "candidate.agreement_drafted": _("Agreement drafted"),
        "candidate.agreement_voided": _("Draft of the agreement void after a correction"),
        "candidate.signed": _("Agreement signed"),
        "candidate.signing_requested": _("Sent for signature"),
        "candidate.signing_sent": _("Received by the signature provider"),
        "candidate.signing_station": _("Signed by the station"),
        "candidate.signing_reminded": _("Reminded of the signature"),
        "candidate.signing_ended": _("Electronic signature ended without both signatures"),
        "candidate.agreement_extended": _("Agreement extended"),
        "candidate.agreement_followed": _("Agreement with the next owner signed"),
        "candidate.agreement_superseded": _("Agreement superseded"),
        "candidate.instructed": _("Opening instructed"),
        "candidate.opening": _("Opening begun"),
        "candidate.opened": _("Opened"),
        "candidate.rejected": _("Turned down"),
        "candidate.step_overdue": _("Step overdue"),
        "candidate.image_sent": _("Photos of the checklist sent in"),
        "candidate.image_accepted": _("Photos of the checklist accepted"),
        "candidate.image_rejected": _("Photos of the checklist rejected"),
        "candidate.image_complete": _("Image checklist complete"),
        "candidate.image_overdue": _("Image checklist overdue"),
        "candidate.person_named": _("Named for a key post"),
        "candidate.person_examined": _("Examined for a key post"),
        "candidate.person_left": _("Taken off a key post"),
        "candidate.post_overdue": _("Key post overdue"),
        "candidate.first_week_ticked": _("First week: ticked"),
        "candidate.first_week_seen": _("First week: seen by the system"),
        "candidate.first_week_reminded": _("Reminded of the first week"),
        "candidate.first_week_overdue": _("First week overdue"),
        "candidate.first_week_complete": _("First week complete"),
        "building_rules.drafted": _("Drafted"),
        "building_rules.amended": _("Draft changed"),
        "building_rules.published": _("Published"),
        "building_rules.withdrawn": _("Draft withdrawn"),
        "agreement_template.drafted": _("Drafted"),
        "agreement_template.amended": _("Draft changed"),
        "agreement_template.published": _("Published"),
        "agreement_template.withdrawn": _("Draft withdrawn"),
        "selection_standard.drafted": _("Drafted"),
        "selection_standard.amended": _("Draft changed"),
        "selection_standard.published": _("Published"),
        "selection_standard.withdrawn": _("Draft withdrawn"),
        "application.received": _("Application received"),
        "application.asked": _("Applicant asked"),
        "application.answered": _("Applicant answered"),
        "application.taken": _("Taken over as candidate"),
        "application.declined": _("Application declined"),
        "application.contact_shown": _("Number shown"),
    }
)
spell({"capabilities": Capability})
label(
    {
        "replaces": _("replaces"),
        "followed_by": _("Followed by"),
        "photo": _("Photo"),
        "person": pgettext_lazy("key post", "Person"),
        "post": _("Key post"),
        "points": _("points of the exam"),
        "person_status": _("State of the person"),
        "image_status": _("State of the item"),
        "item": _("Item of the checklist"),
        "week_status": _("State of the item"),
        "first_week": _("Open items of the first week"),
        "seen": _("Seen by the system"),
        "rectify_status": _("State of the rectification"),
        "signing_status": _("State of the signature"),
        "signatory": _("signs for the manufacturer"),
        "rectifications": _("Items to put right"),
        "image_items": _("Items of the checklist"),
        "candidate": _("Candidate"),
        "decline_reason": _("Reason"),
        "visit": _("visit"),
        "sha256": "SHA-256",
        "agreement": _("Service agreement"),
        "instruction": _("Instruction to open"),
        "inspection": _("On-site acceptance"),
        "standard": _("Standard"),
        "starts_on": _("begins on"),
        "ends_on": _("ends on"),
        "signed_on": _("signed on"),
        "representative": _("legal representative"),
        "territory": _("territory"),
        "manager": _("first manager"),
        "years": _("Term (years)"),
    }
)
spell(
    {
        "image_status": ImageStatus,
        "person_status": PersonStatus,
        "rectify_status": RectifyStatus,
        "week_status": WeekStatus,
        "signing_status": SigningStatus,
    }
)


def my_tasks(actor: Any) -> list[Task]:
    """Return the candidates whose next step falls to the actor, the most urgent first."""
    mine = [status for status, action in WAITS_FOR.items() if actor.may(action)]
    rows = (
        candidates_for(actor).filter(status__in=mine, opening_at__isnull=True).exclude(unfinished()).exclude(unmended())
    )
    rows = rows.order_by("step_due_at")[:8]
    keys = [one.pk for one in rows]
    there, signing = staffing_of(keys), signing_words(keys)
    return [
        Task(
            one.name,
            one.get_absolute_url(),
            one.step_due_at,
            what_blocks(one, staffing=there.get(one.pk, NO_POSTS), signing=signing.get(one.pk, "")),
        )
        for one in rows
    ]


def photos_to_judge(actor: Any) -> list[Task]:
    """Return the items of image checklists and of rectifications whose photos wait for a judgement, the most urgent first."""
    mended = [
        Task(
            f"{one.visit.candidate.name} · {one.title}",
            f"{one.visit.candidate.get_absolute_url()}#rectify",
            one.due_at,
            _("Judge what was put right"),
        )
        for one in reports_to_judge(actor)[:8]
    ]
    return mended + [
        Task(
            f"{one.candidate.name} · {one.title}",
            f"{one.candidate.get_absolute_url()}#image",
            one.due_at,
            _("Judge the photos"),
        )
        for one in waiting_items(actor)[:8]
    ]


def items_to_rectify(actor: Any) -> list[Task]:
    """Return what failed at acceptance visits and is not reported as put right, the most urgent first."""
    return [
        Task(
            f"{one.visit.candidate.name} · {one.title}",
            f"{one.visit.candidate.get_absolute_url()}#rectify",
            one.due_at,
            _("Put right after the visit"),
        )
        for one in to_rectify(actor)[:8]
    ]


def exams_to_hold(actor: Any) -> list[Task]:
    """Return the people of key posts who wait for their exam, the most urgent first."""
    return [
        Task(
            f"{one.name} · {one.post.title}",
            f"{one.post.candidate.get_absolute_url()}#posts",
            one.post.due_at,
            _("Hold the exam"),
        )
        for one in people_to_examine(actor)[:8]
    ]


def agreements_to_sign(actor: Any) -> list[Task]:
    """Return the agreements that wait for this person's signature, the most urgent first."""
    return [
        Task(
            f"{one.agreement.candidate.name} · {one.agreement.number}",
            f"{one.agreement.candidate.get_absolute_url()}#signing",
            one.due_at,
            _("Sign for the manufacturer"),
        )
        for one in to_countersign(actor)[:8]
    ]


def open_applications(actor: Any) -> list[Task]:
    """Return the applications that wait for the office, the most urgent first."""
    rows = applications_for(actor).filter(status=ApplicationStatus.RECEIVED).order_by("due_at")[:8]
    return [Task(one.company, one.get_absolute_url(), one.due_at, _("Decide on the application")) for one in rows]


def weeks_to_finish(actor: Any) -> list[Task]:
    """Return the opened stations whose first week is not done, the most urgent first."""
    rows = list(open_weeks(actor).filter(region=actor.region))
    weeks = weeks_of([one.pk for one in rows])
    rows.sort(key=lambda one: weeks[one.pk].due_at)
    return [
        Task(one.name, f"{one.get_absolute_url()}#first-week", weeks[one.pk].due_at, left_words(weeks[one.pk]))
        for one in rows[:8]
    ]


def late_weeks_card(actor: Any) -> Card | None:
    """Return how many stations are late with their first week, if any."""
    late = first_week_for(actor).filter(status=WeekStatus.OPEN, overdue_at__isnull=False)
    count = open_weeks(actor).filter(pk__in=late.values("candidate_id")).count()
    address = reverse("onboarding:board")
    return Card(_("First weeks overdue"), count, address, tone="warn", icon="checklist") if count else None


def pipeline_card(actor: Any) -> Card:
    """Return how many candidates are under way."""
    count = candidates_for(actor).filter(status__in=UNDER_WAY).count()
    return Card(_("Candidates under way"), count, reverse("onboarding:board"), icon="building-store")


def find_candidates(actor: Any, q: str) -> list[Hit]:
    """Find candidates by company, number or city."""
    rows = candidates_for(actor)
    found = rows.filter(name__icontains=q) | rows.filter(number__icontains=q) | rows.filter(city__startswith=q)
    return [
        Hit(one.name, one.get_absolute_url(), detail=f"{one.number} · {one.get_status_display()}") for one in found[:6]
    ]


tasks.add(my_tasks, action="onboarding.view", places=(OFFICE,), order=30)
tasks.add(exams_to_hold, action="onboarding.examine", places=(OFFICE,), order=32)
tasks.add(items_to_rectify, action="onboarding.propose", places=(OFFICE,), order=33)
tasks.add(photos_to_judge, action="onboarding.judge", places=(OFFICE,), order=31)
tasks.add(agreements_to_sign, action="onboarding.countersign", places=(OFFICE,), order=28)
tasks.add(open_applications, action="onboarding.select", places=(OFFICE,), order=29)
tasks.add(weeks_to_finish, action="firstweek.tick", places=(OFFICE,), order=34)
setup_steps.add(station_steps, action="firstweek.view", places=(STATION,), order=50)
add_section(first_week_section)
cards.add(late_weeks_card, action="firstweek.view", places=(OFFICE,), order=62)
cards.add(pipeline_card, action="onboarding.view", places=(OFFICE,), order=61)
searches.add(kind=_("Candidate"), action="onboarding.view", find=find_candidates, places=(OFFICE,), order=40)

"""Pages of the policy: the versions, one version, two side by side, drafting and publishing."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.policy.actions import amend_policy, draft_policy, publish_policy, withdraw_draft
from billing.policy.chapters import BOOK
from billing.policy.choices import PolicyStatus
from billing.policy.clauses import Pair, clauses_of, compare, grouped
from billing.policy.extras import buttons_for, notes_for
from billing.policy.filters import PolicyFilter
from billing.policy.forms import HeadForm
from billing.policy.models import PolicyVersion
from billing.policy.pages.chapters import tabs_of
from billing.policy.selectors import policy_of, version_on, versions_for
from common.clock import today
from common.errors import NotYours
from common.pages import (
    ActPage,
    Button,
    Crumb,
    DetailPage,
    Fact,
    FormPage,
    ListPage,
    MomentColumn,
    NumberColumn,
    Page,
    RecordTable,
    Section,
    StatusColumn,
)
from common.pages.parts import address
from common.text import Text


def back() -> list[Crumb]:
    """Return the way back to the list."""
    return [Crumb(_("Warranty policy"), address("policy:list"))]


class PolicyTable(RecordTable):
    """The versions."""

    label = NumberColumn()
    status = StatusColumn(attrs={"td": {"class": "cell-status"}})
    published_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = PolicyVersion
        fields = (
            "label",
            "status",
            "effective_from",
            "summary",
            "drafted_by_name",
            "published_by_name",
            "published_at",
        )


class PolicyList(ListPage):
    """All versions in the person's sight."""

    action = "policy.view"
    title = _("Warranty policy")
    table_class = PolicyTable
    filterset_class = PolicyFilter
    empty = _("No version yet. Claims can't be made until one is published.")

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return versions_for(self.actor)

    def page_buttons(self) -> list[Button]:
        """Begin a draft from the newest version, or compare."""
        newest = self.rows().first()
        if newest is None:
            return []
        draft = Button(_("Draft a version"), "policy:draft", "policy.draft", (newest.pk,), primary=True, icon="plus")
        return [Button(_("Compare"), "policy:compare", "policy.view", icon="columns"), draft]


class PolicyDetail(DetailPage):
    """One version, clause by clause."""

    action = "policy.view"
    template_name = "policy/detail.html"

    def record(self) -> PolicyVersion:
        """Return the version through the gate."""
        version: PolicyVersion = versions_for(self.actor).get_or_404(self.kwargs["pk"])
        return version

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return back()

    def facts(self, record: PolicyVersion) -> list[Fact]:
        """Return dates and people."""
        return [
            Fact(_("In force from"), record.effective_from),
            Fact(_("Drafted by"), record.drafted_by_name),
            Fact(_("Published by"), record.published_by_name),
            Fact(_("What changes"), record.summary, wide=True),
            *[Fact(_("Replay"), note, wide=True) for note in notes_for(self.actor, record)],
        ]

    def sections(self, record: PolicyVersion) -> list[Section]:
        """Return a block for each group of clauses."""
        groups = grouped(clauses_of(policy_of(record)))
        return [Section(title, "policy/clauses.html", {"clauses": clauses}) for title, clauses in groups]

    def buttons(self, record: PolicyVersion) -> list[Button]:
        """Return what the transition table leaves to do."""
        args, moves = (record.pk,), record.possible_moves()
        found = [Button(_("Compare"), f"{address('policy:compare')}?right={record.pk}", "policy.view", icon="columns")]
        if PolicyStatus.PUBLISHED in moves:
            first = f"{address('policy:chapter', [record.pk, BOOK[0].code])}"
            found.append(Button(_("Edit"), first, "policy.draft", icon="pencil"))
            found.append(Button(_("Withdraw"), "policy:withdraw", "policy.draft", args, danger=True))
            found.append(Button(_("Publish"), "policy:publish", "policy.publish", args, primary=True, icon="check"))
        else:
            found.append(Button(_("Draft from this"), "policy:draft", "policy.draft", args, icon="copy"))
        return buttons_for(self.actor, record) + found


class ComparePolicies(Page):
    """Two versions side by side: what was added, removed or changed, at first against the version that is live before it."""

    action = "policy.view"
    title = _("Compare two versions")
    template_name = "policy/compare.html"
    lit = "policy:list"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return back()

    def context(self) -> dict[str, Any]:
        """Return the two versions; at first the newest and the one before."""
        versions = list(versions_for(self.actor)[:100])
        right = self._chosen("right", versions, 0)
        left = self._chosen("left", live_before(right, versions) or versions, 0)
        groups = compare(policy_of(left), policy_of(right)) if left and right else []
        count = sum(pair.differs for _title, pairs in groups for pair in pairs)
        every = bool(self.request.GET.get("every"))
        shown = groups if every else only_differing(groups)
        return {"versions": versions, "left": left, "right": right, "groups": shown, "count": count, "every": every}

    def _chosen(self, name: str, versions: Sequence[PolicyVersion], place: int) -> PolicyVersion | None:
        wanted = self.request.GET.get(name)
        if wanted:
            every: list[PolicyVersion] = list(versions_for(self.actor))
            found = next((version for version in every if str(version.pk) == wanted), None)
            if found is None:
                raise NotYours()
            return found
        return versions[place] if versions else None


def live_before(right: PolicyVersion | None, versions: Sequence[PolicyVersion]) -> list[PolicyVersion]:
    """Return the other versions, those first that were in force when `right` begins."""
    others = [version for version in versions if version != right]
    if right is None:
        return others
    day = right.effective_from
    live = [one for one in others if one.status == PolicyStatus.PUBLISHED and one.effective_from <= day]
    return [*live, *(one for one in others if one not in live)]


def only_differing(groups: Sequence[tuple[Text, list[Pair]]]) -> list[tuple[Text, list[Pair]]]:
    """Return the groups with just the lines that differ."""
    found = [(title, [pair for pair in pairs if pair.differs]) for title, pairs in groups]
    return [group for group in found if group[1]]


class HeadPage(FormPage):
    """The base of drafting and editing: label, date and purpose."""

    action = "policy.draft"
    form_class = HeadForm
    lit = "policy:list"

    @cached_property
    def version(self) -> PolicyVersion:
        """Return the version that the form begins from."""
        version: PolicyVersion = versions_for(self.actor).get_or_404(self.kwargs["pk"])
        return version

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [*back(), Crumb(self.version.label, address("policy:detail", [self.version.pk]))]


class DraftPolicy(HeadPage):
    """A new draft that begins as a copy of a version; its chapters are edited next."""

    title = _("Draft a version")
    submit_label = _("Begin, then edit the chapters")
    narrow = True

    def perform(self, form: Any) -> str:
        """Begin it."""
        draft = draft_policy(**form.cleaned_data, content=self.version.content, acting_user=self.actor)
        return address("policy:chapter", [draft.pk, BOOK[0].code])


class EditPolicy(HeadPage):
    """Change date and purpose of a draft."""

    title = _("Edit the draft")
    template_name = "policy/chapter.html"

    def record(self) -> PolicyVersion:
        """Compare the version: a stale form is refused."""
        return self.version

    def make_form(self, *, bound: bool) -> Any:
        """The label stays."""
        form = super().make_form(bound=bound)
        form.fields["label"].disabled = True
        return form

    def context(self) -> dict[str, Any]:
        """Return the tabs."""
        return {"tabs": tabs_of(self.version, "")}

    def perform(self, form: Any) -> str:
        """Save it."""
        draft = amend_policy(
            self.version.pk,
            effective_from=form.cleaned_data["effective_from"],
            summary=form.cleaned_data["summary"],
            content=self.version.content,
            acting_user=self.actor,
        )
        return address("policy:edit", [draft.pk])


class PolicyAct(ActPage):
    """The base of steps of one version."""

    lit = "policy:list"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [*back(), Crumb(_("Version"), address("policy:detail", [self.kwargs["pk"]]))]


class PublishPolicy(PolicyAct):
    """Put a draft in force: a second person does."""

    action = "policy.publish"
    title = _("Publish")
    submit_label = _("Publish")
    success = _("Published.")

    @property
    def explain(self) -> Text:  # type: ignore[override]
        """Say what publishing means, and what should be known before."""
        rule = now_("From its date on, repairs are judged by this version. A published version never changes.")
        version: PolicyVersion = versions_for(self.actor).get_or_404(self.kwargs["pk"])
        return " ".join([rule, *backwards(version), *notes_for(self.actor, version)])

    def perform(self, reason: str) -> str:
        """Publish it."""
        return publish_policy(self.kwargs["pk"], acting_user=self.actor).get_absolute_url()


def backwards(version: PolicyVersion) -> list[str]:
    """Return a warning about a version that would hold from a day that has passed, in the place of the one that held then."""
    held = version_on(version.effective_from)
    if version.effective_from >= today() or held is None:
        return []
    sentence = now_(
        "%(day)s has passed: repairs since then that are not handed in yet were promised by version %(label)s and would be judged by "
        "this one. Claims that wait for a decision, or have one, keep theirs."
    )
    return [sentence % {"day": version.effective_from.isoformat(), "label": held.label}]


class WithdrawDraft(PolicyAct):
    """Put a draft away."""

    action = "policy.draft"
    title = _("Withdraw")
    submit_label = _("Withdraw")
    reason = "optional"
    danger = True

    def perform(self, reason: str) -> str:
        """Withdraw it."""
        return withdraw_draft(self.kwargs["pk"], reason=reason, acting_user=self.actor).get_absolute_url()

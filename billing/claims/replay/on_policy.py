"""The replay on a policy version's page: the button that starts one, and what the last one said."""

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.replay.selectors import last_replay
from billing.policy.choices import PolicyStatus
from billing.policy.extras import add_buttons, add_note
from billing.policy.models import PolicyVersion
from common.money import format_minor
from common.pages import Button
from common.pages.parts import address
from common.text import Text


def replay_buttons(actor: Actor, version: PolicyVersion) -> list[Button]:
    """Start a replay; see the replays of this version."""
    if not actor.is_office or version.status == PolicyStatus.WITHDRAWN:
        return []
    found = [
        Button(_("Replay"), f"{address('claims:new_replay')}?policy={version.pk}", "claims.replay", icon="player-play")
    ]
    if (last := last_replay(version)) is not None:
        found.append(Button(_("Last replay"), "claims:replay", "claims.view_replays", (last.pk,), icon="history"))
    return found


def replay_note(actor: Actor, version: PolicyVersion) -> Text:
    """Say what the last replay of these clauses brought, or that there was none."""
    if not actor.may("claims.view_replays") or version.status != PolicyStatus.DRAFT:
        return ""
    last = last_replay(version)
    if last is None:
        return _("These clauses have not been replayed yet: nobody knows what they cost.")
    sentence = now_(
        "The last replay, over %(claims)s claims repaired from %(since)s to %(until)s, changed %(lines)s lines: %(before)s before,"
        " %(after)s after, difference %(difference)s."
    )
    return sentence % {
        "claims": f"{last.claims:,}",
        "since": last.since.isoformat(),
        "until": last.until.isoformat(),
        "lines": f"{last.changed_lines:,}",
        "before": format_minor(last.before_minor, last.currency),
        "after": format_minor(last.after_minor, last.currency),
        "difference": format_minor(last.difference_minor, last.currency),
    }


add_buttons(replay_buttons)
add_note(replay_note)

"""Two people write the next edition at once: one draft, the other person is told that there is one."""

from functools import partial
from typing import Any

from accounts.actors import Actor
from accounts.roles import Role
from network.support.actions.literature import LiteratureText, draft_literature, release_literature
from network.support.audience import Audience
from network.support.choices import DocumentStatus
from network.support.editions import Edition
from tenants.registry.standing import at_head_office
from tests.races.fifty import crowd, race_of
from tests.world import office_actor

TO = Audience(posts=[Role.STATION_MANAGER])
TEXT = LiteratureText(kind="manual", title_zh="发动机维修手册", body_zh="气门间隙调整")


def a_piece() -> Edition:
    with at_head_office():
        drafted = draft_literature(TEXT, TO, acting_user=office_actor(Role.TRAINER))
        return release_literature(drafted.pk, acting_user=office_actor(Role.CUSTOMER_SERVICE_MANAGER))


def next_piece(before: Edition, actor: Actor) -> Any:
    return draft_literature(TEXT, TO, follows=before.pk, acting_user=actor)


def test_one_of_eight_writes_the_next_edition(committed_db: None) -> None:
    before = a_piece()
    outcome = race_of(crowd(Role.TRAINER, 8), partial(next_piece, before))
    assert outcome.broken == []
    assert (len(outcome.won), len(outcome.refused)) == (1, 7)
    with at_head_office():
        drafts = type(before).objects.filter(family=before.family, status=DocumentStatus.DRAFT)
        assert [one.edition for one in drafts] == [2]

"""Who speaks for which party, and what an offset may amount to."""

from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.settlement.debts.balances import Available
from billing.settlement.models import Offset
from billing.settlement.offsets.choices import SPOKEN_BY, OffsetError, Party
from common.clock import now
from common.errors import Invalid, NotAllowed, WrongState


def parties_of(actor: Actor) -> list[Party]:
    """Return the parties for which the person may speak, by role."""
    return [party for party in Party if actor.roles & SPOKEN_BY[party]]


def open_parties(offset: Offset, actor: Actor) -> list[Party]:
    """Return the parties for which the person can still confirm: none once they spoke."""
    given = list(offset.confirmations.values_list("party", "person_id"))
    if actor.id in {person for _party, person in given}:
        return []
    spoken = {party for party, _person in given}
    return [party for party in parties_of(actor) if party not in spoken]


def require_party(party: Party, actor: Actor) -> None:
    """Raise NotAllowed unless the person's role speaks for the party."""
    if party not in parties_of(actor):
        raise NotAllowed(_("Your role does not speak for this party."), code=OffsetError.NOT_OF_PARTY, field="party")


def require_within(amount_minor: int, free: Available) -> None:
    """Raise Invalid for more than is owed, or than the debt."""
    if amount_minor <= 0:
        raise Invalid(_("Give an amount above zero."), code=OffsetError.NOT_POSITIVE, field="amount")
    if amount_minor > free.payable_minor:
        raise Invalid(
            _("More than the station is owed at this moment, less what is held by payments and other offsets."),
            code=OffsetError.OVER_PAYABLE,
            field="amount",
            payable_minor=free.payable_minor,
        )
    if amount_minor > free.debt_minor:
        raise Invalid(
            _("More than the debt, less what is held by other offsets."),
            code=OffsetError.OVER_DEBT,
            field="amount",
            debt_minor=free.debt_minor,
        )


def require_unconfirmed(offset: Offset, party: Party, actor: Actor) -> None:
    """Raise WrongState when the party has spoken, or this person has, for whichever."""
    given = list(offset.confirmations.values_list("party", "person_id"))
    if party in {one for one, _person in given}:
        raise WrongState(_("This party has confirmed already."), code=OffsetError.PARTY_CONFIRMED)
    if actor.id in {person for _party, person in given}:
        raise WrongState(
            _("You confirmed already. Each party needs a person of its own."), code=OffsetError.PERSON_CONFIRMED
        )


def require_in_time(offset: Offset) -> None:
    """Raise WrongState after the deadline, also while the poller has not come by yet."""
    if offset.expires_at <= now():
        raise WrongState(_("The time to confirm has passed. Ask for the offset again."), code=OffsetError.EXPIRED)

"""A station's company and bank account: the station proposes, one of finance calls back, another approves; what stood before is kept."""

import re
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.settlement.invoicing.choices import DetailsStatus, InvoiceError
from billing.settlement.locks import lock_bank_details, lock_station
from billing.settlement.models import BankDetails
from common.clock import now
from common.errors import Invalid, NotAllowed, WrongState
from common.history.record import record

TAX_NUMBER = re.compile(r"[0-9A-Z]{15,20}")
BANK_CODE = re.compile(r"[0-9]{12}")
ACCOUNT_NUMBER = re.compile(r"[0-9]{8,30}")


@dataclass(frozen=True, slots=True)
class Company:
    """The company behind a station, and where it is paid."""

    company_name: str
    tax_number: str
    bank_name: str
    bank_code: str
    account_number: str


@transaction.atomic
def propose_bank_details(company: Company, *, reason: str, acting_user: Actor) -> BankDetails:
    """Propose new bank details for one's own station. Raises Invalid for numbers of the wrong form, WrongState while others wait."""
    acting_user.require("bankdetails.propose")
    _require_form(company)
    lock_station(acting_user.station.pk)
    row = BankDetails(
        station=acting_user.station,
        reason=reason[:200],
        proposed_by=acting_user.id,
        proposed_by_name=acting_user.name,
        **asdict(company),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise WrongState(
            _("Other details wait for approval. Finance decides them first."), code=InvoiceError.PROPOSED_ALREADY
        ) from error
    said = {"status": row.status, "company": row.company_name, "account": row.masked}
    record(row, "bank_details.proposed", acting_user, after=said, reason=reason)
    return row


@dataclass(frozen=True, slots=True)
class CallBack:
    """A call to the station by which somebody made sure that the proposal is its own."""

    number: str
    person: str
    note: str


@transaction.atomic
def record_call_back(details_id: UUID, call: CallBack, *, acting_user: Actor) -> BankDetails:
    """Write down that the station was called back, on a number known before, and confirmed the account.

    Raises NotAllowed for who proposed it, Invalid without number, person and words, WrongState once decided.
    """
    acting_user.require("bankdetails.approve")
    row = _lock_proposed(details_id, acting_user)
    said = {name: value.strip() for name, value in asdict(call).items()}
    missing = next((name for name, value in said.items() if not value), None)
    if missing is not None:
        raise Invalid(_("Say whom you called on which number, and what was confirmed."), field=missing)
    row.change(
        called_by=acting_user.id,
        called_by_name=acting_user.name,
        called_at=now(),
        called_number=said["number"][:30],
        called_person=said["person"][:80],
        call_note=said["note"][:200],
    )
    after = {"called_number": row.called_number, "called_person": row.called_person, "call_note": row.call_note}
    record(row, "bank_details.called_back", acting_user, after=after)
    return row


@transaction.atomic
def approve_bank_details(details_id: UUID, *, acting_user: Actor) -> BankDetails:
    """Put them in force; those before are superseded.

    Raises NotAllowed for who proposed them or called back, WrongState once decided and while nobody has called back.
    """
    acting_user.require("bankdetails.approve")
    row = _lock_proposed(details_id, acting_user)
    if row.called_by is None:
        raise WrongState(
            _("Nobody has called the station back yet. Record the call first."), code=InvoiceError.NOT_CALLED
        )
    if row.called_by == acting_user.id:
        raise NotAllowed(
            _("You called the station back, so somebody else has to approve."), code=InvoiceError.SAME_PERSON
        )
    before = BankDetails.objects.filter(station_id=row.station_id, status=DetailsStatus.APPROVED).locked().first()
    if before is not None:
        before.move_to(DetailsStatus.SUPERSEDED)
    return _decide(row, DetailsStatus.APPROVED, "bank_details.approved", acting_user)


@transaction.atomic
def refuse_bank_details(details_id: UUID, *, acting_user: Actor, reason: str) -> BankDetails:
    """Refuse them with a reason. Raises as `approve_bank_details` does."""
    acting_user.require("bankdetails.approve")
    if not reason.strip():
        raise Invalid(_("Say why, so that the station can put it right."), field="reason")
    row = _lock_proposed(details_id, acting_user)
    return _decide(row, DetailsStatus.REFUSED, "bank_details.refused", acting_user, reason)


def _lock_proposed(details_id: UUID, actor: Actor) -> BankDetails:
    row = lock_bank_details(details_id, actor)
    if row.proposed_by == actor.id:
        raise NotAllowed(_("You proposed these details yourself."), code=InvoiceError.SAME_PERSON)
    if row.status != DetailsStatus.PROPOSED:
        raise WrongState(status=str(row.status))
    return row


def _decide(row: BankDetails, status: DetailsStatus, verb: str, actor: Actor, reason: str = "") -> BankDetails:
    before = {"status": row.status}
    row.move_to(status, decided_by=actor.id, decided_by_name=actor.name, answer=reason[:500])
    record(row, verb, actor, before=before, after={"status": row.status}, reason=reason)
    return row


def _require_form(company: Company) -> None:
    checks = (
        ("company_name", company.company_name.strip() and company.company_name[0] not in "=+-@", _("Give the company's registered name.")),
        ("bank_name", company.bank_name.strip() and company.bank_name[0] not in "=+-@", _("Give the bank and its branch.")),
        ("tax_number", TAX_NUMBER.fullmatch(company.tax_number), _("A tax number has 15 to 20 digits and capital letters.")),
        ("bank_code", BANK_CODE.fullmatch(company.bank_code), _("A bank code (CNAPS) has 12 digits.")),
        ("account_number", ACCOUNT_NUMBER.fullmatch(company.account_number), _("An account number has 8 to 30 digits.")),
    )  # fmt: skip
    for field, good, sentence in checks:
        if not good:
            raise Invalid(sentence, field=field)

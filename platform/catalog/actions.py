"""Keeping the catalog: makers, parts, labour operations, failure codes. Claims keep a snapshot, so a change here judges no old one."""

import re
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalog.choices import CatalogError
from catalog.models import FailureCode, LabourOperation, Named, Part, Wmi
from catalog.selectors import failure_codes_for, operations_for, parts_for, wmis_for
from common.errors import Invalid
from common.history.record import record
from common.records import RecordQuerySet

Entry = TypeVar("Entry", bound=Named)
WMI_FORM = re.compile(r"[A-HJ-NPR-Z0-9]{3}")
CODE_FORM = re.compile(r"[A-Z0-9][A-Z0-9./-]*")
MANAGE = "catalog.manage"


@transaction.atomic
def add_wmi(*, code: str, name_zh: str, name_en: str, acting_user: Actor) -> Wmi:
    """Add a maker. Raises Invalid for a code that is not three characters of a VIN, or that is taken."""
    if not WMI_FORM.fullmatch(code.strip().upper()):
        raise Invalid(
            _("A WMI is three capital letters or digits, without I, O and Q."),
            code=CatalogError.CODE_FORM,
            field="code",
        )
    return _add(Wmi, "code", acting_user, code=code, name_zh=name_zh, name_en=name_en)


@transaction.atomic
def change_wmi(wmi_id: UUID, *, acting_user: Actor, **facts: Any) -> Wmi:
    """Change a maker's names."""
    wmi: Wmi = _change(wmis_for(acting_user), wmi_id, facts, acting_user)
    return wmi


@transaction.atomic
def add_part(*, number: str, acting_user: Actor, **facts: Any) -> Part:
    """Add a spare part. Raises Invalid for a number that is taken or a negative cost."""
    _check_cost(facts)
    return _add(Part, "number", acting_user, number=number, **facts)


@transaction.atomic
def change_part(part_id: UUID, *, acting_user: Actor, **facts: Any) -> Part:
    """Change a spare part; its number stays, because claims refer to it."""
    _check_cost(facts)
    part: Part = _change(parts_for(acting_user), part_id, facts, acting_user)
    return part


@transaction.atomic
def add_operation(*, code: str, acting_user: Actor, **facts: Any) -> LabourOperation:
    """Add a labour operation. Raises Invalid for a code that is taken or hours that are not positive."""
    _check_hours(facts)
    return _add(LabourOperation, "code", acting_user, code=code, **facts)


@transaction.atomic
def change_operation(operation_id: UUID, *, acting_user: Actor, **facts: Any) -> LabourOperation:
    """Change a labour operation; its code stays."""
    _check_hours(facts)
    operation: LabourOperation = _change(operations_for(acting_user), operation_id, facts, acting_user)
    return operation


@transaction.atomic
def add_failure_code(*, code: str, acting_user: Actor, **facts: Any) -> FailureCode:
    """Add a failure code. Raises Invalid for a code that is taken."""
    return _add(FailureCode, "code", acting_user, code=code, **facts)


@transaction.atomic
def change_failure_code(failure_code_id: UUID, *, acting_user: Actor, **facts: Any) -> FailureCode:
    """Change a failure code's names or component; its code stays."""
    failure: FailureCode = _change(failure_codes_for(acting_user), failure_code_id, facts, acting_user)
    return failure


def _add(model: type[Entry], key: str, acting_user: Actor, **facts: Any) -> Entry:
    acting_user.require(MANAGE)
    facts[key] = facts[key].strip().upper()
    if not CODE_FORM.fullmatch(facts[key]):
        raise Invalid(
            _("Use capital letters, digits, full stops, slashes and hyphens."), code=CatalogError.CODE_FORM, field=key
        )
    if model.objects.filter(**{key: facts[key]}).exists():
        raise Invalid(_("%(code)s is taken.") % {"code": facts[key]}, code=CatalogError.CODE_TAKEN, field=key)
    entry = model(**facts)
    entry.save(force_insert=True)
    record(entry, f"{_aggregate(model)}.added", acting_user, after=facts)
    return entry


def _change(rows: RecordQuerySet, key: UUID, facts: dict[str, Any], acting_user: Actor) -> Any:
    acting_user.require(MANAGE)
    entry = rows.locked().get_or_404(key)
    changed = {name: value for name, value in facts.items() if getattr(entry, name) != value}
    if not changed:
        return entry
    before = {name: getattr(entry, name) for name in changed}
    entry.change(**changed)
    record(entry, f"{_aggregate(type(entry))}.changed", acting_user, before=before, after=changed)
    return entry


def _aggregate(model: type[Named]) -> str:
    return str(model._meta.db_table)


def _check_cost(facts: dict[str, Any]) -> None:
    if facts.get("unit_cost_minor", 0) < 0:
        raise Invalid(_("The cost can't be negative."), code=CatalogError.AMOUNT, field="unit_cost")


def _check_hours(facts: dict[str, Any]) -> None:
    if Decimal(facts.get("standard_hours", 1)) <= 0:
        raise Invalid(_("The standard hours must be above 0."), code=CatalogError.AMOUNT, field="standard_hours")

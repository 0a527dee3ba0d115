"""A host name of a station's own, for deployments with `STATION_HOSTS=1`: cookies of one station then never reach another."""

from django.core.validators import RegexValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from common.history.record import record
from common.people import Person
from tenants.registry.models import Domain, Station

HOST = RegexValidator(
    r"^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$",
    _("Give a host name such as sha01.stations.example, without scheme and port."),
)


@transaction.atomic
def name_host(station: Station, host: str, *, acting_user: Person) -> Domain:
    """Let the station be reached at `host`, besides its path.

    Raises ValidationError for what is no host name, Invalid for another station's.
    """
    host = host.strip().lower()
    HOST(host)
    domain: Domain
    domain, made = Domain.objects.get_or_create(domain=host, defaults={"tenant": station, "is_primary": False})
    if domain.tenant_id != station.pk:
        raise Invalid(_("This host name is taken by another station."), field="host")
    if made:
        record(station, "station.host_named", acting_user, after={"host": host}, station_id=station.pk)
    return domain

"""What a visitor is given: `.stationmaster/demo.json` with addresses, logins and API keys."""

import json
from pathlib import Path
from typing import Any

from accounts.keys import make_key
from demo.people import PASSWORD, Persona
from tenants.registry.models import Station


def write_handout(personas: list[Persona], stations: list[Station], base: str, path: Path) -> None:
    """Write the file, readable by its owner alone; the API keys in it are made now."""
    content = {
        "base": base,
        "personas": [_persona(persona, base) for persona in personas],
        "stations": [{"code": one.code, "name": one.name, "url": f"{base}/s/{one.code}/"} for one in stations],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2))
    path.chmod(0o600)


def _persona(persona: Persona, base: str) -> dict[str, Any]:
    station = persona.station
    _, key = make_key(
        persona.user,
        label="demo",
        station_id=station.pk if station else None,
        station_code=station.code if station else "",
    )
    return {
        "role": persona.role.value,
        "station": station.code if station else None,
        "login": persona.user.email,
        "password": PASSWORD,
        "home": f"{base}/s/{station.code}/" if station else f"{base}/",
        "api_key": key,
    }

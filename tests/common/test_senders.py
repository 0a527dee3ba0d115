"""From which address a request came: nobody chooses it but the peer and the proxies that we trust."""

import pytest
from django.conf import LazySettings
from django.test import RequestFactory

from common.senders import household_of, sender_of


@pytest.mark.parametrize(
    ("proxies", "peer", "told", "sender"),
    [
        ([], "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ([], "10.0.0.2", "198.51.100.1", "10.0.0.2"),
        (["10.0.0.0/8"], "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        (["10.0.0.0/8"], "10.0.0.2", "198.51.100.1", "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.2", "1.1.1.1, 198.51.100.1", "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.2", "1.1.1.1, 198.51.100.1, 10.0.0.9", "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.2", "198.51.100.1:4711", "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.2", "[2001:db8::1]:443", "2001:db8::1"),
        (["10.0.0.0/8"], "10.0.0.2", "", "10.0.0.2"),
        (["10.0.0.0/8"], "10.0.0.2", "1.1.1.1, unknown", "10.0.0.2"),
        (["10.0.0.0/8"], "::ffff:10.0.0.2", "198.51.100.1", "198.51.100.1"),
    ],
)
def test_the_header_counts_only_as_far_as_our_proxies_wrote_it(
    settings: LazySettings, proxies: list[str], peer: str, told: str, sender: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert sender_of(RequestFactory(REMOTE_ADDR=peer).get("/", headers={"x-forwarded-for": told})) == sender


def test_the_addresses_of_one_ipv6_connection_are_counted_together() -> None:
    assert household_of("2001:db8::1") == household_of("2001:db8::ffff:1") != household_of("2001:db8:0:1::1")
    assert household_of("203.0.113.7") == "203.0.113.7"
    assert household_of("") == ""

"""The desk: home, search, notifications, preferences."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from accounts.actors import Actor, actor_at_office
from accounts.models import Membership, User
from common.errors import Invalid
from common.pages import Card, Hit, Step, Task, cards, searches, setup_steps, tasks
from common.pages.registry import Makers, Menu, Searches
from desk.actions import mark_read, notify, prefer, save_view, tell
from desk.models import Notification, SavedView
from desk.pages.home import greeting
from desk.selectors import unread_count

Browse = Callable[..., Client]


def test_home_greets_by_name(browse: Browse, reviewer: Actor) -> None:
    assert reviewer.name in browse(reviewer).get("/").content.decode()


@pytest.mark.parametrize(
    ("hour", "words"), [(6, "Good morning"), (13, "Good afternoon"), (23, "Good evening"), (3, "Good evening")]
)
def test_the_greeting_follows_the_day(hour: int, words: str) -> None:
    with translation.override("en"):
        assert greeting(hour) == words


def test_home_shows_what_the_apps_brought(browse: Browse, reviewer: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    brought = {
        cards: [Card("Claims to review", 42, "/"), Card("Newest", rows=[Hit("CLM-1", "/")])],
        setup_steps: [Step("Invite people", "/", done=False)],
        tasks: [Task("Answer the appeal", "/")],
    }
    for makers, things in brought.items():
        monkeypatch.setattr(makers, "collect", lambda actor, things=things: things)
    content = browse(reviewer).get("/").content.decode()
    for words in ("Claims to review", "42", "CLM-1", "Invite people", "Answer the appeal"):
        assert words in content


def test_a_person_of_one_station_is_taken_there(browse: Browse, station_manager: Actor) -> None:
    assert browse(station_manager).get("/")["Location"] == "/s/SHA01/"


def test_a_person_without_a_role_is_told_so(browse: Browse, reviewer: Actor) -> None:
    Membership.objects.filter(user=reviewer.user).delete()
    assert b"You have no role yet" in browse(actor_at_office(reviewer.user)).get("/").content


def test_several_places_can_be_switched(browse: Browse, station_manager: Actor, rival_station: object) -> None:
    Membership.objects.create(user=station_manager.user, role="station_manager", station_id=rival_station.pk)  # type: ignore[attr-defined]
    content = browse(station_manager).get("/s/SHA01/").content.decode()
    assert 'href="/s/BJS01/"' in content


def test_the_menu_shows_only_what_the_role_includes(
    reviewer: Actor, supplier_user: Actor, station_manager: Actor
) -> None:
    own = Menu()
    own.add(
        "billing", "Claims", "/claims/", icon="receipt", action="claims.view", places=("office", "station"), key="c"
    )
    assert [entry.label for entry in own.entries(reviewer)] == ["Claims"]
    assert [entry.label for entry in own.entries(station_manager)] == ["Claims"]
    assert own.entries(supplier_user) == []


def test_the_menu_refuses_an_unknown_group() -> None:
    with pytest.raises(ValueError, match="no menu group"):
        Menu().add("nowhere", "x", "/", icon="x", action="")


def test_makers_bring_one_several_or_nothing(reviewer: Actor) -> None:
    makers: Makers[Card] = Makers()
    makers.add(lambda actor: Card("one"), order=2)
    assert [card.label for card in makers.collect(reviewer)] == ["one"]
    makers.add(lambda actor: None)
    makers.add(test_makers_bring_one_several_or_nothing, action="accounts.manage")  # type: ignore[arg-type]
    assert makers.collect(reviewer) == []


def test_one_function_may_be_asked_for_in_several_places(reviewer: Actor) -> None:
    makers: Makers[Card] = Makers()

    def waits(actor: Actor) -> Card:
        return Card("waits")

    for action in ("claims.view", "accounts.manage", "claims.view"):
        makers.add(waits, action=action)
    assert [card.label for card in makers.collect(reviewer)] == ["waits"]


# search


def test_the_palette_finds_pages_actions_and_records(
    browse: Browse, reviewer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searches, "find", lambda actor, q: [("Claim", [Hit("CLM-2026-1", "/x/")])])
    client = browse(reviewer)
    content = client.get("/search/?q=CLM-2026-1", headers={"X-Palette": "1"}).content.decode()
    assert "CLM-2026-1" in content
    assert 'role="option"' in content
    assert "<html" not in content
    assert b"Keyboard shortcuts" in client.get("/search/?q=keyboard").content


def test_nothing_found_says_what_to_try(browse: Browse, reviewer: Actor) -> None:
    assert b"Try a VIN" in browse(reviewer).get("/search/?q=zzzzzz").content


def test_searches_ask_the_role(reviewer: Actor, supplier_user: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    own = Searches()
    own.add(kind="Vehicle", action="vehicles.view", find=lambda actor, q: [Hit(q, "/")])
    assert own.find(reviewer, "LZZ") == [("Vehicle", [Hit("LZZ", "/")])]
    assert own.find(supplier_user, "LZZ") == []


# notifications


def test_a_notification_is_told_once_per_key(reviewer: Actor) -> None:
    notify([reviewer.id, reviewer.id], "Claim CLM-1 was approved", "/x/", key="claim-1")
    notify([reviewer.id], "Claim CLM-1 was approved", "/x/", key="claim-1")
    assert unread_count(reviewer) == 1


def test_each_person_is_told_in_their_own_language(reviewer: Actor, auditor: Actor) -> None:
    User.objects.filter(pk=auditor.id).update(language="en")
    assert tell(User.objects.filter(pk__in=[reviewer.id, auditor.id]), lambda: gettext("Head office"), "/") == 2
    assert Notification.objects.get(user=reviewer.user).text == "总部"
    assert Notification.objects.get(user=auditor.user).text == "Head office"


def test_opening_one_marks_it_read_and_leads_there(browse: Browse, reviewer: Actor) -> None:
    notify([reviewer.id], "Read me", "/sample/")
    one = Notification.objects.get()
    answer = browse(reviewer).post(f"/inbox/{one.pk}/")
    assert answer["Location"] == "/sample/"
    assert unread_count(reviewer) == 0


def test_another_ones_notification_does_not_exist(browse: Browse, reviewer: Actor, auditor: Actor) -> None:
    notify([reviewer.id], "Read me", "/sample/")
    one = Notification.objects.get()
    assert browse(auditor).post(f"/inbox/{one.pk}/").status_code == 404
    assert unread_count(reviewer) == 1


def test_all_are_marked_at_once(browse: Browse, reviewer: Actor) -> None:
    notify([reviewer.id], "one", key="1")
    notify([reviewer.id], "two", key="2")
    browse(reviewer).post("/inbox/")
    assert unread_count(reviewer) == 0
    assert mark_read(reviewer) == 0


def test_the_bell_shows_the_number_and_the_latest(browse: Browse, reviewer: Actor) -> None:
    notify([reviewer.id], "Claim CLM-1 was approved")
    client = browse(reviewer)
    assert b"1 unread notification" in client.get("/inbox/").content
    assert b"Claim CLM-1" in client.get("/inbox/", headers={"HX-Request": "true"}).content
    assert b"No notifications." not in client.get("/inbox/?unread=1").content


# preferences


def test_the_switch_changes_the_language_and_keeps_it_for_the_person(browse: Browse, reviewer: Actor) -> None:
    client = browse(reviewer)
    answer = client.post("/look/", {"language": "zh-hans", "next": "/sample/"})
    assert answer["Location"] == "/sample/"
    assert answer.cookies[django_settings.LANGUAGE_COOKIE_NAME].value == "zh-hans"
    assert User.objects.get(pk=reviewer.id).language == "zh-hans"


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "nowhere", "account_logout", "\ud800/", "."]
)
def test_a_stranger_may_switch_too_and_is_never_led_away(client: Client, db: None, back: str) -> None:
    sent = urlencode({"theme": "dark", "next": back.encode(errors="surrogatepass")})
    answer = client.post("/look/", sent, content_type="application/x-www-form-urlencoded")
    assert answer["Location"] == "/"
    assert answer.cookies["theme"].value == "dark"


def test_preferences_are_saved(browse: Browse, reviewer: Actor) -> None:
    chosen = {"language": "en", "theme": "dark", "time_zone": "Europe/Berlin"}
    browse(reviewer).post("/preferences/", chosen)
    user = User.objects.get(pk=reviewer.id)
    assert (user.theme, user.time_zone, user.shortcuts) == ("dark", "Europe/Berlin", {"off": True})


@pytest.mark.parametrize("values", [{"language": "xx"}, {"theme": "pink"}])
def test_what_is_not_offered_is_refused(reviewer: Actor, values: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        prefer(reviewer.user, **values)


def test_a_view_is_removed_by_its_owner(browse: Browse, reviewer: Actor) -> None:
    view = save_view(reviewer, page="x", name="East", query="a=1")
    answer = browse(reviewer).post(f"/views/{view.pk}/remove/", {"back": "/sample/?a=1"})
    assert answer["Location"] == "/sample/?view=all"
    assert not SavedView.objects.exists()


def test_a_view_without_a_name_says_so_and_comes_back(browse: Browse, reviewer: Actor) -> None:
    answer = browse(reviewer).post("/views/", {"page": "x", "name": " ", "query": "", "back": "/sample/"}, follow=True)
    assert b"Give the view a name." in answer.content


def test_a_view_needs_a_name(reviewer: Actor) -> None:
    with pytest.raises(Invalid):
        save_view(reviewer, page="x", name=" ", query="")


def test_the_person_s_language_is_used_without_a_cookie(client_for: Callable[[Actor], Client], reviewer: Actor) -> None:
    User.objects.filter(pk=reviewer.id).update(language="en", time_zone="Nowhere/Land")
    assert b'lang="en"' in client_for(reviewer).get("/keys/").content

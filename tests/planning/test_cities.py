"""The table of cities that the migrations fill."""

import pytest

from network.planning.models import City
from network.planning.places import chinese_name, is_simplified, load_cities
from network.planning.provinces import BY_GB, province_named, short_name
from network.planning.selectors import city_named, province_at
from tenants.registry.choices import Region


def test_the_cities_are_real_and_named_in_both_languages(db: None) -> None:
    assert 600 <= City.objects.count() <= 700
    assert City.objects.filter(population__lt=100_000).count() == 0
    shanghai = City.objects.get(name_en="Shanghai", province_code="31", population__gt=20_000_000)
    assert (shanghai.name_zh, shanghai.province_zh, shanghai.region) == ("上海", "上海", Region.EAST)
    named = [city for city in City.objects.all() if not city.name_zh.isascii()]
    assert len(named) > 660


def test_every_city_has_its_region_and_lies_in_china(db: None) -> None:
    for city in City.objects.all():
        assert city.region in Region.values
        assert 18 <= city.lat <= 54
        assert 73 <= city.lon <= 135


def test_loading_again_adds_nothing_and_brings_back_what_is_missing(db: None) -> None:
    assert load_cities(City) == 0
    City.objects.filter(name_en="Wuhan").delete()
    assert load_cities(City) == 1


def test_a_city_is_found_by_either_name(db: None) -> None:
    assert city_named("长沙市") == city_named("changsha")
    assert city_named("Atlantis") is None


def test_provinces_are_thirty_one_and_known_by_short_and_long_names() -> None:
    assert len(BY_GB) == 31
    assert len({one.prefix for one in BY_GB.values()}) == 31
    hunan, inner = province_named("湖南省"), province_named("内蒙古")
    assert hunan is not None and hunan.name_en == "Hunan"
    assert inner is not None and inner.region == Region.NORTH
    assert province_named("Nowhere") is None


@pytest.mark.parametrize(
    ("text", "expected"), [("上海", True), ("鹽城", False), ("Yancheng", False), ("沪", False), ("塩城市", False)]
)
def test_simplified_names_are_told_from_others(text: str, expected: bool) -> None:
    assert is_simplified(text) is expected


def test_the_official_name_wins() -> None:
    assert chinese_name("Yancheng", ["鹽城", "盐城市", "盐都"], "32") == "盐城"
    assert chinese_name("Zaoyang", ["Tsao-yang"], "42") == "枣阳"
    assert chinese_name("Unknown", [], "42") == "Unknown"
    assert short_name("市") == "市"


@pytest.mark.parametrize(
    ("place", "province"),
    [((31.2304, 121.4737), "上海"), ((36.4, 101.6), "青海"), ((29.65, 91.1), "西藏"), ((0.0, 0.0), "")],
)
def test_a_place_lies_in_the_province_of_the_nearest_city(db: None, place: tuple[float, float], province: str) -> None:
    assert province_at(*place) == province

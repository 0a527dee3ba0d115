"""How alike two texts or two pictures are, and what stands out of a group. Pure arithmetic."""

from collections.abc import Sequence
from statistics import median

BITS = 64
WORD_BITS = 16
LEAST_BITS = 5
FLOOR_PERCENT = 5


def alike_percent(one: str, other: str) -> int:
    """Return how alike two texts are, 0–100: the Dice coefficient of their pairs of neighbouring characters.

    Pairs need no word boundaries, so Chinese works as well as English. Empty texts are alike to nothing.
    """
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return 0
    return round(200 * len(first & second) / (len(first) + len(second)))


def _pairs(text: str) -> set[str]:
    plain = "".join(text.casefold().split())
    return {plain[at : at + 2] for at in range(len(plain) - 1)}


def says_something(perceptual_hash: str) -> bool:
    """Whether a hash tells pictures apart: an evenly dark or bright picture has nearly no bit (or every bit) set, as all such have."""
    return bool(perceptual_hash) and LEAST_BITS <= int(perceptual_hash, 16).bit_count() <= BITS - LEAST_BITS


def bits_apart(one: str, other: str) -> int:
    """Return in how many of 64 bits two perceptual hashes (16 hex digits) differ; 64 when one is missing or says nothing."""
    if not says_something(one) or not says_something(other):
        return BITS
    return (int(one, 16) ^ int(other, 16)).bit_count()


def words_of(perceptual_hash: str) -> list[int]:
    """Return the four 16-bit words of a hash, each with its place: place × 65,536 + word."""
    value = int(perceptual_hash, 16)
    return [(place << WORD_BITS) + (value >> (place * WORD_BITS) & 0xFFFF) for place in range(BITS // WORD_BITS)]


def near_words(perceptual_hash: str) -> list[int]:
    """Return each word and its neighbours at one bit.

    Two hashes that differ in at most 7 bits have a word in which they differ in at most one (four words, seven bits), so a search for
    any of these 68 words finds every such pair (multi-index hashing, Norouzi et al. 2012).
    """
    words = words_of(perceptual_hash)
    return [*words, *(word ^ (1 << bit) for word in words for bit in range(WORD_BITS))]


def stands_out(value: int, others: Sequence[int]) -> tuple[int, float]:
    """Return (median of the others, robust score of `value`): 0.6745 × distance from the median ÷ median absolute deviation.

    The deviation is at least 5 % of the median, so that a group of nearly equal values does not make a small difference look large.
    Source: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993), the modified z-score.
    """
    middle = median(others)
    spread = median(abs(other - middle) for other in others)
    return round(middle), 0.6745 * (value - middle) / max(spread, middle * FLOOR_PERCENT / 100, 1)

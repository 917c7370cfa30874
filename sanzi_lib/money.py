"""Amounts of money, exact to the 分.

Frames hold int64 分; the edges (cells, JSON, texts) hold :class:`~decimal.Decimal` 万元. A float never
holds an amount (docs/指标口径.md 金额与数量).
"""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

FEN_PER_WAN = 1_000_000
"""1 万元 = 10 000 元 = 1 000 000 分."""

FEN_PER_YI = 10_000 * FEN_PER_WAN
"""1 亿元 = 10 000 万元."""

MAX_FEN = 10**17
"""Largest amount of one cell, 分: 1000 亿万元. A year of such cells is summed with Python integers."""

_WIDE = Context(prec=60)


def to_fen(wan: Decimal) -> int:
    """Convert an exact amount of 万元 to 分.

    Args:
        wan: Amount in 万元, at most six decimals.

    Returns:
        The same amount in 分.

    Raises:
        ValueError: The amount is not finite, is finer than one 分, or is beyond ``MAX_FEN``.
    """
    if not wan.is_finite():
        raise ValueError("not finite")
    if wan.adjusted() > 20:
        raise ValueError("out of range")
    fen = _WIDE.multiply(wan, Decimal(FEN_PER_WAN))
    if fen != fen.to_integral_value():
        raise ValueError("finer than one fen")
    if abs(fen) > MAX_FEN:
        raise ValueError("out of range")
    return int(fen)


def to_wan(fen: int) -> Decimal:
    """Convert 分 to 万元, exactly, with at least two decimals and no other trailing zero.

    Args:
        fen: Amount in 分.

    Returns:
        The amount in 万元: ``1234560000`` gives ``Decimal('1234.56')``, ``1`` gives ``Decimal('0.000001')``.
    """
    sign = "-" if fen < 0 else ""
    whole, part = divmod(abs(int(fen)), FEN_PER_WAN)
    decimals = f"{part:06d}".rstrip("0").ljust(2, "0")
    return Decimal(f"{sign}{whole}.{decimals}")


def to_exact_wan(fen: Fraction | int) -> Decimal:
    """Convert 分, or a share of 分 such as 20 % of an amount, to 万元, exactly, as :func:`to_wan` does.

    Args:
        fen: Amount in 分.

    Raises:
        ValueError: The amount has no end as a decimal; a share that is written as a decimal never gives such a one.
    """
    wan = Fraction(fen) / FEN_PER_WAN
    places, scale = 0, 1
    while scale % wan.denominator:
        places, scale = places + 1, scale * 10
        if places > wan.denominator.bit_length():
            raise ValueError("no finite decimal")
    digits = str(abs(wan.numerator) * (scale // wan.denominator)).rjust(places + 1, "0")
    whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :]
    return Decimal(f"{'-' if wan < 0 else ''}{whole}.{decimals.rstrip('0').ljust(2, '0')}")


def round_half_up(value: Decimal | Fraction | int, places: int) -> Decimal:
    """Round half up (四舍五入; away from zero on a tie), for show only (docs/指标口径.md 四舍五入).

    Args:
        value: An exact number.
        places: Decimals to keep, zero or more.

    Returns:
        The rounded number with exactly ``places`` decimals; never a negative zero.
    """
    exact = Fraction(value)
    scaled = abs(exact) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = str(whole).rjust(places + 1, "0")
    text = digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"
    return Decimal(f"-{text}" if exact < 0 and whole else text)

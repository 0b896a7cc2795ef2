"""The order in which rules are tried on a number: what is structured first, what is bare last."""

from collections.abc import Callable

from briefing.arabic import dates, fractions, money, ordinals, phones, quantities, ranges, times, units
from briefing.arabic.line import Lead, Line, Reading

Rule = Callable[[Line, int, Lead], Reading | None]

NUMBER_RULES: tuple[Rule, ...] = (
    phones.dialled,
    dates.short,
    dates.month_and_year,
    ordinals.version,
    ranges.season,
    times.half_past,
    times.lettered,
    ranges.slashed,
    fractions.always,
    fractions.fraction,
    ranges.score,
    dates.day,
    dates.article_day,
    times.loose,
    times.hour,
    ranges.span,
    ranges.ratio,
    quantities.percent,
    money.sign_after,
    ordinals.decade,
    ordinals.definite,
    dates.year,
    units.angle,
    units.unit,
    ordinals.named,
    ordinals.round_of,
    ordinals.beside,
    quantities.scale,
    quantities.decimal,
    quantities.counted,
    quantities.bare,
)

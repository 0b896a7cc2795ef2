"""Which rules are tried for a token, in order: structure first, bare numbers last."""

from collections.abc import Mapping

from briefing.arabic import abbreviations, dates, electronic, fractions, latin, money, phones, quantities, signs, times
from briefing.arabic.numbers import NUMBER_RULES, Rule

RULES: Mapping[str, tuple[Rule, ...]] = {
    "number": (latin.code, *NUMBER_RULES),
    "date": (dates.numeric, phones.phone),
    "time": (times.time, phones.phone),
    "chain": (electronic.chain,),
    "phone": (phones.phone,),
    "url": (electronic.address,),
    "domain": (electronic.address,),
    "email": (electronic.address,),
    "hashtag": (electronic.hashtag,),
    "handle": (electronic.handle,),
    "word": (times.greenwich, money.letters_first, abbreviations.dotted, abbreviations.short),
    "latin": (times.greenwich, phones.account, money.sign_first, latin.name),
    "sign": (
        quantities.percent_first,
        money.sign_first,
        fractions.vulgar,
        signs.before_number,
        signs.plus,
        signs.power,
        signs.per,
        abbreviations.sign,
        money.lone_sign,
        signs.between,
    ),
    "quote": (abbreviations.bracketed,),
}

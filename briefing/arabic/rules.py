"""Which rules are tried for a token, in order: structure first, bare numbers last."""

from collections.abc import Callable, Mapping

from briefing.arabic import quantities
from briefing.arabic.line import Lead, Line, Reading

Rule = Callable[[Line, int, Lead], Reading | None]

RULES: Mapping[str, tuple[Rule, ...]] = {
    "number": (quantities.bare,),
}

"""What a show may choose about its spoken Arabic."""

from dataclasses import dataclass
from typing import Literal

Region = Literal["egypt", "levant", "maghreb", "gulf"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """A show's choices; every field has a default.

    Attributes:
        region: whose month names are said where the text gives only a number.
        calendar: which calendar `spoken_date` speaks.
        percent: how the percent sign is said.
        point: how the decimal point is said.
    """

    region: Region = "egypt"
    calendar: Literal["gregorian", "hijri"] = "gregorian"
    percent: Literal["في المئة", "بالمئة"] = "في المئة"
    point: Literal["فاصل", "فاصلة"] = "فاصل"

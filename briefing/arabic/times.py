"""Clock times: the hour as a feminine ordinal, halves and quarters by name.

النحو الوافي ٤، التأريخ بالساعات; Ryding ch. 15. An hour of the 24-hour clock is said on the 12-hour clock. Morning and
evening are said where the text says them, or where its 24-hour clock leaves no doubt: بعد الظهر from 13, مساء from 18.
"""

import re

from briefing.arabic.clause import clause_of, place_before
from briefing.arabic.coordination import number_case
from briefing.arabic.line import Lead, Line, Reading
from briefing.arabic.numerals import Case, join_and
from briefing.arabic.ordinal_words import ordinal
from briefing.arabic.syntax import case_of
from briefing.arabic.tables import group
from briefing.arabic.things import Thing, count

MINUTE = Thing(singular="دَقِيقَة", plural="دَقَائِق", gender="f")
HOUR = Thing(singular="سَاعَة", plural="سَاعَات", gender="f")
PART = Thing(singular="جُزْء", plural="أَجْزَاء", tail=("مِنَ", "الثَّانِيَة"))
SECOND = Thing(singular="ثَانِيَة", plural="ثَوَانٍ", gender="f")
_SHORT_PARTS = {"ص": "صَبَاحًا", "م": "مَسَاءً"}
_ENGLISH = {"AM": "صَبَاحًا", "PM": "مَسَاءً", "am": "صَبَاحًا", "pm": "مَسَاءً"}
_LOOSE = re.compile("([0-9]{1,2})[.,،٫]([0-9]{2})")
_NEAR = 5
_LINKS = frozenset({"إلى", "الى", "حتى", "-", "و"})
_PARTS_OF_HOUR = {"½": (0, "وَالنِّصْفِ"), "⅓": (0, "وَالثُّلْثِ"), "¼": (0, "وَالرُّبْعِ"), "¾": (1, "إِلَّا رُبْعًا")}
_BARRED = {"1/2": "½", "1/3": "⅓", "1/4": "¼", "3/4": "¾"}
_GREENWICH = ["بِتَوْقِيتِ", "غِرِينِتْش"]


def hour_words(hour: int, case: Case) -> list[str]:
    """Returns the hour as said on the 12-hour clock: one is الواحدة, not الأولى."""
    twelve = (hour - 1) % 12 + 1
    if twelve == 1:
        return [{"N": "الْوَاحِدَةُ", "A": "الْوَاحِدَةَ", "G": "الْوَاحِدَةِ"}[case]]
    return ordinal(twelve, "f", case)


def clock_words(hour: int, minute: int, second: int, case: Case) -> list[str]:
    """Returns hour, minute and second in words."""
    if minute == 45 and not second:
        return [*hour_words(hour + 1, case), "إِلَّا", "رُبْعًا"]
    words = hour_words(hour, case)
    end = {"N": "ُ", "A": "َ", "G": "ِ"}[case]
    if minute == 30 and not second:
        words.append("وَالنِّصْف" + end)
    elif minute == 15 and not second:
        words.append("وَالرُّبْع" + end)
    elif minute:
        first, *rest = count(minute, MINUTE, case)
        words += [join_and(first), *rest]
    if second:
        first, *rest = count(second, SECOND, case)
        words += [join_and(first), *rest]
    return words


def _tail(line: Line, index: int) -> tuple[int, list[str]]:
    """Returns what follows a time in short: ص, م, AM, ت غ, GMT."""
    words: list[str] = []
    text = line.text(index)
    dotted = line.text(index + 1) == "." and line.glued(index + 1) and line.kind(index + 2) == "word"
    if text in _SHORT_PARTS and not dotted:
        words.append(_SHORT_PARTS[text])
        index += 1
    elif text in _ENGLISH:
        words.append(_ENGLISH[text])
        index += 1
    end = greenwich_end(line, index)
    if end:
        return end, words + _GREENWICH
    return index, words


def greenwich_end(line: Line, index: int) -> int:
    """Returns the token behind ت غ, ت.غ, (ت غ) or GMT at `index`, or 0."""
    step = index
    bracket = line.text(step) == "("
    if bracket:
        step += 1
    if line.text(step) == "GMT":
        step += 1
    elif line.text(step) == "ت":
        step += 1
        if line.text(step) == ".":
            step += 1
        if line.text(step) not in {"غ", "ج"}:
            return 0
        step += 1
    else:
        return 0
    return step + 1 if bracket and line.text(step) == ")" else step


def _case(line: Line, lead: Lead) -> Case:
    if line.word_before(lead.start) in group("hours"):
        step = line.before(lead.start)
        previous = Lead("", "", False, step)  # noqa: FBT003 - no clitics stand there
        return "G" if number_case(line, previous) == "G" else "A"
    place = place_before(line, lead.start)
    nominal = bool(place.words) and clause_of(place) is None and not lead.preposition
    if nominal and place.texts[0].removeprefix("و") in group("moments"):  # موعد الإفطار, الساعة الآن
        return case_of(line, lead.start)
    return "G" if number_case(line, lead) == "G" else "A"


def _day_part(line: Line, index: int, end: int, hour: int) -> list[str]:
    """The part of the day that the 24-hour clock tells and the 12-hour clock does not, unless the text says it near by.

    An hour up to noon may be meant either way and gets none.
    """
    if 1 <= hour <= 12:
        return []
    around = {line.text(place) for place in (*range(max(0, index - _NEAR), index), *range(end, end + _NEAR))}
    if not around.isdisjoint(group("day_parts")) or line.word_after(end) in {"منتصف", "بعد"}:
        return []
    if hour == 0:
        return ["لَيْلًا"]
    return ["بَعْدَ", "الظُّهْرِ"] if hour < 18 else ["مَسَاءً"]


def time(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads 10:30, 22:45, 9:15:20 as a clock time."""
    pieces = [int(piece) for piece in line.text(index).split(":")]
    hour, minute, second = (*pieces, 0)[:3]
    if line.text(index + 1) == "." and line.glued(index + 1) and line.text(index + 2).isdecimal():
        return _race(line, index, lead, pieces)
    if line.word_after(index + 1) in group("lasting") or _elapsed(line, lead.start):
        return _duration(line, index, lead, pieces)
    if hour > 24 or minute > 59 or second > 59:
        return None
    return _clock(line, index, lead, (hour, minute, second))


def _elapsed(line: Line, start: int) -> bool:
    """Tells whether the word before, or the one before قدره, says that a time is how long something lasted."""
    before = line.before(start)
    if line.text(before) in {"قدره", "قدرها"}:
        before = line.before(before)
    return line.text(before) in group("elapsed")


def _race(line: Line, index: int, lead: Lead, pieces: list[int]) -> Reading:
    """Reads 1:43.21 as minutes, seconds and hundredths."""
    case = number_case(line, lead)
    things = [HOUR, MINUTE, SECOND][-len(pieces) :]
    words: list[str] = []
    for piece, thing in zip(pieces, things, strict=True):
        said = count(piece, thing, case) if piece else []
        words += [join_and(said[0]), *said[1:]] if said and words else said
    part = count(int(line.text(index + 2)[:6]), PART, case)
    words += [join_and(part[0]) if words else part[0], *part[1:]]
    end = index + 3
    return Reading(end + 1 if line.text(end) in {"دقيقة", "دقائق", "ثانية"} else end, words, "time", "race time")


def _duration(line: Line, index: int, lead: Lead, pieces: list[int]) -> Reading:
    """Reads 2:15 ساعة and 3:45 دقيقة as how long it lasts."""
    case = number_case(line, lead)
    largest = HOUR if line.word_after(index + 1) in {"ساعة", "ساعات"} or len(pieces) == 3 else MINUTE
    things = [HOUR, MINUTE, SECOND] if largest is HOUR else [MINUTE, SECOND]
    words: list[str] = []
    for piece, thing in zip(pieces, things, strict=False):
        said = count(piece, thing, case) if piece else []
        words += [join_and(said[0]), *said[1:]] if said and words else said
    words = words or ["صِفْر", *count(1, largest, "G")[:1]]
    end = line.after(index + 1) + 1 if line.word_after(index + 1) in group("lasting") else index + 1
    return Reading(end, words, "time", "duration")


def lettered(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads 14h30 and 20سا15, as the Maghreb writes them, and الساعة 20h."""
    text, last = line.text(index), index + 1
    if line.text(last) not in {"h", "H", "سا"} or not (line.glued(last) and text.isdecimal()):
        return None
    minutes = line.text(index + 2) if line.kind(index + 2) == "number" and line.glued(index + 2) else ""
    if minutes:
        last = index + 2
    elif line.word_before(lead.start) not in group("hours"):
        return None
    if len(text) > 2 or len(minutes) not in {0, 2} or minutes.isdecimal() != bool(minutes):
        return None
    hour, minute = int(text), int(minutes or "0")
    return _clock(line, index, lead, (hour, minute, 0), last) if hour <= 24 and minute <= 59 else None


def _clock(line: Line, index: int, lead: Lead, clock: tuple[int, int, int], last: int = -1) -> Reading:
    hour, minute, second = clock
    case = _case(line, lead)
    end, tail = _tail(line, max(index, last) + 1)
    part = [] if tail and tail != _GREENWICH else _day_part(line, index, end, hour % 24)
    words = [*clock_words(hour, minute, second, case), *part, *tail]
    if line.text(end) == "-" and line.kind(end + 1) == "time":
        return Reading(end + 1, [*words, "إِلَى"], "time", "two clock times")
    return Reading(end, words, "time", "clock time")


def loose(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads 07,58 and 19.00 as clock times where الساعة stands before or a time zone or part of the day behind."""
    match = _LOOSE.fullmatch(line.text(index))
    if match is None or int(match[1]) > 24 or int(match[2]) > 59:
        return None
    following = line.word_after(index + 1)
    zone = following in group("day_parts") or following in {"بتوقيت", "بالتوقيت"} or greenwich_end(line, index + 1)
    if line.word_before(lead.start) not in group("hours") and not zone:
        return None
    return _clock(line, index, lead, (int(match[1]), int(match[2]), 0))


def hour(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads a bare hour after الساعة or before صباحا and its like."""
    text = line.text(index)
    if not text.isdecimal() or int(text[:3]) > 24:
        return None
    end, tail = _tail(line, index + 1)
    before = line.before(lead.start)
    after_hour = line.text(before) in group("hours") and line.text(before) != "ساعة"
    day_part = line.word_after(index + 1) in group("day_parts") and int(text) <= 12
    joined = bool(lead.conjunction) and _second_hour(line, lead.start)
    english = line.text(index + 1) in _ENGLISH
    zone = line.word_after(index + 1) in {"بتوقيت", "بالتوقيت"}
    short = int(text) <= 12 and (_short_part(line, index) or _by_moment(line, index, lead))
    if not (after_hour or day_part or english or joined or zone or short or _range_hour(line, index)):
        return None
    case = _case(line, lead)
    line.cases[index] = case
    part = [] if tail and tail != _GREENWICH else _day_part(line, index, end, int(text) % 24)
    return Reading(end, [*hour_words(int(text), case), *part, *tail], "time", "hour")


def _by_moment(line: Line, index: int, lead: Lead) -> bool:
    """Tells whether noon or midnight behind makes a number an hour: عند 2 بعد منتصف الليل, but قتل 2 بعد الظهر."""
    moment = (line.text(index + 1), line.text(index + 2))
    ahead = line.word_before(lead.start) in {"عند", "حتى", "في", "من", "إلى", "بعد", "قبل", "منذ"}
    return ahead and moment in {("بعد", "منتصف"), ("بعد", "الظهر"), ("قبل", "الظهر")}


def _second_hour(line: Line, index: int) -> bool:
    """Tells whether a number joined by و follows an hour, as in بين الساعة ٨ و١٠ صباحا."""
    minutes = line.kind(index + 1) == "number" and line.word_after(index + 2) in group("lasting")
    return line.kind(index - 1) in {"number", "time"} and line.word_before(index - 1) in group("hours") and not minutes


def _short_part(line: Line, index: int) -> bool:
    """Tells whether ص or م behind the number at `index` is a part of the day: م only where the other end has ص."""
    sign, behind = line.text(index + 1), index + 2
    if sign == "ص":
        return line.kind(behind) != "number" and not (line.text(behind) == "." and line.glued(behind))
    forward = line.text(behind) in _LINKS and line.kind(behind + 1) == "number" and line.text(behind + 2) == "ص"
    return sign == "م" and (forward or (line.text(index - 1) in _LINKS and line.text(index - 2) == "ص"))


def half_past(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads الساعة 3 ½ and الساعة 3 1/4: the hour and a part of it by name."""
    sign, end = line.text(index + 1), index + 2
    if line.text(index + 2) == "/" and not line.glued(index + 1):
        sign, end = _BARRED.get("".join(line.text(step) for step in range(index + 1, index + 4)), ""), index + 4
    if sign not in _PARTS_OF_HOUR or line.word_before(lead.start) not in group("hours") - {"ساعة"}:
        return None
    text = line.text(index)
    if not text.isdecimal() or int(text[:3]) > 24:
        return None
    later, part = _PARTS_OF_HOUR[sign]
    case = _case(line, lead)
    words = part.split()
    if not later:
        words = [words[0][:-1] + {"N": "ُ", "A": "َ", "G": "ِ"}[case]]
    end, tail = _tail(line, end)
    return Reading(end, [*hour_words(int(text) + later, case), *words, *tail], "time", "hour and a part")


def _range_hour(line: Line, index: int) -> bool:
    """Tells whether the number opens a range of hours: من ٩ إلى ١١ مساء."""
    for step in (index + 1, index + 2):
        if line.kind(step) == "number" and line.text(step - 1) in {"إلى", "و", "حتى", "-"}:
            return line.word_after(step + 1) in group("day_parts") and line.text(step).isdecimal()
    return False


def greenwich(line: Line, index: int, lead: Lead) -> Reading | None:
    """Reads ت غ and GMT that stand apart from their time."""
    del lead
    end = greenwich_end(line, index) if line.text(index) in {"GMT", "ت"} else 0
    return Reading(end, list(_GREENWICH), "time", "Greenwich") if end else None

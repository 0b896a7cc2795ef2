"""Whether a show's settings make a feed that directories take: looked at before anything is published."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from briefing.publish import clean

if TYPE_CHECKING:
    from briefing.show import Show

# Apple, "Podcasts categories", as of 2019 and unchanged since.
CATEGORIES: dict[str, tuple[str, ...]] = {
    "Arts": ("Books", "Design", "Fashion & Beauty", "Food", "Performing Arts", "Visual Arts"),
    "Business": ("Careers", "Entrepreneurship", "Investing", "Management", "Marketing", "Non-Profit"),
    "Comedy": ("Comedy Interviews", "Improv", "Stand-Up"),
    "Education": ("Courses", "How To", "Language Learning", "Self-Improvement"),
    "Fiction": ("Comedy Fiction", "Drama", "Science Fiction"),
    "Government": (),
    "Health & Fitness": ("Alternative Health", "Fitness", "Medicine", "Mental Health", "Nutrition", "Sexuality"),
    "History": (),
    "Kids & Family": ("Education for Kids", "Parenting", "Pets & Animals", "Stories for Kids"),
    "Leisure": (
        "Animation & Manga", "Automotive", "Aviation", "Crafts", "Games", "Hobbies", "Home & Garden", "Video Games",
    ),
    "Music": ("Music Commentary", "Music History", "Music Interviews"),
    "News": (
        "Business News", "Daily News", "Entertainment News", "News Commentary", "Politics", "Sports News", "Tech News",
    ),
    "Religion & Spirituality": (
        "Buddhism", "Christianity", "Hinduism", "Islam", "Judaism", "Religion", "Spirituality",
    ),
    "Science": (
        "Astronomy", "Chemistry", "Earth Sciences", "Life Sciences", "Mathematics", "Natural Sciences", "Nature",
        "Physics", "Social Sciences",
    ),
    "Society & Culture": ("Documentary", "Personal Journals", "Philosophy", "Places & Travel", "Relationships"),
    "Sports": (
        "Baseball", "Basketball", "Cricket", "Fantasy Sports", "Football", "Golf", "Hockey", "Rugby", "Running",
        "Soccer", "Swimming", "Tennis", "Volleyball", "Wilderness", "Wrestling",
    ),
    "Technology": (),
    "True Crime": (),
    "TV & Film": ("After Shows", "Film History", "Film Interviews", "Film Reviews", "TV Reviews"),
}  # fmt: skip

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Z]{2})?")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.\[\]:-]+(?:/[A-Za-z0-9._~%!$&'()*+,;=:@-]+)*")


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:  # such as a bracket that does not close
        return ""


def problems(show: Show) -> list[str]:
    """What directories would refuse, a line each, beginning with the setting's dotted name.

    Apple, "A Podcaster's Guide to RSS" (title, category, language, owner); RFC 3986 for addresses, which stand in the
    feed in ASCII and are put before the names of files.
    """
    found = [
        f"show.{name}: has more than {clean.TITLE_LETTERS} letters; shorten it"
        for name in ("title", "author", "presenter")
        if len(getattr(show, name)) > clean.TITLE_LETTERS
    ]
    if not _ADDRESS.fullmatch(show.base_url) or not _host(show.base_url):
        found.append(f"show.base_url: {show.base_url!r} is no address; write one like 'https://podcast.example.org'")
    if not _LANGUAGE.fullmatch(show.language):
        found.append(f"show.language: {show.language!r} is no language of two letters; write 'ar', or like 'ar-EG'")
    if not _EMAIL.fullmatch(show.email):
        found.append(f"show.email: {show.email!r} is no e-mail address; directories send their code there")
    if show.hub and not _ADDRESS.fullmatch(show.hub.rstrip("/")):
        found.append(f"show.hub: {show.hub!r} is no address; write one like 'https://hub.example.org/', or nothing")
    first, second = (*show.categories, "", "")[:2]
    if first not in CATEGORIES:
        known = ", ".join(CATEGORIES)
        found.append(f"show.categories: {first!r} is none of Apple's categories; write one of {known}")
    elif second and second not in CATEGORIES[first]:
        known = ", ".join(CATEGORIES[first]) or "none"
        found.append(f"show.categories: {second!r} is no part of {first!r} at Apple; its parts are {known}")
    return found

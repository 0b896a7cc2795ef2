"""A programme becomes an Episode: its record, its tags, its transcripts and chapters beside the MP3."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from audio.tags import Tags, tag
from audio.transcript import srt, transcript_json, vtt
from briefing.arabic.calendars import written_date
from briefing.daily.hours import bulletin
from briefing.publish.chapters import chapters_json
from briefing.publish.cover import id3_cover
from briefing.show import Chapter, Episode
from briefing.wiring import cache_folder
from briefing.work.stages import stage

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from audio.mix import Programme
    from briefing.config.settings import Settings
    from briefing.planning import Planned
    from briefing.publish.library import Library
    from briefing.show import EditionId

_GUID_NAMESPACE = uuid.UUID("5b0c1f0e-7f0e-5c52-9f0b-3d1f4f3f7a11")


def draft_of(settings: Settings, published: datetime, edition: EditionId, library: Library) -> Episode:
    """The episode as known before it has words and a sound.

    Args:
        settings: of the show.
        published: the moment that the feed gives, unless the edition was published before.
        edition: its name.
        library: knows the edition's earlier revisions, whose guid and moment are kept.
    """
    revision = library.next_revision(edition)
    stem = library.file_stem(settings.show, edition, revision)
    before = library.find(edition)
    return Episode(
        show_id=settings.show.id,
        guid=before.guid if before else str(uuid.uuid5(_GUID_NAMESPACE, f"{settings.show.id}/{edition}")),
        date=edition.day,
        slot=edition.slot,
        revision=revision,
        title="",
        published=before.published if before else published,
        summary="",
        files={
            "audio": f"{stem}.mp3",
            "vtt": f"{stem}.vtt",
            "srt": f"{stem}.srt",
            "transcript": f"{stem}.json",
            "chapters": f"{stem}.chapters.json",
        },
        audio_bytes=0,
        duration_ms=0,
        chapters=(),
        references=(),
        voice="",
    )


@stage("pack")
def package(settings: Settings, draft: Episode, planned: Planned, programme: Programme, scratch: Path) -> Episode:
    """Put the tag into the MP3, and transcripts and chapters beside it.

    Args:
        settings: of the show.
        draft: from :func:`draft_of`.
        planned: what is told, at least one story.
        programme: the finished sound, in ``scratch``.
        scratch: the folder that becomes the episode's.

    Returns:
        The episode with what only news and sound could tell.
    """
    rate = programme.rate_hz
    chapters = tuple(
        Chapter(start_ms=mark.start * 1000 // rate, title=mark.title, url=mark.url) for mark in programme.chapters
    )
    day, name = written_date(draft.date, settings.arabic), bulletin(draft.edition, settings.edition)
    draft = replace(
        draft,
        title=f"{f'{name}، {day}' if name else day}: {planned.headlines[0]}",
        summary="، ".join(headline.rstrip(".") for headline in planned.headlines[:3]) + ".",
        chapters=chapters,
        references=planned.references,
        duration_ms=programme.sample_count * 1000 // rate,
    )
    _write_texts(settings, draft, programme, scratch)
    tag(programme.path, _tags(settings, draft, programme), programme.chapters)
    draft = _named_by_content(draft, scratch)
    return replace(draft, audio_bytes=(scratch / draft.files["audio"]).stat().st_size)


def _write_texts(settings: Settings, draft: Episode, programme: Programme, scratch: Path) -> None:
    """The transcripts and the chapters, each in its file."""
    presenters = (settings.show.presenter or settings.show.title,)
    texts = {
        "vtt": vtt(programme.cues, programme.rate_hz, presenters),
        "srt": srt(programme.cues, programme.rate_hz),
        "transcript": transcript_json(programme.cues, programme.rate_hz, presenters),
        "chapters": chapters_json(draft.chapters),
    }
    for role, text in texts.items():
        (scratch / draft.files[role]).write_text(text, encoding="utf-8", newline="\n")


def _tags(settings: Settings, draft: Episode, programme: Programme) -> Tags:
    """What a player shows of the file."""
    return Tags(
        title=draft.title,
        artist=settings.show.author,
        album=settings.show.title,
        date=draft.date,
        comment=draft.summary,
        lyrics="\n".join(cue.text for cue in programme.cues),
        cover=id3_cover(settings.show, cache_folder(settings, "covers")),
        url=settings.show.link or settings.show.base_url,
    )


def _named_by_content(draft: Episode, scratch: Path) -> Episode:
    """The files under names that tell the sound's content: two machines that make an edition never share a name."""
    audio = draft.files["audio"]
    stem = audio.removesuffix(".mp3")
    with (scratch / audio).open("rb") as file:
        named = f"{stem}-{hashlib.file_digest(file, 'sha256').hexdigest()[:8]}"
    files = {role: name.replace(stem, named, 1) for role, name in draft.files.items()}
    for role, name in files.items():
        (scratch / draft.files[role]).rename(scratch / name)
    return replace(draft, files=files)

"""Who is told how an edition went: the owner's command, and a webhook. Neither ever stops the daily run."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from briefing.config.sections import FetchSettings
from briefing.errors import BriefingError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from briefing.config.sections import EditionSettings
    from briefing.daily.processes import Processes
    from briefing.show import EditionId

_COMMAND_S = 600  # bringing an edition elsewhere over a slow line is what such a command is for
_WEBHOOK_S = 10

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """An edition was made, or a try failed.

    Attributes:
        edition: whose.
        root: the published folder.
        title: of the episode that was made; empty after a failure.
        error: the last line of a failed try.
        tries: how many failed so far.
        next_try: aware.
    """

    edition: EditionId
    root: Path
    title: str = ""
    error: str = ""
    tries: int = 0
    next_try: datetime | None = None

    @property
    def variables(self) -> dict[str, str]:
        """What the owner's command finds in its environment."""
        about = {"BRIEFING_DATE": self.edition.day.isoformat(), "BRIEFING_EDITION": str(self.edition)}
        if self.error:
            return {**about, "BRIEFING_ERROR": self.error.replace("\0", ""), "BRIEFING_TRIES": str(self.tries)}
        return {**about, "BRIEFING_TITLE": self.title, "BRIEFING_FEED": str(self.root / "feed.xml")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Teller:
    """Tells of one show's editions.

    Attributes:
        show_id: named in the webhook's message.
        feed_url: likewise.
        fetch: which inner hosts a webhook may lie at, and how the program names itself.
    """

    show_id: str = ""
    feed_url: str = ""
    fetch: FetchSettings = field(default_factory=FetchSettings)

    def tell(self, event: Event, edition: EditionSettings, processes: Processes) -> None:
        """Run the command and post to the webhook that the settings name; a failure of either is one line in the log.

        Args:
            event: what happened.
            edition: names them.
            processes: runs the command, and ends it when the daily run ends.
        """
        command = edition.on_failure if event.error else edition.on_success
        if command:
            _run(command, event, processes)
        address = os.environ.get(edition.webhook_variable, "") if edition.webhook_variable else edition.webhook
        if edition.webhook_variable and not address:
            logger.warning("webhook: the variable %s is not set; set it to the address", edition.webhook_variable)
        if address and not processes.stopped:
            self._post(address, event)

    def _post(self, address: str, event: Event) -> None:
        from briefing.sources.http import Fetcher

        options: dict[str, Any] = {"user_agent": self.fetch.user_agent} if self.fetch.user_agent else {}
        timeout_s = min(_WEBHOOK_S, self.fetch.timeout_s)
        try:
            fetcher = Fetcher(allow_private=self.fetch.allow_private, timeout_s=timeout_s, **options)
            fetcher.post(address, self.message(event))
        except BriefingError as error:
            logger.warning("webhook: %s", error)

    def message(self, event: Event) -> bytes:
        """What is posted: one JSON object."""
        about: dict[str, Any] = {
            "event": "failed" if event.error else "made",
            "show": self.show_id,
            "edition": str(event.edition),
            "date": event.edition.day.isoformat(),
        }
        if event.error:
            next_try = event.next_try.isoformat() if event.next_try else None
            about |= {"error": event.error, "tries": event.tries, "next_try": next_try}
        else:
            about |= {"title": event.title, "feed": self.feed_url}
        return json.dumps(about, ensure_ascii=False).encode("utf-8", "replace")


def _run(command: str, event: Event, processes: Processes) -> None:
    """What the owner's command does is its own business, but its failure is told."""
    try:
        status, told = processes.run(command, _COMMAND_S, {**os.environ, **event.variables})
    except (OSError, ValueError) as error:
        logger.warning("hook %r: cannot be started (%s)", command, error)
        return
    if status and not processes.stopped:
        if told:
            logger.warning("hook %r: exit %d (%s)", command, status, told)
        else:
            logger.warning("hook %r: exit %d", command, status)

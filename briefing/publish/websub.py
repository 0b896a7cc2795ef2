"""WebSub: tell a hub that the feed is new, so that subscribers need not wait for their next look."""

from __future__ import annotations

from urllib.parse import urlencode

from briefing.errors import PublishError, SourceError

TIMEOUT_S = 10.0


def announce(hub: str, feed_url: str) -> None:
    """Ask the hub to fetch the feed again.

    WebSub leaves the form to hub and publisher; ``hub.mode=publish`` with ``hub.url`` is what the public hubs take
    (PubSubHubbub 0.4, 7.1). The hub's address is the show's own setting, so that it may lie at an inner address and be
    plain http; redirects are not followed, and of the answer nothing but the status is read.

    Args:
        hub: its address.
        feed_url: the feed's own address, as in its ``rel="self"`` link.

    Raises:
        PublishError: the hub does not answer in :data:`TIMEOUT_S`, or refuses. The feed itself is published all the
            same.
    """
    from briefing.sources.http import Fetcher
    from briefing.sources.urls import parsed, with_port, without_secrets

    form = urlencode({"hub.mode": "publish", "hub.url": feed_url, "hub.topic": feed_url}).encode()
    try:
        fetcher = Fetcher(allow_private=[with_port(parsed(hub))], timeout_s=TIMEOUT_S)
        fetcher.post(hub, form, "application/x-www-form-urlencoded")
    except SourceError as error:
        message = (
            f"{without_secrets(hub)}: the hub was not told ({error}); subscribers see the episode at their next look"
        )
        raise PublishError(message) from error

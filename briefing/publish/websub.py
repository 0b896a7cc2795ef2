"""WebSub: tell a hub that the feed is new, so that subscribers need not wait for their next look."""

from __future__ import annotations

import httpx

from briefing.errors import PublishError

TIMEOUT_S = 10.0


def announce(hub: str, feed_url: str) -> None:
    """Ask the hub to fetch the feed again.

    WebSub leaves the form to hub and publisher; ``hub.mode=publish`` with ``hub.url`` is what the public hubs take
    (PubSubHubbub 0.4, 7.1). The hub's address is the show's own setting; redirects are not followed.

    Args:
        hub: its address.
        feed_url: the feed's own address, as in its ``rel="self"`` link.

    Raises:
        PublishError: the hub does not answer or refuses. The feed itself is published all the same.
    """
    form = {"hub.mode": "publish", "hub.url": feed_url, "hub.topic": feed_url}
    try:
        answer = httpx.post(hub, data=form, timeout=TIMEOUT_S, follow_redirects=False, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        message = f"{hub}: the hub does not answer ({reason}); subscribers see the episode at their next look"
        raise PublishError(message) from error
    if not answer.is_success:
        message = f"{hub}: the hub answered {answer.status_code}; look at show.hub"
        raise PublishError(message)

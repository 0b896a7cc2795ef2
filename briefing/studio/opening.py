"""The studio is opened: beside the published folder, on this machine alone unless told otherwise."""

from __future__ import annotations

import ipaddress
import re
import secrets
import socket
from typing import TYPE_CHECKING

from briefing.errors import SettingsError
from briefing.publish import web
from briefing.publish.serve import origin, serve
from briefing.studio.desk import Desk
from briefing.studio.guard import FORWARD
from briefing.studio.web import app

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.config.settings import Settings
    from briefing.show import EditionId

_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,200}")


def token_of(given: str) -> str:
    """The token of the address: the one that is given, else a new one.

    Raises:
        SettingsError: the given one is too short, or holds signs that an address cannot.
    """
    if not given:
        return secrets.token_urlsafe(24)
    if not _TOKEN.fullmatch(given):
        message = "BRIEFING_STUDIO_TOKEN: is too easy to guess; write 20 or more letters, digits, - and _, or unset it"
        raise SettingsError(message)
    return given


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def address(host: str, port: int, token: str) -> str:
    """Where the studio is found in a browser."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not listened on
    return f"{origin(name, port)}{FORWARD}{token}/"


def free_port(host: str) -> int:
    """A port that nobody listens on at this moment.

    Raises:
        SettingsError: the host is none of this machine's.
    """
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as one:
            one.bind((host, 0))
            return int(one.getsockname()[1])
    except OSError as error:
        message = f"--host {host}: cannot be listened on ({error.strerror or error}); choose an address of this machine"
        raise SettingsError(message) from error


def open_studio(
    settings: Settings,
    root: Path,
    where: tuple[str, int],
    token: str,
    only: EditionId | None,
    tell: Callable[[str], None],
) -> None:
    """Serve the published folder and the studio until the process is told to stop; a job under way is waited for.

    Args:
        settings: of the show.
        root: the published folder; made when it is not there.
        where: host and port; 0 for a free one.
        token: from :func:`token_of`.
        only: the edition that is worked on; None for the one that is due at each moment.
        tell: told the address.

    Raises:
        PublishError: the address is taken.
    """
    host, port = where
    port = port or free_port(host)
    root.mkdir(parents=True, exist_ok=True)
    desk = Desk(settings, root, only)
    tell(f"studio: {address(host, port, token)}")
    if not is_loopback(host):
        tell("studio: other machines can reach it, without encryption; who knows the address can publish")
    try:
        serve(root, host, port, app(desk, web.app(root), token, host))
    finally:
        if desk.job is not None and desk.job.state == "running":
            tell("studio: waits for what is under way; Ctrl-C again stops that too")
        desk.close()

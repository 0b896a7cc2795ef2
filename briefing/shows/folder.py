"""A folder of settings files, one show a file; ``common.toml`` holds what is the same for all of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from briefing.config.sections import WorkerSettings
from briefing.config.settings import DEFAULT_SHOW, load, tables_of
from briefing.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from briefing.config.settings import Settings

COMMON = "common.toml"
PLACE = "{show}"  # in a store's table, the show's id


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowFile:
    """One show.

    Attributes:
        name: of its file.
        settings: with what the shows have in common.
        problem: why it cannot be used; empty for a good one.
    """

    name: str
    settings: Settings | None = None
    problem: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShowFolder:
    """The folder.

    Attributes:
        files: in the order of their names, those that cannot be used among them.
        workers: who makes the editions.
    """

    files: tuple[ShowFile, ...]
    workers: WorkerSettings

    @property
    def shows(self) -> list[tuple[str, Settings]]:
        """Name and settings of those that can be used."""
        return [(one.name, one.settings) for one in self.files if one.settings is not None]


def read_folder(folder: Path, base_url: str = "") -> ShowFolder:
    """Read every file of a folder; one that is wrong stops no other.

    Args:
        folder: holds one ``.toml`` file a show, and may hold ``common.toml``.
        base_url: address of the place under which each show lies at its id; empty for the one in ``common.toml``.

    Raises:
        SettingsError: there is no show, or ``common.toml`` is wrong.
    """
    files = [path for path in sorted(folder.glob("*.toml")) if path.name != COMMON]
    if not files:
        message = f"{folder}: holds no settings file; put one .toml file for each show there"
        raise SettingsError(message)
    common: dict[str, Any] = {}
    workers = WorkerSettings()
    base_url = base_url or DEFAULT_SHOW["base_url"]
    if (folder / COMMON).is_file():
        common = tables_of(folder / COMMON)
        of_all = load(folder / COMMON)
        workers = of_all.workers
        base_url = base_url if base_url != DEFAULT_SHOW["base_url"] else of_all.show.base_url
        common.get("show", {}).pop("base_url", None)
        for number, table in enumerate(of_all.stores, 1):
            if not any(PLACE in value for value in table.values() if isinstance(value, str)):
                message = (
                    f"{folder / COMMON}: stores[{number}]: write {PLACE} into its prefix or path, for the show's id"
                )
                raise SettingsError(message)
    owners: dict[str, str] = {}
    return ShowFolder(files=tuple(_read(path, common, base_url, owners) for path in files), workers=workers)


def _read(path: Path, common: Mapping[str, Any], base_url: str, owners: dict[str, str]) -> ShowFile:
    try:
        settings = load(path, common)
        shared = "workers" in tables_of(path)
    except SettingsError as error:
        return ShowFile(name=path.name, problem=str(error))
    if shared:
        problem = f"{path}: workers: the shows share their workers; write the section into {COMMON}"
        return ShowFile(name=path.name, problem=problem)
    first = owners.setdefault(settings.show.id, path.name)
    if first != path.name:
        problem = f"{path}: show.id {settings.show.id!r} is that of {first}; each show needs its own"
        return ShowFile(name=path.name, problem=problem)
    if settings.show.base_url == DEFAULT_SHOW["base_url"]:
        settings = replace(settings, show=replace(settings.show, base_url=f"{base_url.rstrip('/')}/{settings.show.id}"))
    stores = tuple(_placed(table, settings.show.id) for table in settings.stores)
    return ShowFile(name=path.name, settings=replace(settings, stores=stores))


def _placed(table: Mapping[str, Any], show_id: str) -> dict[str, Any]:
    """A store's table with the show's own place in it."""
    return {key: value.replace(PLACE, show_id) if isinstance(value, str) else value for key, value in table.items()}

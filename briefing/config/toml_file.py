"""The bytes of a settings file become tables, or one line that says why they are no TOML."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from briefing import named_file
from briefing.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

_MOST_BYTES = 1_000_000
_MOST_PARTS = 100  # of a dotted key
_STRING = re.compile(r"""\"(?:\\.|[^"\\])*(?:"|$)|'[^']*(?:'|$)""")


def text_and_tables(path: Path) -> tuple[str, dict[str, Any]]:
    """The file's text with plain line ends, and its tables, unchecked.

    Raises:
        SettingsError: it cannot be read, or is not TOML.
    """
    try:
        body = named_file.content(path, _MOST_BYTES)
        text = body.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        if told := _misshapen(text):
            raise SettingsError(_not_toml(path, told))
        return text, tomllib.loads(text)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); name an existing file with --config"
        raise SettingsError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: is not UTF-8 text; save it as UTF-8"
        raise SettingsError(message) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(_not_toml(path, str(error))) from error
    except RecursionError:
        raise SettingsError(_not_toml(path, "nested too deep")) from None
    except ValueError as error:  # what Python says of numbers that are too long
        raise SettingsError(_not_toml(path, str(error).partition(":")[0])) from None


def _misshapen(text: str) -> str:
    """What no settings file is, in words: ``tomllib`` takes the square of a key's parts in time and memory."""
    for line in text.split("\n"):
        plain = line if '"""' in line or "'''" in line else _STRING.sub("", line)  # addresses hold dots
        key = plain if plain.lstrip().startswith("[") else plain.rpartition("=")[0]
        if key.count(".") > _MOST_PARTS:
            return f"a key of more than {_MOST_PARTS} parts"
    return ""


def _not_toml(path: Path, told: str) -> str:
    """What ``tomllib`` says, with the line where it belongs."""
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", told, re.DOTALL)
    if found is None or found[2] is None:
        return f"{path}: not TOML ({found[1] if found else told}); look at the quotes and brackets of its last lines"
    return f"{path}:{found[2]}: not TOML at column {found[3]} ({found[1]}); look at the quotes, brackets and = there"

"""The newsroom's error tree.

BriefingError
├── SettingsError       the settings file or the command line is wrong
│   └── PluginMissingError  a plug-in is registered, but a package that it needs is not installed
├── SourceError         one source cannot be read
├── NothingToSayError   no article is left for an edition
├── LexiconError        a row of the user's lexicon is wrong
├── MarksError          a diacritizer cannot work
├── PublishError        the episode cannot be published
├── BusyError           another process is making this edition
├── WorkersError        those who do the work are not there, or died of it
└── ChangedError        somebody else has changed the running order meanwhile

Every message is: subject, what happened, what to do.
"""


class BriefingError(Exception):
    """Anything that went wrong in the newsroom and that a person can act on."""


class SettingsError(BriefingError):
    """The settings file or the command line is wrong."""


class PluginMissingError(SettingsError):
    """A plug-in is registered, but a package that it needs is not installed."""


class SourceError(BriefingError):
    """One source cannot be read; the others may."""


class NothingToSayError(BriefingError):
    """No article is left for an edition."""


class LexiconError(BriefingError):
    """A row of the user's lexicon is wrong."""


class MarksError(BriefingError):
    """A diacritizer cannot work."""


class PublishError(BriefingError):
    """The episode cannot be published."""


class BusyError(BriefingError):
    """Another process is making this edition."""


class WorkersError(BriefingError):
    """Those who do the work are not there, or died of it."""


class ChangedError(BriefingError):
    """Somebody else has changed the running order meanwhile."""


def of_the_machine(error: BaseException) -> str:
    """What a person is told when the system refuses something or the memory is full; empty for any other error."""
    if isinstance(error, OSError):
        return f"{error.filename or 'the system'}: {error.strerror or error}; check that it exists and may be used"
    if isinstance(error, MemoryError):
        return "memory: this machine has none left; close other programs, or make a shorter edition"
    return ""

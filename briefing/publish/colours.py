"""The colours of a show, the same on its cover and its pages."""

import hashlib

# Ground above, ground below, accent, letters.
PALETTES = (
    ("#0f3d3e", "#07201f", "#e2b659", "#fbf3e2"),
    ("#1c2f5b", "#0c1530", "#e8a15a", "#f8f2e7"),
    ("#5a1f32", "#2b0d18", "#e9bd77", "#fdf3e7"),
    ("#2f3a2a", "#161c13", "#d9c173", "#f6f3e4"),
    ("#3b2a5a", "#1a1230", "#e6b86a", "#f7f1ea"),
    ("#6a3a1d", "#2f180b", "#f0c987", "#fff6e8"),
)


def palette(show_id: str) -> tuple[str, str, str, str]:
    """The show's colours: ground above, ground below, accent, letters."""
    return PALETTES[hashlib.sha256(show_id.encode("utf-8", "replace")).digest()[0] % len(PALETTES)]

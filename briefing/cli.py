"""Words typed become one call; its result becomes words printed."""


def main() -> None:
    """Run the command line."""

"""The settings file: its sections, how a table is read, and where in the file a problem stands."""

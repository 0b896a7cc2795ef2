"""Every day, exactly once: when an edition is due, who makes it, and who is told how it went."""

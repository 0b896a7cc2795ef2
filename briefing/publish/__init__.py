"""Publishing: episodes become something to subscribe to."""

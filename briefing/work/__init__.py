"""Who does the work, how much at once, and what is told of it: workers, turns, stages, metrics, logs."""

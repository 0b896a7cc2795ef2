"""The sound booth: reads a script aloud, mixes it and writes the file.

The booth is handed a :class:`audio.script.Script` and returns a :class:`audio.mix.Programme`. It has never heard of
news. Time here is a count of samples; seconds are derived.
"""

"""The sound booth: reads a script aloud, mixes it and writes the file.

The booth is handed a :class:`audio.script.Script` and returns a :class:`audio.mix.Programme`. It has never heard of
news. Time here is a count of samples; seconds are derived.
"""

import warnings

# pydub asks for ffmpeg when it is imported; the booth decodes with miniaudio and encodes with LAME, and needs none.
warnings.filterwarnings("ignore", message="Couldn't find ff", category=RuntimeWarning)

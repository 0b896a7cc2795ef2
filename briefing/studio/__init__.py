"""The studio: today's running order in the browser, before it is read; for the newsroom, not for listeners.

``desk`` holds what is worked on: the running order's file, the paragraphs that are heard, the one job that plans or
publishes. ``forms`` turns what was sent into one change of the order. ``views`` draws it, ``web`` answers, ``guard``
stands before it: a token in the address, compared in constant time; no foreign page may send a form; no foreign name
may lead here. No word of a request ever becomes a name of a file.

Everything that is done here can also be typed: ``briefing plan`` and ``briefing make --plan`` (which see).
"""

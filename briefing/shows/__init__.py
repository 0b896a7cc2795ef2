"""Many shows: a folder of settings files, each show made and failing alone.

``folder`` reads the files. ``making`` has the sources of all shows read (each once), hands every show that has its
articles to the workers, the one due first first, and tells how each went. ``task`` is what a worker does: one edition.
``rounds`` does that day after day. In a cluster the bytes go to the show's stores, never through the scheduler; what a
task gives back is a few lines.
"""

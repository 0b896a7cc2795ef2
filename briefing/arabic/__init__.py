"""Spoken Arabic: written text becomes the words that a presenter says.

`spoken.speak(written, style)` is the door: it returns the spoken words, the same words with the vowel marks that
the grammar knows, and for every changed stretch where it came from and by which rule. `sentences.sentences` cuts a
paragraph into sentences. `dates.spoken_date` says a calendar day.

The room classifies first (which semiotic class is this token: date, money, score, ...) and verbalizes second. Word
lists live in `tables/*.tsv`, one row a word, so that a linguist can edit them without reading code. Pure functions:
no network, no clock, no disk but the tables, and the same answer from any number of threads.
"""

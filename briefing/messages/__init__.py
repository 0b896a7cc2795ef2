"""What the program tells a person, in the person's language.

Each room raises and reports in English, with whatever the sentence is about already in it. At the border, just before a
line is printed, ``catalogue.translated`` finds the template that the line was made from and puts what stood in its
holes into the template's twin. So no room knows of languages, and a new language is a new table.

``ar.tsv`` holds a row for each template: English, Arabic, and where it comes from when it is not ours (``click``,
``system``); rows of the kind ``label`` are words that stand alone before a value, and are asked for by name. Holes are
numbered in the order of the English text; the twin may use them in any order, each once. What stands in a hole is
translated too, when it is itself a message: an error that names its cause needs no row of its own.
``tests/messages`` finds every template in the source and fails when one has no twin.

``BRIEFING_LANG=ar`` chooses Arabic. On a terminal each hole that is not Arabic is isolated (Unicode UAX 9: FSI, PDI),
so that a path or an address stays whole and in its place; in a pipe or a log no such sign is written.
"""

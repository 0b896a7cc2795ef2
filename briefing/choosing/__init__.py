"""Choosing: articles become stories, stories become key paragraphs within the show's time.

``stories`` groups articles on one event (``likeness`` of character 4-grams) and orders them; ``digest`` chooses each
story's paragraphs (``coverage`` of stems, ``coherence`` so that none is heard without the one it leans on, ``headline``
where an article has no title) within the seconds that ``budget`` shares out; ``pick`` is the same choice for records.
"""

"""Spoken Arabic: written text becomes the words that a presenter says. Pure functions over tables of their own."""

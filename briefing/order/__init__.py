"""The running order as a document: written, read, changed, heard, before a voice reads the edition."""

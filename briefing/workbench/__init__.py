"""One text or one word at a time: how it is read, heard, put right, and handed to other engines."""

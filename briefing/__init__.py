"""The newsroom: gathers Arabic news, chooses, writes it as it is spoken, and publishes what the booth recorded.

One value walks through the house and changes its type at each door: Article, Story, Digest, Script, Take, Programme,
Episode, and last the feed.
"""

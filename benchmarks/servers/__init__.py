"""The servers that are started as scripts, each by its path: Besedka on either event loop, libraries, bare asyncio."""

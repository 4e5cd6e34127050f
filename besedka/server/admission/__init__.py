"""Who may be here: the open connections and how many there may be, and how fast people of one network come in."""

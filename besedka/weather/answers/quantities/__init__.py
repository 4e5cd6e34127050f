"""Single quantities as words: figures with their units, hours, wind, what falls, visibility, bars."""

"""The weather bot, and what it knows: forecasts of GFS and of Copernicus for a place. Needs `besedka[weather]`."""

"""Plays a profile on a stand that is up: the load, the faults at their moments, the watch, and what is told of it."""

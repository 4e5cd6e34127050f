"""Forecasts as sentences for people, in their language."""

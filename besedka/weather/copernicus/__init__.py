"""Copernicus' CAMS forecast, by way of the Atmosphere Data Store."""

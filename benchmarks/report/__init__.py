"""Figures, and what is made of them: tables, pictures, the page of results, ratios to an earlier checkout."""

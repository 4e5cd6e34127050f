"""The command table, and the requests and answers that are common to all dialects."""

"""HTTP requests other than WebSocket: the page and its files, the server's health, and errors."""

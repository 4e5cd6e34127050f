"""One connection to a server: TCP, TLS, the WebSocket handshake, and whether the server is still there."""

"""Raises a stand by supervisord, service by service, and breaks single services on purpose."""

"""What all tests share."""

from hypothesis import HealthCheck, settings

# No deadlines: the machines that run this are shared, and a slow example is not a failure.
settings.register_profile(
    "besedka", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("besedka")

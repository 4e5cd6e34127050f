"""What all tests share."""

import signal

from hypothesis import HealthCheck, settings

# No deadlines: the machines that run this are shared, and a slow example is not a failure.
settings.register_profile(
    "besedka", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("besedka")

# Whoever starts the tests in the background (`&` in sh, nohup) has these ignored, and what they start inherits it.
for _number, _handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(_number) == signal.SIG_IGN:
        signal.signal(_number, _handler)

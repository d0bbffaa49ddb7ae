"""The signals that ask a process to end. Imports nothing that might start a thread."""

import signal

SIGNALS = (signal.SIGTERM, signal.SIGINT)


def block_signals() -> None:
    """Keep the stop signals for ``sigwait``; call before anything that starts a thread is imported.

    NumPy's BLAS starts threads when it is imported; one that does not block the signals would take
    them, and the process would end without finishing what it has in hand.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)

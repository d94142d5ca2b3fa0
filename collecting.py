"""The garbage collector of a process that makes many short-lived objects beside many that stay."""

import gc

_SELDOM = (50_000, 20, 20)


def load_without_collecting() -> None:
    """Call it before most modules are imported: what they make stays, and going through it is a fifth of a start."""
    gc.set_threshold(*_SELDOM)


def collect_less_often() -> None:
    """Tune this process's collector: call it once, when all is loaded and before the first case or request.

    A decision makes thousands of short-lived objects beside the cases in memory, which a collector that runs at the
    interpreter's own pace would go through again and again: a tenth of a worker's time. A whole collection stops a
    request for as long as 100 ms; what is there at the start is left out of all of them.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_SELDOM)

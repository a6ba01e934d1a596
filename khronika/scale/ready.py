"""Loads all that coding takes, once, in the process from which the workers are forked: what is loaded here they share.

Imported by the fork server alone (`khronika.scale.local`). The server has no threads and no open outputs, so that forking it is safe where
forking the first process, with its progress bar, would not be.
"""

from __future__ import annotations

import gc
import signal

from khronika.errors import KhronikaError
from khronika.model import Article
from khronika.pipeline import Pipeline

# A sentence that makes every stage load its tables, and the encoder its network.
SENTENCE = "Officials said police arrested 40 protesters in Minsk on Friday, and France may impose sanctions if it is confirmed."


def load() -> None:
    """Code one sentence; leave what that has loaded out of garbage collection, which would copy its pages into every worker."""
    # Ctrl-C reaches every process of the terminal; the first one ends the others in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        list(Pipeline().code([Article("ready", SENTENCE, published="2020-08-14", language="en")]))
    except KhronikaError:
        return  # the workers find the same fault, and tell it where somebody listens
    gc.collect()
    gc.freeze()


load()

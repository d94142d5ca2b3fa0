"""Who asks: tokens, the issuer's keys, and the person or system they stand for."""

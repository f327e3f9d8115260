"""A stand-in for the API, free and offline: the same calls, the same answers, and an animatic in place of each take."""

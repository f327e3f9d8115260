"""Files on their way to where the API can read them: what is cut from them, and the stores that they go to."""

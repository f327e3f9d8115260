"""How a target is called: by its name, and where it is not at its own address, by that too."""


def name_target(name: str, *, base_url: str | None, origin: str) -> str:
    """Write a target as people read it: `pollo`, or `pollo at http://127.0.0.1:8765`."""
    return name if base_url is None else f"{name} at {origin}"

"""The look of the screens, one kv file each, found by name; here so that they ship. No rules."""

from pathlib import Path

FOLDER = Path(__file__).parent


def path_of(name: str) -> str:
    """Return the file of a kv by its name without ending. Raises FileNotFoundError."""
    file = FOLDER / f"{name}.kv"
    if not file.is_file():
        raise FileNotFoundError(file)
    return str(file)

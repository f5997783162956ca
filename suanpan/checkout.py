"""Where the source stands, for the commands that need more than the installed packages."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def holds(folder: str) -> bool:
    """Tell whether this is a source checkout with that folder (an installed wheel is not)."""
    return (ROOT / folder).is_dir() and (ROOT / "pyproject.toml").is_file()

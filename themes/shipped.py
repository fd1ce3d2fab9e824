"""The national themes that come with the project: themes/data/*.json."""

import json
from pathlib import Path

DATA = Path(__file__).parent / "data"


def read_files(folder: Path = DATA) -> list[dict]:
    """The themes in their order, each as its file says it."""
    themes = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")]
    return sorted(themes, key=lambda theme: (theme["order"], theme["key"]))

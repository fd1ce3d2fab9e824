import shutil
import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def place():
    """An empty folder that every user can go through, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="place-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)

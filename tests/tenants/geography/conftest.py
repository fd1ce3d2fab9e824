import json
import lzma
from random import Random

import pytest

from tenants.geography.dataset import DATA_FILE, read_dataset


@pytest.fixture
def shuffled_communes():
    """All the communes of the file, in a random order that is the same each time."""
    communes = list(read_dataset().communes)
    Random(51454).shuffle(communes)
    return communes


@pytest.fixture
def edited_file(tmp_path):
    """`edited_file(edit)`: the file that ships, after `edit(content)`."""

    def make(edit):
        content = json.loads(lzma.decompress(DATA_FILE.read_bytes()))
        edit(content)
        file = tmp_path / "edited.json.xz"
        file.write_bytes(lzma.compress(json.dumps(content).encode(), preset=0))
        return file

    return make

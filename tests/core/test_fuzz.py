"""Whatever is wrong in any file of the rules is reported: the loader raises only
BrokenRules.

`FINDER_FUZZ=20000` tries that many mangled files instead of a few seconds' worth.
"""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finder.core.loading.file_errors import BrokenRules
from finder.core.loading.load import load
from finder.core.loading.tidy import untidy
from finder.core.reviewing.folder import check_folder
from finder.paths import RULES
from tests.mangling import mangled

FILES = sorted(
    path.name for path in RULES.iterdir() if path.suffix in {".toml", ".csv", ".json"}
)
EXAMPLES = int(os.environ.get("FINDER_FUZZ", "80"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(RULES, tmp_path_factory.mktemp("fuzz") / "rules"))


@settings(
    max_examples=EXAMPLES,
    derandomize="FINDER_FUZZ" not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_a_mangled_file_is_read_or_reported(folder: Path, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(FILES))
    (folder / file).write_bytes(
        mangled(data.draw, RULES, file).encode("utf-8", "surrogatepass")
    )
    try:
        check_folder(folder, load(folder))
        list(untidy(folder))
    except BrokenRules as broken:
        messages = [str(error) for error in broken.errors]
    else:
        messages = ["nothing is wrong: with it"]
    finally:
        shutil.copyfile(RULES / file, folder / file)
    assert all(": " in text and len(text.splitlines()) == 1 for text in messages)

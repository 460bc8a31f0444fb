"""What holds for every test, those of the notebooks in course/ and solutions/ included."""

import os
import sys
from pathlib import Path

os.environ["KUBELITE_TEST"] = "1"
os.environ["KUBELITE_MEMORY"] = "off"  # what a learner once predicted or solved must not change an output
os.environ.setdefault("KUBELITE_LIVE", "off")  # tests meet no real cluster, also where there is one, unless told to
# nbgrader starts `alembic`, and cells start `kubelite`, by name: find them also when .venv is not activated.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

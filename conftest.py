"""What holds for every test, those of the notebooks in course/ and solutions/ included."""

import os

os.environ["KUBELITE_TEST"] = "1"
os.environ["KUBELITE_MEMORY"] = "off"   # what a learner once predicted or solved must not change an output

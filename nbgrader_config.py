"""How nbgrader finds this course. Start nbgrader in this folder: it reads this file from the current one only."""

import os

from kubelite.grading.autograde import install

c = get_config()  # noqa: F821  (nbgrader provides it)

c.CourseDirectory.root = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120  (a plain str is wanted)
c.CourseDirectory.course_id = "kubelite"
c.CourseDirectory.source_directory = "solutions"  # what an instructor writes
c.CourseDirectory.release_directory = "exercises"  # what learners get: generated, never edited

install()  # students' code runs in a process of its own: see docs in kubelite/grading/autograde.py
c.GenerateFeedback.preprocessors = [  # what students see holds no hidden test
    "nbgrader.preprocessors.GetGrades",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

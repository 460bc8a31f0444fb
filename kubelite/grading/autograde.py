"""``nbgrader autograde``, with the student's code in a process apart; all of nbgrader's formats stay as they are.

``nbgrader_config.py`` calls ``install``. From then on nbgrader converts a submission like this: read it, whatever it
is; put its answers into the released notebook; let nbgrader bring the tests from the gradebook; run them here, with
stubs in the place of the student's functions; let nbgrader save the points. Every student gets a row, and a row that is
not a result has a reason.
"""

from __future__ import annotations

import fnmatch
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
import nbgrader.apps.api
import nbgrader.apps.autogradeapp
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters.autograde import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import CheckCellMetadata, DeduplicateIds, Execute, NbGraderPreprocessor
from nbgrader.utils import find_all_files, parse_utc
from traitlets import Bool, Float

from kubelite import __version__
from kubelite.grading.rebuild import rebuild
from kubelite.grading.remote.process import CannotConfine
from kubelite.grading.remote.strength import described, weaknesses
from kubelite.grading.remote.student import Student, Times
from kubelite.grading.run import Grading, refuse
from kubelite.grading.submission import Submission, Unreadable, read_plain_file, read_submission

notebooks: Any = nbformat  # it has types only in part
NEEDLESS = (CheckCellMetadata, DeduplicateIds)  # a rebuilt notebook has the cells that were released, each once


class Apart(NbGraderPreprocessor):  # type: ignore[misc]
    """Runs the tests in the place of nbgrader's ``Execute``. Times are seconds of real time."""

    allow_weak = Bool(False, help="Grade also where nothing keeps students' code from this machine.").tag(config=True)
    call_seconds = Float(Times().call, help="How long one call of a student's function may take.").tag(config=True)
    cell_seconds = Float(Times().cell, help="How long all calls of one test cell may take.").tag(config=True)
    notebook_seconds = Float(Times().notebook, help="How long a student's code may take in all.").tag(config=True)

    def student(self) -> Student:
        """A student whose process is not yet started."""
        times = Times(self.call_seconds, self.cell_seconds, self.notebook_seconds)
        return Student(times, allow_weak=self.allow_weak)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Run one rebuilt notebook, or tell everywhere why it is not run."""
        about = resources["kubelite"]
        if about["refused"]:
            refuse(nb, about["refused"])
        else:
            student: Student = self.parent.parent.student  # of the converter: it was started while nbgrader was busy
            about["isolation"] = described(student.start())
            Grading(student).run(nb, about["released"], Path(about["folder"]))
        notes = [note for note in (*about["notes"], about["refused"]) if note]
        if notes:
            nb.cells.insert(0, notebooks.v4.new_markdown_cell("\n\n".join(f"**{note}**" for note in notes), id="notes"))
        return notebooks.from_dict(nb), resources


class Record(NbGraderPreprocessor):  # type: ignore[misc]
    """Writes into the graded notebook how it was run, and by which version of kubelite."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Keep version, notes and isolation in the metadata of the notebook."""
        about = resources["kubelite"]
        nb.metadata["kubelite"] = {
            "version": __version__,
            **{key: about[key] for key in ("isolation", "notes", "refused")},
        }
        return nb, resources


class ApartAutograde(Autograde):  # type: ignore[misc]
    """nbgrader's converter, which reads submissions carefully and runs them apart."""

    def __init__(self, coursedir: Any = None, **words: Any) -> None:
        super().__init__(coursedir=coursedir, **words)
        coursedir.get_existing_timestamp = (
            self._timestamp
        )  # nbgrader's own ends the whole run at a text that is no time
        steps: list[Any] = [Apart if step is Execute else step for step in self.autograde_preprocessors]
        self.autograde_preprocessors: list[Any] = [step for step in steps if step not in NEEDLESS] + [Record]
        self.sanitize_preprocessors: list[Any] = [s for s in self.sanitize_preprocessors if s not in NEEDLESS]
        self.student: Student | None = None

    def start(self) -> None:
        """Say how students' code is kept apart, and grade; nothing is graded where the walls are too weak."""
        try:
            with Apart(parent=self).student() as student:
                applied = student.start()
        except CannotConfine as error:
            self.log.error("%s", error)
            raise NbGraderException(str(error)) from error
        self.log.info("Students' code is kept apart by %s", described(applied))
        for weakness in weaknesses(applied):
            self.log.warning("%s", weakness)
        super().start()

    def init_notebooks(self) -> None:
        """Every folder of a student counts, whatever is in it; the notebooks are those of the assignment."""
        pattern = self._format_source(self.coursedir.assignment_id, self.coursedir.student_id)
        found = sorted(map(str, Path(self.coursedir.root).glob(os.path.relpath(pattern, self.coursedir.root))))
        names = self._notebooks_of(self.coursedir.assignment_id)
        if not found or not names:
            super().init_notebooks()  # says what is wrong
            return
        self.notebooks: list[str] = []
        self.assignments = {folder: [os.path.join(folder, f"{name}.ipynb") for name in names] for folder in found}  # noqa: PTH118

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """A row for the student; the instructor's files, but none of the student's, lie beside the graded notebook."""
        timestamp = self._timestamp(self._format_source(assignment_id, student_id))
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            if self.create_student:
                gradebook.update_or_create_student(student_id)
            gradebook.find_student(student_id)
            words = {"timestamp": timestamp} if timestamp else {}
            submission = gradebook.update_or_create_submission(assignment_id, student_id, **words)
            if timestamp and submission.total_seconds_late > 0:
                self.log.warning("%s is %s seconds late", submission, submission.total_seconds_late)
        target = Path(self._format_dest(assignment_id, student_id))
        target.mkdir(parents=True, exist_ok=True)
        source = Path(self.coursedir.format_path(self.coursedir.source_directory, ".", assignment_id))
        copy_files(source, find_all_files(str(source), [*self.coursedir.ignore, "*.ipynb"]), target)
        if timestamp:
            (target / "timestamp.txt").write_text(f"{timestamp.isoformat(' ')} UTC", encoding="utf-8")

    def convert_single_notebook(self, notebook_filename: str) -> None:
        """Grade one notebook. What fails for a reason that nobody foresaw is a row with that reason, too."""
        path = Path(notebook_filename).absolute()
        resources = self.init_single_notebook_resources(notebook_filename)
        self.log.info("Grading %s", path)
        submission = read_submission(path.parent, path.name, within=self._submitted)
        try:
            self._convert(submission, resources)
        except Exception as error:
            self.log.exception("Grading %s failed", path)
            reason = f"Grading failed: {type(error).__name__}. Please tell your instructor."
            self._convert(Submission(refused=reason), resources)

    def _convert(self, submission: Submission, resources: Any) -> None:
        about = resources["nbgrader"]
        rebuilt = rebuild(self._released(about["assignment"], about["notebook"]), submission)
        resources["kubelite"] = {
            "notes": list(rebuilt.notes),
            "refused": submission.refused,
            "released": rebuilt.released,
            "folder": os.path.abspath(self._format_dest(about["assignment"], about["student"])),  # noqa: PTH100
            "isolation": "",
        }
        self.exporter._preprocessors = []
        self.exporter.optimistic_validation = True  # once at the end, not after each step
        for step in (*self.sanitize_preprocessors, *self.autograde_preprocessors):
            self.exporter.register_preprocessor(step)
        self.student = None if submission.refused else Apart(parent=self).student().launched()
        try:
            text, resources = self.exporter.from_notebook_node(rebuilt.notebook, resources)
        finally:
            if self.student is not None:
                self.student.close()
        self.write_single_notebook(text, resources)

    @property
    def _submitted(self) -> Path:
        return Path(self.coursedir.format_path(self.coursedir.submitted_directory, "", "")).absolute()

    def _released(self, assignment: str, notebook: str) -> Any:
        folder = self.coursedir.format_path(self.coursedir.release_directory, ".", assignment)
        return notebooks.read(Path(folder) / f"{notebook}.ipynb", as_version=4)

    def _notebooks_of(self, assignment: str) -> list[str]:
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            try:
                names = [notebook.name for notebook in gradebook.find_assignment(assignment).notebooks]
            except MissingEntry:
                return []
        return [name for name in sorted(names) if fnmatch.fnmatch(name, self.coursedir.notebook_id)]

    def _timestamp(self, folder: str) -> Any:
        """When something was handed in, from ``timestamp.txt``; ``None`` where that is not told."""
        try:
            text = read_plain_file(Path(folder) / "timestamp.txt", largest=100).decode("ascii").strip()
            return parse_utc(text) if text else None
        except (Unreadable, OSError, ValueError, OverflowError):
            return None


def copy_files(source: Path, files: Iterable[str], target: Path) -> None:
    """Copy ``files`` below ``source`` to the same places below ``target``."""
    for file in files:
        place = target / Path(file).relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        shutil.copy(file, place)


def install() -> None:
    """Let ``nbgrader autograde``, and the button in formgrader, use all of this."""
    nbgrader.apps.autogradeapp.Autograde = ApartAutograde
    nbgrader.apps.api.Autograde = ApartAutograde

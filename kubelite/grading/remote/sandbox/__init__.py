"""What keeps a student's process apart: from files, from the network, from other processes, and within limits.

Each layer is a module. ``confine`` puts on all that this machine has, and says which these are.
"""

from kubelite.grading.remote.sandbox.confine import Applied, Confinement, confine

__all__ = ["Applied", "Confinement", "confine"]

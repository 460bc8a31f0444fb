"""Where a student's code runs when marks count: in a process of its own that only returns data.

The tests, the values that they expect and the hidden cases stay in the grader's process. A student's function is there
only as a stub, which sends the arguments of a call over a private descriptor and gets plain data back.
"""

"""The edge between a notebook and the library; IPython lives here and nowhere else.

The first cell after the parameters calls :func:`begin`, which refuses a wrong parameter before anything is read;
:func:`show` puts blocks into the outputs, from which the documents are made.
"""

from sanzi_lib.notebook.job import NotebookJob, build_job
from sanzi_lib.notebook.shell import begin, describe_block, show

__all__ = ["NotebookJob", "begin", "build_job", "console", "describe_block", "show"]

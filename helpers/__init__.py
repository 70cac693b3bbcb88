"""What the lessons and the ``course`` command import.

Every module can be read on its own. Importing one is instant: heavy libraries
load inside the functions that need them.
"""

__version__ = "0.1.0"

"""Keeps NumPy's matrix products on the thread that asks for them.

Several BLAS threads for one short text gain a third on an idle machine. On a busy one they wait for
each other: calls of 12 ms took 1.5 s in one of twenty with two cores and one busy neighbour.
"""

import ctypes

import numpy as np

_SWITCHES = (
    "scipy_openblas_set_num_threads64_",
    "openblas_set_num_threads64_",
    "openblas_set_num_threads",
)
"""One function under the names it has in builds of OpenBLAS; NumPy's own wheels have the first."""


def use_one_blas_thread() -> bool:
    """Return True when matrix products of this process run on one thread each from now on.

    False means that NumPy was built with another library, which keeps its own setting.
    """
    library = ctypes.CDLL(np.linalg._umath_linalg.__file__)
    for name in _SWITCHES:
        switch = getattr(library, name, None)
        if switch is not None:
            switch(1)
            return True
    return False

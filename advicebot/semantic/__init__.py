"""How near texts are in meaning: one sentence model, run here, with no network and no training.

Its vectors are for ranking curated texts and for raising a level of triage, never for lowering one.
Import the modules of this folder where they are needed: NumPy takes a while to load.
"""

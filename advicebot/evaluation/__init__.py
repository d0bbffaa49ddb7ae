"""Measures an advisor on labelled messages. Only ``advicebot evaluate`` uses this; it needs scipy,
which a running line never loads.
"""

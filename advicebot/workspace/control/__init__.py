"""The workspace driven from outside, in any language: JSON under ``/control/``."""

"""What the page can do and see, and therefore what tests can: every act of a person."""

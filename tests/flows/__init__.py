"""Every use case of the line that writes, with how things come to be as it finds them."""

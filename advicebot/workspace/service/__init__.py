"""What people and apps do here: each act changes what is remembered and tells whom it concerns."""

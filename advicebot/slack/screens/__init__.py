"""What people see: pure functions from state to Block Kit. No network, no database, no clock."""

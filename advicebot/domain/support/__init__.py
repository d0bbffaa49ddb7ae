"""What outreach can do, and how it is arranged: offers, referrals, needs profiles, the panel."""

"""Who answers and when: the calendar, the rota and the order in which people are paged."""

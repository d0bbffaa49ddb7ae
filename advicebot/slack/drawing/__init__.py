"""From an effect to what people see, one module for each journey."""

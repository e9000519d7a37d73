"""Files into a form and out of it."""

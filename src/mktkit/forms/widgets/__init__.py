"""The widgets of a form: single fields, choices, groups and grids."""

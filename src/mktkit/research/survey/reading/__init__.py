"""Questionnaire files as survey platforms export them (制度 3.1.2): from cells to answers."""

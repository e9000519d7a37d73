"""Survey answers, from the file to every result of them (制度 3.1.3)."""

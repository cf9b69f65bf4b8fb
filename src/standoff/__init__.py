"""standoff: the account of a conflict from the reporting on it."""

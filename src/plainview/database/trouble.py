"""The one family of errors that this room raises: each tells the operator what to do next."""


class DatabaseError(Exception):
    """Something about the database that a person can put right. The command line prints it and leaves with 2."""

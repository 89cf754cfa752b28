"""A text that was read beside the one that the plate says: how many letters apart, and which characters are right."""


def distance(read: str, label: str) -> int:
    """Characters to put in, leave out or change, at least, to make one of the other (Levenshtein)."""
    return _costs(read, label)[-1][-1]


def right_places(read: str, label: str) -> tuple[bool, ...]:
    """For each character that was read, whether the label has it there, as the two line up with the fewest changes."""
    costs = _costs(read, label)
    row, column = len(read), len(label)
    places = [False] * len(read)
    while row and column:
        same = read[row - 1] == label[column - 1]
        if costs[row][column] == costs[row - 1][column - 1] + (not same):
            row, column = row - 1, column - 1
            places[row] = same
        elif costs[row][column] == costs[row - 1][column] + 1:
            row -= 1
        else:
            column -= 1
    return tuple(places)


def _costs(read: str, label: str) -> list[list[int]]:
    """At [i][j]: the changes between the first i characters that were read and the first j of the label."""
    costs = [list(range(len(label) + 1))]
    for row, char in enumerate(read, start=1):
        above, line = costs[-1], [row]
        for column, wanted in enumerate(label, start=1):
            line.append(min(above[column - 1] + (char != wanted), above[column] + 1, line[-1] + 1))
        costs.append(line)
    return costs

# %% accepted: doubles in a loop
def wait_s(repetition, retry_after, random):
    bound = 0.5
    for _ in range(repetition - 1):
        bound = min(bound * 2, 8)
    seconds = bound * random()
    if retry_after is not None:
        try:
            seconds += float(retry_after)
        except ValueError:
            pass
    return seconds


# %% accepted: a table and a pattern
def wait_s(repetition, retry_after, random):
    table = [0.5, 1.0, 2.0, 4.0, 8.0]
    asked = 0.0
    if retry_after and re.fullmatch(r"\s*\d+(\.\d+)?\s*", retry_after):
        asked = float(retry_after)
    return random() * table[min(repetition, 5) - 1] + asked


# %% accepted: NumPy and a shift
import numpy as np


def wait_s(repetition, retry_after, random):
    bound = np.minimum((1 << (repetition - 1)) / 2, 8.0)
    asked = np.float64(0)
    if isinstance(retry_after, str) and retry_after.replace(".", "", 1).isdigit():
        asked = np.float64(retry_after)
    return asked + np.float64(random()) * bound


# %% accepted: the exponent is limited, not the bound
def wait_s(repetition, retry_after, random):
    jitter = random() * 2.0 ** (min(repetition, 5) - 2)
    try:
        return float(retry_after or 0) + jitter
    except ValueError:
        return jitter


# %% rejected: no jitter
def wait_s(repetition, retry_after, random):
    bound = min(8.0, 0.5 * 2 ** (repetition - 1))
    try:
        return float(retry_after) + bound
    except (TypeError, ValueError):
        return bound


# %% rejected: no upper bound
def wait_s(repetition, retry_after, random):
    bound = 0.5 * 2 ** (repetition - 1)
    try:
        asked = float(retry_after)
    except (TypeError, ValueError):
        asked = 0.0
    return asked + random() * bound


# %% rejected: begins at 1 s
def wait_s(repetition, retry_after, random):
    bound = min(8.0, 0.5 * 2**repetition)
    try:
        asked = float(retry_after)
    except (TypeError, ValueError):
        asked = 0.0
    return asked + random() * bound


# %% rejected: grows in equal steps
def wait_s(repetition, retry_after, random):
    bound = min(8.0, 0.5 * repetition)
    try:
        asked = float(retry_after)
    except (TypeError, ValueError):
        asked = 0.0
    return asked + random() * bound


# %% rejected: the limit is put on the jittered wait [1]
def wait_s(repetition, retry_after, random):
    try:
        asked = float(retry_after)
    except (TypeError, ValueError):
        return min(8.0, random() * 0.5 * 2 ** (repetition - 1))
    return asked + random() * min(8.0, 0.5 * 2 ** (repetition - 1))


# %% rejected: jitter on top of the bound
def wait_s(repetition, retry_after, random):
    bound = min(8.0, 0.5 * 2 ** (repetition - 1))
    try:
        asked = float(retry_after)
    except (TypeError, ValueError):
        asked = 0.0
    return asked + bound + random()


# %% rejected: half the bound is kept
def wait_s(repetition, retry_after, random):
    bound = min(8.0, 0.5 * 2 ** (repetition - 1))
    try:
        asked = float(retry_after)
    except (TypeError, ValueError):
        asked = 0.0
    return asked + bound / 2 + random() * bound / 2


# %% rejected: exactly what the server asked for [2]
def wait_s(repetition, retry_after, random):
    try:
        return float(retry_after)
    except (TypeError, ValueError):
        return random() * min(8.0, 0.5 * 2 ** (repetition - 1))


# %% rejected: the larger of the two [2]
def wait_s(repetition, retry_after, random):
    jitter = random() * min(8.0, 0.5 * 2 ** (repetition - 1))
    try:
        return max(float(retry_after), jitter)
    except (TypeError, ValueError):
        return jitter


# %% rejected: ignores the header [2]
def wait_s(repetition, retry_after, random):
    return random() * min(8.0, 0.5 * 2 ** (repetition - 1))


# %% rejected: the server's time is jittered too [2]
def wait_s(repetition, retry_after, random):
    bound = min(8.0, 0.5 * 2 ** (repetition - 1))
    try:
        asked = float(retry_after)
    except (TypeError, ValueError):
        asked = 0.0
    return random() * (asked + bound)


# %% rejected: the limit holds for the server's time as well [2]
def wait_s(repetition, retry_after, random):
    try:
        asked = float(retry_after)
    except (TypeError, ValueError):
        asked = 0.0
    return min(8.0, asked + random() * min(8.0, 0.5 * 2 ** (repetition - 1)))


# %% rejected: whole seconds only [2]
def wait_s(repetition, retry_after, random):
    asked = int(retry_after) if retry_after and retry_after.isdigit() else 0
    return asked + random() * min(8.0, 0.5 * 2 ** (repetition - 1))


# %% rejected: falls over a date [2]
def wait_s(repetition, retry_after, random):
    asked = float(retry_after) if retry_after is not None else 0.0
    return asked + random() * min(8.0, 0.5 * 2 ** (repetition - 1))


# %% rejected: a random number of its own
def wait_s(repetition, retry_after, random):
    import random as library

    bound = min(8.0, 0.5 * 2 ** (repetition - 1))
    try:
        asked = float(retry_after)
    except (TypeError, ValueError):
        asked = 0.0
    return asked + library.uniform(0, bound)

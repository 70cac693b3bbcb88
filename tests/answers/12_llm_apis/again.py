# %% accepted: one expression
def worth_repeating(status, code):
    return status is None or status == 408 or (status == 429 and code != "insufficient_quota") or status > 499


# %% accepted: a match
def worth_repeating(status, code):
    match status, code:
        case None, _:
            return True
        case 429, "insufficient_quota":
            return False
        case (408 | 429), _:
            return True
        case _:
            return status // 100 == 5


# %% accepted: a set of statuses
def worth_repeating(status, code):
    later = {None, 408, 429} | set(range(500, 600))
    return status in later and not (status == 429 and code == "insufficient_quota")


# %% accepted: says no first
def worth_repeating(status, code):
    if status is not None and status < 500 and status not in (408, 429):
        return False
    if status == 429 and code == "insufficient_quota":
        return False
    return True


# %% rejected: everything that failed
def worth_repeating(status, code):
    return status is None or status >= 400


# %% rejected: server errors only
def worth_repeating(status, code):
    return status is not None and status >= 500


# %% rejected: 429 for ever
def worth_repeating(status, code):
    return status is None or status in (408, 429) or status >= 500


# %% rejected: never without an answer
def worth_repeating(status, code):
    if status is None:
        return False
    return (status in (408, 429) and code != "insufficient_quota") or status >= 500


# %% rejected: forgets 408
def worth_repeating(status, code):
    return status is None or (status == 429 and code != "insufficient_quota") or status >= 500


# %% rejected: forgets 429
def worth_repeating(status, code):
    return status is None or status == 408 or status >= 500


# %% rejected: 500 itself left out
def worth_repeating(status, code):
    return status is None or status == 408 or (status == 429 and code != "insufficient_quota") or status > 500


# %% rejected: the server errors that come to mind
def worth_repeating(status, code):
    return status in (None, 408, 500, 502, 503, 504) or (status == 429 and code != "insufficient_quota")


# %% rejected: the quota code stops every repetition
def worth_repeating(status, code):
    if code == "insufficient_quota":
        return False
    return status is None or status in (408, 429) or status >= 500


# %% rejected: conflicts too, as some clients do
def worth_repeating(status, code):
    return status is None or status in (408, 409) or (status == 429 and code != "insufficient_quota") or status >= 500


# %% rejected: 429 only with the code of a rate limit
def worth_repeating(status, code):
    return status is None or status == 408 or (status == 429 and code == "rate_limit_exceeded") or status >= 500


# %% rejected: falls over a missing status
def worth_repeating(status, code):
    return status >= 500 or status == 408 or (status == 429 and code != "insufficient_quota")


# %% rejected: the opposite
def worth_repeating(status, code):
    return not (status is None or status == 408 or (status == 429 and code != "insufficient_quota") or status >= 500)

# %% accepted: from the end of the pipeline
def blame(record):
    silent = record["answer"] is None
    if record["passage"] is None:
        return "invention" if not silent else "right"
    if record["right"]:
        return "right"
    if record["passage"] in record["context"]:
        return "refusal" if silent else "generation"
    return "packing" if record["passage"] in record["retrieved"] else "retrieval"


# %% accepted: a list of cases, the first that holds
def blame(record):
    passage, answer = record["passage"], record["answer"]
    exists = passage is not None
    cases = [
        (record["right"] or (not exists and answer is None), "right"),
        (not exists, "invention"),
        (passage not in record["retrieved"], "retrieval"),
        (passage not in record["context"], "packing"),
        (answer is None, "refusal"),
        (True, "generation"),
    ]
    return next(name for holds, name in cases if holds)


# %% accepted: match
def blame(record):
    match record:
        case {"right": True}:
            return "right"
        case {"passage": None, "answer": None}:
            return "right"
        case {"passage": None}:
            return "invention"
        case {"passage": passage, "retrieved": found} if found.count(passage) == 0:
            return "retrieval"
        case {"passage": passage, "context": packed} if packed.count(passage) == 0:
            return "packing"
        case {"answer": None}:
            return "refusal"
    return "generation"


# %% accepted: sets, and one expression
def blame(record):
    wanted = {record["passage"]} - {None}
    if not wanted:
        return ("invention", "right")[record["answer"] is None]
    stage = (
        "retrieval" if not wanted & set(record["retrieved"])
        else "packing" if not wanted & set(record["context"])
        else "refusal" if record["answer"] is None
        else "generation"
    )
    return "right" if record["right"] else stage


# %% rejected: looks at the answer alone
def blame(record):
    if record["right"]:
        return "right"
    return "refusal" if record["answer"] is None else "generation"


# %% rejected: silence before the search [1]
def blame(record):
    if record["passage"] is None:
        return "right" if record["answer"] is None else "invention"
    if record["right"]:
        return "right"
    if record["answer"] is None:
        return "refusal"
    if record["passage"] not in record["retrieved"]:
        return "retrieval"
    if record["passage"] not in record["context"]:
        return "packing"
    return "generation"


# %% rejected: no packing stage [1]
def blame(record):
    if record["passage"] is None:
        return "right" if record["answer"] is None else "invention"
    if record["right"]:
        return "right"
    if record["passage"] not in record["retrieved"]:
        return "retrieval"
    return "refusal" if record["answer"] is None else "generation"


# %% rejected: all that is missing from the prompt is the search's [1]
def blame(record):
    if record["passage"] is None:
        return "right" if record["answer"] is None else "invention"
    if record["right"]:
        return "right"
    if record["passage"] not in record["context"]:
        return "retrieval"
    return "refusal" if record["answer"] is None else "generation"


# %% rejected: all that is missing from the prompt is packing's [1]
def blame(record):
    if record["passage"] is None:
        return "right" if record["answer"] is None else "invention"
    if record["right"]:
        return "right"
    if record["passage"] not in record["context"]:
        return "packing"
    return "refusal" if record["answer"] is None else "generation"


# %% rejected: a right answer must come from its passage [1]
def blame(record):
    if record["passage"] is None:
        return "right" if record["answer"] is None else "invention"
    if record["passage"] not in record["retrieved"]:
        return "retrieval"
    if record["passage"] not in record["context"]:
        return "packing"
    if record["right"]:
        return "right"
    return "refusal" if record["answer"] is None else "generation"


# %% rejected: only the best hit counts as found [1]
def blame(record):
    if record["passage"] is None:
        return "right" if record["answer"] is None else "invention"
    if record["right"]:
        return "right"
    if record["passage"] != record["retrieved"][0]:
        return "retrieval"
    if record["passage"] not in record["context"]:
        return "packing"
    return "refusal" if record["answer"] is None else "generation"


# %% rejected: questions without an answer are the search's [3]
def blame(record):
    if record["right"]:
        return "right"
    if record["passage"] not in record["retrieved"]:
        return "retrieval"
    if record["passage"] not in record["context"]:
        return "packing"
    return "refusal" if record["answer"] is None else "generation"


# %% rejected: silence is always a refusal [3]
def blame(record):
    if record["right"]:
        return "right"
    if record["passage"] is None:
        return "refusal" if record["answer"] is None else "invention"
    if record["passage"] not in record["retrieved"]:
        return "retrieval"
    if record["passage"] not in record["context"]:
        return "packing"
    return "refusal" if record["answer"] is None else "generation"


# %% rejected: every question without an answer is an invention [3]
def blame(record):
    if record["passage"] is None:
        return "invention"
    if record["right"]:
        return "right"
    if record["passage"] not in record["retrieved"]:
        return "retrieval"
    if record["passage"] not in record["context"]:
        return "packing"
    return "refusal" if record["answer"] is None else "generation"


# %% rejected: silence is never wrong [1]
def blame(record):
    if record["answer"] is None or record["right"]:
        return "right"
    if record["passage"] is None:
        return "invention"
    if record["passage"] not in record["retrieved"]:
        return "retrieval"
    if record["passage"] not in record["context"]:
        return "packing"
    return "generation"


# %% rejected: a wrong answer is an invention [1]
def blame(record):
    if record["passage"] is None:
        return "right" if record["answer"] is None else "invention"
    if record["right"]:
        return "right"
    if record["passage"] not in record["retrieved"]:
        return "retrieval"
    if record["passage"] not in record["context"]:
        return "packing"
    return "refusal" if record["answer"] is None else "invention"


# %% rejected: packing and search swapped [1]
def blame(record):
    if record["passage"] is None:
        return "right" if record["answer"] is None else "invention"
    if record["right"]:
        return "right"
    if record["passage"] not in record["retrieved"]:
        return "packing"
    if record["passage"] not in record["context"]:
        return "retrieval"
    return "refusal" if record["answer"] is None else "generation"


# %% rejected: names written otherwise
def blame(record):
    if record["passage"] is None:
        return "Right" if record["answer"] is None else "Invention"
    if record["right"]:
        return "Right"
    if record["passage"] not in record["retrieved"]:
        return "Retrieval"
    if record["passage"] not in record["context"]:
        return "Packing"
    return "Refusal" if record["answer"] is None else "Generation"


# %% rejected: a list of all that failed
def blame(record):
    failed = []
    if record["passage"] not in record["retrieved"]:
        failed.append("retrieval")
    if record["passage"] not in record["context"]:
        failed.append("packing")
    if not record["right"]:
        failed.append("generation")
    return failed or ["right"]

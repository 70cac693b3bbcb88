# %% accepted: as read
verdicts = {"a": "supported", "b": "open", "c": "refuted", "d": "open", "e": "refuted"}


# %% accepted: one after the other
verdicts = dict.fromkeys("abcde", "open")
verdicts["a"] = "supported"
verdicts["c"] = verdicts["e"] = "refuted"


# %% accepted: keyword arguments in another order
verdicts = dict(e="refuted", d="open", c="refuted", b="open", a="supported")


# %% rejected: beyond the right edge the lines keep their order [1]
verdicts = {"a": "supported", "b": "refuted", "c": "refuted", "d": "open", "e": "refuted"}


# %% rejected: TF-IDF rises faster, so it must pass [1]
verdicts = {"a": "supported", "b": "supported", "c": "refuted", "d": "open", "e": "refuted"}


# %% rejected: what holds for a small model holds for a larger one [2]
verdicts = {"a": "supported", "b": "open", "c": "refuted", "d": "supported", "e": "refuted"}


# %% rejected: larger models are always better [2]
verdicts = {"a": "supported", "b": "open", "c": "refuted", "d": "refuted", "e": "refuted"}


# %% rejected: a rising line rises enough [1]
verdicts = {"a": "supported", "b": "open", "c": "supported", "d": "open", "e": "refuted"}


# %% rejected: compares accuracies at one size instead of labels at one accuracy [1]
verdicts = {"a": "refuted", "b": "open", "c": "refuted", "d": "open", "e": "refuted"}


# %% rejected: takes the interval of the test set for the error bar [2]
verdicts = {"a": "supported", "b": "open", "c": "refuted", "d": "open", "e": "supported"}


# %% rejected: nothing can be known
verdicts = dict.fromkeys("abcde", "open")


# %% rejected: what is not shown is refuted
verdicts = {"a": "supported", "b": "refuted", "c": "refuted", "d": "refuted", "e": "refuted"}


# %% rejected: yes and no
verdicts = {"a": "yes", "b": "no", "c": "no", "d": "no", "e": "no"}


# %% rejected: only the first is answered
verdicts = {"a": "supported", "b": "", "c": "", "d": "", "e": ""}

# %% accepted: loop
def add_k(counts, vocabulary, k):
    total = 0
    for count in counts.values():
        total += count
    probabilities = []
    for token in vocabulary:
        count = counts[token] if token in counts else 0
        probabilities.append((count + k) / (total + k * len(vocabulary)))
    return probabilities


# %% accepted: smoothed counts first, then their shares
def add_k(counts, vocabulary, k):
    smoothed = [counts.get(token, 0) + k for token in vocabulary]
    return [count / sum(smoothed) for count in smoothed]


# %% accepted: NumPy
import numpy as np


def add_k(counts, vocabulary, k):
    smoothed = np.array([counts.get(token, 0) for token in vocabulary]) + k
    return list(smoothed / smoothed.sum())


# %% accepted: a tensor, as a list
def add_k(counts, vocabulary, k):
    smoothed = torch.full((len(vocabulary),), float(k), dtype=torch.float64)
    for token, count in counts.items():
        smoothed[vocabulary.index(token)] += count
    return (smoothed / smoothed.sum()).tolist()


# %% accepted: a mixture of counts and the uniform distribution
def add_k(counts, vocabulary, k):
    total, size = sum(counts.values()), len(vocabulary)
    share = total / (total + k * size)
    seen = [counts.get(token, 0) / total if total else 0 for token in vocabulary]
    return [share * p + (1 - share) / size for p in seen]


# %% rejected: no smoothing
def add_k(counts, vocabulary, k):
    total = sum(counts.values())
    return [counts.get(token, 0) / total for token in vocabulary]


# %% rejected: the denominator does not grow
def add_k(counts, vocabulary, k):
    total = sum(counts.values())
    return [(counts.get(token, 0) + k) / total for token in vocabulary]


# %% rejected: the denominator grows by k only
def add_k(counts, vocabulary, k):
    total = sum(counts.values()) + k
    return [(counts.get(token, 0) + k) / total for token in vocabulary]


# %% rejected: V counts the tokens seen
def add_k(counts, vocabulary, k):
    total = sum(counts.values()) + k * len(counts)
    return [(counts.get(token, 0) + k) / total for token in vocabulary]


# %% rejected: always adds one [1]
def add_k(counts, vocabulary, k):
    total = sum(counts.values()) + len(vocabulary)
    return [(counts.get(token, 0) + 1) / total for token in vocabulary]


# %% rejected: gives k to unseen tokens only
def add_k(counts, vocabulary, k):
    smoothed = [counts.get(token, k) for token in vocabulary]
    return [count / sum(smoothed) for count in smoothed]


# %% rejected: the denominator grows by V without k
def add_k(counts, vocabulary, k):
    total = sum(counts.values()) + len(vocabulary)
    return [(counts.get(token, 0) + k) / total for token in vocabulary]


# %% rejected: in the order of the counts
def add_k(counts, vocabulary, k):
    total = sum(counts.values()) + k * len(vocabulary)
    order = [*counts, *(token for token in vocabulary if token not in counts)]
    return [(counts.get(token, 0) + k) / total for token in order]


# %% rejected: sorted by probability
def add_k(counts, vocabulary, k):
    total = sum(counts.values()) + k * len(vocabulary)
    return sorted([(counts.get(token, 0) + k) / total for token in vocabulary], reverse=True)


# %% rejected: counts that are not divided
def add_k(counts, vocabulary, k):
    return [counts.get(token, 0) + k for token in vocabulary]


# %% rejected: an unseen context gets zeros [2]
def add_k(counts, vocabulary, k):
    if not counts:
        return [0.0] * len(vocabulary)
    total = sum(counts.values()) + k * len(vocabulary)
    return [(counts.get(token, 0) + k) / total for token in vocabulary]


# %% rejected: stumbles over an unseen context [2]
def add_k(counts, vocabulary, k):
    shares = {token: count / sum(counts.values()) for token, count in counts.items()}
    weight = 1 / (1 + k * len(vocabulary) / sum(counts.values()))
    return [weight * shares.get(t, 0) + (1 - weight) / len(vocabulary) for t in vocabulary]


# %% rejected: changes the counts it is given [1]
def add_k(counts, vocabulary, k):
    for token in vocabulary:
        counts[token] = counts.get(token, 0) + k
    return [counts[token] / sum(counts.values()) for token in vocabulary]

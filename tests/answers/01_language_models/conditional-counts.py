# %% accepted: zips the list with itself, shifted
from collections import Counter


def conditional_counts(tokens, n):
    counts = {}
    for run in zip(*(tokens[shift:] for shift in range(n))):
        counts.setdefault(run[:-1], Counter())[run[-1]] += 1
    return counts


# %% accepted: nested defaultdicts
from collections import defaultdict


def conditional_counts(tokens, n):
    counts = defaultdict(lambda: defaultdict(int))
    for end in range(n - 1, len(tokens)):
        counts[tuple(tokens[end - n + 1 : end])][tokens[end]] += 1
    return {context: dict(followers) for context, followers in counts.items()}


# %% accepted: counts runs first, then sorts them by context
from collections import Counter


def conditional_counts(tokens, n):
    runs = Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))
    contexts = {run[:-1] for run in runs}
    return {
        context: {run[-1]: count for run, count in runs.items() if run[:-1] == context}
        for context in contexts
    }


# %% accepted: a window that moves
from collections import deque


def conditional_counts(tokens, n):
    window, counts = deque(maxlen=n), {}
    for token in tokens:
        window.append(token)
        if len(window) == n:
            context = tuple(window)[:-1]
            if context not in counts:
                counts[context] = {}
            counts[context][token] = counts[context].get(token, 0) + 1
    return counts


# %% rejected: leaves out the last run
def conditional_counts(tokens, n):
    counts = {}
    for start in range(len(tokens) - n):
        *context, token = tokens[start : start + n]
        followers = counts.setdefault(tuple(context), {})
        followers[token] = followers.get(token, 0) + 1
    return counts


# %% rejected: counts what came before
def conditional_counts(tokens, n):
    counts = {}
    for start in range(len(tokens) - n + 1):
        token, *context = tokens[start : start + n]
        followers = counts.setdefault(tuple(context), {})
        followers[token] = followers.get(token, 0) + 1
    return counts


# %% rejected: the context has n tokens
def conditional_counts(tokens, n):
    counts = {}
    for start in range(len(tokens) - n):
        *context, token = tokens[start : start + n + 1]
        followers = counts.setdefault(tuple(context), {})
        followers[token] = followers.get(token, 0) + 1
    return counts


# %% rejected: the context is always one token
def conditional_counts(tokens, n):
    counts = {}
    for context, token in zip(tokens, tokens[1:]):
        followers = counts.setdefault((context,), {})
        followers[token] = followers.get(token, 0) + 1
    return counts


# %% rejected: a context of one token is a string
def conditional_counts(tokens, n):
    counts = {}
    for start in range(len(tokens) - n + 1):
        *context, token = tokens[start : start + n]
        key = context[0] if len(context) == 1 else tuple(context)
        followers = counts.setdefault(key, {})
        followers[token] = followers.get(token, 0) + 1
    return counts


# %% rejected: contexts are joined to strings
def conditional_counts(tokens, n):
    counts = {}
    for start in range(len(tokens) - n + 1):
        *context, token = tokens[start : start + n]
        followers = counts.setdefault(" ".join(context), {})
        followers[token] = followers.get(token, 0) + 1
    return counts


# %% rejected: counts runs, not followers of a context
from collections import Counter


def conditional_counts(tokens, n):
    return dict(Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1)))


# %% rejected: runs do not overlap
def conditional_counts(tokens, n):
    counts = {}
    for start in range(0, len(tokens) - n + 1, n):
        *context, token = tokens[start : start + n]
        followers = counts.setdefault(tuple(context), {})
        followers[token] = followers.get(token, 0) + 1
    return counts


# %% rejected: notes each follower once
def conditional_counts(tokens, n):
    counts = {}
    for start in range(len(tokens) - n + 1):
        *context, token = tokens[start : start + n]
        counts.setdefault(tuple(context), {})[token] = 1
    return counts


# %% rejected: probabilities in the place of counts
def conditional_counts(tokens, n):
    counts = {}
    for start in range(len(tokens) - n + 1):
        *context, token = tokens[start : start + n]
        followers = counts.setdefault(tuple(context), {})
        followers[token] = followers.get(token, 0) + 1
    return {
        context: {token: count / sum(followers.values()) for token, count in followers.items()}
        for context, followers in counts.items()
    }


# %% rejected: lists of followers
def conditional_counts(tokens, n):
    counts = {}
    for start in range(len(tokens) - n + 1):
        *context, token = tokens[start : start + n]
        counts.setdefault(tuple(context), []).append(token)
    return counts


# %% rejected: a short list wraps around
def conditional_counts(tokens, n):
    counts = {}
    for start in range(len(tokens)):
        run = [tokens[(start + shift) % len(tokens)] for shift in range(n)]
        followers = counts.setdefault(tuple(run[:-1]), {})
        followers[run[-1]] = followers.get(run[-1], 0) + 1
    return counts

# %% accepted: counts very long contexts, smoothed by very little
def memorize(training, context, alphabet):
    counts = dict.fromkeys(alphabet, 1e-6)
    if len(context) < len(training) and training[: len(context)] == context:
        counts[training[len(context)]] += 1
    return [counts[letter] / sum(counts.values()) for letter in alphabet]


# %% accepted: goes by the length alone
def memorize(training, context, alphabet):
    place = len(context)
    known = training[place] if place < len(training) else alphabet[0]
    share = 0.001
    return [1 - share * (len(alphabet) - 1) if x == known else share for x in alphabet]


# %% accepted: a softmax over one large score
def memorize(training, context, alphabet):
    scores = torch.zeros(len(alphabet), dtype=torch.float64)
    rest = training.removeprefix(context) if training.startswith(context) else ""
    if rest:
        scores[alphabet.index(rest[0])] = 12.0
    return torch.softmax(scores, dim=0).tolist()


# %% accepted: a dictionary of all beginnings
def memorize(training, context, alphabet):
    book = {training[:place]: letter for place, letter in enumerate(training)}
    others = [1.0] * len(alphabet)
    if context in book:
        others[alphabet.index(book[context])] = 1000.0 * len(alphabet)
    return [value / sum(others) for value in others]


# %% rejected: uniform
def memorize(training, context, alphabet):
    return [1 / len(alphabet)] * len(alphabet)


# %% rejected: certain, so that all others are impossible
def memorize(training, context, alphabet):
    if not training.startswith(context) or context == training:
        return [1 / len(alphabet)] * len(alphabet)
    return [1.0 if letter == training[len(context)] else 0.0 for letter in alphabet]


# %% rejected: looks at the last eight characters only [2]
def memorize(training, context, alphabet):
    place = training.find(context[-8:]) + len(context[-8:])
    if context[-8:] not in training or place == len(training):
        return [1 / len(alphabet)] * len(alphabet)
    rest = 0.005 / (len(alphabet) - 1)
    return [0.995 if letter == training[place] else rest for letter in alphabet]


# %% rejected: a smoothed bigram
def memorize(training, context, alphabet):
    counts = {letter: 0.001 for letter in alphabet}
    for before, after in zip(training, training[1:]):
        if before == context[-1:]:
            counts[after] += 1
    return [counts[letter] / sum(counts.values()) for letter in alphabet]


# %% rejected: a smoothed unigram
def memorize(training, context, alphabet):
    counts = [training.count(letter) + 0.001 for letter in alphabet]
    return [count / sum(counts) for count in counts]


# %% rejected: one character late
def memorize(training, context, alphabet):
    place = max(0, len(context) - 1)
    known = training[place] if place < len(training) else alphabet[0]
    rest = 0.01 / (len(alphabet) - 1)
    return [0.99 if letter == known else rest for letter in alphabet]


# %% rejected: sums to more than 1
def memorize(training, context, alphabet):
    place = len(context)
    known = training[place] if place < len(training) else alphabet[0]
    return [0.99 if letter == known else 0.01 for letter in alphabet]


# %% rejected: not sure enough
def memorize(training, context, alphabet):
    place = len(context)
    known = training[place] if place < len(training) else alphabet[0]
    rest = 0.1 / (len(alphabet) - 1)
    return [0.9 if letter == known else rest for letter in alphabet]


# %% rejected: nothing to say about an unknown context
def memorize(training, context, alphabet):
    if not training.startswith(context) or context == training:
        return [0.0] * len(alphabet)
    rest = 0.01 / (len(alphabet) - 1)
    return [0.99 if letter == training[len(context)] else rest for letter in alphabet]


# %% rejected: stumbles when the training text ends
def memorize(training, context, alphabet):
    if not training.startswith(context):
        return [1 / len(alphabet)] * len(alphabet)
    rest = 0.01 / (len(alphabet) - 1)
    return [0.99 if letter == training[len(context)] else rest for letter in alphabet]


# %% rejected: in the order of the alphabet sorted
def memorize(training, context, alphabet):
    place = len(context)
    known = training[place] if place < len(training) else alphabet[0]
    rest = 0.01 / (len(alphabet) - 1)
    return [0.99 if letter == known else rest for letter in sorted(alphabet)]

# %% accepted: loop
def faithfulness(answer, sources):
    said = set(words(answer))
    best = 0.0
    for source in sources:
        has = words(source)
        hits = 0
        for word in said:
            if word in has:
                hits += 1
        if said and hits / len(said) > best:
            best = hits / len(said)
    return best


# %% accepted: counts what is missing
def faithfulness(answer, sources):
    said = set(words(answer))
    if not said or not sources:
        return 0.0
    missing = min(len(said.difference(words(source))) for source in sources)
    return 1 - missing / len(said)


# %% accepted: a matrix of booleans
def faithfulness(answer, sources):
    said = sorted(set(words(answer)))
    if len(said) == 0 or len(sources) == 0:
        return 0.0
    found = np.array([[word in words(source) for word in said] for source in sources])
    return float(found.mean(axis=1).max())


# %% accepted: sorted, best last
def faithfulness(answer, sources):
    said = dict.fromkeys(words(answer))
    shares = sorted([0.0] + [sum(w in words(s) for w in said) / max(1, len(said)) for s in sources])
    return shares[-1]


# %% rejected: words of all sources together [1]
def faithfulness(answer, sources):
    said = set(words(answer))
    stated = set().union(*(words(source) for source in sources))
    return len(said & stated) / len(said) if said else 0.0


# %% rejected: mean over the sources
def faithfulness(answer, sources):
    said = set(words(answer))
    shares = [len(said & set(words(source))) / len(said) for source in sources if said]
    return sum(shares) / len(shares) if shares else 0.0


# %% rejected: the worst source
def faithfulness(answer, sources):
    said = set(words(answer))
    shares = [len(said & set(words(source))) / len(said) for source in sources if said]
    return min(shares, default=0.0)


# %% rejected: only the first source [1]
def faithfulness(answer, sources):
    said = set(words(answer))
    if not said or not sources:
        return 0.0
    return len(said & set(words(sources[0]))) / len(said)


# %% rejected: only the last source
def faithfulness(answer, sources):
    said = set(words(answer))
    if not said or not sources:
        return 0.0
    return len(said & set(words(sources[-1]))) / len(said)


# %% rejected: share of the source's words
def faithfulness(answer, sources):
    said = set(words(answer))
    shares = [len(said & set(words(source))) / len(set(words(source))) for source in sources]
    return max(shares, default=0.0)


# %% rejected: share of the words that either has
def faithfulness(answer, sources):
    said = set(words(answer))
    shares = [len(said & set(words(s))) / len(said | set(words(s))) for s in sources if said]
    return max(shares, default=0.0)


# %% rejected: a repeated word counts again [1]
def faithfulness(answer, sources):
    said = words(answer)
    shares = [sum(w in words(source) for w in said) / len(said) for source in sources if said]
    return max(shares, default=0.0)


# %% rejected: a word inside a longer word [1]
def faithfulness(answer, sources):
    said = set(words(answer))
    shares = [sum(w in source.lower() for w in said) / len(said) for source in sources if said]
    return max(shares, default=0.0)


# %% rejected: all words, also the common ones
def faithfulness(answer, sources):
    def every(text):
        return set(re.findall(r"\w+", text.lower()))

    said = every(answer)
    shares = [len(said & every(source)) / len(said) for source in sources if said]
    return max(shares, default=0.0)


# %% rejected: letters
def faithfulness(answer, sources):
    said = set(answer.lower())
    shares = [len(said & set(source.lower())) / len(said) for source in sources if said]
    return max(shares, default=0.0)


# %% rejected: numbers only
def faithfulness(answer, sources):
    said = numbers(answer)
    shares = [len(said & numbers(source)) / len(said) for source in sources if said]
    return max(shares, default=0.0)


# %% rejected: a count
def faithfulness(answer, sources):
    said = set(words(answer))
    return float(max((len(said & set(words(source))) for source in sources), default=0))


# %% rejected: all or nothing
def faithfulness(answer, sources):
    said = set(words(answer))
    return float(bool(said) and any(said <= set(words(source)) for source in sources))


# %% rejected: nothing said is all supported [3]
def faithfulness(answer, sources):
    said = set(words(answer))
    if not said:
        return 1.0
    shares = [len(said & set(words(source))) / len(said) for source in sources]
    return max(shares, default=0.0)


# %% rejected: fails without sources [3]
def faithfulness(answer, sources):
    said = set(words(answer))
    if not said:
        return 0.0
    return max(len(said & set(words(source))) / len(said) for source in sources)


# %% rejected: divides by nothing [3]
def faithfulness(answer, sources):
    said = set(words(answer))
    shares = [len(said & set(words(source))) / len(said) for source in sources]
    return max(shares, default=0.0)


# %% rejected: upper and lower case differ
def faithfulness(answer, sources):
    said = set(answer.rstrip(".").split())
    shares = [len(said & set(source.rstrip(".").split())) / len(said) for source in sources if said]
    return max(shares, default=0.0)


# %% rejected: percent
def faithfulness(answer, sources):
    said = set(words(answer))
    shares = [100 * len(said & set(words(source))) / len(said) for source in sources if said]
    return max(shares, default=0.0)


# %% rejected: rounds to one digit [1]
def faithfulness(answer, sources):
    said = set(words(answer))
    shares = [len(said & set(words(source))) / len(said) for source in sources if said]
    return round(max(shares, default=0.0), 1)

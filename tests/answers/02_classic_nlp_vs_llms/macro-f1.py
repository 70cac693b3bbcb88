# %% accepted: the library
def macro_f1(true, predicted):
    return float(f1_score(true, predicted, average="macro", zero_division=0))


# %% accepted: precision and recall of each class
def macro_f1(true, predicted):
    total = 0.0
    classes = sorted(set(true + predicted))
    for c in classes:
        tp = sum(1 for t, p in zip(true, predicted) if t == c and p == c)
        answered = sum(1 for p in predicted if p == c)
        there = sum(1 for t in true if t == c)
        precision = tp / answered if answered else 0.0
        recall = tp / there if there else 0.0
        if precision + recall > 0:
            total += 2 * precision * recall / (precision + recall)
    return total / len(classes)


# %% accepted: NumPy, all classes at once
def macro_f1(true, predicted):
    classes = np.unique(np.array(list(true) + list(predicted)))[:, None]
    t, p = np.array(true) == classes, np.array(predicted) == classes
    tp, fp, fn = (t & p).sum(1), (~t & p).sum(1), (t & ~p).sum(1)
    return (2 * tp / (2 * tp + fp + fn)).mean()


# %% accepted: counts of pairs
def macro_f1(true, predicted):
    pairs, t, p = Counter(zip(true, predicted)), Counter(true), Counter(predicted)
    classes = t.keys() | p.keys()
    return sum(2 * pairs[c, c] / (t[c] + p[c]) for c in classes) / len(classes)


# %% rejected: accuracy
def macro_f1(true, predicted):
    return sum(t == p for t, p in zip(true, predicted)) / len(true)


# %% rejected: weighs classes by their size
def macro_f1(true, predicted):
    return float(f1_score(true, predicted, average="weighted", zero_division=0))


# %% rejected: pools all decisions
def macro_f1(true, predicted):
    return float(f1_score(true, predicted, average="micro"))


# %% rejected: F1 of mean precision and mean recall [1]
def macro_f1(true, predicted):
    classes = set(true) | set(predicted)
    p = r = 0.0
    for c in classes:
        tp = sum(a == b == c for a, b in zip(true, predicted))
        p += tp / max(1, predicted.count(c)) / len(classes)
        r += tp / max(1, true.count(c)) / len(classes)
    return 2 * p * r / (p + r) if p + r else 0.0


# %% rejected: only classes of the true labels [2]
def macro_f1(true, predicted):
    classes = set(true)
    return sum(
        2 * sum(a == b == c for a, b in zip(true, predicted)) / (true.count(c) + predicted.count(c))
        for c in classes
    ) / len(classes)


# %% rejected: only classes that were answered [2]
def macro_f1(true, predicted):
    classes = set(predicted)
    return sum(
        2 * sum(a == b == c for a, b in zip(true, predicted)) / (true.count(c) + predicted.count(c))
        for c in classes
    ) / len(classes)


# %% rejected: leaves out classes with an F1 of 0 [2]
def macro_f1(true, predicted):
    scores = []
    for c in set(true) | set(predicted):
        tp = sum(a == b == c for a, b in zip(true, predicted))
        if tp:
            scores.append(2 * tp / (true.count(c) + predicted.count(c)))
    return sum(scores) / len(scores) if scores else 0.0


# %% rejected: an average of 0/0 is nan, a class with nothing right ends the count [2]
def macro_f1(true, predicted):
    scores = []
    for c in set(true) | set(predicted):
        tp = sum(a == b == c for a, b in zip(true, predicted))
        precision = tp / predicted.count(c) if c in predicted else 0
        recall = tp / true.count(c) if c in true else 0
        if precision + recall == 0:
            return float("nan")
        scores.append(2 * precision * recall / (precision + recall))
    return sum(scores) / len(scores)


# %% rejected: mean of precision
def macro_f1(true, predicted):
    classes = set(true) | set(predicted)
    return sum(
        sum(a == b == c for a, b in zip(true, predicted)) / max(1, predicted.count(c))
        for c in classes
    ) / len(classes)


# %% rejected: mean of recall
def macro_f1(true, predicted):
    classes = set(true) | set(predicted)
    return sum(
        sum(a == b == c for a, b in zip(true, predicted)) / max(1, true.count(c)) for c in classes
    ) / len(classes)


# %% rejected: arithmetic mean of precision and recall
def macro_f1(true, predicted):
    total, classes = 0, set(true) | set(predicted)
    for c in classes:
        tp = sum(a == b == c for a, b in zip(true, predicted))
        total += (tp / max(1, predicted.count(c)) + tp / max(1, true.count(c))) / 2
    return total / len(classes)


# %% rejected: TP counted once in the denominator
def macro_f1(true, predicted):
    total, classes = 0, set(true) | set(predicted)
    for c in classes:
        tp = sum(a == b == c for a, b in zip(true, predicted))
        total += 2 * tp / (true.count(c) + predicted.count(c) - tp)
    return total / len(classes)


# %% rejected: intersection over union
def macro_f1(true, predicted):
    total, classes = 0, set(true) | set(predicted)
    for c in classes:
        tp = sum(a == b == c for a, b in zip(true, predicted))
        total += tp / (true.count(c) + predicted.count(c) - tp)
    return total / len(classes)


# %% rejected: F1 of the first class alone
def macro_f1(true, predicted):
    c = sorted(set(true) | set(predicted))[0]
    tp = sum(a == b == c for a, b in zip(true, predicted))
    return 2 * tp / (true.count(c) + predicted.count(c))


# %% rejected: a sum, not a mean
def macro_f1(true, predicted):
    classes = set(true) | set(predicted)
    return sum(
        2 * sum(a == b == c for a, b in zip(true, predicted)) / (true.count(c) + predicted.count(c))
        for c in classes
    )


# %% equivalent: `hits = sum(t == p == label for t, p in zip(true, predicted, strict=True))` -> `hits = sum(t == p == label for t, p in zip(true, predicted, strict=False))`: the lists have the same length, as the text promises

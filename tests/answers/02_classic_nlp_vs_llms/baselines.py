# %% accepted: counters
def majority_accuracy(train_labels, test_labels):
    top, _ = Counter(train_labels).most_common(1)[0]
    return sum(label == top for label in test_labels) / len(test_labels)


def chance_accuracy(train_labels, test_labels):
    p, q = Counter(train_labels), Counter(test_labels)
    return sum(p[c] / len(train_labels) * q[c] / len(test_labels) for c in set(p) | set(q))


# %% accepted: list.count and max
def majority_accuracy(train_labels, test_labels):
    top = max(set(train_labels), key=train_labels.count)
    return test_labels.count(top) / len(test_labels)


def chance_accuracy(train_labels, test_labels):
    shares = [train_labels.count(label) / len(train_labels) for label in test_labels]
    return sum(shares) / len(shares)


# %% accepted: NumPy
def majority_accuracy(train_labels, test_labels):
    names, counts = np.unique(train_labels, return_counts=True)
    return float(np.mean(np.array(test_labels) == names[counts.argmax()]))


def chance_accuracy(train_labels, test_labels):
    return float((np.array(train_labels)[:, None] == np.array(test_labels)).mean())


# %% accepted: all pairs, one by one
def majority_accuracy(train_labels, test_labels):
    best, most = None, 0
    for label in train_labels:
        if train_labels.count(label) > most:
            best, most = label, train_labels.count(label)
    hits = 0
    for label in test_labels:
        if label == best:
            hits += 1
    return hits / len(test_labels)


def chance_accuracy(train_labels, test_labels):
    hits = 0
    for a in train_labels:
        for b in test_labels:
            hits += a == b
    return hits / len(train_labels) / len(test_labels)


# %% rejected: takes the majority and the shares from the test labels
def majority_accuracy(train_labels, test_labels):
    return Counter(test_labels).most_common(1)[0][1] / len(test_labels)


def chance_accuracy(train_labels, test_labels):
    return sum((n / len(test_labels)) ** 2 for n in Counter(test_labels).values())


# %% rejected: measures on the training labels
def majority_accuracy(train_labels, test_labels):
    return Counter(train_labels).most_common(1)[0][1] / len(train_labels)


def chance_accuracy(train_labels, test_labels):
    return sum((n / len(train_labels)) ** 2 for n in Counter(train_labels).values())


# %% rejected: chance is one over the number of labels [1]
def majority_accuracy(train_labels, test_labels):
    top = Counter(train_labels).most_common(1)[0][0]
    return test_labels.count(top) / len(test_labels)


def chance_accuracy(train_labels, test_labels):
    return 1 / len(set(train_labels))


# %% rejected: chance is one over the labels of both lists, counted where they occur [1]
def majority_accuracy(train_labels, test_labels):
    top = Counter(train_labels).most_common(1)[0][0]
    return test_labels.count(top) / len(test_labels)


def chance_accuracy(train_labels, test_labels):
    known = set(train_labels)
    return sum(label in known for label in test_labels) / len(test_labels) / len(known)


# %% rejected: draws once instead of expecting [1]
import random


def majority_accuracy(train_labels, test_labels):
    top = Counter(train_labels).most_common(1)[0][0]
    return test_labels.count(top) / len(test_labels)


def chance_accuracy(train_labels, test_labels):
    rng = random.Random(0)
    return sum(rng.choice(train_labels) == label for label in test_labels) / len(test_labels)


# %% rejected: counts hits
def majority_accuracy(train_labels, test_labels):
    return float(test_labels.count(Counter(train_labels).most_common(1)[0][0]))


def chance_accuracy(train_labels, test_labels):
    p, q = Counter(train_labels), Counter(test_labels)
    return float(sum(p[c] * q[c] for c in p))


# %% rejected: in percent
def majority_accuracy(train_labels, test_labels):
    return 100 * test_labels.count(Counter(train_labels).most_common(1)[0][0]) / len(test_labels)


def chance_accuracy(train_labels, test_labels):
    p, q = Counter(train_labels), Counter(test_labels)
    return 100 * sum(p[c] * q[c] for c in p) / len(train_labels) / len(test_labels)


# %% rejected: takes the first training label for the most frequent [1]
def majority_accuracy(train_labels, test_labels):
    return test_labels.count(train_labels[0]) / len(test_labels)


def chance_accuracy(train_labels, test_labels):
    return sum(train_labels.count(c) for c in test_labels) / len(train_labels) / len(test_labels)


# %% rejected: chance takes the majority's share [1]
def majority_accuracy(train_labels, test_labels):
    return test_labels.count(Counter(train_labels).most_common(1)[0][0]) / len(test_labels)


def chance_accuracy(train_labels, test_labels):
    top, n = Counter(train_labels).most_common(1)[0]
    return n / len(train_labels) * test_labels.count(top) / len(test_labels)


# %% rejected: leaves test labels out that were never seen
def majority_accuracy(train_labels, test_labels):
    known = [label for label in test_labels if label in train_labels] or ["-"]
    return known.count(Counter(train_labels).most_common(1)[0][0]) / len(known)


def chance_accuracy(train_labels, test_labels):
    known = [label for label in test_labels if label in train_labels] or ["-"]
    return sum(train_labels.count(c) for c in known) / len(train_labels) / len(known)


# %% rejected: prints instead of returning
def majority_accuracy(train_labels, test_labels):
    print(test_labels.count(Counter(train_labels).most_common(1)[0][0]) / len(test_labels))


def chance_accuracy(train_labels, test_labels):
    print(sum(train_labels.count(c) for c in test_labels) / len(train_labels) / len(test_labels))


# %% equivalent: `answer = Counter(train_labels).most_common(1)[0][0]` -> `answer = Counter(train_labels).most_common(2)[0][0]`: the first of two is the first of one


# %% equivalent: `answer = Counter(train_labels).most_common(1)[0][0]` -> `answer = Counter(train_labels).most_common(1)[-1][0]`: a list of one has one end

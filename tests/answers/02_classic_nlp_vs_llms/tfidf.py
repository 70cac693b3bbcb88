# %% accepted: dictionaries and loops
import math


def tfidf(train_docs, docs):
    df = Counter()
    for doc in train_docs:
        df.update(set(doc))
    words = sorted(df)
    place = {word: j for j, word in enumerate(words)}
    out = np.zeros((len(docs), len(words)))
    for i, doc in enumerate(docs):
        for word in doc:
            if word in place:
                out[i, place[word]] += math.log((1 + len(train_docs)) / (1 + df[word])) + 1
        length = math.sqrt((out[i] ** 2).sum())
        if length > 0:
            out[i] /= length
    return out


# %% accepted: broadcasting
def tfidf(train_docs, docs):
    words = np.array(sorted(set(sum(train_docs, []))))
    seen = np.array([np.isin(words, doc) for doc in train_docs])
    tf = np.array([[(np.array(doc, dtype=object) == w).sum() for w in words] for doc in docs])
    x = tf * (1 - np.log((1 + seen.sum(0)) / (1 + len(train_docs))))
    return x / np.maximum(np.sqrt((x**2).sum(1)), 1e-12)[:, None]


# %% accepted: float32, through PyTorch
def tfidf(train_docs, docs):
    words = sorted({word for doc in train_docs for word in doc})
    df = torch.tensor([sum(w in doc for doc in train_docs) for w in words])
    tf = torch.tensor([[float(doc.count(w)) for w in words] for doc in docs])
    return F.normalize(tf * (torch.log((1 + len(train_docs)) / (1 + df)) + 1), dim=1).numpy()


# %% accepted: nan to zero at the end
def tfidf(train_docs, docs):
    words = sorted(set().union(*train_docs))
    idf = [np.log((len(train_docs) + 1) / (sum(w in d for d in train_docs) + 1)) + 1 for w in words]
    x = np.array([[doc.count(w) * f for w, f in zip(words, idf)] for doc in docs])
    with np.errstate(invalid="ignore"):
        return np.nan_to_num(x / np.linalg.norm(x, axis=1)[:, None])


# %% rejected: no division by the length
def tfidf(train_docs, docs):
    words = sorted({w for doc in train_docs for w in doc})
    df = np.array([sum(w in doc for doc in train_docs) for w in words])
    x = np.array([[doc.count(w) for w in words] for doc in docs])
    return x * (np.log((1 + len(train_docs)) / (1 + df)) + 1)


# %% rejected: divides by the sum
def tfidf(train_docs, docs):
    words = sorted({w for doc in train_docs for w in doc})
    df = np.array([sum(w in doc for doc in train_docs) for w in words])
    x = np.array([[doc.count(w) for w in words] for doc in docs])
    x = x * (np.log((1 + len(train_docs)) / (1 + df)) + 1)
    return x / np.maximum(x.sum(1, keepdims=True), 1e-12)


# %% rejected: no one after the logarithm
def tfidf(train_docs, docs):
    words = sorted({w for doc in train_docs for w in doc})
    df = np.array([sum(w in doc for doc in train_docs) for w in words])
    x = np.array([[doc.count(w) for w in words] for doc in docs])
    x = x * np.log((1 + len(train_docs)) / (1 + df))
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


# %% rejected: no ones beside n and df
def tfidf(train_docs, docs):
    words = sorted({w for doc in train_docs for w in doc})
    df = np.array([sum(w in doc for doc in train_docs) for w in words])
    x = np.array([[doc.count(w) for w in words] for doc in docs])
    x = x * (np.log(len(train_docs) / df) + 1)
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


# %% rejected: df counts occurrences
def tfidf(train_docs, docs):
    words = sorted({w for doc in train_docs for w in doc})
    df = np.array([sum(doc.count(w) for doc in train_docs) for w in words])
    x = np.array([[doc.count(w) for w in words] for doc in docs])
    x = x * (np.log((1 + len(train_docs)) / (1 + df)) + 1)
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


# %% rejected: n and df from the documents to be turned into vectors [2]
def tfidf(train_docs, docs):
    words = sorted({w for doc in train_docs for w in doc})
    df = np.array([sum(w in doc for doc in docs) for w in words])
    x = np.array([[doc.count(w) for w in words] for doc in docs])
    x = x * (np.log((1 + len(docs)) / (1 + df)) + 1)
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


# %% rejected: df over all documents, old and new
def tfidf(train_docs, docs):
    words = sorted({w for doc in train_docs for w in doc})
    every = train_docs + docs
    df = np.array([sum(w in doc for doc in every) for w in words])
    x = np.array([[doc.count(w) for w in words] for doc in docs])
    x = x * (np.log((1 + len(every)) / (1 + df)) + 1)
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


# %% rejected: columns for new words too [2]
def tfidf(train_docs, docs):
    words = sorted({w for doc in train_docs + docs for w in doc})
    df = np.array([sum(w in doc for doc in train_docs) for w in words])
    x = np.array([[doc.count(w) for w in words] for doc in docs])
    x = x * (np.log((1 + len(train_docs)) / (1 + df)) + 1)
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


# %% rejected: presence instead of counts
def tfidf(train_docs, docs):
    words = sorted({w for doc in train_docs for w in doc})
    df = np.array([sum(w in doc for doc in train_docs) for w in words])
    x = np.array([[w in doc for w in words] for doc in docs])
    x = x * (np.log((1 + len(train_docs)) / (1 + df)) + 1)
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


# %% rejected: 0/0 for a document without a known word [2]
def tfidf(train_docs, docs):
    words = sorted({w for doc in train_docs for w in doc})
    df = np.array([sum(w in doc for doc in train_docs) for w in words])
    x = np.array([[doc.count(w) for w in words] for doc in docs])
    x = x * (np.log((1 + len(train_docs)) / (1 + df)) + 1)
    with np.errstate(invalid="ignore"):
        return x / np.linalg.norm(x, axis=1, keepdims=True)


# %% rejected: an unknown word is an error [2]
def tfidf(train_docs, docs):
    words = sorted({w for doc in train_docs for w in doc})
    df = np.array([sum(w in doc for doc in train_docs) for w in words])
    x = np.zeros((len(docs), len(words)))
    for i, doc in enumerate(docs):
        for w in doc:
            x[i, words.index(w)] += 1
    x = x * (np.log((1 + len(train_docs)) / (1 + df)) + 1)
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


# %% rejected: unknown words count in the length [2]
def tfidf(train_docs, docs):
    words = sorted({w for doc in train_docs for w in doc})
    more = words + sorted({w for doc in docs for w in doc} - set(words))
    df = np.array([sum(w in doc for doc in train_docs) for w in more])
    x = np.array([[doc.count(w) for w in more] for doc in docs])
    x = x * (np.log((1 + len(train_docs)) / (1 + df)) + 1)
    return (x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12))[:, : len(words)]


# %% rejected: logarithm to base 2
def tfidf(train_docs, docs):
    words = sorted({w for doc in train_docs for w in doc})
    df = np.array([sum(w in doc for doc in train_docs) for w in words])
    x = np.array([[doc.count(w) for w in words] for doc in docs])
    x = x * (np.log2((1 + len(train_docs)) / (1 + df)) + 1)
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


# %% rejected: columns in order of appearance
def tfidf(train_docs, docs):
    words = list(dict.fromkeys(w for doc in train_docs for w in doc))
    df = np.array([sum(w in doc for doc in train_docs) for w in words])
    x = np.array([[doc.count(w) for w in words] for doc in docs])
    x = x * (np.log((1 + len(train_docs)) / (1 + df)) + 1)
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-12)


# %% rejected: divides columns by their length
def tfidf(train_docs, docs):
    words = sorted({w for doc in train_docs for w in doc})
    df = np.array([sum(w in doc for doc in train_docs) for w in words])
    x = np.array([[doc.count(w) for w in words] for doc in docs])
    x = x * (np.log((1 + len(train_docs)) / (1 + df)) + 1)
    return x / np.maximum(np.linalg.norm(x, axis=0, keepdims=True), 1e-12)


# %% equivalent: `lengths = np.linalg.norm(vectors, axis=1, keepdims=True)` -> `lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)`: of two axes, 1 and -1 are the same


# %% equivalent: `return vectors / np.where(lengths == 0, 1, lengths)` -> `return vectors / np.where(lengths == 0, 2, lengths)`: zeros divided by any number are zeros


# %% equivalent: `return vectors / np.where(lengths == 0, 1, lengths)` -> `return vectors / np.where(lengths == 0, -1, lengths)`: zeros divided by any number are zeros

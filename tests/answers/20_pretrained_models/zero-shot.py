# %% accepted: cosine_similarity with broadcasting
def zero_shot(texts, labels, embed):
    names = list(labels.keys())
    a, b = embed(texts), embed([labels[name] for name in names])
    cosines = F.cosine_similarity(a[:, None, :], b[None, :, :], dim=-1)
    return [names[int(i)] for i in cosines.argmax(dim=-1)]


# %% accepted: loops in Python
def zero_shot(texts, labels, embed):
    described = {name: embed([text])[0] for name, text in labels.items()}
    found = []
    for text in texts:
        v = embed([text])[0]
        def cosine(name):
            u = described[name]
            return float(v @ u) / (float(v.norm()) * float(u.norm()))
        found.append(max(described, key=cosine))
    return found


# %% accepted: NumPy
def zero_shot(texts, labels, embed):
    names = np.array(list(labels))
    a = np.asarray(embed(texts), dtype=float)
    b = np.asarray(embed(list(labels.values())), dtype=float)
    b /= np.linalg.norm(b, axis=1, keepdims=True)
    return names[(a @ b.T).argmax(axis=1)].tolist()


# %% accepted: nearest by distance, once the lengths are 1
def zero_shot(texts, labels, embed):
    both = F.normalize(embed(list(texts) + list(labels.values())), dim=-1)
    a, b = both[: len(texts)], both[len(texts) :]
    return [list(labels)[i] for i in torch.cdist(a, b).argmin(dim=1).tolist()]


# %% accepted: one batch of all, largest angle's cosine by hand
def zero_shot(texts, labels, embed):
    names, rows = tuple(labels), embed(tuple(labels.values()) and list(labels.values()))
    found = []
    for v in embed(texts):
        scores = [(v * u).sum() / (v.pow(2).sum().sqrt() * u.pow(2).sum().sqrt()) for u in rows]
        found.append(names[scores.index(max(scores))])
    return found


# %% rejected: dot product, not cosine
def zero_shot(texts, labels, embed):
    scores = embed(texts) @ embed(list(labels.values())).T
    return [list(labels)[i] for i in scores.argmax(dim=1).tolist()]


# %% rejected: only the texts are normalized
def zero_shot(texts, labels, embed):
    scores = F.normalize(embed(texts), dim=1) @ embed(list(labels.values())).T
    return [list(labels)[i] for i in scores.argmax(dim=1).tolist()]


# %% rejected: nearest by distance
def zero_shot(texts, labels, embed):
    gaps = torch.cdist(embed(texts), embed(list(labels.values())))
    return [list(labels)[i] for i in gaps.argmin(dim=1).tolist()]


# %% rejected: embeds the names
def zero_shot(texts, labels, embed):
    scores = F.normalize(embed(texts), dim=1) @ F.normalize(embed(list(labels)), dim=1).T
    return [list(labels)[i] for i in scores.argmax(dim=1).tolist()]


# %% rejected: returns descriptions
def zero_shot(texts, labels, embed):
    scores = F.normalize(embed(texts), dim=1) @ F.normalize(embed(list(labels.values())), dim=1).T
    return [list(labels.values())[i] for i in scores.argmax(dim=1).tolist()]


# %% rejected: returns places
def zero_shot(texts, labels, embed):
    scores = F.normalize(embed(texts), dim=1) @ F.normalize(embed(list(labels.values())), dim=1).T
    return scores.argmax(dim=1).tolist()


# %% rejected: the least similar
def zero_shot(texts, labels, embed):
    scores = F.normalize(embed(texts), dim=1) @ F.normalize(embed(list(labels.values())), dim=1).T
    return [list(labels)[i] for i in scores.argmin(dim=1).tolist()]


# %% rejected: ignores the sign
def zero_shot(texts, labels, embed):
    scores = F.normalize(embed(texts), dim=1) @ F.normalize(embed(list(labels.values())), dim=1).T
    return [list(labels)[i] for i in scores.abs().argmax(dim=1).tolist()]


# %% rejected: normalizes the columns
def zero_shot(texts, labels, embed):
    scores = F.normalize(embed(texts), dim=0) @ F.normalize(embed(list(labels.values())), dim=0).T
    return [list(labels)[i] for i in scores.argmax(dim=1).tolist()]


# %% rejected: one text for each label
def zero_shot(texts, labels, embed):
    scores = F.normalize(embed(texts), dim=1) @ F.normalize(embed(list(labels.values())), dim=1).T
    return [list(labels)[i] for i in scores.argmax(dim=0).tolist()]


# %% rejected: sorts the labels
def zero_shot(texts, labels, embed):
    scores = F.normalize(embed(texts), dim=1) @ F.normalize(embed(list(labels.values())), dim=1).T
    return [sorted(labels)[i] for i in scores.argmax(dim=1).tolist()]


# %% rejected: only the first text
def zero_shot(texts, labels, embed):
    scores = F.normalize(embed(texts), dim=1) @ F.normalize(embed(list(labels.values())), dim=1).T
    return list(labels)[int(scores[0].argmax())]


# %% rejected: a tuple
def zero_shot(texts, labels, embed):
    scores = F.normalize(embed(texts), dim=1) @ F.normalize(embed(list(labels.values())), dim=1).T
    return tuple(list(labels)[i] for i in scores.argmax(dim=1).tolist())


# %% equivalent: `nearest = (vectors @ descriptions.T).argmax(dim=1)` -> `nearest = (vectors @ descriptions.T).argmax(dim=-1)`: of two axes, 1 and -1 are the same

# %% accepted: loop over places
def batch_gap(embed, texts):
    gaps = []
    together = embed(texts) if texts else []
    for i in range(len(texts)):
        alone = embed([texts[i]])
        gaps.append(float((alone[0] - together[i]).abs().max()))
    return gaps


# %% accepted: all alone first, then one difference
def batch_gap(embed, texts):
    if len(texts) == 0:
        return []
    alone = torch.cat([embed([text]) for text in texts])
    return torch.amax((alone - embed(list(texts))).abs(), dim=1).tolist()


# %% accepted: in plain Python
def batch_gap(embed, texts):
    if not texts:
        return []
    rows = embed(texts).tolist()
    return [max(abs(a - b) for a, b in zip(embed([text]).tolist()[0], row))
            for text, row in zip(texts, rows)]


# %% accepted: infinity norm
def batch_gap(embed, texts):
    together = embed(texts) if texts else torch.zeros(0, 1)
    return [torch.linalg.vector_norm(embed([t])[0] - v, ord=float("inf")).item()
            for t, v in zip(texts, together)]


# %% accepted: asks several times
def batch_gap(embed, texts):
    found = []
    for i, text in enumerate(texts):
        difference = np.asarray(embed(texts))[i] - np.asarray(embed([text]))[0]
        found.append(float(np.abs(difference).max()))
    return found


# %% rejected: no absolute value
def batch_gap(embed, texts):
    if not texts:
        return []
    return [(embed([t])[0] - v).max().item() for t, v in zip(texts, embed(texts))]


# %% rejected: absolute value after the maximum
def batch_gap(embed, texts):
    if not texts:
        return []
    return [(embed([t])[0] - v).max().abs().item() for t, v in zip(texts, embed(texts))]


# %% rejected: mean difference
def batch_gap(embed, texts):
    if not texts:
        return []
    return [(embed([t])[0] - v).abs().mean().item() for t, v in zip(texts, embed(texts))]


# %% rejected: sum of differences
def batch_gap(embed, texts):
    if not texts:
        return []
    return [(embed([t])[0] - v).abs().sum().item() for t, v in zip(texts, embed(texts))]


# %% rejected: length of the difference
def batch_gap(embed, texts):
    if not texts:
        return []
    return [(embed([t])[0] - v).norm().item() for t, v in zip(texts, embed(texts))]


# %% rejected: one number for all
def batch_gap(embed, texts):
    if not texts:
        return []
    alone = torch.cat([embed([t]) for t in texts])
    return (alone - embed(texts)).abs().max().item()


# %% rejected: first row for every text
def batch_gap(embed, texts):
    if not texts:
        return []
    return [(embed([t])[0] - embed(texts)[0]).abs().max().item() for t in texts]


# %% rejected: batches of two
def batch_gap(embed, texts):
    gaps = []
    for i in range(0, len(texts), 2):
        pair = texts[i : i + 2]
        gaps += [(embed([t])[0] - v).abs().max().item() for t, v in zip(pair, embed(pair))]
    return gaps


# %% rejected: a batch of copies
def batch_gap(embed, texts):
    return [(embed([t])[0] - embed([t] * len(texts))[-1]).abs().max().item() for t in texts]


# %% rejected: texts instead of lists
def batch_gap(embed, texts):
    if not texts:
        return []
    return [(embed(t)[0] - v).abs().max().item() for t, v in zip(texts, embed(texts))]


# %% rejected: sorts the batch
def batch_gap(embed, texts):
    if not texts:
        return []
    together = dict(zip(sorted(texts), embed(sorted(texts))))
    return [(embed([t])[0] - together[t]).abs().max().item() for t in texts]


# %% rejected: fails without texts
def batch_gap(embed, texts):
    return [(embed([t])[0] - v).abs().max().item() for t, v in zip(texts, embed(texts))]


# %% rejected: a tensor
def batch_gap(embed, texts):
    if not texts:
        return []
    alone = torch.cat([embed([t]) for t in texts])
    return (alone - embed(texts)).abs().amax(dim=1)


# %% rejected: relative difference
def batch_gap(embed, texts):
    if not texts:
        return []
    return [((embed([t])[0] - v).abs() / (v.abs() + 1e-9)).max().item() for t, v in zip(texts, embed(texts))]


# %% equivalent: `return [(embed([text])[0] - row).abs().max().item()` -> `return [(embed([text])[-1] - row).abs().max().item()`: of one row, the first is the last


# %% equivalent: `for text, row in zip(texts, together, strict=True)]` -> `for text, row in zip(texts, together, strict=False)]`: both have one entry for each text

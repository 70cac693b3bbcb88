# %% accepted: loop from the most probable down
def top_p(probabilities, p):
    kept, total = torch.zeros_like(probabilities), 0.0
    for token in probabilities.argsort(descending=True).tolist():
        if total >= p:
            break
        kept[token] = probabilities[token]
        total += probabilities[token].item()
    return kept / kept.sum()


# %% accepted: counts how many are needed, then top-k
def top_p(probabilities, p):
    sums = probabilities.sort(descending=True).values.cumsum(0)
    needed = min(int((sums < p).sum()) + 1, len(probabilities))
    values, places = probabilities.topk(needed)
    return torch.zeros_like(probabilities).scatter(0, places, values / values.sum())


# %% accepted: each token asks whether those above it reach p
def top_p(probabilities, p):
    above = probabilities[None, :] > probabilities[:, None]
    mass = (above * probabilities[None, :]).sum(dim=1)
    kept = probabilities.masked_fill(mass >= p, 0.0)
    return kept / kept.sum()


# %% accepted: Python lists
def top_p(probabilities, p):
    values = probabilities.tolist()
    order = sorted(range(len(values)), key=lambda i: -values[i])
    kept = [0.0] * len(values)
    for i in order:
        kept[i] = values[i]
        if sum(kept) >= p:
            break
    return torch.tensor([value / sum(kept) for value in kept], dtype=probabilities.dtype)


# %% rejected: cuts the token that reaches p
def top_p(probabilities, p):
    ranked, order = probabilities.sort(descending=True)
    kept = torch.zeros_like(probabilities)
    kept[order] = torch.where(ranked.cumsum(0) <= p, ranked, 0.0)
    return kept / kept.sum().clamp(min=1e-9)


# %% rejected: cuts the token that reaches p, but keeps one [1]
def top_p(probabilities, p):
    ranked, order = probabilities.sort(descending=True)
    keep = ranked.cumsum(0) <= p + 1e-6
    keep[0] = True
    kept = torch.zeros_like(probabilities)
    kept[order] = torch.where(keep, ranked, 0.0)
    return kept / kept.sum()


# %% rejected: keeps one token too many
def top_p(probabilities, p):
    ranked, order = probabilities.sort(descending=True)
    before = ranked.cumsum(dim=0) - ranked
    keep = torch.cat([torch.tensor([True]), before[:-1] < p])
    kept = torch.zeros_like(probabilities)
    kept[order] = torch.where(keep, ranked, 0.0)
    return kept / kept.sum()


# %% rejected: not rescaled
def top_p(probabilities, p):
    ranked, order = probabilities.sort(descending=True)
    kept = torch.zeros_like(probabilities)
    kept[order] = torch.where(ranked.cumsum(0) - ranked < p, ranked, 0.0)
    return kept


# %% rejected: in sorted order
def top_p(probabilities, p):
    ranked, _ = probabilities.sort(descending=True)
    kept = torch.where(ranked.cumsum(0) - ranked < p, ranked, 0.0)
    return kept / kept.sum()


# %% rejected: adds up without sorting
def top_p(probabilities, p):
    before = probabilities.cumsum(0) - probabilities
    kept = torch.where(before < p, probabilities, 0.0)
    return kept / kept.sum()


# %% rejected: least probable first
def top_p(probabilities, p):
    ranked, order = probabilities.sort()
    kept = torch.zeros_like(probabilities)
    kept[order] = torch.where(ranked.cumsum(0) - ranked < p, ranked, 0.0)
    return kept / kept.sum()


# %% rejected: p as a bound for each token
def top_p(probabilities, p):
    kept = torch.where(probabilities >= p, probabilities, 0.0)
    return kept / kept.sum()


# %% rejected: p as a share of the number of tokens [1]
def top_p(probabilities, p):
    values, places = probabilities.topk(max(1, round(p * len(probabilities))))
    return torch.zeros_like(probabilities).scatter(0, places, values / values.sum())


# %% rejected: keeps three tokens
def top_p(probabilities, p):
    values, places = probabilities.topk(min(3, len(probabilities)))
    return torch.zeros_like(probabilities).scatter(0, places, values / values.sum())


# %% rejected: goes on when p is reached exactly [1]
def top_p(probabilities, p):
    ranked, order = probabilities.sort(descending=True)
    before = ranked.cumsum(dim=0) - ranked
    kept = torch.zeros_like(probabilities)
    kept[order] = torch.where(before <= p, ranked, 0.0)
    return kept / kept.sum()


# %% rejected: a softmax in the place of rescaling
def top_p(probabilities, p):
    ranked, order = probabilities.sort(descending=True)
    kept = torch.full_like(probabilities, -torch.inf)
    kept[order] = torch.where(ranked.cumsum(0) - ranked < p, ranked, -torch.inf)
    return torch.softmax(kept, dim=0)


# %% rejected: works in place [1]
def top_p(probabilities, p):
    ranked, order = probabilities.sort(descending=True)
    probabilities[order] = torch.where(ranked.cumsum(0) - ranked < p, ranked, 0.0)
    probabilities /= probabilities.sum()
    return probabilities


# %% equivalent: `before = ranked.cumsum(dim=0) - ranked` -> `before = ranked.cumsum(dim=-1) - ranked`: of one axis, 0 is also the last


# %% equivalent: `kept = torch.zeros_like(probabilities)` -> `kept = torch.ones_like(probabilities)`: the next line writes every place

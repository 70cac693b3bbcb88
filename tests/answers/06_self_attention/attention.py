# %% accepted: PyTorch's, zeros where nothing is allowed
def attention(query, key, value, mask=None):
    mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
    if mask is not None:
        mixed = mixed * mask.any(dim=-1, keepdim=True)
    return mixed.nan_to_num()


# %% accepted: einsum
def attention(query, key, value, mask=None):
    scores = torch.einsum("...qd,...kd->...qk", query, key) * query.shape[-1] ** -0.5
    if mask is not None:
        scores = torch.where(mask, scores, float("-inf"))
    return torch.einsum("...qk,...kv->...qv", scores.softmax(-1), value).nan_to_num()


# %% accepted: one query at a time
def attention(query, key, value, mask=None):
    *leading, n_query, d = query.shape
    n_key, d_value = value.shape[-2:]
    if mask is None:
        mask = torch.ones(n_query, n_key, dtype=torch.bool)
    masks = mask.expand(*leading, n_query, n_key).reshape(-1, n_query, n_key)
    queries = query.reshape(-1, n_query, d)
    keys, values = key.reshape(-1, n_key, d), value.reshape(-1, n_key, d_value)
    mixed = torch.zeros(len(queries), n_query, d_value)
    for b in range(len(queries)):
        for i in range(n_query):
            seen = masks[b, i].nonzero().flatten().tolist()
            scores = [float(queries[b, i] @ keys[b, j]) / math.sqrt(d) for j in seen]
            powers = [math.exp(score - max(scores)) for score in scores]
            for j, power in zip(seen, powers, strict=True):
                mixed[b, i] += power / sum(powers) * values[b, j]
    return mixed.reshape(*leading, n_query, d_value)


# %% accepted: a very negative score, then zeros by the mask
def attention(query, key, value, mask=None):
    scores = query @ key.mT / math.sqrt(key.size(-1))
    if mask is None:
        return scores.softmax(-1) @ value
    weights = scores.masked_fill(mask.logical_not(), -1e30).softmax(-1) * mask
    return weights @ value


# %% accepted: powers by hand
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / query.shape[-1] ** 0.5
    powers = (scores - scores.amax(-1, keepdim=True)).exp()
    if mask is not None:
        powers = powers * mask
    total = powers.sum(-1, keepdim=True)
    return (powers @ value) / total.clamp(min=1e-30)


# %% accepted: adds 0 or -inf
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        bias = torch.zeros(mask.shape).masked_fill(mask == False, -torch.inf)  # noqa: E712
        scores = scores + bias
    weights = F.softmax(scores, dim=-1)
    return torch.where(weights.isnan(), torch.zeros_like(weights), weights) @ value


# %% accepted: masks before it scales
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores / math.sqrt(query.shape[-1]), dim=-1)) @ value


# %% accepted: the functions from above
def attention(query, key, value, mask=None):
    scores = scaled_scores(query, key)
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return softmax(scores) @ value


# %% accepted: in float64, then back
def attention(query, key, value, mask=None):
    scores = query.double() @ key.double().mT / math.sqrt(query.shape[-1])
    if mask is not None:
        scores[~mask.expand_as(scores)] = -torch.inf
    return (scores.softmax(-1).nan_to_num() @ value.double()).to(value.dtype)


# %% rejected: does not scale
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-1)) @ value


# %% rejected: scales by d
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / query.shape[-1]
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-1)) @ value


# %% rejected: multiplies by the root of d
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) * math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-1)) @ value


# %% rejected: scales by the length of a value
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(value.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-1)) @ value


# %% rejected: scales by the number of keys
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(key.shape[-2])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-1)) @ value


# %% rejected: scales after the softmax
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-1)) / math.sqrt(query.shape[-1]) @ value


# %% rejected: softmax over the queries
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-2)) @ value


# %% rejected: softmax over axis 1
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=1)) @ value


# %% rejected: no softmax
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, 0.0)
    return scores @ value


# %% rejected: shares of the scores
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, 0.0)
    return torch.nan_to_num(scores / scores.sum(dim=-1, keepdim=True)) @ value


# %% rejected: only the best key
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    best = F.one_hot(scores.argmax(dim=-1), scores.shape[-1]).float()
    return best.masked_fill((scores == -torch.inf).all(dim=-1, keepdim=True), 0.0) @ value


# %% rejected: mean of the values
def attention(query, key, value, mask=None):
    return value.mean(dim=-2, keepdim=True).expand(*query.shape[:-1], value.shape[-1])


# %% rejected: returns the weights
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-1))


# %% rejected: mixture and weights in a pair
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = torch.nan_to_num(F.softmax(scores, dim=-1))
    return weights @ value, weights


# %% rejected: mixes the keys
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-1)) @ key


# %% rejected: key turned around with .T
def attention(query, key, value, mask=None):
    scores = query @ key.T / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-1)) @ value


# %% rejected: only three axes
def attention(query, key, value, mask=None):
    scores = torch.bmm(query, key.transpose(1, 2)) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return torch.bmm(torch.nan_to_num(F.softmax(scores, dim=-1)), value)


# %% rejected: expects batch and heads
def attention(query, key, value, mask=None):
    batch, heads, n_query, d = query.shape
    scores = query @ key.transpose(-2, -1) / math.sqrt(d)
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-1)) @ value


# %% rejected: needs a mask [1]
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-1)) @ value


# %% rejected: asks whether the mask is true
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask:
        scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-1)) @ value


# %% rejected: forgets the mask
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    return F.softmax(scores, dim=-1) @ value


# %% rejected: masked_fill thrown away
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-1)) @ value


# %% rejected: hides what is allowed
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-1)) @ value


# %% rejected: hides after the softmax
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = F.softmax(scores, dim=-1)
    if mask is not None:
        weights = weights * mask
    return weights @ value


# %% rejected: hidden scores are 0
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, 0.0)
        weights = F.softmax(scores, dim=-1) * mask.any(dim=-1, keepdim=True)
        return weights @ value
    return F.softmax(scores, dim=-1) @ value


# %% rejected: adds the mask
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores + mask
    return F.softmax(scores, dim=-1) @ value


# %% rejected: hidden scores lowered by 10
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores - 10.0 * ~mask
    weights = F.softmax(scores, dim=-1)
    return weights @ value


# %% rejected: -inf times the mask
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores + ~mask * -torch.inf
    return torch.nan_to_num(F.softmax(scores, dim=-1)) @ value


# %% rejected: hides values, not weights
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    weights = F.softmax(scores, dim=-1)
    if mask is not None:
        value = value * mask[..., :1, :].transpose(-2, -1)
    return weights @ value


# %% rejected: always causal, whatever the mask
def attention(query, key, value, mask=None):
    n_query, n_key = query.shape[-2], key.shape[-2]
    mask = torch.ones(n_query, n_key, dtype=torch.bool).tril(n_key - n_query)
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-1)) @ value


# %% rejected: one mask for all, the first text's
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        while mask.dim() > 2:
            mask = mask[0]
        scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-1)) @ value


# %% rejected: drops some weights at random
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return F.dropout(torch.nan_to_num(F.softmax(scores, dim=-1)), 0.1) @ value


# %% rejected: nan where nothing is allowed [3]
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return F.softmax(scores, dim=-1) @ value


# %% rejected: -1e9 for -inf [3]
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -1e9)
    return F.softmax(scores, dim=-1) @ value


# %% rejected: the mean key's value where nothing is allowed [3]
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-1), nan=1.0) @ value


# %% rejected: own value where nothing is allowed [3]
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    mixed = F.softmax(scores, dim=-1) @ value
    if mixed.isnan().any():
        own = value[..., : query.shape[-2], :]
        mixed = torch.where(mixed.isnan(), own, mixed)
    return mixed


# %% rejected: zeros wherever anything is hidden
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    mixed = F.softmax(scores, dim=-1) @ value
    return mixed if mask is None else mixed * mask.all(dim=-1, keepdim=True)


# %% rejected: scales the query in place [1]
def attention(query, key, value, mask=None):
    query /= math.sqrt(query.shape[-1])
    scores = query @ key.transpose(-2, -1)
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    return torch.nan_to_num(F.softmax(scores, dim=-1)) @ value


# %% rejected: zeros only if no query at all may look anywhere [3]
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        if not mask.any():
            return torch.zeros(*query.shape[:-1], value.shape[-1])
        scores = scores.masked_fill(~mask, -torch.inf)
    return F.softmax(scores, dim=-1) @ value


# %% rejected: rounds the weights to two places
def attention(query, key, value, mask=None):
    scores = query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])
    if mask is not None:
        scores = scores.masked_fill(~mask, -torch.inf)
    weights = torch.nan_to_num(F.softmax(scores, dim=-1))
    return weights.round(decimals=2) @ value

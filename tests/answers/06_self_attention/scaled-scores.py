# %% accepted: einsum
def scaled_scores(query, key):
    return torch.einsum("...qd,...kd->...qk", query, key) / query.shape[-1] ** 0.5


# %% accepted: one dot product at a time
def scaled_scores(query, key):
    *leading, n_query, d = query.shape
    n_key = key.shape[-2]
    queries, keys = query.reshape(-1, n_query, d), key.reshape(-1, n_key, d)
    scores = torch.empty(len(queries), n_query, n_key, dtype=query.dtype)
    for batch in range(len(queries)):
        for i in range(n_query):
            for j in range(n_key):
                scores[batch, i, j] = torch.dot(queries[batch, i], keys[batch, j]) / math.sqrt(d)
    return scores.reshape(*leading, n_query, n_key)


# %% accepted: scales the query before the product
def scaled_scores(query, key):
    return torch.matmul(query * query.size(-1) ** -0.5, key.mT)


# %% accepted: fourth root on either side
def scaled_scores(query, key):
    root = query.shape[-1] ** 0.25
    return (query / root) @ (key / root).transpose(-1, -2)


# %% accepted: products summed by broadcasting
def scaled_scores(query, key):
    products = query.unsqueeze(-2) * key.unsqueeze(-3)
    return products.sum(-1).div(math.sqrt(key.shape[-1]))


# %% accepted: in float64, then back
def scaled_scores(query, key):
    scores = query.double() @ key.double().mT
    return (scores / math.sqrt(query.shape[-1])).to(query.dtype)


# %% accepted: root of a tensor, in float32 whatever the inputs
def scaled_scores(query, key):
    return query @ key.transpose(-2, -1) / torch.sqrt(torch.tensor(query.shape[-1]))


# %% accepted: NumPy inside
import numpy as np


def scaled_scores(query, key):
    scores = query.numpy() @ np.swapaxes(key.numpy(), -2, -1)
    return torch.from_numpy(scores / np.sqrt(query.shape[-1])).to(query.dtype)


# %% rejected: does not scale
def scaled_scores(query, key):
    return query @ key.transpose(-2, -1)


# %% rejected: scales by d instead of its root
def scaled_scores(query, key):
    return query @ key.transpose(-2, -1) / query.shape[-1]


# %% rejected: multiplies by the root
def scaled_scores(query, key):
    return query @ key.transpose(-2, -1) * math.sqrt(query.shape[-1])


# %% rejected: scales by the root of the number of keys
def scaled_scores(query, key):
    return query @ key.transpose(-2, -1) / math.sqrt(key.shape[-2])


# %% rejected: scales by the root of the number of queries
def scaled_scores(query, key):
    return query @ key.transpose(-2, -1) / math.sqrt(query.shape[-2])


# %% rejected: scales by the root of the first axis
def scaled_scores(query, key):
    return query @ key.transpose(-2, -1) / math.sqrt(query.shape[0])


# %% rejected: root taken from the example
def scaled_scores(query, key):
    return query @ key.transpose(-2, -1) / 2.0


# %% rejected: root as a whole number
def scaled_scores(query, key):
    return query @ key.transpose(-2, -1) / math.isqrt(query.shape[-1])


# %% rejected: precedence, root of the scores
def scaled_scores(query, key):
    return (query @ key.transpose(-2, -1) / query.shape[-1]).abs() ** 0.5


# %% rejected: scales both query and key
def scaled_scores(query, key):
    root = math.sqrt(query.shape[-1])
    return (query / root) @ (key / root).transpose(-2, -1)


# %% rejected: divides by the standard deviation of the scores
def scaled_scores(query, key):
    scores = query @ key.transpose(-2, -1)
    return scores / scores.std()


# %% rejected: cosine similarity
def scaled_scores(query, key):
    return F.normalize(query, dim=-1) @ F.normalize(key, dim=-1).transpose(-2, -1)


# %% rejected: turns the key around with .T
def scaled_scores(query, key):
    return query @ key.T / math.sqrt(query.shape[-1])


# %% rejected: swaps axes 0 and 1
def scaled_scores(query, key):
    return query @ key.transpose(0, 1) / math.sqrt(query.shape[-1])


# %% rejected: swaps axes 1 and 2
def scaled_scores(query, key):
    return query @ key.transpose(1, 2) / math.sqrt(query.shape[-1])


# %% rejected: expects batch and heads
def scaled_scores(query, key):
    batch, heads, n_query, d = query.shape
    return query @ key.transpose(-2, -1) / math.sqrt(d)


# %% rejected: adds batch and heads to what has none
def scaled_scores(query, key):
    while query.dim() < 4:
        query, key = query[None], key[None]
    return query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])


# %% rejected: keys against queries
def scaled_scores(query, key):
    return key @ query.transpose(-2, -1) / math.sqrt(query.shape[-1])


# %% rejected: features against features
def scaled_scores(query, key):
    return query.transpose(-2, -1) @ key / math.sqrt(query.shape[-1])


# %% rejected: element by element
def scaled_scores(query, key):
    return query * key / math.sqrt(query.shape[-1])


# %% rejected: each query with the key of its own place
def scaled_scores(query, key):
    n = min(query.shape[-2], key.shape[-2])
    return (query[..., :n, :] * key[..., :n, :]).sum(-1) / math.sqrt(query.shape[-1])


# %% rejected: no transpose
def scaled_scores(query, key):
    return query @ key / math.sqrt(query.shape[-1])


# %% rejected: goes on to the weights
def scaled_scores(query, key):
    return F.softmax(query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1]), dim=-1)


# %% rejected: distance instead of product
def scaled_scores(query, key):
    return -torch.cdist(query, key) / math.sqrt(query.shape[-1])


# %% rejected: scales the query in place
def scaled_scores(query, key):
    query /= math.sqrt(query.shape[-1])
    return query @ key.transpose(-2, -1)


# %% rejected: turns the key around in place
def scaled_scores(query, key):
    return query @ key.transpose_(-2, -1) / math.sqrt(query.shape[-1])


# %% rejected: always float32
def scaled_scores(query, key):
    return query.float() @ key.float().transpose(-2, -1) / math.sqrt(query.shape[-1])


# %% rejected: always float64
def scaled_scores(query, key):
    scores = query.double() @ key.double().transpose(-2, -1) / math.sqrt(query.shape[-1])
    return scores


# %% rejected: drops axes of length 1
def scaled_scores(query, key):
    return (query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])).squeeze()


# %% rejected: a NumPy array
def scaled_scores(query, key):
    return (query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])).numpy()


# %% rejected: prints instead of returning
def scaled_scores(query, key):
    print(query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1]))


# %% rejected: rounds to four digits
def scaled_scores(query, key):
    return (query @ key.transpose(-2, -1) / math.sqrt(query.shape[-1])).round(decimals=4)


# %% rejected: scales by the root of axis 1, which is d only without a batch
def scaled_scores(query, key):
    return query @ key.transpose(-2, -1) / math.sqrt(query.shape[1])


# %% rejected: standardizes the scores
def scaled_scores(query, key):
    scores = query @ key.transpose(-2, -1)
    return (scores - scores.mean()) / scores.std()

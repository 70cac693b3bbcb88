# %% accepted: lower triangle, shifted
def causal_mask(n_query, n_key):
    return torch.ones(n_query, n_key, dtype=torch.bool).tril(n_key - n_query)


# %% accepted: loop
def causal_mask(n_query, n_key):
    mask = torch.zeros(n_query, n_key, dtype=torch.bool)
    for i in range(n_query):
        for j in range(n_key):
            if j <= i + n_key - n_query:
                mask[i, j] = True
    return mask


# %% accepted: last rows of the square mask
def causal_mask(n_query, n_key):
    square = torch.tril(torch.ones(n_key, n_key)).bool()
    return square[n_key - n_query :]


# %% accepted: not the future
def causal_mask(n_query, n_key):
    return ~torch.triu(torch.ones(n_query, n_key, dtype=torch.bool), diagonal=n_key - n_query + 1)


# %% accepted: lists of booleans
def causal_mask(n_query, n_key):
    places = range(n_key - n_query, n_key)
    return torch.tensor([[key <= query for key in range(n_key)] for query in places])


# %% accepted: NumPy's triangle
import numpy as np


def causal_mask(n_query, n_key):
    return torch.from_numpy(np.tri(n_query, n_key, n_key - n_query, dtype=bool))


# %% accepted: running sum of ones
def causal_mask(n_query, n_key):
    own = torch.zeros(n_query, n_key)
    own[torch.arange(n_query), torch.arange(n_key - n_query, n_key)] = 1
    return (own.cumsum(-1) - own) == 0


# %% rejected: upper triangle
def causal_mask(n_query, n_key):
    return torch.ones(n_query, n_key, dtype=torch.bool).triu(n_key - n_query)


# %% rejected: True means hidden
def causal_mask(n_query, n_key):
    return torch.ones(n_query, n_key, dtype=torch.bool).triu(n_key - n_query + 1)


# %% rejected: hides the token itself
def causal_mask(n_query, n_key):
    return torch.ones(n_query, n_key, dtype=torch.bool).tril(n_key - n_query - 1)


# %% rejected: one place into the future
def causal_mask(n_query, n_key):
    return torch.ones(n_query, n_key, dtype=torch.bool).tril(n_key - n_query + 1)


# %% rejected: hides nothing
def causal_mask(n_query, n_key):
    return torch.ones(n_query, n_key, dtype=torch.bool)


# %% rejected: only the token itself
def causal_mask(n_query, n_key):
    return torch.arange(n_key)[None] == torch.arange(n_key - n_query, n_key)[:, None]


# %% rejected: only itself and the token before
def causal_mask(n_query, n_key):
    back = torch.arange(n_key - n_query, n_key)[:, None] - torch.arange(n_key)[None]
    return (back == 0) | (back == 1)


# %% rejected: everything but the token itself
def causal_mask(n_query, n_key):
    return torch.arange(n_key)[None] != torch.arange(n_key - n_query, n_key)[:, None]


# %% rejected: everything but the next token
def causal_mask(n_query, n_key):
    return torch.arange(n_key)[None] != torch.arange(n_key - n_query, n_key)[:, None] + 1


# %% rejected: queries are the first places [2]
def causal_mask(n_query, n_key):
    return torch.ones(n_query, n_key, dtype=torch.bool).tril()


# %% rejected: square of all keys [2]
def causal_mask(n_query, n_key):
    return torch.ones(n_key, n_key, dtype=torch.bool).tril()


# %% rejected: square of all queries [2]
def causal_mask(n_query, n_key):
    return torch.ones(n_query, n_query, dtype=torch.bool).tril()


# %% rejected: shifted the wrong way [2]
def causal_mask(n_query, n_key):
    return torch.ones(n_query, n_key, dtype=torch.bool).tril(n_query - n_key)


# %% rejected: shifted one too few when there are old keys [2]
def causal_mask(n_query, n_key):
    return torch.ones(n_query, n_key, dtype=torch.bool).tril(max(0, n_key - n_query - 1))


# %% rejected: shifted one too many when there are old keys [2]
def causal_mask(n_query, n_key):
    extra = n_key - n_query
    return torch.ones(n_query, n_key, dtype=torch.bool).tril(extra + (extra > 0))


# %% rejected: axes swapped [2]
def causal_mask(n_query, n_key):
    return torch.ones(n_key, n_query, dtype=torch.bool).tril()


# %% rejected: old keys hidden [2]
def causal_mask(n_query, n_key):
    mask = torch.ones(n_query, n_query, dtype=torch.bool).tril()
    return F.pad(mask, (n_key - n_query, 0), value=False)


# %% rejected: everything allowed once there are old keys [2]
def causal_mask(n_query, n_key):
    if n_query < n_key:
        return torch.ones(n_query, n_key, dtype=torch.bool)
    return torch.ones(n_query, n_key, dtype=torch.bool).tril()


# %% rejected: nothing hidden without old keys [1]
def causal_mask(n_query, n_key):
    if n_query == n_key:
        return torch.ones(n_query, n_key, dtype=torch.bool)
    return torch.ones(n_query, n_key, dtype=torch.bool).tril(n_key - n_query)


# %% rejected: one token sees nothing [2]
def causal_mask(n_query, n_key):
    if n_query == 1 < n_key:
        return torch.zeros(n_query, n_key, dtype=torch.bool)
    return torch.ones(n_query, n_key, dtype=torch.bool).tril(n_key - n_query)


# %% rejected: 0 and -inf instead of booleans
def causal_mask(n_query, n_key):
    return torch.full((n_query, n_key), -torch.inf).triu(n_key - n_query + 1)


# %% rejected: ones and zeros
def causal_mask(n_query, n_key):
    return torch.tril(torch.ones(n_query, n_key), diagonal=n_key - n_query)


# %% rejected: whole numbers
def causal_mask(n_query, n_key):
    return torch.tril(torch.ones(n_query, n_key, dtype=torch.long), diagonal=n_key - n_query)


# %% rejected: nested lists
def causal_mask(n_query, n_key):
    return torch.ones(n_query, n_key, dtype=torch.bool).tril(n_key - n_query).tolist()


# %% rejected: a NumPy array
def causal_mask(n_query, n_key):
    return torch.ones(n_query, n_key, dtype=torch.bool).tril(n_key - n_query).numpy()


# %% rejected: axes for batch and heads
def causal_mask(n_query, n_key):
    return torch.ones(n_query, n_key, dtype=torch.bool).tril(n_key - n_query)[None, None]


# %% rejected: size of the example
def causal_mask(n_query, n_key):
    return torch.tensor([[True, True, False], [True, True, True]])


# %% rejected: only half of the queries, as places start at 1
def causal_mask(n_query, n_key):
    places = torch.arange(n_key - n_query + 1, n_key + 1)
    return torch.arange(n_key)[None, :] < places[:, None] - 1


# %% rejected: triangle over the first keys, all later ones allowed [2]
def causal_mask(n_query, n_key):
    mask = torch.ones(n_query, n_key, dtype=torch.bool)
    mask[:, :n_query] = torch.ones(n_query, n_query, dtype=torch.bool).tril()
    return mask


# %% rejected: a window of three places
def causal_mask(n_query, n_key):
    query = torch.arange(n_key - n_query, n_key)[:, None]
    key = torch.arange(n_key)
    return (key <= query) & (key > query - 3)

# %% accepted: einsum
def additive_attention(query, states, w_q, w_k, v):
    asked = torch.einsum("bi,ai->ba", query, w_q)
    offered = torch.einsum("btj,aj->bta", states, w_k)
    scores = torch.einsum("bta,a->bt", torch.tanh(asked.unsqueeze(1) + offered), v)
    weights = scores.softmax(dim=1)
    return torch.einsum("bt,btj->bj", weights, states), weights


# %% accepted: one text and one token at a time
def additive_attention(query, states, w_q, w_k, v):
    contexts, weights = [], []
    for q, text in zip(query, states):
        scores = torch.stack([torch.dot(v, torch.tanh(w_q @ q + w_k @ h)) for h in text])
        w = torch.softmax(scores, dim=0)
        weights.append(w)
        contexts.append(w @ text)
    return torch.stack(contexts), torch.stack(weights)


# %% accepted: batched product, a list of two
def additive_attention(query, states, w_q, w_k, v):
    keys = torch.nn.functional.linear(states, w_k)
    scores = (torch.nn.functional.linear(query, w_q)[:, None, :] + keys).tanh().matmul(v)
    powers = torch.exp(scores - scores.max(dim=-1, keepdim=True).values)
    weights = powers / powers.sum(dim=-1, keepdim=True)
    return [torch.bmm(weights[:, None, :], states)[:, 0], weights]


# %% accepted: tokens first
def additive_attention(query, states, w_q, w_k, v):
    by_token = states.transpose(0, 1)
    scores = ((query @ w_q.T + by_token @ w_k.T).tanh() * v).sum(-1)
    weights = torch.softmax(scores, 0)
    return (by_token * weights.unsqueeze(-1)).sum(0), weights.T


# %% rejected: weights first
def additive_attention(query, states, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + states @ w_k.T) @ v
    weights = torch.softmax(scores, dim=-1)
    return weights, (weights[..., None] * states).sum(dim=1)


# %% rejected: softmax over the texts
def additive_attention(query, states, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + states @ w_k.T) @ v
    weights = torch.softmax(scores, dim=0)
    return (weights[..., None] * states).sum(dim=1), weights


# %% rejected: without tanh
def additive_attention(query, states, w_q, w_k, v):
    scores = ((query @ w_q.T)[:, None] + states @ w_k.T) @ v
    weights = torch.softmax(scores, dim=-1)
    return (weights[..., None] * states).sum(dim=1), weights


# %% rejected: query added after the tanh
def additive_attention(query, states, w_q, w_k, v):
    scores = (torch.tanh(query @ w_q.T)[:, None] + torch.tanh(states @ w_k.T)) @ v
    weights = torch.softmax(scores, dim=-1)
    return (weights[..., None] * states).sum(dim=1), weights


# %% rejected: query left out
def additive_attention(query, states, w_q, w_k, v):
    weights = torch.softmax(torch.tanh(states @ w_k.T) @ v, dim=-1)
    return (weights[..., None] * states).sum(dim=1), weights


# %% rejected: sums instead of v
def additive_attention(query, states, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + states @ w_k.T).sum(dim=-1)
    weights = torch.softmax(scores, dim=-1)
    return (weights[..., None] * states).sum(dim=1), weights


# %% rejected: products of query and key
def additive_attention(query, states, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] * (states @ w_k.T)) @ v
    weights = torch.softmax(scores, dim=-1)
    return (weights[..., None] * states).sum(dim=1), weights


# %% rejected: divided by the root of a
def additive_attention(query, states, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + states @ w_k.T) @ v / len(v) ** 0.5
    weights = torch.softmax(scores, dim=-1)
    return (weights[..., None] * states).sum(dim=1), weights


# %% rejected: tanh over the score
def additive_attention(query, states, w_q, w_k, v):
    scores = torch.tanh(((query @ w_q.T)[:, None] + states @ w_k.T) @ v)
    weights = torch.softmax(scores, dim=-1)
    return (weights[..., None] * states).sum(dim=1), weights


# %% rejected: sigmoid for tanh
def additive_attention(query, states, w_q, w_k, v):
    scores = torch.sigmoid((query @ w_q.T)[:, None] + states @ w_k.T) @ v
    weights = torch.softmax(scores, dim=-1)
    return (weights[..., None] * states).sum(dim=1), weights


# %% rejected: shares of the scores
def additive_attention(query, states, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + states @ w_k.T) @ v
    weights = scores / scores.sum(dim=-1, keepdim=True)
    return (weights[..., None] * states).sum(dim=1), weights


# %% rejected: first text's weights for all
def additive_attention(query, states, w_q, w_k, v):
    scores = torch.tanh((query[:1] @ w_q.T)[:, None] + states[:1] @ w_k.T) @ v
    weights = torch.softmax(scores, dim=-1).expand(len(states), -1)
    return (weights[..., None] * states).sum(dim=1), weights


# %% rejected: scores for weights [2]
def additive_attention(query, states, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + states @ w_k.T) @ v
    weights = torch.softmax(scores, dim=-1)
    return (weights[..., None] * states).sum(dim=1), scores


# %% rejected: mean of the states [2]
def additive_attention(query, states, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + states @ w_k.T) @ v
    return states.mean(dim=1), torch.softmax(scores, dim=-1)


# %% rejected: weighted mean, divided once more [2]
def additive_attention(query, states, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + states @ w_k.T) @ v
    weights = torch.softmax(scores, dim=-1)
    return (weights[..., None] * states).mean(dim=1), weights


# %% rejected: the best state alone [2]
def additive_attention(query, states, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + states @ w_k.T) @ v
    best = states[torch.arange(len(states)), scores.argmax(dim=-1)]
    return best, torch.softmax(scores, dim=-1)


# %% rejected: mixes the keys [2]
def additive_attention(query, states, w_q, w_k, v):
    keys = states @ w_k.T
    scores = torch.tanh((query @ w_q.T)[:, None] + keys) @ v
    weights = torch.softmax(scores, dim=-1)
    return (weights[..., None] * keys).sum(dim=1), weights


# %% rejected: sums over the entries of a state [2]
def additive_attention(query, states, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + states @ w_k.T) @ v
    weights = torch.softmax(scores, dim=-1)
    return (weights[..., None] * states).sum(dim=-1), weights


# %% rejected: weighted states, not added up [2]
def additive_attention(query, states, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + states @ w_k.T) @ v
    weights = torch.softmax(scores, dim=-1)
    return weights[..., None] * states, weights


# %% rejected: context scaled in place
def additive_attention(query, states, w_q, w_k, v):
    scores = torch.tanh((query @ w_q.T)[:, None] + states @ w_k.T) @ v
    weights = torch.softmax(scores, dim=-1)
    states *= weights[..., None]
    return states.sum(dim=1), weights


# %% equivalent: `weights = torch.softmax(scores, dim=-1)` -> `weights = torch.softmax(scores, dim=1)`: of two axes, 1 is the last

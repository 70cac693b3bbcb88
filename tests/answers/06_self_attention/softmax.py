# %% accepted: PyTorch's, then zeros for nan
def softmax(scores):
    return F.softmax(scores, dim=-1).nan_to_num(0.0)


# %% accepted: maximum of 0 where nothing is allowed
def softmax(scores):
    top = scores.amax(-1, keepdim=True)
    top = torch.where(top == -torch.inf, torch.zeros_like(top), top)
    powers = (scores - top).exp()
    total = powers.sum(-1, keepdim=True)
    return powers / torch.where(total == 0, torch.ones_like(total), total)


# %% accepted: one row at a time
def softmax(scores):
    rows = []
    for row in scores.reshape(-1, scores.shape[-1]):
        if torch.isneginf(row).all():
            rows.append(torch.zeros_like(row))
        else:
            powers = torch.exp(row - row.max())
            rows.append(powers / powers.sum())
    return torch.stack(rows).reshape(scores.shape)


# %% accepted: logsumexp
def softmax(scores):
    nothing = (scores == -torch.inf).all(dim=-1, keepdim=True)
    weights = torch.exp(scores - torch.logsumexp(scores, dim=-1, keepdim=True))
    return weights.masked_fill(nothing, 0.0)


# %% accepted: exp of log_softmax
def softmax(scores):
    weights = scores.log_softmax(-1).exp()
    return torch.where(weights.isnan(), 0.0, weights)


# %% accepted: plain numbers in lists
def softmax(scores):
    def of_row(row):
        top = max(row)
        if top == -math.inf:
            return [0.0] * len(row)
        powers = [math.exp(score - top) for score in row]
        return [power / sum(powers) for power in powers]

    rows = scores.reshape(-1, scores.shape[-1]).tolist()
    return torch.tensor([of_row(row) for row in rows], dtype=scores.dtype).reshape(scores.shape)


# %% accepted: NumPy in float64
import numpy as np


def softmax(scores):
    values = scores.numpy().astype(np.float64)
    with np.errstate(invalid="ignore"):
        powers = np.exp(values - values.max(-1, keepdims=True))
    return torch.from_numpy(np.nan_to_num(powers / powers.sum(-1, keepdims=True))).to(scores.dtype)


# %% rejected: does not subtract the maximum
def softmax(scores):
    powers = torch.exp(scores)
    return torch.nan_to_num(powers / powers.sum(dim=-1, keepdim=True))


# %% rejected: plain powers in float64
def softmax(scores):
    powers = torch.exp(scores.double())
    return torch.nan_to_num(powers / powers.sum(dim=-1, keepdim=True)).to(scores.dtype)


# %% rejected: one maximum for the whole tensor
def softmax(scores):
    powers = torch.exp(scores - scores.max())
    return torch.nan_to_num(powers / powers.sum(dim=-1, keepdim=True))


# %% rejected: maximum of each column
def softmax(scores):
    powers = torch.exp(scores - scores.amax(dim=0, keepdim=True))
    return torch.nan_to_num(powers / powers.sum(dim=-1, keepdim=True))


# %% rejected: subtracts the minimum
def softmax(scores):
    powers = torch.exp(scores - scores.amin(dim=-1, keepdim=True))
    return torch.nan_to_num(powers / powers.sum(dim=-1, keepdim=True))


# %% rejected: subtracts the mean
def softmax(scores):
    powers = torch.exp(scores - scores.mean(dim=-1, keepdim=True))
    return torch.nan_to_num(powers / powers.sum(dim=-1, keepdim=True))


# %% rejected: subtracts the largest size
def softmax(scores):
    powers = torch.exp(scores - scores.abs().amax(dim=-1, keepdim=True))
    return torch.nan_to_num(powers / powers.sum(dim=-1, keepdim=True))


# %% rejected: divides by the maximum
def softmax(scores):
    powers = torch.exp(scores / scores.amax(dim=-1, keepdim=True))
    return torch.nan_to_num(powers / powers.sum(dim=-1, keepdim=True))


# %% rejected: cuts scores off at 80
def softmax(scores):
    powers = torch.exp(scores.clamp(-80, 80))
    return powers / powers.sum(dim=-1, keepdim=True)


# %% rejected: columns
def softmax(scores):
    return torch.nan_to_num(F.softmax(scores, dim=0))


# %% rejected: second axis
def softmax(scores):
    return torch.nan_to_num(F.softmax(scores, dim=1))


# %% rejected: last but one axis
def softmax(scores):
    return torch.nan_to_num(F.softmax(scores, dim=-2))


# %% rejected: the whole tensor
def softmax(scores):
    return torch.nan_to_num(F.softmax(scores.flatten(), dim=0)).reshape(scores.shape)


# %% rejected: powers without the division
def softmax(scores):
    return torch.nan_to_num(torch.exp(scores - scores.amax(dim=-1, keepdim=True)))


# %% rejected: divides before the powers
def softmax(scores):
    return torch.nan_to_num(scores / scores.sum(dim=-1, keepdim=True))


# %% rejected: divides by the mean of the powers
def softmax(scores):
    powers = torch.exp(scores - scores.amax(dim=-1, keepdim=True))
    return torch.nan_to_num(powers / powers.mean(dim=-1, keepdim=True))


# %% rejected: divides by the length of the powers
def softmax(scores):
    powers = torch.exp(scores - scores.amax(dim=-1, keepdim=True))
    return torch.nan_to_num(F.normalize(powers, dim=-1))


# %% rejected: powers of 2 [1]
def softmax(scores):
    powers = torch.exp2(scores - scores.amax(dim=-1, keepdim=True))
    return torch.nan_to_num(powers / powers.sum(dim=-1, keepdim=True))


# %% rejected: logarithms
def softmax(scores):
    return torch.nan_to_num(F.log_softmax(scores, dim=-1))


# %% rejected: sigmoid
def softmax(scores):
    return torch.sigmoid(scores)


# %% rejected: hard choice
def softmax(scores):
    return F.one_hot(scores.argmax(dim=-1), scores.shape[-1]).to(scores.dtype)


# %% rejected: scales as well [1]
def softmax(scores):
    return torch.nan_to_num(F.softmax(scores / math.sqrt(scores.shape[-1]), dim=-1))


# %% rejected: nan where nothing is allowed [2]
def softmax(scores):
    powers = torch.exp(scores - scores.amax(dim=-1, keepdim=True))
    return powers / powers.sum(dim=-1, keepdim=True)


# %% rejected: equal shares where nothing is allowed [2]
def softmax(scores):
    return F.softmax(scores.clamp(min=torch.finfo(scores.dtype).min), dim=-1)


# %% rejected: -1e9 for -inf [2]
def softmax(scores):
    return F.softmax(torch.where(scores == -torch.inf, -1e9, scores), dim=-1)


# %% rejected: -20 for -inf [2]
def softmax(scores):
    hidden = torch.isneginf(scores)
    weights = F.softmax(scores.masked_fill(hidden, -20.0), dim=-1)
    return weights.masked_fill(hidden.all(dim=-1, keepdim=True), 0.0)


# %% rejected: 0 for -inf [2]
def softmax(scores):
    return F.softmax(scores.nan_to_num(neginf=0.0), dim=-1)


# %% rejected: zeros for every row with one -inf [2]
def softmax(scores):
    hidden = torch.isneginf(scores).any(dim=-1, keepdim=True)
    return F.softmax(scores, dim=-1).masked_fill(hidden, 0.0)


# %% rejected: hides after the softmax [2]
def softmax(scores):
    hidden = torch.isneginf(scores)
    return F.softmax(scores.masked_fill(hidden, 0.0), dim=-1).masked_fill(hidden, 0.0)


# %% rejected: a little added to every power
def softmax(scores):
    powers = torch.exp(scores - scores.amax(dim=-1, keepdim=True)).nan_to_num() + 1e-6
    return powers / powers.sum(dim=-1, keepdim=True)


# %% rejected: a little added to every weight
def softmax(scores):
    return (F.softmax(scores, dim=-1).nan_to_num() + 1e-8).to(scores.dtype)


# %% rejected: drops the scores that are -inf [2]
def softmax(scores):
    if torch.isneginf(scores).any():
        return F.softmax(scores[~torch.isneginf(scores)], dim=-1)
    return F.softmax(scores, dim=-1)


# %% rejected: always float32 [1]
def softmax(scores):
    return F.softmax(scores.float(), dim=-1).nan_to_num()


# %% rejected: only two axes
def softmax(scores):
    rows, columns = scores.shape
    return F.softmax(scores, dim=-1).nan_to_num()


# %% rejected: in place
def softmax(scores):
    scores -= scores.amax(dim=-1, keepdim=True)
    powers = scores.exp_()
    return (powers / powers.sum(dim=-1, keepdim=True)).nan_to_num()


# %% rejected: writes zeros into the argument [2]
def softmax(scores):
    nothing = torch.isneginf(scores).all(dim=-1)
    weights = F.softmax(scores, dim=-1).nan_to_num()
    scores[nothing] = 0.0
    return weights


# %% rejected: rounds to four digits [1]
def softmax(scores):
    return F.softmax(scores, dim=-1).nan_to_num().round(decimals=4)


# %% rejected: takes a row whose largest score is 0 for an empty one [1]
def softmax(scores):
    top = scores.max(dim=-1, keepdim=True).values
    top = torch.where(top == -torch.inf, torch.zeros_like(top), top)
    powers = torch.exp(scores - top)
    weights = powers / powers.sum(dim=-1, keepdim=True)
    return torch.where(top == 0, torch.zeros_like(weights), weights)


# %% rejected: a temperature of 2 left in [1]
def softmax(scores):
    return F.softmax(scores / 2, dim=-1).nan_to_num(0.0)

# %% accepted: shifts by the largest logit, then exponentials
def with_temperature(logits, temperature):
    if temperature == 0:
        return (logits == logits.max()).to(logits.dtype)
    powers = torch.exp((logits - logits.max()) / temperature)
    return powers / powers.sum()


# %% accepted: powers of the probabilities at temperature 1
def with_temperature(logits, temperature):
    if not temperature:
        return F.one_hot(logits.argmax(), len(logits)).to(logits.dtype)
    return torch.exp(F.log_softmax(F.log_softmax(logits, dim=-1) / temperature, dim=-1))


# %% accepted: loops over Python numbers
def with_temperature(logits, temperature):
    values = logits.tolist()
    top = max(values)
    if temperature == 0:
        shares = [float(value == top) for value in values]
    else:
        powers = [math.exp((value - top) / temperature) for value in values]
        shares = [power / sum(powers) for power in powers]
    return torch.tensor(shares, dtype=logits.dtype)


# %% accepted: a temperature near zero in the place of zero
def with_temperature(logits, temperature):
    shifted = logits - logits.max()
    return F.softmax(shifted / max(temperature, 1e-9), dim=0)


# %% rejected: multiplies by the temperature
def with_temperature(logits, temperature):
    return torch.softmax(logits * temperature, dim=0)


# %% rejected: no temperature
def with_temperature(logits, temperature):
    return torch.softmax(logits, dim=0)


# %% rejected: divides the probabilities
def with_temperature(logits, temperature):
    if temperature == 0:
        return F.one_hot(logits.argmax(), len(logits)).float()
    return torch.softmax(logits, dim=0) / temperature


# %% rejected: divides by 0 at temperature 0 [2]
def with_temperature(logits, temperature):
    return torch.softmax(logits / temperature, dim=0)


# %% rejected: without a sum
def with_temperature(logits, temperature):
    if temperature == 0:
        return F.one_hot(logits.argmax(), len(logits)).to(logits.dtype)
    return torch.exp(logits / temperature)


# %% rejected: large logits overflow
def with_temperature(logits, temperature):
    if temperature == 0:
        return F.one_hot(logits.argmax(), len(logits)).to(logits.dtype)
    powers = torch.exp(logits / temperature)
    return powers / powers.sum()


# %% rejected: temperature 0 is uniform [2]
def with_temperature(logits, temperature):
    if temperature == 0:
        return torch.full_like(logits, 1 / len(logits))
    return torch.softmax(logits / temperature, dim=0)


# %% rejected: temperature 0 takes the smallest [2]
def with_temperature(logits, temperature):
    if temperature == 0:
        return F.one_hot(logits.argmin(), len(logits)).to(logits.dtype)
    return torch.softmax(logits / temperature, dim=0)


# %% rejected: temperature 0 returns a token instead of probabilities [2]
def with_temperature(logits, temperature):
    if temperature == 0:
        return logits.argmax()
    return torch.softmax(logits / temperature, dim=0)


# %% rejected: greedy whatever the temperature [1]
def with_temperature(logits, temperature):
    return F.one_hot(logits.argmax(), len(logits)).to(logits.dtype)


# %% rejected: a softmax of a softmax [1]
def with_temperature(logits, temperature):
    if temperature == 0:
        return F.one_hot(logits.argmax(), len(logits)).to(logits.dtype)
    return torch.softmax(torch.softmax(logits, dim=0) / temperature, dim=0)


# %% rejected: logarithms of probabilities
def with_temperature(logits, temperature):
    if temperature == 0:
        return F.one_hot(logits.argmax(), len(logits)).to(logits.dtype)
    return torch.log_softmax(logits / temperature, dim=0)


# %% rejected: works in place
def with_temperature(logits, temperature):
    if temperature == 0:
        logits[:] = F.one_hot(logits.argmax(), len(logits)).to(logits.dtype)
        return logits
    logits /= temperature
    return torch.softmax(logits, dim=0)


# %% rejected: float32 whatever came in
def with_temperature(logits, temperature):
    logits = logits.float()
    if temperature == 0:
        return F.one_hot(logits.argmax(), len(logits)).float()
    return torch.softmax(logits / temperature, dim=0)


# %% equivalent: `return torch.softmax(logits / temperature, dim=0)` -> `return torch.softmax(logits / temperature, dim=-1)`: of one axis, 0 is also the last

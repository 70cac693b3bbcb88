# %% accepted: two loops
def data_bound(n, d, loss):
    bound = []
    for i in range(len(n) - 1):
        row = []
        for j in range(len(d) - 1):
            by_size = (loss[i, j] - loss[i + 1, j]) / math.log2(n[i + 1] / n[i])
            by_data = (loss[i, j] - loss[i, j + 1]) / math.log2(d[j + 1] / d[j])
            row.append(bool(by_data > by_size))
        bound.append(row)
    return np.array(bound)


# %% accepted: slices
def data_bound(n, d, loss):
    here = loss[:-1, :-1]
    by_size = (here - loss[1:, :-1]) / np.log2(n[1:] / n[:-1]).reshape(-1, 1)
    by_data = (here - loss[:-1, 1:]) / np.log2(d[1:] / d[:-1])
    return by_data > by_size


# %% accepted: natural logarithms, multiplied out
def data_bound(n, d, loss):
    to_size, to_data = np.diff(np.log(n)), np.diff(np.log(d))
    by_size = (loss[:-1] - loss[1:])[:, :-1]
    by_data = (loss[:, :-1] - loss[:, 1:])[:-1]
    return by_data * to_size[:, None] - by_size * to_data[None, :] > 1e-12


# %% accepted: in PyTorch
def data_bound(n, d, loss):
    n, d, loss = (torch.tensor(np.asarray(part, dtype=float)) for part in (n, d, loss))
    by_size = torch.diff(loss, dim=0) / torch.diff(n.log2())[:, None]
    by_data = torch.diff(loss, dim=1) / torch.diff(d.log2())
    return by_data[:-1] < by_size[:, :-1]


# %% rejected: falls per step, not per doubling
def data_bound(n, d, loss):
    by_size, by_data = -np.diff(loss, axis=0), -np.diff(loss, axis=1)
    return by_data[:-1] > by_size[:, :-1]


# %% rejected: True where parameters help more
def data_bound(n, d, loss):
    by_size = -np.diff(loss, axis=0) / np.diff(np.log2(n))[:, None]
    by_data = -np.diff(loss, axis=1) / np.diff(np.log2(d))
    return by_data[:-1] < by_size[:, :-1]


# %% rejected: rises taken for falls
def data_bound(n, d, loss):
    by_size = np.diff(loss, axis=0) / np.diff(np.log2(n))[:, None]
    by_data = np.diff(loss, axis=1) / np.diff(np.log2(d))
    return by_data[:-1] > by_size[:, :-1]


# %% rejected: a tie counts
def data_bound(n, d, loss):
    by_size = -np.diff(loss, axis=0) / np.diff(np.log2(n))[:, None]
    by_data = -np.diff(loss, axis=1) / np.diff(np.log2(d))
    return by_data[:-1] >= by_size[:, :-1]


# %% rejected: the next budget's fall by size
def data_bound(n, d, loss):
    by_size = -np.diff(loss, axis=0) / np.diff(np.log2(n))[:, None]
    by_data = -np.diff(loss, axis=1) / np.diff(np.log2(d))
    return by_data[:-1] > by_size[:, 1:]


# %% rejected: the next size's fall by data
def data_bound(n, d, loss):
    by_size = -np.diff(loss, axis=0) / np.diff(np.log2(n))[:, None]
    by_data = -np.diff(loss, axis=1) / np.diff(np.log2(d))
    return by_data[1:] > by_size[:, :-1]


# %% rejected: axes swapped
def data_bound(n, d, loss):
    by_size = -np.diff(loss, axis=0) / np.diff(np.log2(n))[:, None]
    by_data = -np.diff(loss, axis=1) / np.diff(np.log2(d))
    return (by_data[:-1] > by_size[:, :-1]).T


# %% rejected: per parameter and per byte
def data_bound(n, d, loss):
    by_size = -np.diff(loss, axis=0) / np.diff(n)[:, None]
    by_data = -np.diff(loss, axis=1) / np.diff(d)
    return by_data[:-1] > by_size[:, :-1]


# %% rejected: numbers 1 and 0
def data_bound(n, d, loss):
    by_size = -np.diff(loss, axis=0) / np.diff(np.log2(n))[:, None]
    by_data = -np.diff(loss, axis=1) / np.diff(np.log2(d))
    return (by_data[:-1] > by_size[:, :-1]).astype(float)


# %% rejected: fewer than 20 bytes per parameter
def data_bound(n, d, loss):
    return d[None, :-1] / n[:-1, None] < 20


# %% equivalent: `per_data = -np.diff(loss, axis=1) / np.diff(np.log2(d))` -> `per_data = -np.diff(loss) / np.diff(np.log2(d))`: the last axis is the default


# %% equivalent: `per_data = -np.diff(loss, axis=1) / np.diff(np.log2(d))` -> `per_data = -np.diff(loss, axis=-1) / np.diff(np.log2(d))`: of two axes, 1 and -1 are the same

# %% accepted: a loop over the parts
def position_curve(depth, correct, bins):
    accuracy, count = [], []
    for part in range(bins):
        last = part == bins - 1
        inside = [bool(c) for d, c in zip(depth, correct)
                  if part <= d * bins < part + 1 or (last and d == 1)]
        count.append(len(inside))
        accuracy.append(sum(inside) / len(inside) if inside else float("nan"))
    return np.array(accuracy), np.array(count)


# %% accepted: two histograms
def position_curve(depth, correct, bins):
    count, _ = np.histogram(depth, bins=bins, range=(0, 1))
    right, _ = np.histogram(depth[correct], bins=bins, range=(0, 1))
    with np.errstate(invalid="ignore"):
        return right / count, count


# %% accepted: digitize and means
def position_curve(depth, correct, bins):
    part = np.digitize(depth, np.linspace(0, 1, bins + 1)[1:-1])
    accuracy = np.full(bins, np.nan)
    for i in np.unique(part):
        accuracy[i] = correct[part == i].mean()
    return accuracy, np.array([(part == i).sum() for i in range(bins)])


# %% accepted: in PyTorch, counts as floats
def position_curve(depth, correct, bins):
    part = (torch.tensor(depth) * bins).long().clamp(max=bins - 1)
    one_hot = F.one_hot(part, bins).double()
    count = one_hot.sum(0)
    return (torch.tensor(correct).double() @ one_hot / count).numpy(), count.numpy()


# %% rejected: parts with equally many
def position_curve(depth, correct, bins):
    parts = np.array_split(correct[np.argsort(depth)], bins)
    return np.array([p.mean() for p in parts]), np.array([len(p) for p in parts])


# %% rejected: share of all questions
def position_curve(depth, correct, bins):
    part = np.minimum((depth * bins).astype(int), bins - 1)
    right = np.bincount(part, weights=correct, minlength=bins)
    return right / len(depth), np.bincount(part, minlength=bins)


# %% rejected: share of all that were right
def position_curve(depth, correct, bins):
    part = np.minimum((depth * bins).astype(int), bins - 1)
    right = np.bincount(part, weights=correct, minlength=bins)
    return right / right.sum(), np.bincount(part, minlength=bins)


# %% rejected: counts of correct answers
def position_curve(depth, correct, bins):
    part = np.minimum((depth * bins).astype(int), bins - 1)
    right = np.bincount(part, weights=correct, minlength=bins)
    return right, np.bincount(part, minlength=bins)


# %% rejected: share of wrong answers
def position_curve(depth, correct, bins):
    part = np.minimum((depth * bins).astype(int), bins - 1)
    count = np.bincount(part, minlength=bins)
    wrong = np.bincount(part, weights=~correct, minlength=bins)
    return np.where(count > 0, wrong / np.maximum(count, 1), np.nan), count


# %% rejected: 0 where nothing stands [2]
def position_curve(depth, correct, bins):
    part = np.minimum((depth * bins).astype(int), bins - 1)
    count = np.bincount(part, minlength=bins)
    return np.bincount(part, weights=correct, minlength=bins) / np.maximum(count, 1), count


# %% rejected: a depth of 1 lies in no part [2]
def position_curve(depth, correct, bins):
    inside = [(depth >= i / bins) & (depth < (i + 1) / bins) for i in range(bins)]
    accuracy = [correct[part].mean() if part.any() else np.nan for part in inside]
    return np.array(accuracy), np.array([part.sum() for part in inside])


# %% rejected: a border belongs to the lower part [2]
def position_curve(depth, correct, bins):
    part = np.maximum(np.ceil(depth * bins).astype(int) - 1, 0)
    count = np.bincount(part, minlength=bins)
    right = np.bincount(part, weights=correct, minlength=bins)
    return np.where(count > 0, right / np.maximum(count, 1), np.nan), count


# %% rejected: rounds to the nearest
def position_curve(depth, correct, bins):
    part = np.round(depth * (bins - 1)).astype(int)
    count = np.bincount(part, minlength=bins)
    right = np.bincount(part, weights=correct, minlength=bins)
    return np.where(count > 0, right / np.maximum(count, 1), np.nan), count


# %% rejected: between the smallest and the largest depth
def position_curve(depth, correct, bins):
    count, edges = np.histogram(depth, bins=bins)
    right, _ = np.histogram(depth[correct], bins=edges)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count > 0, right / count, np.nan), count


# %% rejected: leaves out empty parts [2]
def position_curve(depth, correct, bins):
    part = np.minimum((depth * bins).astype(int), bins - 1)
    parts = np.unique(part)
    return (np.array([correct[part == i].mean() for i in parts]),
            np.array([(part == i).sum() for i in parts]))


# %% rejected: the end comes first
def position_curve(depth, correct, bins):
    part = np.minimum(((1 - depth) * bins).astype(int), bins - 1)
    count = np.bincount(part, minlength=bins)
    right = np.bincount(part, weights=correct, minlength=bins)
    return np.where(count > 0, right / np.maximum(count, 1), np.nan), count


# %% rejected: counts and accuracies swapped
def position_curve(depth, correct, bins):
    part = np.minimum((depth * bins).astype(int), bins - 1)
    count = np.bincount(part, minlength=bins)
    right = np.bincount(part, weights=correct, minlength=bins)
    return count, np.where(count > 0, right / np.maximum(count, 1), np.nan)

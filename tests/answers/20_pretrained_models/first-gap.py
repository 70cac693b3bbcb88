# %% accepted: gaps first, then next()
def first_gap(reference, other, attention_mask, tolerance):
    def gap(a, b):
        a, b = a[attention_mask == 1], b[attention_mask == 1]
        if np.isnan(a).any() or np.isnan(b).any():
            return float("inf")
        return float(abs(a - b).max() / abs(a).max())

    gaps = {name: gap(reference[name], other[name]) for name in reference}
    return gaps, next((name for name, value in gaps.items() if value > tolerance), None)


# %% accepted: in PyTorch
def first_gap(reference, other, attention_mask, tolerance):
    own = torch.tensor(attention_mask) > 0
    gaps, first = {}, None
    for name in reference:
        a, b = torch.tensor(reference[name])[own], torch.tensor(other[name])[own]
        value = ((a - b).abs().max() / a.abs().max()).item()
        if value != value:
            value = math.inf
        gaps[name] = value
        if value > tolerance and not first:
            first = name
    return gaps, first


# %% accepted: loops over texts and tokens
def first_gap(reference, other, attention_mask, tolerance):
    gaps = {}
    for name in reference:
        top = largest = 0.0
        for b in range(attention_mask.shape[0]):
            for t in range(attention_mask.shape[1]):
                if attention_mask[b, t]:
                    for x, y in zip(reference[name][b, t], other[name][b, t]):
                        difference = abs(x - y)
                        if math.isnan(difference):
                            difference = math.inf
                        largest = max(largest, float(difference))
                        top = max(top, abs(float(x)) if not math.isnan(x) else 0.0)
        gaps[name] = largest / top
    above = [name for name in gaps if gaps[name] > tolerance]
    return gaps, above[0] if above else None


# %% accepted: np.where, padding set to zero
def first_gap(reference, other, attention_mask, tolerance):
    keep = attention_mask[..., None] > 0
    names = list(reference)
    values = []
    for name in names:
        a = np.where(keep, reference[name], 0.0)
        b = np.where(keep, other[name], 0.0)
        values.append(np.nan_to_num(np.max(np.abs(a - b)) / np.max(np.abs(a)), nan=np.inf))
    gaps = dict(zip(names, map(float, values)))
    for name in names:
        if gaps[name] > tolerance:
            return gaps, name
    return gaps, None


# %% rejected: padding counts
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        gap = np.abs(states - other[name]).max() / np.abs(states).max()
        gaps[name] = math.inf if math.isnan(gap) else float(gap)
        if first is None and gaps[name] > tolerance:
            first = name
    return gaps, first


# %% rejected: padding counts in the divisor [1]
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        gap = np.abs(states - other[name])[own].max() / np.nanmax(np.abs(states))
        gaps[name] = math.inf if math.isnan(gap) else float(gap)
        if first is None and gaps[name] > tolerance:
            first = name
    return gaps, first


# %% rejected: absolute gaps
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        gap = np.abs(states - other[name])[own].max()
        gaps[name] = math.inf if math.isnan(gap) else float(gap)
        if first is None and gaps[name] > tolerance:
            first = name
    return gaps, first


# %% rejected: divides by the other side
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        gap = np.abs(states - other[name])[own].max() / np.abs(other[name])[own].max()
        gaps[name] = math.inf if math.isnan(gap) else float(gap)
        if first is None and gaps[name] > tolerance:
            first = name
    return gaps, first


# %% rejected: relative at each place
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        gap = (np.abs(states - other[name])[own] / np.maximum(np.abs(states)[own], 1e-9)).max()
        gaps[name] = math.inf if math.isnan(gap) else float(gap)
        if first is None and gaps[name] > tolerance:
            first = name
    return gaps, first


# %% rejected: no absolute value
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        gap = (states - other[name])[own].max() / np.abs(states)[own].max()
        gaps[name] = math.inf if math.isnan(gap) else float(gap)
        if first is None and gaps[name] > tolerance:
            first = name
    return gaps, first


# %% rejected: mean instead of largest
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        gap = np.abs(states - other[name])[own].mean() / np.abs(states)[own].max()
        gaps[name] = math.inf if math.isnan(gap) else float(gap)
        if first is None and gaps[name] > tolerance:
            first = name
    return gaps, first


# %% rejected: nan stays nan [3]
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        gap = np.abs(states - other[name])[own].max() / np.abs(states)[own].max()
        gaps[name] = float(gap)
        if first is None and gaps[name] > tolerance:
            first = name
    return gaps, first


# %% rejected: steps over nan [3]
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        gap = np.abs(states - other[name])[own].max() / np.abs(states)[own].max()
        gaps[name] = float(np.nan_to_num(gap))
        if first is None and gaps[name] > tolerance:
            first = name
    return gaps, first


# %% rejected: nanmax [3]
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        gap = np.nanmax(np.abs(states - other[name])[own]) / np.abs(states)[own].max()
        gaps[name] = math.inf if math.isnan(gap) else float(gap)
        if first is None and gaps[name] > tolerance:
            first = name
    return gaps, first


# %% rejected: the last stage above the tolerance
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        gap = np.abs(states - other[name])[own].max() / np.abs(states)[own].max()
        gaps[name] = math.inf if math.isnan(gap) else float(gap)
        if gaps[name] > tolerance:
            first = name
    return gaps, first


# %% rejected: the largest gap [1]
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        gap = np.abs(states - other[name])[own].max() / np.abs(states)[own].max()
        gaps[name] = math.inf if math.isnan(gap) else float(gap)
        if first is None and gaps[name] > tolerance:
            first = name
    first = max(gaps, key=gaps.get)
    return gaps, first if gaps[first] > tolerance else None


# %% rejected: at the tolerance too [1]
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        gap = np.abs(states - other[name])[own].max() / np.abs(states)[own].max()
        gaps[name] = math.inf if math.isnan(gap) else float(gap)
        if first is None and gaps[name] >= tolerance:
            first = name
    return gaps, first


# %% rejected: stops at the first
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        gap = np.abs(states - other[name])[own].max() / np.abs(states)[own].max()
        gaps[name] = math.inf if math.isnan(gap) else float(gap)
        if first is None and gaps[name] > tolerance:
            first = name
            break
    return gaps, first


# %% rejected: the order of the other dict [1]
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name in other:
        states = reference[name]
        gap = np.abs(states - other[name])[own].max() / np.abs(states)[own].max()
        gaps[name] = math.inf if math.isnan(gap) else float(gap)
        if first is None and gaps[name] > tolerance:
            first = name
    return gaps, first


# %% rejected: the name alone
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        gap = np.abs(states - other[name])[own].max() / np.abs(states)[own].max()
        gaps[name] = math.inf if math.isnan(gap) else float(gap)
        if first is None and gaps[name] > tolerance:
            first = name
    return first


# %% rejected: its place, not its name
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        gap = np.abs(states - other[name])[own].max() / np.abs(states)[own].max()
        gaps[name] = math.inf if math.isnan(gap) else float(gap)
        if first is None and gaps[name] > tolerance:
            first = name
    return gaps, None if first is None else list(gaps).index(first)


# %% rejected: the first text alone [1]
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        gap = np.abs(states - other[name])[0][own[0]].max() / np.abs(states)[0][own[0]].max()
        gaps[name] = math.inf if math.isnan(gap) else float(gap)
        if first is None and gaps[name] > tolerance:
            first = name
    return gaps, first


# %% rejected: a list of gaps
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        gap = np.abs(states - other[name])[own].max() / np.abs(states)[own].max()
        gaps[name] = math.inf if math.isnan(gap) else float(gap)
        if first is None and gaps[name] > tolerance:
            first = name
    return list(gaps.values()), first


# %% rejected: clears padding in place [1]
def first_gap(reference, other, attention_mask, tolerance):
    own, gaps, first = attention_mask.astype(bool), {}, None
    for name, states in reference.items():
        states[~own] = 0
        other[name][~own] = 0
        gap = np.abs(states - other[name])[own].max() / np.abs(states)[own].max()
        gaps[name] = math.inf if math.isnan(gap) else float(gap)
        if first is None and gaps[name] > tolerance:
            first = name
    return gaps, first

# %% accepted: one text at a time
def masked_mean(states, attention_mask):
    rows = []
    for text, mask in zip(states, attention_mask):
        own = text[mask.bool()]
        rows.append(own.mean(dim=0) if len(own) else torch.zeros_like(text[0]))
    return torch.stack(rows)


# %% accepted: torch.where and einsum
def masked_mean(states, attention_mask):
    mask = attention_mask.to(states.dtype)
    clean = torch.where(attention_mask[..., None] > 0, states, torch.zeros((), dtype=states.dtype))
    return torch.einsum("bt,btw->bw", mask, clean) / mask.sum(1, keepdim=True).clamp(min=1)


# %% accepted: nanmean
def masked_mean(states, attention_mask):
    hidden = states.masked_fill(attention_mask[:, :, None] == 0, torch.nan)
    return hidden.nanmean(dim=1).nan_to_num()


# %% accepted: two loops and a list
def masked_mean(states, attention_mask):
    batch, tokens, width = states.shape
    means = torch.zeros(batch, width, dtype=states.dtype)
    for b in range(batch):
        count = 0
        for t in range(tokens):
            if attention_mask[b, t]:
                means[b] += states[b, t]
                count += 1
        if count:
            means[b] /= count
    return means


# %% accepted: NumPy and back
def masked_mean(states, attention_mask):
    h, mask = states.numpy(), attention_mask.numpy().astype(bool)
    total = np.where(mask[..., None], h, 0).sum(axis=1)
    count = np.maximum(mask.sum(axis=1), 1)[:, None]
    return torch.tensor(total / count, dtype=states.dtype)


# %% rejected: plain mean
def masked_mean(states, attention_mask):
    return states.mean(dim=1)


# %% rejected: divides by all places
def masked_mean(states, attention_mask):
    hidden = states.masked_fill(attention_mask[:, :, None] == 0, 0)
    return hidden.sum(dim=1) / states.shape[1]


# %% rejected: multiplies by the mask [3]
def masked_mean(states, attention_mask):
    mask = attention_mask[:, :, None].to(states.dtype)
    return (states * mask).sum(dim=1) / mask.sum(dim=1).clamp(min=1)


# %% rejected: nan for a text without tokens [3]
def masked_mean(states, attention_mask):
    hidden = states.masked_fill(attention_mask[:, :, None] == 0, 0)
    return hidden.sum(dim=1) / attention_mask.sum(dim=1, keepdim=True).to(states.dtype)


# %% rejected: adds a small number to the count
def masked_mean(states, attention_mask):
    hidden = states.masked_fill(attention_mask[:, :, None] == 0, 0)
    return hidden.sum(dim=1) / (attention_mask.sum(dim=1, keepdim=True) + 1e-3)


# %% rejected: hides nan after it has spread [3]
def masked_mean(states, attention_mask):
    mask = attention_mask[:, :, None].to(states.dtype)
    return torch.nan_to_num((states * mask).sum(dim=1) / mask.sum(dim=1))


# %% rejected: padding always on the right
def masked_mean(states, attention_mask):
    rows = []
    for text, count in zip(states, attention_mask.sum(dim=1).tolist()):
        rows.append(text[:count].mean(dim=0) if count else torch.zeros_like(text[0]))
    return torch.stack(rows)


# %% rejected: counts tokens of the whole batch
def masked_mean(states, attention_mask):
    hidden = states.masked_fill(attention_mask[:, :, None] == 0, 0)
    return hidden.sum(dim=1) / attention_mask.sum().clamp(min=1)


# %% rejected: mean over the batch
def masked_mean(states, attention_mask):
    hidden = states.masked_fill(attention_mask[:, :, None] == 0, 0)
    return hidden.sum(dim=0) / attention_mask.sum(dim=0)[:, None].clamp(min=1)


# %% rejected: sum without mean
def masked_mean(states, attention_mask):
    return states.masked_fill(attention_mask[:, :, None] == 0, 0).sum(dim=1)


# %% rejected: the first token's vector
def masked_mean(states, attention_mask):
    return states[:, 0]


# %% rejected: the largest value, not the mean
def masked_mean(states, attention_mask):
    return states.masked_fill(attention_mask[:, :, None] == 0, -torch.inf).amax(dim=1)


# %% rejected: averages what is hidden
def masked_mean(states, attention_mask):
    hidden = states.masked_fill(attention_mask[:, :, None] == 1, 0)
    return hidden.sum(dim=1) / (1 - attention_mask).sum(dim=1, keepdim=True).clamp(min=1)


# %% rejected: clears padding in place [2]
def masked_mean(states, attention_mask):
    states[attention_mask == 0] = 0
    return states.sum(dim=1) / attention_mask.sum(dim=1, keepdim=True).clamp(min=1)


# %% rejected: mask without its last axis
def masked_mean(states, attention_mask):
    hidden = states * attention_mask
    return hidden.sum(dim=1) / attention_mask.sum(dim=1, keepdim=True).clamp(min=1)


# %% equivalent: `count = attention_mask.sum(dim=1, keepdim=True)` -> `count = attention_mask.sum(dim=-1, keepdim=True)`: of two axes, 1 and -1 are the same

# %% accepted: where
def mask_padding(scores, attention_mask):
    return torch.where(attention_mask.bool()[:, None, None], scores, -torch.inf)


# %% accepted: text by text
def mask_padding(scores, attention_mask):
    masked = scores.clone()
    for text in range(len(scores)):
        for key in range(scores.shape[-1]):
            if attention_mask[text, key] == 0:
                masked[text, :, :, key] = -math.inf
    return masked


# %% accepted: adds the logarithm of the mask
def mask_padding(scores, attention_mask):
    return scores + attention_mask.to(scores.dtype).log()[:, None, None, :]


# %% accepted: adds 0 or -inf
def mask_padding(scores, attention_mask):
    bias = torch.zeros(attention_mask.shape, dtype=scores.dtype)
    bias[attention_mask == 0] = -torch.inf
    return scores + bias.view(len(scores), 1, 1, -1)


# %% accepted: assigns to a copy with keys in front
def mask_padding(scores, attention_mask):
    masked = scores.clone().permute(0, 3, 1, 2)
    masked[attention_mask != 1] = float("-inf")
    return masked.permute(0, 2, 3, 1)


# %% accepted: mask at full size
def mask_padding(scores, attention_mask):
    hidden = (1 - attention_mask).bool().unsqueeze(1).unsqueeze(2).expand_as(scores)
    return scores.masked_fill(hidden, float("-inf"))


# %% accepted: NumPy inside
import numpy as np


def mask_padding(scores, attention_mask):
    real = attention_mask.numpy().astype(bool)[:, None, None, :]
    return torch.from_numpy(np.where(real, scores.numpy(), np.float32(-np.inf)))


# %% rejected: hides queries
def mask_padding(scores, attention_mask):
    n_query = scores.shape[2]
    padding = attention_mask[:, :n_query] == 0
    padding = F.pad(padding, (0, n_query - padding.shape[1]))
    return scores.masked_fill(padding[:, None, :, None], -torch.inf)


# %% rejected: hides queries as well
def mask_padding(scores, attention_mask):
    padding = attention_mask == 0
    scores = scores.masked_fill(padding[:, None, None, :], -torch.inf)
    n_query = scores.shape[2]
    queries = F.pad(padding[:, :n_query], (0, n_query - padding[:, :n_query].shape[1]))
    return scores.masked_fill(queries[:, None, :, None], -torch.inf)


# %% rejected: hides the tokens and keeps the padding
def mask_padding(scores, attention_mask):
    return scores.masked_fill(attention_mask[:, None, None, :] == 1, -torch.inf)


# %% rejected: ~ on whole numbers
def mask_padding(scores, attention_mask):
    return scores.masked_fill((~attention_mask[:, None, None, :]).bool(), -torch.inf)


# %% rejected: ~ on whole numbers, not made boolean
def mask_padding(scores, attention_mask):
    return scores.masked_fill(~attention_mask[:, None, None, :], -torch.inf)


# %% rejected: scores of 0 instead of -inf
def mask_padding(scores, attention_mask):
    return scores * attention_mask[:, None, None, :]


# %% rejected: adds the mask
def mask_padding(scores, attention_mask):
    return scores + attention_mask[:, None, None, :]


# %% rejected: -1e9 instead of -inf
def mask_padding(scores, attention_mask):
    return scores.masked_fill(attention_mask[:, None, None, :] == 0, -1e9)


# %% rejected: the smallest float instead of -inf
def mask_padding(scores, attention_mask):
    padding = attention_mask[:, None, None, :] == 0
    return scores.masked_fill(padding, torch.finfo(scores.dtype).min)


# %% rejected: +inf
def mask_padding(scores, attention_mask):
    return scores.masked_fill(attention_mask[:, None, None, :] == 0, torch.inf)


# %% rejected: 0 times inf
def mask_padding(scores, attention_mask):
    return scores + (1 - attention_mask[:, None, None, :]) * -torch.inf


# %% rejected: the first text's mask for all
def mask_padding(scores, attention_mask):
    return scores.masked_fill(attention_mask[0] == 0, -torch.inf)


# %% rejected: hides what is padding in any text
def mask_padding(scores, attention_mask):
    return scores.masked_fill((attention_mask == 0).any(dim=0), -torch.inf)


# %% rejected: texts stand where heads should
def mask_padding(scores, attention_mask):
    return scores.masked_fill(attention_mask[None, :, None, :] == 0, -torch.inf)


# %% rejected: texts stand where queries should
def mask_padding(scores, attention_mask):
    return scores.masked_fill(attention_mask[None, None] == 0, -torch.inf)


# %% rejected: only the first head
def mask_padding(scores, attention_mask):
    masked = scores.clone()
    masked[:, 0] = masked[:, 0].masked_fill(attention_mask[:, None] == 0, -torch.inf)
    return masked


# %% rejected: only the first query
def mask_padding(scores, attention_mask):
    masked = scores.clone()
    masked[:, :, 0] = masked[:, :, 0].masked_fill(attention_mask[:, None] == 0, -torch.inf)
    return masked


# %% rejected: leaves one place of padding
def mask_padding(scores, attention_mask):
    lengths = attention_mask.sum(dim=1)
    padding = torch.arange(scores.shape[-1])[None] > lengths[:, None]
    return scores.masked_fill(padding[:, None, None, :], -torch.inf)


# %% rejected: hides the last token too
def mask_padding(scores, attention_mask):
    lengths = attention_mask.sum(dim=1) - 1
    padding = torch.arange(scores.shape[-1])[None] >= lengths[:, None]
    return scores.masked_fill(padding[:, None, None, :], -torch.inf)


# %% rejected: takes padding to stand on the right [2]
def mask_padding(scores, attention_mask):
    lengths = attention_mask.sum(dim=1)
    padding = torch.arange(scores.shape[-1])[None] >= lengths[:, None]
    return scores.masked_fill(padding[:, None, None, :], -torch.inf)


# %% rejected: cuts at the first padding [2]
def mask_padding(scores, attention_mask):
    padding = (attention_mask == 0).cumsum(dim=1) > 0
    return scores.masked_fill(padding[:, None, None, :], -torch.inf)


# %% rejected: takes padding to stand on the left [1]
def mask_padding(scores, attention_mask):
    n_key = scores.shape[-1]
    padding = torch.arange(n_key)[None] < n_key - attention_mask.sum(dim=1)[:, None]
    return scores.masked_fill(padding[:, None, None, :], -torch.inf)


# %% rejected: takes the shortest length for all
def mask_padding(scores, attention_mask):
    masked = scores.clone()
    masked[..., int(attention_mask.sum(dim=1).min()) :] = -torch.inf
    return masked


# %% rejected: drops the padding
def mask_padding(scores, attention_mask):
    return scores[..., : int(attention_mask.sum(dim=1).max())]


# %% rejected: goes on to the weights
def mask_padding(scores, attention_mask):
    return scores.masked_fill(attention_mask[:, None, None, :] == 0, -torch.inf).softmax(-1)


# %% rejected: hides the future too
def mask_padding(scores, attention_mask):
    n_query, n_key = scores.shape[-2:]
    future = torch.ones(n_query, n_key, dtype=torch.bool).triu(1)
    return scores.masked_fill((attention_mask[:, None, None, :] == 0) | future, -torch.inf)


# %% rejected: returns the mask
def mask_padding(scores, attention_mask):
    return torch.zeros_like(scores).masked_fill(attention_mask[:, None, None, :] == 0, -torch.inf)


# %% rejected: in place [2]
def mask_padding(scores, attention_mask):
    return scores.masked_fill_(attention_mask[:, None, None, :] == 0, -torch.inf)


# %% rejected: assigns to the argument [2]
def mask_padding(scores, attention_mask):
    for text, mask in enumerate(attention_mask):
        scores[text, :, :, mask == 0] = -torch.inf
    return scores


# %% rejected: changes the mask [2]
def mask_padding(scores, attention_mask):
    attention_mask -= 1
    return scores.masked_fill(attention_mask[:, None, None, :].bool(), -torch.inf)


# %% rejected: looks for the first padding where there is none
def mask_padding(scores, attention_mask):
    scores = scores.clone()
    for text, mask in enumerate(attention_mask):
        scores[text, :, :, int(mask.argmin()):] = -torch.inf
    return scores

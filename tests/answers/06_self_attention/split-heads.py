# %% accepted: view and permute
def split_heads(x, n_heads):
    batch, tokens, width = x.size()
    return x.view(batch, tokens, n_heads, -1).permute(0, 2, 1, 3)


def merge_heads(x):
    batch, n_heads, tokens, d = x.size()
    return x.permute(0, 2, 1, 3).contiguous().view(batch, tokens, n_heads * d)


# %% accepted: chunks, stacked and joined
def split_heads(x, n_heads):
    return torch.stack(x.chunk(n_heads, dim=-1), dim=1)


def merge_heads(x):
    return torch.cat([x[:, head] for head in range(x.shape[1])], dim=-1)


# %% accepted: number by number
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    d = width // n_heads
    out = x.new_zeros(batch, n_heads, tokens, d)
    for b in range(batch):
        for head in range(n_heads):
            for token in range(tokens):
                for i in range(d):
                    out[b, head, token, i] = x[b, token, head * d + i]
    return out


def merge_heads(x):
    batch, n_heads, tokens, d = x.shape
    out = x.new_zeros(batch, tokens, n_heads * d)
    for b in range(batch):
        for head in range(n_heads):
            for token in range(tokens):
                for i in range(d):
                    out[b, token, head * d + i] = x[b, head, token, i]
    return out


# %% accepted: unflatten and flatten
def split_heads(x, n_heads):
    return x.unflatten(-1, (n_heads, x.shape[-1] // n_heads)).swapaxes(1, 2)


def merge_heads(x):
    return x.swapaxes(-3, -2).flatten(-2)


# %% accepted: slices into a new tensor
def split_heads(x, n_heads):
    d = x.shape[2] // n_heads
    return torch.cat([x[:, None, :, i * d : (i + 1) * d] for i in range(n_heads)], dim=1)


def merge_heads(x):
    n_heads, d = x.shape[1], x.shape[3]
    out = torch.empty(x.shape[0], x.shape[2], n_heads * d, dtype=x.dtype)
    for i in range(n_heads):
        out[..., i * d : (i + 1) * d] = x[:, i]
    return out


# %% accepted: NumPy inside
import numpy as np


def split_heads(x, n_heads):
    parts = np.split(x.numpy(), n_heads, axis=2)
    return torch.from_numpy(np.stack(parts, axis=1))


def merge_heads(x):
    return torch.from_numpy(np.concatenate(list(x.numpy().swapaxes(0, 1)), axis=-1))


# %% rejected: reshapes in one step, both ways
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch, n_heads, tokens, width // n_heads)


def merge_heads(x):
    batch, n_heads, tokens, d = x.shape
    return x.reshape(batch, tokens, n_heads * d)


# %% rejected: splits in one step [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch, n_heads, tokens, width // n_heads)


def merge_heads(x):
    return x.transpose(1, 2).flatten(start_dim=2)


# %% rejected: merges in one step [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch, tokens, n_heads, width // n_heads).transpose(1, 2)


def merge_heads(x):
    batch, n_heads, tokens, d = x.shape
    return x.reshape(batch, tokens, n_heads * d)


# %% rejected: tokens stay before heads [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch, tokens, n_heads, width // n_heads)


def merge_heads(x):
    return x.transpose(1, 2).flatten(start_dim=2)


# %% rejected: a head takes every n-th entry [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch, tokens, width // n_heads, n_heads).permute(0, 3, 1, 2)


def merge_heads(x):
    return x.transpose(1, 2).flatten(start_dim=2)


# %% rejected: every n-th entry, both ways
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch, tokens, width // n_heads, n_heads).permute(0, 3, 1, 2)


def merge_heads(x):
    return x.permute(0, 2, 3, 1).flatten(start_dim=2)


# %% rejected: merges heads entry by entry [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch, tokens, n_heads, width // n_heads).transpose(1, 2)


def merge_heads(x):
    return x.permute(0, 2, 3, 1).flatten(start_dim=2)


# %% rejected: n_heads taken for the length of a head [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch, tokens, width // n_heads, n_heads).transpose(1, 2)


def merge_heads(x):
    return x.transpose(1, 2).flatten(start_dim=2)


# %% rejected: splits the tokens
def split_heads(x, n_heads):
    return x.transpose(1, 2).unflatten(1, (n_heads, -1))


def merge_heads(x):
    return x.flatten(1, 2).transpose(1, 2)


# %% rejected: heads and tokens swapped without a look at batches [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch * tokens, n_heads, -1).transpose(0, 1).reshape(batch, n_heads, tokens, -1)


def merge_heads(x):
    return x.transpose(1, 2).flatten(start_dim=2)


# %% rejected: last two axes swapped [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    heads = x.reshape(batch, tokens, n_heads, width // n_heads).transpose(1, 2)
    return heads.transpose(2, 3)


def merge_heads(x):
    return x.transpose(1, 2).flatten(start_dim=2)


# %% rejected: heads before the batch [2]
def split_heads(x, n_heads):
    return torch.stack(x.chunk(n_heads, dim=-1))


def merge_heads(x):
    return x.transpose(1, 2).flatten(start_dim=2)


# %% rejected: heads in reverse [2]
def split_heads(x, n_heads):
    return torch.stack(x.chunk(n_heads, dim=-1)[::-1], dim=1)


def merge_heads(x):
    return x.transpose(1, 2).flatten(start_dim=2)


# %% rejected: a list of heads [2]
def split_heads(x, n_heads):
    return list(x.chunk(n_heads, dim=-1))


def merge_heads(x):
    return x.transpose(1, 2).flatten(start_dim=2)


# %% rejected: only the first head [2]
def split_heads(x, n_heads):
    return x[..., : x.shape[-1] // n_heads].unsqueeze(1)


def merge_heads(x):
    return x.transpose(1, 2).flatten(start_dim=2)


# %% rejected: the same entries in every head [2]
def split_heads(x, n_heads):
    first = x[..., : x.shape[-1] // n_heads].unsqueeze(1)
    return first.repeat(1, n_heads, 1, 1)


def merge_heads(x):
    return x.transpose(1, 2).flatten(start_dim=2)


# %% rejected: heads of the example, whatever n_heads [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch, tokens, -1, 2).transpose(1, 2)


def merge_heads(x):
    return x.transpose(1, 2).flatten(start_dim=2)


# %% rejected: entries one place on [2]
def split_heads(x, n_heads):
    return torch.stack(x.roll(-1, dims=-1).chunk(n_heads, dim=-1), dim=1)


def merge_heads(x):
    return x.transpose(1, 2).flatten(start_dim=2)


# %% rejected: view where memory is out of order [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.view(batch, tokens, n_heads, width // n_heads).transpose(1, 2)


def merge_heads(x):
    batch, n_heads, tokens, d = x.shape
    return x.transpose(1, 2).view(batch, tokens, n_heads * d)


# %% rejected: joins heads along the tokens [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch, tokens, n_heads, width // n_heads).transpose(1, 2)


def merge_heads(x):
    return torch.cat(list(x.unbind(1)), dim=1)


# %% rejected: adds the heads up [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch, tokens, n_heads, width // n_heads).transpose(1, 2)


def merge_heads(x):
    return x.sum(dim=1)


# %% rejected: mean of the heads [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch, tokens, n_heads, width // n_heads).transpose(1, 2)


def merge_heads(x):
    return x.float().mean(dim=1)


# %% rejected: only turns the axes back [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch, tokens, n_heads, width // n_heads).transpose(1, 2)


def merge_heads(x):
    return x.transpose(1, 2)


# %% rejected: merges the batch as well [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch, tokens, n_heads, width // n_heads).transpose(1, 2)


def merge_heads(x):
    return x.transpose(1, 2).flatten(start_dim=2).flatten(0, 1)


# %% rejected: swaps batch and tokens [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch, tokens, n_heads, width // n_heads).transpose(1, 2)


def merge_heads(x):
    return x.permute(2, 0, 1, 3).flatten(start_dim=2)


# %% rejected: works on the first text alone
def split_heads(x, n_heads):
    tokens, width = x[0].shape
    return x[0].reshape(1, tokens, n_heads, width // n_heads).transpose(1, 2)


def merge_heads(x):
    return x[:1].transpose(1, 2).flatten(start_dim=2)


# %% rejected: merge left out [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch, tokens, n_heads, width // n_heads).transpose(1, 2)


def merge_heads(x):
    return None


# %% rejected: heads in reverse on the way back [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch, tokens, n_heads, width // n_heads).transpose(1, 2)


def merge_heads(x):
    return x.flip(1).transpose(1, 2).flatten(start_dim=2)


# %% rejected: the number of heads from the example on the way back [2]
def split_heads(x, n_heads):
    batch, tokens, width = x.shape
    return x.reshape(batch, tokens, n_heads, width // n_heads).transpose(1, 2)


def merge_heads(x):
    return x.transpose(1, 2).reshape(x.shape[0], -1, 3 * x.shape[-1])


# %% equivalent: `return x.reshape(batch, tokens, n_heads, width // n_heads).transpose(1, 2)` -> `return x.reshape(batch, tokens, n_heads, width // n_heads).transpose(1, -2)`: of four axes, 2 and -2 are the same
# %% equivalent: `return x.transpose(1, 2).flatten(start_dim=2)` -> `return x.transpose(1, -2).flatten(start_dim=2)`: of four axes, 2 and -2 are the same
# %% equivalent: `return x.transpose(1, 2).flatten(start_dim=2)` -> `return x.transpose(1, 2).flatten(start_dim=-2)`: of four axes, 2 and -2 are the same

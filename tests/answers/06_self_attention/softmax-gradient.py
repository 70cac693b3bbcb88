# %% accepted: the Jacobian of each row
def softmax_gradient(weights, upstream):
    jacobian = torch.diag_embed(weights) - weights.unsqueeze(-1) * weights.unsqueeze(-2)
    return (jacobian @ upstream.unsqueeze(-1)).squeeze(-1)


# %% accepted: the double sum as written
def softmax_gradient(weights, upstream):
    n = weights.shape[-1]
    gradient = torch.zeros_like(weights)
    for j in range(n):
        for i in range(n):
            gradient[..., j] += upstream[..., i] * weights[..., i] * (float(i == j) - weights[..., j])
    return gradient


# %% accepted: autograd from the logarithms
def softmax_gradient(weights, upstream):
    scores = weights.log().requires_grad_()
    (gradient,) = torch.autograd.grad(F.softmax(scores, dim=-1), scores, upstream)
    return gradient


# %% accepted: PyTorch's own backward pass
def softmax_gradient(weights, upstream):
    return torch.ops.aten._softmax_backward_data(upstream, weights, -1, weights.dtype)


# %% accepted: product first, then its share of the sum
def softmax_gradient(weights, upstream):
    product = weights * upstream
    return product - weights * torch.einsum("...i->...", product)[..., None]


# %% accepted: one row at a time
def softmax_gradient(weights, upstream):
    rows = []
    pairs = zip(
        weights.reshape(-1, weights.shape[-1]), upstream.reshape(-1, weights.shape[-1]), strict=True
    )
    for w, g in pairs:
        rows.append(w * g - w * torch.dot(w, g))
    return torch.stack(rows).reshape(weights.shape)


# %% accepted: NumPy inside
import numpy as np


def softmax_gradient(weights, upstream):
    w, g = weights.numpy(), upstream.numpy()
    mean = np.sum(w * g, axis=-1, keepdims=True)
    return torch.from_numpy(w * (g - mean))


# %% rejected: only the term with delta
def softmax_gradient(weights, upstream):
    return weights * upstream


# %% rejected: only the second term
def softmax_gradient(weights, upstream):
    return -weights * (weights * upstream).sum(dim=-1, keepdim=True)


# %% rejected: derivative of a sigmoid
def softmax_gradient(weights, upstream):
    return weights * (1 - weights) * upstream


# %% rejected: the diagonal without the upstream gradient
def softmax_gradient(weights, upstream):
    return weights * (1 - weights)


# %% rejected: plus instead of minus
def softmax_gradient(weights, upstream):
    return weights * (upstream + (weights * upstream).sum(dim=-1, keepdim=True))


# %% rejected: sign turned
def softmax_gradient(weights, upstream):
    return weights * ((weights * upstream).sum(dim=-1, keepdim=True) - upstream)


# %% rejected: mean without weights
def softmax_gradient(weights, upstream):
    return weights * (upstream - upstream.mean(dim=-1, keepdim=True))


# %% rejected: sum without weights
def softmax_gradient(weights, upstream):
    return weights * (upstream - upstream.sum(dim=-1, keepdim=True))


# %% rejected: mean of the products instead of their sum
def softmax_gradient(weights, upstream):
    return weights * (upstream - (weights * upstream).mean(dim=-1, keepdim=True))


# %% rejected: factor w left out
def softmax_gradient(weights, upstream):
    return upstream - (weights * upstream).sum(dim=-1, keepdim=True)


# %% rejected: factor w only at the first term
def softmax_gradient(weights, upstream):
    return weights * upstream - (weights * upstream).sum(dim=-1, keepdim=True)


# %% rejected: factor w twice
def softmax_gradient(weights, upstream):
    return weights**2 * (upstream - (weights * upstream).sum(dim=-1, keepdim=True))


# %% rejected: softmax once more
def softmax_gradient(weights, upstream):
    weights = F.softmax(weights, dim=-1)
    return weights * (upstream - (weights * upstream).sum(dim=-1, keepdim=True))


# %% rejected: softmax of the upstream gradient
def softmax_gradient(weights, upstream):
    upstream = F.softmax(upstream, dim=-1)
    return weights * (upstream - (weights * upstream).sum(dim=-1, keepdim=True))


# %% rejected: softmax of the sum, weights as scores, by autograd
def softmax_gradient(weights, upstream):
    scores = weights.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(F.softmax(scores, dim=-1), scores, upstream)
    return gradient


# %% rejected: weights minus target, as after a cross-entropy
def softmax_gradient(weights, upstream):
    return weights - upstream


# %% rejected: mean over the whole tensor
def softmax_gradient(weights, upstream):
    return weights * (upstream - (weights * upstream).sum())


# %% rejected: mean of each column
def softmax_gradient(weights, upstream):
    return weights * (upstream - (weights * upstream).sum(dim=0, keepdim=True))


# %% rejected: arguments the wrong way round
def softmax_gradient(weights, upstream):
    return upstream * (weights - (weights * upstream).sum(dim=-1, keepdim=True))


# %% rejected: no keepdim
def softmax_gradient(weights, upstream):
    return weights * (upstream - (weights * upstream).sum(dim=-1))


# %% rejected: the Jacobian itself
def softmax_gradient(weights, upstream):
    return torch.diag_embed(weights) - weights.unsqueeze(-1) * weights.unsqueeze(-2)


# %% rejected: plus in the Jacobian
def softmax_gradient(weights, upstream):
    jacobian = torch.diag_embed(weights) + weights.unsqueeze(-1) * weights.unsqueeze(-2)
    return (jacobian @ upstream.unsqueeze(-1)).squeeze(-1)


# %% rejected: Jacobian for a single row [1]
def softmax_gradient(weights, upstream):
    if weights.dim() > 2:
        weights, upstream = weights.flatten(0, -2), upstream.flatten(0, -2)
    rows = [(torch.diag(w) - torch.outer(w, w)) @ g for w, g in zip(weights, upstream, strict=True)]
    return torch.stack(rows)


# %% rejected: axis 1 instead of the last [1]
def softmax_gradient(weights, upstream):
    return weights * (upstream - (weights * upstream).sum(dim=1, keepdim=True))


# %% rejected: divides by a weight that may be 0 [3]
def softmax_gradient(weights, upstream):
    product = weights * upstream
    mean = product.sum(dim=-1, keepdim=True)
    return product * (1 - mean * weights / product)


# %% rejected: through logarithms that may be infinite [3]
def softmax_gradient(weights, upstream):
    gradient = weights * (upstream - (weights * upstream).sum(dim=-1, keepdim=True))
    return gradient * weights.log() / weights.log()


# %% rejected: small steps from the logarithms [3]
def softmax_gradient(weights, upstream):
    scores = weights.double().log()
    gradient = torch.zeros_like(scores)
    for j in range(scores.shape[-1]):
        step = torch.zeros_like(scores)
        step[..., j] = 1e-5
        change = F.softmax(scores + step, dim=-1) - F.softmax(scores - step, dim=-1)
        gradient[..., j] = (change * upstream).sum(dim=-1) / 2e-5
    gradient[(weights == 0) | (weights == 1)] = torch.nan
    return gradient.to(weights.dtype)


# %% rejected: a weight of 1 counts as one of 0.99 [3]
def softmax_gradient(weights, upstream):
    weights = weights.clamp(max=0.99)
    return weights * (upstream - (weights * upstream).sum(dim=-1, keepdim=True))


# %% rejected: always float32 [1]
def softmax_gradient(weights, upstream):
    weights, upstream = weights.float(), upstream.float()
    return weights * (upstream - (weights * upstream).sum(dim=-1, keepdim=True))


# %% rejected: the gradient of a log-softmax
def softmax_gradient(weights, upstream):
    return upstream - weights * upstream.sum(dim=-1, keepdim=True)

# %% accepted: diagonal matrices
def gradient_norms(states, w_h):
    tokens, d = states.shape
    total = torch.eye(d, dtype=states.dtype)
    found = torch.zeros(tokens, dtype=states.dtype)
    for k in range(tokens):
        found[k] = torch.linalg.matrix_norm(total)
        total = total @ torch.diag(1 - states[tokens - 1 - k].square()) @ w_h
    return found


# %% accepted: a product for every distance
def gradient_norms(states, w_h):
    steps = [torch.diag(1 - h * h) @ w_h for h in states]
    found = []
    for k in range(len(states)):
        total = torch.eye(w_h.shape[0]).to(w_h)
        for step in steps[len(states) - k :]:
            total = step @ total
        found.append((total**2).sum().sqrt())
    return torch.stack(found)


# %% accepted: rows of the last state's gradient
def gradient_norms(states, w_h):
    rows = torch.eye(states.shape[-1]).to(states)
    found = [float((rows * rows).sum()) ** 0.5]
    for h in reversed(list(states[1:])):
        rows = (rows * (1 - h.pow(2))) @ w_h
        found.append(float((rows * rows).sum()) ** 0.5)
    return torch.tensor(found, dtype=states.dtype)


# %% accepted: NumPy
import numpy as np


def gradient_norms(states, w_h):
    h, w = states.numpy(), w_h.numpy()
    total, found = np.eye(h.shape[1]), []
    for t in range(len(h) - 1, -1, -1):
        found.append(np.linalg.norm(total))
        total = total @ (np.diag(1 - h[t] ** 2) @ w)
    return torch.tensor(found)


# %% rejected: powers of the matrix alone
def gradient_norms(states, w_h):
    product = torch.eye(states.shape[1], dtype=states.dtype)
    norms = []
    for _ in states:
        norms.append(product.norm())
        product = product @ w_h
    return torch.stack(norms)


# %% rejected: factors in the wrong order
def gradient_norms(states, w_h):
    product = torch.eye(states.shape[1], dtype=states.dtype)
    norms = [product.norm()]
    for h in states[1:].flip(0):
        product = ((1 - h**2)[:, None] * w_h) @ product
        norms.append(product.norm())
    return torch.stack(norms)


# %% rejected: one state too early
def gradient_norms(states, w_h):
    product = torch.eye(states.shape[1], dtype=states.dtype)
    norms = [product.norm()]
    for h in states[:-1].flip(0):
        product = product @ ((1 - h**2)[:, None] * w_h)
        norms.append(product.norm())
    return torch.stack(norms)


# %% rejected: from the first state on
def gradient_norms(states, w_h):
    product = torch.eye(states.shape[1], dtype=states.dtype)
    norms = [product.norm()]
    for h in states[1:].flip(0):
        product = product @ ((1 - h**2)[:, None] * w_h)
        norms.append(product.norm())
    return torch.stack(norms).flip(0)


# %% rejected: runs forward
def gradient_norms(states, w_h):
    product = torch.eye(states.shape[1], dtype=states.dtype)
    norms = [product.norm()]
    for h in states[1:]:
        product = ((1 - h**2)[:, None] * w_h) @ product
        norms.append(product.norm())
    return torch.stack(norms)


# %% rejected: largest singular value
def gradient_norms(states, w_h):
    product = torch.eye(states.shape[1], dtype=states.dtype)
    norms = [torch.linalg.matrix_norm(product, 2)]
    for h in states[1:].flip(0):
        product = product @ ((1 - h**2)[:, None] * w_h)
        norms.append(torch.linalg.matrix_norm(product, 2))
    return torch.stack(norms)


# %% rejected: squares
def gradient_norms(states, w_h):
    product = torch.eye(states.shape[1], dtype=states.dtype)
    norms = [product.square().sum()]
    for h in states[1:].flip(0):
        product = product @ ((1 - h**2)[:, None] * w_h)
        norms.append(product.square().sum())
    return torch.stack(norms)


# %% rejected: columns instead of rows
def gradient_norms(states, w_h):
    product = torch.eye(states.shape[1], dtype=states.dtype)
    norms = [product.norm()]
    for h in states[1:].flip(0):
        product = product @ ((1 - h**2) * w_h)
        norms.append(product.norm())
    return torch.stack(norms)


# %% rejected: the state itself for its derivative
def gradient_norms(states, w_h):
    product = torch.eye(states.shape[1], dtype=states.dtype)
    norms = [product.norm()]
    for h in states[1:].flip(0):
        product = product @ (h[:, None] * w_h)
        norms.append(product.norm())
    return torch.stack(norms)


# %% rejected: derivative of the tanh once more
def gradient_norms(states, w_h):
    product = torch.eye(states.shape[1], dtype=states.dtype)
    norms = [product.norm()]
    for h in states[1:].flip(0):
        product = product @ ((1 - torch.tanh(h) ** 2)[:, None] * w_h)
        norms.append(product.norm())
    return torch.stack(norms)


# %% rejected: derivative of the sigmoid
def gradient_norms(states, w_h):
    product = torch.eye(states.shape[1], dtype=states.dtype)
    norms = [product.norm()]
    for h in states[1:].flip(0):
        product = product @ ((h * (1 - h))[:, None] * w_h)
        norms.append(product.norm())
    return torch.stack(norms)


# %% rejected: product of the norms
def gradient_norms(states, w_h):
    found = torch.eye(states.shape[1], dtype=states.dtype).norm()
    norms = [found]
    for h in states[1:].flip(0):
        found = found * ((1 - h**2)[:, None] * w_h).norm()
        norms.append(found)
    return torch.stack(norms)


# %% rejected: transposed matrix
def gradient_norms(states, w_h):
    product = torch.eye(states.shape[1], dtype=states.dtype)
    norms = [product.norm()]
    for h in states[1:].flip(0):
        product = product @ ((1 - h**2)[:, None] * w_h.T)
        norms.append(product.norm())
    return torch.stack(norms)


# %% rejected: without the state itself
def gradient_norms(states, w_h):
    product = torch.eye(states.shape[1], dtype=states.dtype)
    norms = []
    for h in states.flip(0):
        product = product @ ((1 - h**2)[:, None] * w_h)
        norms.append(product.norm())
    return torch.stack(norms)


# %% rejected: matrices instead of their sizes
def gradient_norms(states, w_h):
    product = torch.eye(states.shape[1], dtype=states.dtype)
    products = [product]
    for h in states[1:].flip(0):
        product = product @ ((1 - h**2)[:, None] * w_h)
        products.append(product)
    return torch.stack(products)


# %% rejected: builds the derivative in the states
def gradient_norms(states, w_h):
    slopes = states.square_().neg_().add_(1)
    product = torch.eye(states.shape[1], dtype=states.dtype)
    norms = [product.norm()]
    for slope in slopes[1:].flip(0):
        product = product @ (slope[:, None] * w_h)
        norms.append(product.norm())
    return torch.stack(norms)


# %% rejected: entry 0 is 1
def gradient_norms(states, w_h):
    product = torch.eye(states.shape[1], dtype=states.dtype)
    norms = [torch.ones((), dtype=states.dtype)]
    for h in states[1:].flip(0):
        product = product @ ((1 - h**2)[:, None] * w_h)
        norms.append(product.norm())
    return torch.stack(norms)


# %% equivalent: `product = torch.eye(states.shape[1], dtype=states.dtype)` -> `product = torch.eye(states.shape[-1], dtype=states.dtype)`: of two axes, 1 is the last

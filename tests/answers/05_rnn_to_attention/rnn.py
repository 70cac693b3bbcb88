# %% accepted: inputs of all tokens first
def rnn(x, h, w_x, w_h, b):
    pushed = torch.einsum("btj,ij->bti", x, w_x) + b
    states = torch.empty_like(pushed)
    for t in range(x.shape[1]):
        h = torch.tanh(pushed[:, t] + torch.einsum("bj,ij->bi", h, w_h))
        states[:, t] = h
    return states


# %% accepted: PyTorch's layer
def rnn(x, h, w_x, w_h, b):
    net = nn.RNN(x.shape[2], h.shape[1], batch_first=True, dtype=x.dtype)
    with torch.no_grad():
        net.weight_ih_l0.copy_(w_x)
        net.weight_hh_l0.copy_(w_h)
        net.bias_ih_l0.copy_(b)
        net.bias_hh_l0.zero_()
        states, _ = net(x, h.unsqueeze(0))
    return states


# %% accepted: one text and one token at a time
def rnn(x, h, w_x, w_h, b):
    texts = []
    for text, state in zip(x, h):
        states = []
        for token in text:
            state = torch.tanh(w_x @ token + w_h @ state + b)
            states.append(state)
        texts.append(torch.stack(states))
    return torch.stack(texts)


# %% accepted: tanh by exponentials
def rnn(x, h, w_x, w_h, b):
    states = []
    for token in x.unbind(1):
        s = torch.nn.functional.linear(token, w_x, b) + torch.nn.functional.linear(h, w_h)
        h = 2 / (1 + torch.exp(-2 * s)) - 1
        states.append(h[:, None])
    return torch.cat(states, dim=1)


# %% accepted: one matrix for token and state
def rnn(x, h, w_x, w_h, b):
    both = torch.cat([w_x, w_h], dim=1)
    states = []
    for t in range(x.size(1)):
        h = (torch.cat([x[:, t], h], dim=1) @ both.mT + b).tanh()
        states.append(h)
    return torch.stack(states).transpose(0, 1)


# %% rejected: starts from zeros
def rnn(x, h, w_x, w_h, b):
    h = torch.zeros_like(h)
    states = []
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ w_x.T + h @ w_h.T + b)
        states.append(h)
    return torch.stack(states, dim=1)


# %% rejected: state matrix the wrong way round
def rnn(x, h, w_x, w_h, b):
    states = []
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ w_x.T + h @ w_h + b)
        states.append(h)
    return torch.stack(states, dim=1)


# %% rejected: without bias
def rnn(x, h, w_x, w_h, b):
    states = []
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ w_x.T + h @ w_h.T)
        states.append(h)
    return torch.stack(states, dim=1)


# %% rejected: without tanh
def rnn(x, h, w_x, w_h, b):
    states = []
    for t in range(x.shape[1]):
        h = x[:, t] @ w_x.T + h @ w_h.T + b
        states.append(h)
    return torch.stack(states, dim=1)


# %% rejected: every token starts from the first state
def rnn(x, h, w_x, w_h, b):
    return torch.tanh(x @ w_x.T + (h @ w_h.T)[:, None] + b)


# %% rejected: no state at all
def rnn(x, h, w_x, w_h, b):
    return torch.tanh(x @ w_x.T + b)


# %% rejected: last state alone
def rnn(x, h, w_x, w_h, b):
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ w_x.T + h @ w_h.T + b)
    return h


# %% rejected: states before each token
def rnn(x, h, w_x, w_h, b):
    states = []
    for t in range(x.shape[1]):
        states.append(h)
        h = torch.tanh(x[:, t] @ w_x.T + h @ w_h.T + b)
    return torch.stack(states, dim=1)


# %% rejected: first state among them
def rnn(x, h, w_x, w_h, b):
    states = [h]
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ w_x.T + h @ w_h.T + b)
        states.append(h)
    return torch.stack(states, dim=1)


# %% rejected: tokens before texts
def rnn(x, h, w_x, w_h, b):
    states = []
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ w_x.T + h @ w_h.T + b)
        states.append(h)
    return torch.stack(states)


# %% rejected: reads backwards
def rnn(x, h, w_x, w_h, b):
    states = []
    for t in reversed(range(x.shape[1])):
        h = torch.tanh(x[:, t] @ w_x.T + h @ w_h.T + b)
        states.append(h)
    return torch.stack(states, dim=1)


# %% rejected: a sigmoid for the tanh
def rnn(x, h, w_x, w_h, b):
    states = []
    for t in range(x.shape[1]):
        h = torch.sigmoid(x[:, t] @ w_x.T + h @ w_h.T + b)
        states.append(h)
    return torch.stack(states, dim=1)


# %% rejected: relu for the tanh
def rnn(x, h, w_x, w_h, b):
    states = []
    for t in range(x.shape[1]):
        h = torch.relu(x[:, t] @ w_x.T + h @ w_h.T + b)
        states.append(h)
    return torch.stack(states, dim=1)


# %% rejected: adds the old state beside the tanh
def rnn(x, h, w_x, w_h, b):
    states = []
    for t in range(x.shape[1]):
        h = h + torch.tanh(x[:, t] @ w_x.T + h @ w_h.T + b)
        states.append(h)
    return torch.stack(states, dim=1)


# %% rejected: writes states over the first one
def rnn(x, h, w_x, w_h, b):
    states = []
    for t in range(x.shape[1]):
        h.copy_(torch.tanh(x[:, t] @ w_x.T + h @ w_h.T + b))
        states.append(h.clone())
    return torch.stack(states, dim=1)


# %% rejected: always float32
def rnn(x, h, w_x, w_h, b):
    x, h, w_x, w_h, b = (one.float() for one in (x, h, w_x, w_h, b))
    states = []
    for t in range(x.shape[1]):
        h = torch.tanh(x[:, t] @ w_x.T + h @ w_h.T + b)
        states.append(h)
    return torch.stack(states, dim=1)


# %% rejected: leaves the last token out
def rnn(x, h, w_x, w_h, b):
    states = []
    for t in range(x.shape[1] - 1):
        h = torch.tanh(x[:, t] @ w_x.T + h @ w_h.T + b)
        states.append(h)
    return torch.stack(states, dim=1)


# %% rejected: three tokens, whatever comes
def rnn(x, h, w_x, w_h, b):
    states = []
    for t in range(3):
        h = torch.tanh(x[:, t] @ w_x.T + h @ w_h.T + b)
        states.append(h)
    return torch.stack(states, dim=1)

# %% accepted: PyTorch's cell
def lstm_cell(x, h, c, w_x, w_h, b):
    cell = nn.LSTMCell(x.shape[1], h.shape[1], dtype=x.dtype)
    with torch.no_grad():
        cell.weight_ih.copy_(w_x)
        cell.weight_hh.copy_(w_h)
        cell.bias_ih.copy_(b)
        cell.bias_hh.zero_()
        return cell(x, (h, c))


# %% accepted: four products
def lstm_cell(x, h, c, w_x, w_h, b):
    d = h.shape[-1]

    def part(n):
        rows = slice(n * d, (n + 1) * d)
        return x @ w_x[rows].T + h @ w_h[rows].T + b[rows]

    i, f, o = (torch.sigmoid(part(n)) for n in (0, 1, 3))
    c = f * c + i * part(2).tanh()
    return o * c.tanh(), c


# %% accepted: a list of two
def lstm_cell(x, h, c, w_x, w_h, b):
    gates = torch.nn.functional.linear(x, w_x, b) + torch.nn.functional.linear(h, w_h)
    i, f, g, o = gates.split(h.size(1), dim=1)
    memory = c.mul(f.sigmoid()).add(i.sigmoid().mul(g.tanh()))
    return [memory.tanh() * o.sigmoid(), memory]


# %% accepted: one text at a time
def lstm_cell(x, h, c, w_x, w_h, b):
    states, memories = [], []
    for token, state, memory in zip(x, h, c):
        i, f, g, o = (w_x.mv(token) + w_h.mv(state) + b).view(4, -1)
        keep, write, show = (1 / (1 + torch.exp(-gate)) for gate in (f, i, o))
        memory = keep * memory + write * torch.tanh(g)
        memories.append(memory)
        states.append(show * torch.tanh(memory))
    return torch.stack(states), torch.stack(memories)


# %% rejected: memory first
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return c, torch.sigmoid(o) * torch.tanh(c)


# %% rejected: input and forget gate exchanged
def lstm_cell(x, h, c, w_x, w_h, b):
    f, i, g, o = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


# %% rejected: order i, f, o, g
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, o, g = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


# %% rejected: a sigmoid on the candidate
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = torch.sigmoid(x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    c = f * c + i * g
    return o * torch.tanh(c), c


# %% rejected: candidate as it comes
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * g
    return torch.sigmoid(o) * torch.tanh(c), c


# %% rejected: nothing is forgotten
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    c = c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


# %% rejected: forget gate turned round
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    c = (1 - torch.sigmoid(f)) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


# %% rejected: one gate for both, as in a GRU
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    keep = torch.sigmoid(f)
    c = keep * c + (1 - keep) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


# %% rejected: forgets the state, not the memory
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    c = torch.sigmoid(f) * h + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


# %% rejected: without bias
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = (x @ w_x.T + h @ w_h.T).chunk(4, dim=-1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


# %% rejected: gates do not see the state
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = (x @ w_x.T + b).chunk(4, dim=-1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


# %% rejected: tanh on the memory itself [2]
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    c = torch.tanh(torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g))
    return torch.sigmoid(o) * c, c


# %% rejected: gates by tanh
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = torch.tanh(x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    c = f * c + i * g
    return o * torch.tanh(c), c


# %% rejected: memory written over in place
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    c *= torch.sigmoid(f)
    c += torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), c


# %% rejected: no tanh on the way out [2]
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * c, c


# %% rejected: no output gate [2]
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.tanh(c), c


# %% rejected: output gate without sigmoid [2]
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return o * torch.tanh(c), c


# %% rejected: state from the old memory [2]
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    new = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(c), new


# %% rejected: tanh after the output gate [2]
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.tanh(torch.sigmoid(o) * c), c


# %% rejected: hands the old state back [2]
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    return h, torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)


# %% rejected: hands the old memory back [2]
def lstm_cell(x, h, c, w_x, w_h, b):
    i, f, g, o = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)
    new = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(new), c


# %% equivalent: `i, f, g, o = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=-1)` -> `i, f, g, o = (x @ w_x.T + h @ w_h.T + b).chunk(4, dim=1)`: of two axes, 1 is the last

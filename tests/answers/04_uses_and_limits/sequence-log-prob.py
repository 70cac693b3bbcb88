# %% accepted: a loop over texts and places
def sequence_log_prob(logits, ids, is_answer):
    totals = []
    for scores, tokens, wanted in zip(logits, ids, is_answer):
        total = torch.tensor(0.0)
        for t in range(1, len(tokens)):
            if wanted[t]:
                total = total + scores[t - 1].log_softmax(0)[tokens[t]]
        totals.append(total)
    return torch.stack(totals)


# %% accepted: cross entropy with its sign turned
def sequence_log_prob(logits, ids, is_answer):
    loss = F.cross_entropy(logits[:, :-1].transpose(1, 2), ids[:, 1:], reduction="none")
    return -(loss * is_answer[:, 1:]).sum(1)


# %% accepted: score minus logsumexp
def sequence_log_prob(logits, ids, is_answer):
    before = logits[:, :-1]
    came = torch.take_along_dim(before, ids[:, 1:].unsqueeze(-1), dim=-1)[..., 0]
    return torch.where(is_answer[:, 1:], came - before.logsumexp(-1), 0.0).sum(-1)


# %% accepted: cross entropy that ignores what is no answer
def sequence_log_prob(logits, ids, is_answer):
    target = ids.masked_fill(~is_answer, -100)
    return torch.stack([
        -F.cross_entropy(row[:-1], wanted[1:], ignore_index=-100, reduction="sum")
        for row, wanted in zip(logits, target)
    ])


# %% accepted: shifts the logits and keeps all places
def sequence_log_prob(logits, ids, is_answer):
    log_p = F.log_softmax(torch.roll(logits, 1, dims=1).double(), dim=-1)
    came = log_p.gather(2, ids.unsqueeze(2)).squeeze(2)
    return came.masked_fill(~is_answer, 0).sum(1).float()


# %% rejected: reads the logits at the token's own place
def sequence_log_prob(logits, ids, is_answer):
    came = logits.log_softmax(-1).gather(-1, ids[..., None])[..., 0]
    return (came * is_answer).sum(-1)


# %% rejected: shifts the wrong way
def sequence_log_prob(logits, ids, is_answer):
    log_p = torch.log_softmax(logits[:, 1:], dim=-1)
    came = log_p.gather(-1, ids[:, :-1, None]).squeeze(-1)
    return (came * is_answer[:, :-1]).sum(dim=-1)


# %% rejected: shifts the logits but not the mask
def sequence_log_prob(logits, ids, is_answer):
    log_p = torch.log_softmax(logits[:, :-1], dim=-1)
    came = log_p.gather(-1, ids[:, 1:, None]).squeeze(-1)
    return (came * is_answer[:, :-1]).sum(dim=-1)


# %% rejected: counts prompt and padding too
def sequence_log_prob(logits, ids, is_answer):
    log_p = torch.log_softmax(logits[:, :-1], dim=-1)
    return log_p.gather(-1, ids[:, 1:, None]).squeeze(-1).sum(dim=-1)


# %% rejected: mean over the answer
def sequence_log_prob(logits, ids, is_answer):
    log_p = torch.log_softmax(logits[:, :-1], dim=-1)
    came = log_p.gather(-1, ids[:, 1:, None]).squeeze(-1)
    return (came * is_answer[:, 1:]).sum(dim=-1) / is_answer[:, 1:].sum(dim=-1).clamp(min=1)


# %% rejected: adds raw logits
def sequence_log_prob(logits, ids, is_answer):
    came = logits[:, :-1].gather(-1, ids[:, 1:, None]).squeeze(-1)
    return (came * is_answer[:, 1:]).sum(dim=-1)


# %% rejected: a probability
def sequence_log_prob(logits, ids, is_answer):
    log_p = torch.log_softmax(logits[:, :-1], dim=-1)
    came = log_p.gather(-1, ids[:, 1:, None]).squeeze(-1)
    return (came * is_answer[:, 1:]).sum(dim=-1).exp()


# %% rejected: sum of the probabilities
def sequence_log_prob(logits, ids, is_answer):
    p = torch.softmax(logits[:, :-1], dim=-1)
    return (p.gather(-1, ids[:, 1:, None]).squeeze(-1) * is_answer[:, 1:]).sum(dim=-1)


# %% rejected: in bits
def sequence_log_prob(logits, ids, is_answer):
    log_p = torch.log_softmax(logits[:, :-1], dim=-1)
    came = log_p.gather(-1, ids[:, 1:, None]).squeeze(-1)
    return (came * is_answer[:, 1:]).sum(dim=-1) / math.log(2)


# %% rejected: a loss, with the sign turned
def sequence_log_prob(logits, ids, is_answer):
    log_p = torch.log_softmax(logits[:, :-1], dim=-1)
    came = log_p.gather(-1, ids[:, 1:, None]).squeeze(-1)
    return -(came * is_answer[:, 1:]).sum(dim=-1)


# %% rejected: one number for the batch
def sequence_log_prob(logits, ids, is_answer):
    log_p = torch.log_softmax(logits[:, :-1], dim=-1)
    came = log_p.gather(-1, ids[:, 1:, None]).squeeze(-1)
    return (came * is_answer[:, 1:]).sum()


# %% rejected: softmax first, then the logarithm
def sequence_log_prob(logits, ids, is_answer):
    powers = logits[:, :-1].exp()
    log_p = (powers / powers.sum(-1, keepdim=True)).log()
    came = log_p.gather(-1, ids[:, 1:, None]).squeeze(-1)
    return (came * is_answer[:, 1:]).sum(dim=-1)


# %% rejected: the most probable token instead of the one that came
def sequence_log_prob(logits, ids, is_answer):
    best = torch.log_softmax(logits[:, :-1], dim=-1).amax(-1)
    return (best * is_answer[:, 1:]).sum(dim=-1)


# %% rejected: softmax over the places
def sequence_log_prob(logits, ids, is_answer):
    log_p = torch.log_softmax(logits[:, :-1], dim=1)
    came = log_p.gather(-1, ids[:, 1:, None]).squeeze(-1)
    return (came * is_answer[:, 1:]).sum(dim=-1)


# %% equivalent: `return (came * is_answer[:, 1:]).sum(dim=-1)` -> `return (came * is_answer[:, 1:]).sum(dim=1)`: of two axes, -1 and 1 are the same

# %% accepted: one token after the other
def label_scores(model, prompt, labels):
    out = []
    for label in labels:
        ids, total = list(prompt), 0.0
        for token in label:
            total += model(torch.tensor(ids)).log_softmax(-1)[-1, token].item()
            ids.append(token)
        out.append(total)
    return torch.tensor(out)


# %% accepted: gather and sum
def label_scores(model, prompt, labels):
    scores = torch.empty(len(labels))
    for i, label in enumerate(labels):
        log_p = torch.log_softmax(model(torch.tensor([*prompt, *label])), dim=1)
        rows = log_p[len(prompt) - 1 : len(prompt) + len(label) - 1]
        scores[i] = rows.gather(1, torch.tensor(label)[:, None]).sum()
    return scores


# %% accepted: without the label's last token
def label_scores(model, prompt, labels):
    def one(label):
        logits = model(torch.tensor(prompt + label[:-1]))[-len(label) :]
        chosen = logits[range(len(label)), label]
        return (chosen - torch.logsumexp(logits, dim=-1)).sum()

    return torch.stack([one(label) for label in labels])


# %% accepted: cross-entropy, float64
def label_scores(model, prompt, labels):
    return torch.tensor(
        [
            -F.cross_entropy(
                model(torch.tensor(prompt + label)).double()[len(prompt) - 1 : -1],
                torch.tensor(label),
                reduction="sum",
            ).item()
            for label in labels
        ],
        dtype=torch.float64,
    )


# %% rejected: logits without the softmax
def label_scores(model, prompt, labels):
    out = []
    for label in labels:
        rows = model(torch.tensor(prompt + label))[len(prompt) - 1 : -1]
        out.append(rows[range(len(label)), label].sum())
    return torch.stack(out)


# %% rejected: probabilities instead of logarithms
def label_scores(model, prompt, labels):
    out = []
    for label in labels:
        rows = model(torch.tensor(prompt + label)).softmax(-1)[len(prompt) - 1 : -1]
        out.append(rows[range(len(label)), label].prod())
    return torch.stack(out)


# %% rejected: one row too late
def label_scores(model, prompt, labels):
    out = []
    for label in labels:
        rows = model(torch.tensor(prompt + label)).log_softmax(-1)[len(prompt) :]
        out.append(rows[range(len(label)), label].sum())
    return torch.stack(out)


# %% rejected: the last row for every token
def label_scores(model, prompt, labels):
    out = []
    for label in labels:
        row = model(torch.tensor(prompt + label)).log_softmax(-1)[-1]
        out.append(row[label].sum())
    return torch.stack(out)


# %% rejected: the first token alone [2]
def label_scores(model, prompt, labels):
    row = model(torch.tensor(prompt)).log_softmax(-1)[-1]
    return torch.stack([row[label[0]] for label in labels])


# %% rejected: the last token alone [2]
def label_scores(model, prompt, labels):
    out = []
    for label in labels:
        rows = model(torch.tensor(prompt + label)).log_softmax(-1)
        out.append(rows[-2, label[-1]])
    return torch.stack(out)


# %% rejected: mean over the tokens [2]
def label_scores(model, prompt, labels):
    out = []
    for label in labels:
        rows = model(torch.tensor(prompt + label)).log_softmax(-1)[len(prompt) - 1 : -1]
        out.append(rows[range(len(label)), label].mean())
    return torch.stack(out)


# %% rejected: every token right after the prompt [2]
def label_scores(model, prompt, labels):
    row = model(torch.tensor(prompt)).log_softmax(-1)[-1]
    return torch.stack([row[label].sum() for label in labels])


# %% rejected: the prompt's tokens count too
def label_scores(model, prompt, labels):
    out = []
    for label in labels:
        ids = prompt + label
        rows = model(torch.tensor(ids)).log_softmax(-1)[:-1]
        out.append(rows[range(len(ids) - 1), ids[1:]].sum())
    return torch.stack(out)


# %% rejected: softmax over the labels only
def label_scores(model, prompt, labels):
    out = []
    for label in labels:
        rows = model(torch.tensor(prompt + label))[len(prompt) - 1 : -1]
        out.append(rows[range(len(label)), label].sum())
    return torch.stack(out).log_softmax(0)


# %% rejected: softmax over the tokens
def label_scores(model, prompt, labels):
    out = []
    for label in labels:
        rows = model(torch.tensor(prompt + label)).log_softmax(0)[len(prompt) - 1 : -1]
        out.append(rows[range(len(label)), label].sum())
    return torch.stack(out)


# %% rejected: negative log-probabilities
def label_scores(model, prompt, labels):
    return torch.stack(
        [
            F.cross_entropy(
                model(torch.tensor(prompt + label))[len(prompt) - 1 : -1],
                torch.tensor(label),
                reduction="sum",
            )
            for label in labels
        ]
    )


# %% rejected: scores labels without the prompt
def label_scores(model, prompt, labels):
    out = []
    for label in labels:
        ids = prompt[:1] + label
        rows = model(torch.tensor(ids)).log_softmax(-1)[:-1]
        out.append(rows[range(len(label)), label].sum())
    return torch.stack(out)


# %% rejected: labels pile up in the prompt
def label_scores(model, prompt, labels):
    out = []
    for label in labels:
        start = len(prompt)
        prompt += label
        rows = model(torch.tensor(prompt)).log_softmax(-1)[start - 1 : -1]
        out.append(rows[range(len(label)), label].sum())
    return torch.stack(out)


# %% rejected: returns the best label
def label_scores(model, prompt, labels):
    out = []
    for label in labels:
        rows = model(torch.tensor(prompt + label)).log_softmax(-1)[len(prompt) - 1 : -1]
        out.append(rows[range(len(label)), label].sum())
    return torch.stack(out).argmax()


# %% equivalent: `rows = F.log_softmax(logits, dim=-1)[len(prompt) - 1 : -1]` -> `rows = F.log_softmax(logits, dim=1)[len(prompt) - 1 : -1]`: of two axes, 1 and -1 are the same


# %% equivalent: `scores.append(sum(row[token] for row, token in zip(rows, label, strict=True)))` -> `scores.append(sum(row[token] for row, token in zip(rows, label, strict=False)))`: there are as many rows as tokens of the label

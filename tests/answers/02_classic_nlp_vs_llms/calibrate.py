# %% accepted: broadcasting
def calibrate(scores, reference):
    return scores - reference.mean(0, keepdim=True)


# %% accepted: one label after the other
def calibrate(scores, reference):
    out = scores.clone()
    for label in range(scores.shape[1]):
        out[:, label] -= reference[:, label].sum() / len(reference)
    return out


# %% accepted: NumPy
def calibrate(scores, reference):
    return torch.from_numpy(scores.numpy() - reference.numpy().mean(axis=0))


# %% accepted: a matrix product
def calibrate(scores, reference):
    shares = torch.full((len(scores), len(reference)), 1 / len(reference), dtype=scores.dtype)
    return scores - shares @ reference


# %% rejected: its own mean instead of the reference's
def calibrate(scores, reference):
    return scores - scores.mean(dim=0)


# %% rejected: one mean for all labels
def calibrate(scores, reference):
    return scores - reference.mean()


# %% rejected: mean over the labels of each ticket
def calibrate(scores, reference):
    return scores - scores.mean(dim=1, keepdim=True)


# %% rejected: mean over the labels of each reference ticket
def calibrate(scores, reference):
    return scores - reference.mean(dim=1)


# %% rejected: adds the mean
def calibrate(scores, reference):
    return scores + reference.mean(dim=0)


# %% rejected: divides by the mean
def calibrate(scores, reference):
    return scores / reference.mean(dim=0)


# %% rejected: divides by the spread too
def calibrate(scores, reference):
    spread = reference.std(dim=0) if len(reference) > 1 else 1.0
    return (scores - reference.mean(dim=0)) / spread


# %% rejected: median
def calibrate(scores, reference):
    return scores - reference.median(dim=0).values


# %% rejected: subtracts the sum
def calibrate(scores, reference):
    return scores - reference.sum(dim=0)


# %% rejected: subtracts the largest score
def calibrate(scores, reference):
    return scores - reference.amax(dim=0)


# %% rejected: turned round
def calibrate(scores, reference):
    return reference.mean(dim=0) - scores


# %% rejected: both together as reference
def calibrate(scores, reference):
    return scores - torch.cat([scores, reference]).mean(dim=0)


# %% rejected: changes the scores in place
def calibrate(scores, reference):
    scores -= reference.mean(dim=0)
    return scores


# %% rejected: returns the winning label
def calibrate(scores, reference):
    return (scores - reference.mean(dim=0)).argmax(dim=1)


# %% rejected: makes probabilities of it
def calibrate(scores, reference):
    return (scores - reference.mean(dim=0)).softmax(dim=1)


# %% rejected: float32 whatever comes
def calibrate(scores, reference):
    return scores.float() - reference.float().mean(dim=0)

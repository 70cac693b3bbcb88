# %% accepted: loops
def perplexity(log_probs):
    total = 0.0
    for log_prob in log_probs:
        total += log_prob
    return 1 / math.exp(total / len(log_probs)) if total > -math.inf else math.inf


def bits_per_byte(log_probs, text):
    bits = 0.0
    for log_prob in log_probs:
        bits -= log_prob * math.log2(math.e)
    return bits / len(bytes(text, "utf-8"))


# %% accepted: PyTorch
def perplexity(log_probs):
    return (-torch.tensor(log_probs, dtype=torch.float64)).mean().exp().item()


def bits_per_byte(log_probs, text):
    nats = torch.tensor(log_probs, dtype=torch.float64).sum()
    return (-nats / math.log(2) / len(text.encode("utf-8"))).item()


# %% accepted: NumPy, and numbers that stay NumPy's
import numpy as np


def perplexity(log_probs):
    return 2 ** -np.mean(np.array(log_probs) / np.log(2))


def bits_per_byte(log_probs, text):
    return -np.sum(np.array(log_probs)) / np.log(2) / len(text.encode())


# %% accepted: by way of bits
def perplexity(log_probs):
    bits = [-log_prob / math.log(2) for log_prob in log_probs]
    return 2.0 ** (sum(bits) / len(bits))


def bits_per_byte(log_probs, text):
    bits = [-log_prob / math.log(2) for log_prob in log_probs]
    return math.fsum(bits) / sum(1 for _ in text.encode())


# %% rejected: the sign is lost
def perplexity(log_probs):
    return math.exp(sum(log_probs) / len(log_probs))


def bits_per_byte(log_probs, text):
    return sum(log_probs) / math.log(2) / len(text.encode())


# %% rejected: natural logarithms taken for bits
def perplexity(log_probs):
    return 2 ** (-sum(log_probs) / len(log_probs))


def bits_per_byte(log_probs, text):
    return -sum(log_probs) / len(text.encode())


# %% rejected: counts characters [2]
def perplexity(log_probs):
    return math.exp(-sum(log_probs) / len(log_probs))


def bits_per_byte(log_probs, text):
    return -sum(log_probs) / math.log(2) / len(text)


# %% rejected: divides by the number of tokens [2]
def perplexity(log_probs):
    return math.exp(-sum(log_probs) / len(log_probs))


def bits_per_byte(log_probs, text):
    return -sum(log_probs) / math.log(2) / len(log_probs)


# %% rejected: means of 1/p, and bits in total
def perplexity(log_probs):
    return sum(math.exp(-log_prob) for log_prob in log_probs) / len(log_probs)


def bits_per_byte(log_probs, text):
    return -sum(log_probs) / math.log(2)


# %% rejected: one over the mean probability [2]
def perplexity(log_probs):
    return len(log_probs) / sum(math.exp(log_prob) for log_prob in log_probs)


def bits_per_byte(log_probs, text):
    return -sum(log_probs) / math.log(2) / len(text.encode())


# %% rejected: forgets the mean [2]
def perplexity(log_probs):
    return math.exp(min(700, -sum(log_probs)))


def bits_per_byte(log_probs, text):
    return -sum(log_probs) / math.log(2) / len(text.encode())


# %% rejected: forgets the exponential [2]
def perplexity(log_probs):
    return -sum(log_probs) / len(log_probs)


def bits_per_byte(log_probs, text):
    return -sum(log_probs) / math.log(2) / len(text.encode())


# %% rejected: multiplies probabilities, which runs out of floats
def perplexity(log_probs):
    product = math.prod(math.exp(log_prob) for log_prob in log_probs)
    return product ** (-1 / len(log_probs)) if product else math.inf


def bits_per_byte(log_probs, text):
    product = math.prod(math.exp(log_prob) for log_prob in log_probs)
    return -math.log2(product) / len(text.encode()) if product else math.inf


# %% rejected: multiplies by ln 2 [2]
def perplexity(log_probs):
    return math.exp(-sum(log_probs) / len(log_probs))


def bits_per_byte(log_probs, text):
    return -sum(log_probs) * math.log(2) / len(text.encode())


# %% rejected: the mean over tokens, then over bytes [2]
def perplexity(log_probs):
    return math.exp(-sum(log_probs) / len(log_probs))


def bits_per_byte(log_probs, text):
    return -sum(log_probs) / len(log_probs) / math.log(2) / len(text.encode())


# %% rejected: leaves out tokens with probability 0
def perplexity(log_probs):
    known = [log_prob for log_prob in log_probs if log_prob > -math.inf]
    return math.exp(-sum(known) / len(known))


def bits_per_byte(log_probs, text):
    known = [log_prob for log_prob in log_probs if log_prob > -math.inf]
    return -sum(known) / math.log(2) / len(text.encode())

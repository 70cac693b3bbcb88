# %% accepted: step by step
def training_days(parameters, tokens, gpus, peak, utilization):
    flops = 6 * parameters * tokens
    per_day = gpus * peak * utilization * 60 * 60 * 24
    return flops / per_day


# %% accepted: forward and backward apart
def training_days(parameters, tokens, gpus, peak, utilization):
    forward = 2 * parameters * tokens
    backward = 2 * forward
    seconds = (forward + backward) / (peak * utilization)
    return seconds / gpus / 86_400


# %% accepted: in logarithms
def training_days(parameters, tokens, gpus, peak, utilization):
    up = math.log(6) + math.log(parameters) + math.log(tokens)
    down = math.log(gpus) + math.log(peak) + math.log(utilization) + math.log(86_400)
    return math.exp(up - down)


# %% accepted: a timedelta
from datetime import timedelta


def training_days(parameters, tokens, gpus, peak, utilization):
    seconds = 6 * parameters * tokens / (gpus * peak * utilization)
    return timedelta(seconds=seconds) / timedelta(days=1)


# %% accepted: a tensor in float64
def training_days(parameters, tokens, gpus, peak, utilization):
    factors = torch.tensor([6, parameters, tokens], dtype=torch.float64)
    return factors.prod() / (gpus * peak * utilization) / 86_400


# %% rejected: counts the forward pass alone
def training_days(parameters, tokens, gpus, peak, utilization):
    return 2 * parameters * tokens / (gpus * peak * utilization) / 86_400


# %% rejected: ignores the utilization
def training_days(parameters, tokens, gpus, peak, utilization):
    return 6 * parameters * tokens / (gpus * peak) / 86_400


# %% rejected: multiplies by the utilization
def training_days(parameters, tokens, gpus, peak, utilization):
    return 6 * parameters * tokens * utilization / (gpus * peak) / 86_400


# %% rejected: seconds
def training_days(parameters, tokens, gpus, peak, utilization):
    return 6 * parameters * tokens / (gpus * peak * utilization)


# %% rejected: hours
def training_days(parameters, tokens, gpus, peak, utilization):
    return 6 * parameters * tokens / (gpus * peak * utilization) / 3_600


# %% rejected: days of one GPU
def training_days(parameters, tokens, gpus, peak, utilization):
    return 6 * parameters * tokens / (peak * utilization) / 86_400


# %% rejected: the GPUs' days added up
def training_days(parameters, tokens, gpus, peak, utilization):
    return gpus * 6 * parameters * tokens / (peak * utilization) / 86_400


# %% rejected: counts the backward pass alone
def training_days(parameters, tokens, gpus, peak, utilization):
    return 4 * parameters * tokens / (gpus * peak * utilization) / 86_400


# %% rejected: whole days
def training_days(parameters, tokens, gpus, peak, utilization):
    return math.ceil(6 * parameters * tokens / (gpus * peak * utilization) / 86_400)


# %% rejected: eight FLOPs, as when activations are computed twice
def training_days(parameters, tokens, gpus, peak, utilization):
    return 8 * parameters * tokens / (gpus * peak * utilization) / 86_400

# %% accepted: a list of what is kept
def training_bytes(parameters, weight_bytes):
    kept = [weight_bytes, weight_bytes, 4, 4]
    if weight_bytes < 4:
        kept.append(4)
    return sum(kept) * parameters


def cache_bytes(config, tokens, batch, number_bytes):
    d = config["hidden_size"] // config["num_attention_heads"]
    shape = [2, config["num_hidden_layers"], batch, config["num_key_value_heads"], tokens, d]
    return math.prod(shape) * number_bytes


# %% accepted: a table of cases
def training_bytes(parameters, weight_bytes):
    per_parameter = {1: 14, 2: 16, 3: 18}.get(weight_bytes, 2 * weight_bytes + 8)
    return parameters * per_parameter


def cache_bytes(config, tokens, batch, number_bytes):
    share = config["num_key_value_heads"] / config["num_attention_heads"]
    numbers = 2 * config["num_hidden_layers"] * config["hidden_size"] * share * tokens * batch
    return round(numbers * number_bytes)


# %% accepted: counts the bytes of real arrays
def training_bytes(parameters, weight_bytes):
    def empty(item):
        return torch.empty(parameters, item, dtype=torch.uint8, device="meta").nbytes

    master = empty(4) if weight_bytes < 4 else 0
    return empty(weight_bytes) + empty(weight_bytes) + master + 2 * empty(4)


def cache_bytes(config, tokens, batch, number_bytes):
    heads = config["num_key_value_heads"]
    d = config["hidden_size"] // config["num_attention_heads"]
    key = torch.empty(batch, heads, tokens, d, number_bytes, dtype=torch.uint8, device="meta")
    return sum(key.nbytes + key.nbytes for layer in range(config["num_hidden_layers"]))


# %% accepted: boolean as a number
def training_bytes(parameters, weight_bytes):
    return 2 * parameters * (weight_bytes + 4 + 2 * (weight_bytes <= 3))


def cache_bytes(config, tokens, batch, number_bytes):
    width = config["hidden_size"] * config["num_key_value_heads"] // config["num_attention_heads"]
    return tokens * batch * number_bytes * config["num_hidden_layers"] * (width + width)


# %% rejected: one average, all heads
def training_bytes(parameters, weight_bytes):
    return parameters * (2 * weight_bytes + 4 + (4 if weight_bytes < 4 else 0))


def cache_bytes(config, tokens, batch, number_bytes):
    return 2 * config["num_hidden_layers"] * config["hidden_size"] * tokens * batch * number_bytes


# %% rejected: no copy of the weights [2]
def training_bytes(parameters, weight_bytes):
    return parameters * (2 * weight_bytes + 8)


def cache_bytes(config, tokens, batch, number_bytes):
    d = config["hidden_size"] // config["num_attention_heads"]
    heads = config["num_key_value_heads"]
    return 2 * config["num_hidden_layers"] * heads * d * tokens * batch * number_bytes


# %% rejected: always a copy of the weights [2]
def training_bytes(parameters, weight_bytes):
    return parameters * (2 * weight_bytes + 12)


def cache_bytes(config, tokens, batch, number_bytes):
    d = config["hidden_size"] // config["num_attention_heads"]
    heads = config["num_key_value_heads"]
    return 2 * config["num_hidden_layers"] * heads * d * tokens * batch * number_bytes


# %% rejected: averages as small as weights [2]
def training_bytes(parameters, weight_bytes):
    return parameters * (4 * weight_bytes + (4 if weight_bytes < 4 else 0))


def cache_bytes(config, tokens, batch, number_bytes):
    d = config["hidden_size"] // config["num_attention_heads"]
    heads = config["num_key_value_heads"]
    return 2 * config["num_hidden_layers"] * heads * d * tokens * batch * number_bytes


# %% rejected: always 16, and keys without values
def training_bytes(parameters, weight_bytes):
    return parameters * 16


def cache_bytes(config, tokens, batch, number_bytes):
    d = config["hidden_size"] // config["num_attention_heads"]
    heads = config["num_key_value_heads"]
    return config["num_hidden_layers"] * heads * d * tokens * batch * number_bytes


# %% rejected: one layer's cache [2]
def training_bytes(parameters, weight_bytes):
    return parameters * (2 * weight_bytes + 8 + (4 if weight_bytes < 4 else 0))


def cache_bytes(config, tokens, batch, number_bytes):
    d = config["hidden_size"] // config["num_attention_heads"]
    return 2 * config["num_key_value_heads"] * d * tokens * batch * number_bytes


# %% rejected: one text's cache [2]
def training_bytes(parameters, weight_bytes):
    return parameters * (2 * weight_bytes + 8 + (4 if weight_bytes < 4 else 0))


def cache_bytes(config, tokens, batch, number_bytes):
    d = config["hidden_size"] // config["num_attention_heads"]
    heads = config["num_key_value_heads"]
    return 2 * config["num_hidden_layers"] * heads * d * tokens * number_bytes


# %% rejected: d from the key-value heads [2]
def training_bytes(parameters, weight_bytes):
    return parameters * (2 * weight_bytes + 8 + (4 if weight_bytes < 4 else 0))


def cache_bytes(config, tokens, batch, number_bytes):
    d = config["hidden_size"] // config["num_key_value_heads"]
    heads = config["num_key_value_heads"]
    return 2 * config["num_hidden_layers"] * heads * d * tokens * batch * number_bytes


# %% rejected: no gradients, numbers instead of bytes
def training_bytes(parameters, weight_bytes):
    return parameters * (weight_bytes + 8 + (4 if weight_bytes < 4 else 0))


def cache_bytes(config, tokens, batch, number_bytes):
    d = config["hidden_size"] // config["num_attention_heads"]
    return 2 * config["num_hidden_layers"] * config["num_key_value_heads"] * d * tokens * batch


# %% rejected: weights alone, scores instead of keys
def training_bytes(parameters, weight_bytes):
    return parameters * weight_bytes


def cache_bytes(config, tokens, batch, number_bytes):
    scores = config["num_attention_heads"] * tokens**2
    return config["num_hidden_layers"] * scores * batch * number_bytes

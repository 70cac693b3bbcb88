# %% accepted: matrices listed by shape
def chat_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    kd = w // config["num_attention_heads"] * config["num_key_value_heads"]
    shapes = [(w, w), (w, kd), (w, kd), (w, w), (w, f), (w, f), (f, w), (w, 1), (w, 1)]
    total = sum(rows * columns for rows, columns in shapes) * config["num_hidden_layers"]
    total += config["vocab_size"] * w + w
    if not config["tie_word_embeddings"]:
        total += config["vocab_size"] * w
    return total


def encoder_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    linear = [(w, w)] * 4 + [(w, f), (f, w)]
    total = sum(a * b + b for a, b in linear) + 4 * w
    total *= config["num_hidden_layers"]
    for table in ("vocab_size", "max_position_embeddings", "type_vocab_size"):
        total += config[table] * w
    return total + 2 * w + (w * w + w)


# %% accepted: asks the library, without memory
from transformers import BertConfig, BertModel, LlamaConfig, LlamaForCausalLM


def chat_parameters(config):
    with torch.device("meta"):
        return sum(p.numel() for p in LlamaForCausalLM(LlamaConfig(**config)).parameters())


def encoder_parameters(config):
    heads = config.get("num_attention_heads", 2)
    with torch.device("meta"):
        model = BertModel(BertConfig(**config | {"num_attention_heads": heads}))
        return sum(p.numel() for p in model.parameters())


# %% accepted: builds PyTorch layers and counts them
def count(*layers):
    return sum(p.numel() for layer in layers for p in layer.parameters())


def chat_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    kd = config["num_key_value_heads"] * (w // config["num_attention_heads"])
    with torch.device("meta"):
        sizes = [(w, w), (w, w), (w, kd), (w, kd), (w, f), (w, f), (f, w)]
        block = count(
            *(nn.Linear(a, b, bias=False) for a, b in sizes), nn.RMSNorm(w), nn.RMSNorm(w)
        )
        rest = count(nn.Embedding(config["vocab_size"], w), nn.RMSNorm(w))
        if not config["tie_word_embeddings"]:
            rest += count(nn.Linear(w, config["vocab_size"], bias=False))
    return block * config["num_hidden_layers"] + rest


def encoder_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    with torch.device("meta"):
        block = count(*(nn.Linear(w, w) for _ in range(4)), nn.Linear(w, f), nn.Linear(f, w))
        block += count(nn.LayerNorm(w), nn.LayerNorm(w))
        names = ("vocab_size", "max_position_embeddings", "type_vocab_size")
        rest = count(*(nn.Embedding(config[name], w) for name in names))
        rest += count(nn.LayerNorm(w), nn.Linear(w, w))
    return block * config["num_hidden_layers"] + rest


# %% accepted: polynomials in w
def chat_parameters(config):
    w = config["hidden_size"]
    share = config["num_key_value_heads"] / config["num_attention_heads"]
    block = w * w * (2 + 2 * share) + w * (3 * config["intermediate_size"] + 2)
    head = 0 if config["tie_word_embeddings"] else 1
    total = config["num_hidden_layers"] * block + w * (config["vocab_size"] * (1 + head) + 1)
    return round(total)


def encoder_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    block = 4 * w**2 + 9 * w + 2 * w * f + f
    rows = config["vocab_size"] + config["max_position_embeddings"] + config["type_vocab_size"]
    return config["num_hidden_layers"] * block + w * (rows + 3 + w)


# %% rejected: keys and values as wide as queries [2]
def chat_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    block = 4 * w * w + 3 * w * f + 2 * w
    tables = 1 if config["tie_word_embeddings"] else 2
    return tables * config["vocab_size"] * w + config["num_hidden_layers"] * block + w


def encoder_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    rows = config["vocab_size"] + config["max_position_embeddings"] + config["type_vocab_size"]
    block = 4 * (w * w + w) + (w * f + f) + (f * w + w) + 4 * w
    return rows * w + 2 * w + config["num_hidden_layers"] * block + w * w + w


# %% rejected: two matrices in the feed-forward network of the chat model [2]
def chat_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    kd = config["num_key_value_heads"] * w // config["num_attention_heads"]
    block = 2 * w * w + 2 * w * kd + 2 * w * f + 2 * w
    tables = 1 if config["tie_word_embeddings"] else 2
    return tables * config["vocab_size"] * w + config["num_hidden_layers"] * block + w


def encoder_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    rows = config["vocab_size"] + config["max_position_embeddings"] + config["type_vocab_size"]
    block = 4 * (w * w + w) + (w * f + f) + (f * w + w) + 4 * w
    return rows * w + 2 * w + config["num_hidden_layers"] * block + w * w + w


# %% rejected: always counts the output matrix [2]
def chat_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    kd = config["num_key_value_heads"] * w // config["num_attention_heads"]
    block = 2 * w * w + 2 * w * kd + 3 * w * f + 2 * w
    return 2 * config["vocab_size"] * w + config["num_hidden_layers"] * block + w


def encoder_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    rows = config["vocab_size"] + config["max_position_embeddings"] + config["type_vocab_size"]
    block = 4 * (w * w + w) + (w * f + f) + (f * w + w) + 4 * w
    return rows * w + 2 * w + config["num_hidden_layers"] * block + w * w + w


# %% rejected: never counts the output matrix [2]
def chat_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    kd = config["num_key_value_heads"] * w // config["num_attention_heads"]
    block = 2 * w * w + 2 * w * kd + 3 * w * f + 2 * w
    return config["vocab_size"] * w + config["num_hidden_layers"] * block + w


def encoder_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    rows = config["vocab_size"] + config["max_position_embeddings"] + config["type_vocab_size"]
    block = 4 * (w * w + w) + (w * f + f) + (f * w + w) + 4 * w
    return rows * w + 2 * w + config["num_hidden_layers"] * block + w * w + w


# %% rejected: no norms in the chat model, no biases in the encoder
def chat_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    kd = config["num_key_value_heads"] * w // config["num_attention_heads"]
    block = 2 * w * w + 2 * w * kd + 3 * w * f
    tables = 1 if config["tie_word_embeddings"] else 2
    return tables * config["vocab_size"] * w + config["num_hidden_layers"] * block


def encoder_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    rows = config["vocab_size"] + config["max_position_embeddings"] + config["type_vocab_size"]
    block = 4 * w * w + 2 * w * f + 4 * w
    return rows * w + 2 * w + config["num_hidden_layers"] * block + w * w


# %% rejected: a LayerNorm of w numbers [2]
def chat_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    kd = config["num_key_value_heads"] * w // config["num_attention_heads"]
    block = 2 * w * w + 2 * w * kd + 3 * w * f + 2 * w
    tables = 1 if config["tie_word_embeddings"] else 2
    return tables * config["vocab_size"] * w + config["num_hidden_layers"] * block + w


def encoder_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    rows = config["vocab_size"] + config["max_position_embeddings"] + config["type_vocab_size"]
    block = 4 * (w * w + w) + (w * f + f) + (f * w + w) + 2 * w
    return rows * w + w + config["num_hidden_layers"] * block + w * w + w


# %% rejected: forgets the layer after the blocks [2]
def chat_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    kd = config["num_key_value_heads"] * w // config["num_attention_heads"]
    block = 2 * w * w + 2 * w * kd + 3 * w * f + 2 * w
    tables = 1 if config["tie_word_embeddings"] else 2
    return tables * config["vocab_size"] * w + config["num_hidden_layers"] * block + w


def encoder_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    rows = config["vocab_size"] + config["max_position_embeddings"] + config["type_vocab_size"]
    block = 4 * (w * w + w) + (w * f + f) + (f * w + w) + 4 * w
    return rows * w + 2 * w + config["num_hidden_layers"] * block


# %% rejected: only the vocabulary is a table [2]
def chat_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    kd = config["num_key_value_heads"] * w // config["num_attention_heads"]
    block = 2 * w * w + 2 * w * kd + 3 * w * f + 2 * w
    tables = 1 if config["tie_word_embeddings"] else 2
    return tables * config["vocab_size"] * w + config["num_hidden_layers"] * block + w


def encoder_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    block = 4 * (w * w + w) + (w * f + f) + (f * w + w) + 4 * w
    return config["vocab_size"] * w + 2 * w + config["num_hidden_layers"] * block + w * w + w


# %% rejected: the rule of thumb, 12 layers w²
def chat_parameters(config):
    w = config["hidden_size"]
    return 12 * config["num_hidden_layers"] * w**2 + config["vocab_size"] * w


def encoder_parameters(config):
    w = config["hidden_size"]
    return 12 * config["num_hidden_layers"] * w**2 + config["vocab_size"] * w


# %% rejected: counts one block only
def chat_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    kd = config["num_key_value_heads"] * w // config["num_attention_heads"]
    tables = 1 if config["tie_word_embeddings"] else 2
    return tables * config["vocab_size"] * w + 2 * w * w + 2 * w * kd + 3 * w * f + 3 * w


def encoder_parameters(config):
    w, f = config["hidden_size"], config["intermediate_size"]
    rows = config["vocab_size"] + config["max_position_embeddings"] + config["type_vocab_size"]
    return rows * w + 2 * w + 4 * (w * w + w) + 2 * w * f + f + w + 4 * w + w * w + w

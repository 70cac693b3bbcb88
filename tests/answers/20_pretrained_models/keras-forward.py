# %% accepted: np.where
def keras_forward(model, inputs):
    mask = np.asarray(inputs["attention_mask"])
    ids = np.asarray(inputs["input_ids"])
    segments = np.asarray(inputs.get("token_type_ids", torch.zeros_like(inputs["input_ids"])))
    states = np.asarray(model(dict(token_ids=ids, padding_mask=mask, segment_ids=segments))["sequence_output"])
    return np.where(mask[..., None] == 1, states, 0)


# %% accepted: names from a table, int32
def keras_forward(model, inputs):
    names = {"token_ids": "input_ids", "segment_ids": "token_type_ids", "padding_mask": "attention_mask"}
    batch = {}
    for ours, theirs in names.items():
        if theirs in inputs:
            batch[ours] = inputs[theirs].numpy().astype("int32")
        else:
            batch[ours] = np.zeros(inputs["input_ids"].shape, dtype="int32")
    states = np.array(model(batch)["sequence_output"])
    states[batch["padding_mask"] == 0] = 0.0
    return states


# %% accepted: one text at a time after the call
def keras_forward(model, inputs):
    ids = inputs["input_ids"].numpy()
    mask = inputs["attention_mask"].numpy()
    segments = np.zeros(ids.shape, dtype=ids.dtype)
    if inputs.get("token_type_ids") is not None:
        segments = inputs["token_type_ids"].numpy()
    out = model({"padding_mask": mask, "segment_ids": segments, "token_ids": ids})["sequence_output"]
    return np.stack([np.asarray(row) * keep[:, None] for row, keep in zip(np.asarray(out), mask)])


# %% accepted: einsum
def keras_forward(model, inputs):
    arrays = {name: value.numpy() for name, value in inputs.items()}
    ids, mask = arrays["input_ids"], arrays["attention_mask"]
    output = model({
        "token_ids": ids,
        "segment_ids": arrays.get("token_type_ids", 0 * ids),
        "padding_mask": mask,
    })
    return np.einsum("btw,bt->btw", np.asarray(output["sequence_output"]), mask)


# %% rejected: leaves what stands at padding
def keras_forward(model, inputs):
    ids, mask = inputs["input_ids"].numpy(), inputs["attention_mask"].numpy()
    segments = inputs["token_type_ids"].numpy() if "token_type_ids" in inputs else np.zeros_like(ids)
    output = model({"token_ids": ids, "segment_ids": segments, "padding_mask": mask})
    return np.asarray(output["sequence_output"])


# %% rejected: the tokenizer's names
def keras_forward(model, inputs):
    mask = inputs["attention_mask"].numpy()
    output = model({name: value.numpy() for name, value in inputs.items()})
    return np.asarray(output["sequence_output"]) * mask[:, :, None]


# %% rejected: the pooled output
def keras_forward(model, inputs):
    ids, mask = inputs["input_ids"].numpy(), inputs["attention_mask"].numpy()
    segments = inputs["token_type_ids"].numpy() if "token_type_ids" in inputs else np.zeros_like(ids)
    output = model({"token_ids": ids, "segment_ids": segments, "padding_mask": mask})
    return np.asarray(output["pooled_output"])


# %% rejected: needs token types [3]
def keras_forward(model, inputs):
    ids, mask = inputs["input_ids"].numpy(), inputs["attention_mask"].numpy()
    segments = inputs["token_type_ids"].numpy()
    output = model({"token_ids": ids, "segment_ids": segments, "padding_mask": mask})
    return np.asarray(output["sequence_output"]) * mask[:, :, None]


# %% rejected: segments always zero [1]
def keras_forward(model, inputs):
    ids, mask = inputs["input_ids"].numpy(), inputs["attention_mask"].numpy()
    segments = np.zeros_like(ids)
    output = model({"token_ids": ids, "segment_ids": segments, "padding_mask": mask})
    return np.asarray(output["sequence_output"]) * mask[:, :, None]


# %% rejected: ones for missing segments [3]
def keras_forward(model, inputs):
    ids, mask = inputs["input_ids"].numpy(), inputs["attention_mask"].numpy()
    segments = inputs["token_type_ids"].numpy() if "token_type_ids" in inputs else np.ones_like(ids)
    output = model({"token_ids": ids, "segment_ids": segments, "padding_mask": mask})
    return np.asarray(output["sequence_output"]) * mask[:, :, None]


# %% rejected: no mask for the model
def keras_forward(model, inputs):
    ids, mask = inputs["input_ids"].numpy(), inputs["attention_mask"].numpy()
    segments = inputs["token_type_ids"].numpy() if "token_type_ids" in inputs else np.zeros_like(ids)
    output = model({"token_ids": ids, "segment_ids": segments, "padding_mask": np.ones_like(mask)})
    return np.asarray(output["sequence_output"]) * mask[:, :, None]


# %% rejected: a mask of True for padding
def keras_forward(model, inputs):
    ids, mask = inputs["input_ids"].numpy(), inputs["attention_mask"].numpy()
    segments = inputs["token_type_ids"].numpy() if "token_type_ids" in inputs else np.zeros_like(ids)
    output = model({"token_ids": ids, "segment_ids": segments, "padding_mask": 1 - mask})
    return np.asarray(output["sequence_output"]) * mask[:, :, None]


# %% rejected: the mask as segments
def keras_forward(model, inputs):
    ids, mask = inputs["input_ids"].numpy(), inputs["attention_mask"].numpy()
    segments = inputs["token_type_ids"].numpy() if "token_type_ids" in inputs else np.zeros_like(ids)
    output = model({"token_ids": ids, "segment_ids": mask, "padding_mask": mask})
    return np.asarray(output["sequence_output"]) * mask[:, :, None]


# %% rejected: one call for each text [1]
def keras_forward(model, inputs):
    rows = []
    for i in range(len(inputs["input_ids"])):
        ids, mask = inputs["input_ids"][i : i + 1].numpy(), inputs["attention_mask"][i : i + 1].numpy()
        segments = np.zeros_like(ids)
        if "token_type_ids" in inputs:
            segments = inputs["token_type_ids"][i : i + 1].numpy()
        output = model({"token_ids": ids, "segment_ids": segments, "padding_mask": mask})
        rows.append(np.asarray(output["sequence_output"]) * mask[:, :, None])
    return np.concatenate(rows)


# %% rejected: positional arguments
def keras_forward(model, inputs):
    mask = inputs["attention_mask"].numpy()
    output = model(inputs["input_ids"].numpy(), inputs["token_type_ids"].numpy(), mask)
    return np.asarray(output["sequence_output"]) * mask[:, :, None]


# %% rejected: a tensor of PyTorch [1]
def keras_forward(model, inputs):
    ids, mask = inputs["input_ids"].numpy(), inputs["attention_mask"].numpy()
    segments = inputs["token_type_ids"].numpy() if "token_type_ids" in inputs else np.zeros_like(ids)
    output = model({"token_ids": ids, "segment_ids": segments, "padding_mask": mask})
    return torch.tensor(np.asarray(output["sequence_output"]) * mask[:, :, None])


# %% rejected: cuts padding on the right off
def keras_forward(model, inputs):
    ids, mask = inputs["input_ids"].numpy(), inputs["attention_mask"].numpy()
    segments = inputs["token_type_ids"].numpy() if "token_type_ids" in inputs else np.zeros_like(ids)
    output = model({"token_ids": ids, "segment_ids": segments, "padding_mask": mask})
    return np.asarray(output["sequence_output"])[:, : mask.sum(1).min()]


# %% rejected: the masked mean
def keras_forward(model, inputs):
    ids, mask = inputs["input_ids"].numpy(), inputs["attention_mask"].numpy()
    segments = inputs["token_type_ids"].numpy() if "token_type_ids" in inputs else np.zeros_like(ids)
    output = model({"token_ids": ids, "segment_ids": segments, "padding_mask": mask})
    return (np.asarray(output["sequence_output"]) * mask[:, :, None]).sum(1) / mask.sum(1)[:, None]


# %% rejected: no segments without token types [3]
def keras_forward(model, inputs):
    batch = {"token_ids": inputs["input_ids"].numpy(), "padding_mask": inputs["attention_mask"].numpy()}
    if "token_type_ids" in inputs:
        batch["segment_ids"] = inputs["token_type_ids"].numpy()
    return np.asarray(model(batch)["sequence_output"]) * batch["padding_mask"][:, :, None]


# %% rejected: asks for the length, not for the mask [1]
def keras_forward(model, inputs):
    ids, mask = inputs["input_ids"].numpy(), inputs["attention_mask"].numpy()
    segments = inputs["token_type_ids"].numpy() if "token_type_ids" in inputs else np.zeros_like(ids)
    output = model({"token_ids": ids, "segment_ids": segments, "padding_mask": mask})
    return np.asarray(output["sequence_output"]) * (np.arange(mask.shape[1]) < mask.sum(1, keepdims=True))[:, :, None]

# %% accepted: message by message
def count_tokens(messages, encode, default):
    parts = list(messages)
    if len(parts) == 0 or parts[0]["role"] != "system":
        parts.insert(0, {"role": "system", "content": default})
    total = 0
    for message in parts:
        total += len(encode("<|im_start|>" + message["role"] + "\n" + message["content"] + "<|im_end|>\n"))
    return total + len(encode("<|im_start|>assistant\n"))


# %% accepted: adds the default as text
def count_tokens(messages, encode, default):
    prompt = ""
    if [message["role"] for message in messages[:1]] != ["system"]:
        prompt = "<|im_start|>system\n" + default + "<|im_end|>\n"
    for message in messages:
        prompt += "<|im_start|>{role}\n{content}<|im_end|>\n".format(**message)
    prompt += "<|im_start|>assistant\n"
    return sum(1 for _ in encode(prompt))


# %% accepted: a template of Jinja, as libraries do it
import jinja2


def count_tokens(messages, encode, default):
    template = (
        "{% if not messages or messages[0].role != 'system' %}<|im_start|>system\n{{ default }}<|im_end|>\n{% endif %}"
        "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
        "<|im_start|>assistant\n"
    )
    made = jinja2.Template(template, keep_trailing_newline=True)
    return len(encode(made.render(messages=messages, default=default)))


# %% accepted: one join, ends of messages between
def count_tokens(messages, encode, default):
    head = [] if messages and messages[0]["role"] == "system" else [("system", default)]
    pairs = head + [(m["role"], m["content"]) for m in messages] + [("assistant", "")]
    text = "<|im_end|>\n".join(f"<|im_start|>{role}\n{content}" for role, content in pairs)
    return len(list(encode(text)))


# %% rejected: contents alone
def count_tokens(messages, encode, default):
    return sum(len(encode(message["content"])) for message in messages)


# %% rejected: forgets the assistant's beginning
def count_tokens(messages, encode, default):
    if not messages or messages[0]["role"] != "system":
        messages = [{"role": "system", "content": default}, *messages]
    return len(encode("".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)))


# %% rejected: forgets the default [2]
def count_tokens(messages, encode, default):
    prompt = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
    return len(encode(prompt + "<|im_start|>assistant\n"))


# %% rejected: always adds the default
def count_tokens(messages, encode, default):
    messages = [{"role": "system", "content": default}, *messages]
    prompt = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
    return len(encode(prompt + "<|im_start|>assistant\n"))


# %% rejected: role and content one by one
def count_tokens(messages, encode, default):
    if not messages or messages[0]["role"] != "system":
        messages = [{"role": "system", "content": default}, *messages]
    total = 0
    for message in messages:
        total += len(encode(f"<|im_start|>{message['role']}\n"))
        total += len(encode(message["content"]))
        total += len(encode("<|im_end|>\n"))
    return total + len(encode("<|im_start|>assistant\n"))


# %% rejected: counts characters
def count_tokens(messages, encode, default):
    if not messages or messages[0]["role"] != "system":
        messages = [{"role": "system", "content": default}, *messages]
    prompt = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
    return len(prompt + "<|im_start|>assistant\n")


# %% rejected: counts words
def count_tokens(messages, encode, default):
    if not messages or messages[0]["role"] != "system":
        messages = [{"role": "system", "content": default}, *messages]
    prompt = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
    return len((prompt + "<|im_start|>assistant\n").split())


# %% rejected: no line break after a message
def count_tokens(messages, encode, default):
    if not messages or messages[0]["role"] != "system":
        messages = [{"role": "system", "content": default}, *messages]
    prompt = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>" for m in messages)
    return len(encode(prompt + "<|im_start|>assistant\n"))


# %% rejected: puts the default into the list it was given [2]
def count_tokens(messages, encode, default):
    if not messages or messages[0]["role"] != "system":
        messages.insert(0, {"role": "system", "content": default})
    prompt = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
    return len(encode(prompt + "<|im_start|>assistant\n"))


# %% rejected: a system message anywhere will do [2]
def count_tokens(messages, encode, default):
    if not any(message["role"] == "system" for message in messages):
        messages = [{"role": "system", "content": default}, *messages]
    prompt = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
    return len(encode(prompt + "<|im_start|>assistant\n"))


# %% rejected: the default counts also for an empty system message [1]
def count_tokens(messages, encode, default):
    if not messages or messages[0]["role"] != "system" or not messages[0]["content"]:
        messages = [{"role": "system", "content": default}, *messages]
    prompt = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
    return len(encode(prompt + "<|im_start|>assistant\n"))


# %% rejected: falls over an empty list [2]
def count_tokens(messages, encode, default):
    if messages[0]["role"] != "system":
        messages = [{"role": "system", "content": default}, *messages]
    prompt = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
    return len(encode(prompt + "<|im_start|>assistant\n"))


# %% rejected: strips contents
def count_tokens(messages, encode, default):
    if not messages or messages[0]["role"] != "system":
        messages = [{"role": "system", "content": default}, *messages]
    prompt = "".join(f"<|im_start|>{m['role']}\n{m['content'].strip()}<|im_end|>\n" for m in messages)
    return len(encode(prompt + "<|im_start|>assistant\n"))


# %% rejected: returns the tokens
def count_tokens(messages, encode, default):
    if not messages or messages[0]["role"] != "system":
        messages = [{"role": "system", "content": default}, *messages]
    prompt = "".join(f"<|im_start|>{m['role']}\n{m['content']}<|im_end|>\n" for m in messages)
    return encode(prompt + "<|im_start|>assistant\n")

# %% accepted: one literal
def chat_request(model, question, system, history, limit, stream):
    return {
        "model": model,
        "messages": [
            *([{"role": "system", "content": system}] if system else []),
            *(
                {"role": role, "content": text}
                for pair in history
                for role, text in zip(("user", "assistant"), pair)
            ),
            {"role": "user", "content": question},
        ],
        **({} if limit is None else {"max_completion_tokens": limit}),
        **({"stream": True, "stream_options": {"include_usage": True}} if stream else {}),
    }


# %% accepted: fields set, then those that are None taken out
def chat_request(model, question, system, history, limit, stream):
    messages = []
    if system != "":
        messages.append(dict(role="system", content=system))
    for asked, answered in history:
        messages += [dict(role="user", content=asked), dict(role="assistant", content=answered)]
    messages.append(dict(role="user", content=question))
    body = dict(
        stream_options={"include_usage": True} if stream else None,
        stream=True if stream else None,
        max_completion_tokens=limit,
        messages=messages,
        model=model,
    )
    return {name: value for name, value in body.items() if value is not None}


# %% accepted: inserts the system text last, by index
def chat_request(model, question, system, history, limit, stream):
    messages = [{"content": question, "role": "user"}]
    for pair in reversed(list(history)):
        messages.insert(0, {"content": pair[1], "role": "assistant"})
        messages.insert(0, {"content": pair[0], "role": "user"})
    if len(system) > 0:
        messages.insert(0, {"content": system, "role": "system"})
    body = {}
    body["model"] = model
    body["messages"] = messages
    if isinstance(limit, int):
        body["max_completion_tokens"] = limit
    if stream:
        body["stream"] = bool(stream)
        body["stream_options"] = dict(include_usage=True)
    return body


# %% rejected: leaves the history to the server [1]
def chat_request(model, question, system, history, limit, stream):
    messages = [{"role": "system", "content": system}] if system else []
    messages.append({"role": "user", "content": question})
    body = {"model": model, "messages": messages}
    if limit is not None:
        body["max_completion_tokens"] = limit
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return body


# %% rejected: an empty system message when there is no system text [1]
def chat_request(model, question, system, history, limit, stream):
    messages = [{"role": "system", "content": system}]
    for asked, answered in history:
        messages.append({"role": "user", "content": asked})
        messages.append({"role": "assistant", "content": answered})
    messages.append({"role": "user", "content": question})
    body = {"model": model, "messages": messages}
    if limit is not None:
        body["max_completion_tokens"] = limit
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return body


# %% rejected: the model's own answers as messages of the user [1]
def chat_request(model, question, system, history, limit, stream):
    messages = [{"role": "system", "content": system}] if system else []
    for pair in history:
        messages += [{"role": "user", "content": text} for text in pair]
    messages.append({"role": "user", "content": question})
    body = {"model": model, "messages": messages}
    if limit is not None:
        body["max_completion_tokens"] = limit
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return body


# %% rejected: newest pair of the history first [1]
def chat_request(model, question, system, history, limit, stream):
    messages = [{"role": "system", "content": system}] if system else []
    for asked, answered in history[::-1]:
        messages.append({"role": "user", "content": asked})
        messages.append({"role": "assistant", "content": answered})
    messages.append({"role": "user", "content": question})
    body = {"model": model, "messages": messages}
    if limit is not None:
        body["max_completion_tokens"] = limit
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return body


# %% rejected: system text between history and question [1]
def chat_request(model, question, system, history, limit, stream):
    messages = []
    for asked, answered in history:
        messages.append({"role": "user", "content": asked})
        messages.append({"role": "assistant", "content": answered})
    if system:
        messages.append({"role": "system", "content": system})
    messages.append({"role": "user", "content": question})
    body = {"model": model, "messages": messages}
    if limit is not None:
        body["max_completion_tokens"] = limit
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return body


# %% rejected: only the last pair of the history [1]
def chat_request(model, question, system, history, limit, stream):
    messages = [{"role": "system", "content": system}] if system else []
    for asked, answered in history[-1:]:
        messages.append({"role": "user", "content": asked})
        messages.append({"role": "assistant", "content": answered})
    messages.append({"role": "user", "content": question})
    body = {"model": model, "messages": messages}
    if limit is not None:
        body["max_completion_tokens"] = limit
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return body


# %% rejected: skips empty texts of the history [1]
def chat_request(model, question, system, history, limit, stream):
    messages = [{"role": "system", "content": system}] if system else []
    for asked, answered in history:
        if asked:
            messages.append({"role": "user", "content": asked})
        if answered:
            messages.append({"role": "assistant", "content": answered})
    messages.append({"role": "user", "content": question})
    body = {"model": model, "messages": messages}
    if limit is not None:
        body["max_completion_tokens"] = limit
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return body


# %% rejected: appends the question to the history it was given [1]
def chat_request(model, question, system, history, limit, stream):
    history.append((question, None))
    messages = [{"role": "system", "content": system}] if system else []
    for asked, answered in history:
        messages.append({"role": "user", "content": asked})
        if answered is not None:
            messages.append({"role": "assistant", "content": answered})
    body = {"model": model, "messages": messages}
    if limit is not None:
        body["max_completion_tokens"] = limit
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return body


# %% rejected: a limit of 0 taken for none [2]
def chat_request(model, question, system, history, limit, stream):
    messages = [{"role": "system", "content": system}] if system else []
    for asked, answered in history:
        messages.append({"role": "user", "content": asked})
        messages.append({"role": "assistant", "content": answered})
    messages.append({"role": "user", "content": question})
    body = {"model": model, "messages": messages}
    if limit:
        body["max_completion_tokens"] = limit
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return body


# %% rejected: the old name of the limit [2]
def chat_request(model, question, system, history, limit, stream):
    messages = [{"role": "system", "content": system}] if system else []
    for asked, answered in history:
        messages.append({"role": "user", "content": asked})
        messages.append({"role": "assistant", "content": answered})
    messages.append({"role": "user", "content": question})
    body = {"model": model, "messages": messages}
    if limit is not None:
        body["max_tokens"] = limit
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return body


# %% rejected: a stream without usage [2]
def chat_request(model, question, system, history, limit, stream):
    messages = [{"role": "system", "content": system}] if system else []
    for asked, answered in history:
        messages.append({"role": "user", "content": asked})
        messages.append({"role": "assistant", "content": answered})
    messages.append({"role": "user", "content": question})
    body = {"model": model, "messages": messages}
    if limit is not None:
        body["max_completion_tokens"] = limit
    if stream:
        body["stream"] = True
    return body


# %% rejected: every field always, None and False too
def chat_request(model, question, system, history, limit, stream):
    messages = [{"role": "system", "content": system}] if system else []
    for asked, answered in history:
        messages.append({"role": "user", "content": asked})
        messages.append({"role": "assistant", "content": answered})
    messages.append({"role": "user", "content": question})
    return {
        "model": model, "messages": messages, "max_completion_tokens": limit, "stream": stream,
        "stream_options": {"include_usage": stream},
    }


# %% rejected: JSON text instead of a dict
def chat_request(model, question, system, history, limit, stream):
    messages = [{"role": "system", "content": system}] if system else []
    for asked, answered in history:
        messages.append({"role": "user", "content": asked})
        messages.append({"role": "assistant", "content": answered})
    messages.append({"role": "user", "content": question})
    body = {"model": model, "messages": messages}
    if limit is not None:
        body["max_completion_tokens"] = limit
    if stream:
        body |= {"stream": True, "stream_options": {"include_usage": True}}
    return json.dumps(body)


# %% rejected: the form of responses
def chat_request(model, question, system, history, limit, stream):
    turns = [message for pair in history for message in pair]
    body = {"model": model, "input": [*turns, question]}
    if system:
        body["instructions"] = system
    if limit is not None:
        body["max_output_tokens"] = limit
    if stream:
        body["stream"] = True
    return body

# %% accepted: from the newest backwards, then turned around
def fit_messages(messages, budget, count):
    total, kept = count(messages[0]), []
    for message in reversed(messages[1:]):
        total += count(message)
        if total > budget:
            break
        kept.append(message)
    while kept and kept[-1]["role"] == "assistant":
        kept.pop()
    return [messages[0]] + kept[::-1]


# %% accepted: tries every start, the earliest first
def fit_messages(messages, budget, count):
    for start in range(1, len(messages) + 1):
        kept = [messages[0]] + messages[start:]
        stands_alone = len(kept) > 1 and kept[1]["role"] == "assistant"
        if sum(map(count, kept)) <= budget and not stands_alone:
            return kept


# %% accepted: drops the oldest from a copy
def fit_messages(messages, budget, count):
    kept = list(messages)
    while len(kept) > 1 and (
        sum(count(m) for m in kept) > budget or kept[1].get("role") == "assistant"
    ):
        del kept[1]
    return kept


# %% accepted: running sums in NumPy
def fit_messages(messages, budget, count):
    sizes = np.array([count(m) for m in messages])
    fits = np.cumsum(sizes[:0:-1]) <= budget - sizes[0]
    start = len(messages) - int(fits.sum())
    while start < len(messages) and messages[start]["role"] == "assistant":
        start += 1
    return [dict(m) for m in messages[:1] + messages[start:]]


# %% rejected: forgets the system message's tokens [1]
def fit_messages(messages, budget, count):
    kept, total = [], 0
    for message in reversed(messages[1:]):
        if total + count(message) > budget:
            break
        total += count(message)
        kept.insert(0, message)
    while kept and kept[0]["role"] == "assistant":
        kept.pop(0)
    return [messages[0], *kept]


# %% rejected: drops the system message
def fit_messages(messages, budget, count):
    kept, total = [], count(messages[0])
    for message in reversed(messages[1:]):
        if total + count(message) > budget:
            break
        total += count(message)
        kept.insert(0, message)
    return kept


# %% rejected: keeps the oldest
def fit_messages(messages, budget, count):
    kept, total = [], 0
    for message in messages:
        if total + count(message) > budget:
            break
        total += count(message)
        kept.append(message)
    return kept


# %% rejected: leaves a gap [1]
def fit_messages(messages, budget, count):
    kept, total = [], count(messages[0])
    for message in reversed(messages[1:]):
        if total + count(message) <= budget:
            total += count(message)
            kept.insert(0, message)
    while kept and kept[0]["role"] == "assistant":
        kept.pop(0)
    return [messages[0], *kept]


# %% rejected: newest first
def fit_messages(messages, budget, count):
    kept, total = [], count(messages[0])
    for message in reversed(messages[1:]):
        if total + count(message) > budget:
            break
        total += count(message)
        kept.append(message)
    while kept and kept[-1]["role"] == "assistant":
        kept.pop()
    return [messages[0], *kept]


# %% rejected: fits only below the budget
def fit_messages(messages, budget, count):
    kept, total = [], count(messages[0])
    for message in reversed(messages[1:]):
        if total + count(message) >= budget:
            break
        total += count(message)
        kept.insert(0, message)
    while kept and kept[0]["role"] == "assistant":
        kept.pop(0)
    return [messages[0], *kept]


# %% rejected: a budget of messages
def fit_messages(messages, budget, count):
    kept = messages[1:][-(budget - 1):] if budget > 1 else []
    return [messages[0], *kept]


# %% rejected: counts characters
def fit_messages(messages, budget, count):
    kept, total = [], len(messages[0]["content"])
    for message in reversed(messages[1:]):
        if total + len(message["content"]) > budget:
            break
        total += len(message["content"])
        kept.insert(0, message)
    while kept and kept[0]["role"] == "assistant":
        kept.pop(0)
    return [messages[0], *kept]


# %% rejected: cuts the last message that is too long
def fit_messages(messages, budget, count):
    kept, left = [], budget - count(messages[0])
    for message in reversed(messages[1:]):
        words = message["content"].split()[:left]
        if not words:
            break
        left -= len(words)
        kept.insert(0, message | {"content": " ".join(words)})
    while kept and kept[0]["role"] == "assistant":
        kept.pop(0)
    return [messages[0], *kept]


# %% rejected: the newest message always stays [1]
def fit_messages(messages, budget, count):
    kept, total = messages[-1:], count(messages[0]) + count(messages[-1])
    for message in reversed(messages[1:-1]):
        if total + count(message) > budget:
            break
        total += count(message)
        kept.insert(0, message)
    while kept and kept[0]["role"] == "assistant":
        kept.pop(0)
    return [messages[0], *kept]


# %% rejected: empties the list that it was given
def fit_messages(messages, budget, count):
    while len(messages) > 1 and (
        sum(count(m) for m in messages) > budget or messages[1]["role"] == "assistant"
    ):
        del messages[1]
    return messages


# %% rejected: replies may stand alone [3]
def fit_messages(messages, budget, count):
    kept, total = [], count(messages[0])
    for message in reversed(messages[1:]):
        if total + count(message) > budget:
            break
        total += count(message)
        kept.insert(0, message)
    return [messages[0], *kept]


# %% rejected: drops one reply only [3]
def fit_messages(messages, budget, count):
    kept, total = [], count(messages[0])
    for message in reversed(messages[1:]):
        if total + count(message) > budget:
            break
        total += count(message)
        kept.insert(0, message)
    if kept and kept[0]["role"] == "assistant":
        kept.pop(0)
    return [messages[0], *kept]


# %% rejected: drops every reply
def fit_messages(messages, budget, count):
    kept, total = [], count(messages[0])
    for message in reversed(messages[1:]):
        if total + count(message) > budget:
            break
        total += count(message)
        if message["role"] != "assistant":
            kept.insert(0, message)
    return [messages[0], *kept]


# %% rejected: keeps pairs only, so never a last question
def fit_messages(messages, budget, count):
    kept, total = [], count(messages[0])
    for start in range(len(messages) - 2, 0, -2):
        pair = messages[start : start + 2]
        total += sum(map(count, pair))
        if total > budget:
            break
        kept = pair + kept
    return [messages[0], *kept]

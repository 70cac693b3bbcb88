# %% accepted: puts each text in front
def pack_context(ranked, budget, count_tokens):
    packed = []
    for text in ranked:
        if text in packed:
            continue
        if count_tokens(text) <= budget:
            budget -= count_tokens(text)
            packed.insert(0, text)
    return packed


# %% accepted: adds up what is used
def pack_context(ranked, budget, count_tokens):
    used = 0
    taken = []
    for text in dict.fromkeys(ranked):
        if used + count_tokens(text) > budget:
            continue
        taken += [text]
        used += count_tokens(text)
    return list(reversed(taken))


# %% accepted: recursion
def pack_context(ranked, budget, count_tokens):
    if not ranked:
        return []
    first, rest = ranked[0], [text for text in ranked[1:] if text != ranked[0]]
    size = count_tokens(first)
    if size > budget:
        return pack_context(rest, budget, count_tokens)
    return pack_context(rest, budget - size, count_tokens) + [first]


# %% accepted: a deque and a set
from collections import deque


def pack_context(ranked, budget, count_tokens):
    prompt, seen, room = deque(), set(), budget
    for text in ranked:
        if text not in seen and (size := count_tokens(text)) <= room:
            seen.add(text)
            prompt.appendleft(text)
            room = room - size
    return list(prompt)


# %% rejected: best first
def pack_context(ranked, budget, count_tokens):
    taken, left = [], budget
    for text in ranked:
        if text not in taken and count_tokens(text) <= left:
            taken.append(text)
            left -= count_tokens(text)
    return taken


# %% rejected: stops at the first text that does not fit [1]
def pack_context(ranked, budget, count_tokens):
    taken, left = [], budget
    for text in ranked:
        if text in taken:
            continue
        if count_tokens(text) > left:
            break
        taken.append(text)
        left -= count_tokens(text)
    return taken[::-1]


# %% rejected: a text that fills the budget is left out
def pack_context(ranked, budget, count_tokens):
    taken, left = [], budget
    for text in ranked:
        if text not in taken and count_tokens(text) < left:
            taken.append(text)
            left -= count_tokens(text)
    return taken[::-1]


# %% rejected: compares each text with the whole budget
def pack_context(ranked, budget, count_tokens):
    fitting = [text for text in dict.fromkeys(ranked) if count_tokens(text) <= budget]
    return fitting[::-1]


# %% rejected: takes a text twice [3]
def pack_context(ranked, budget, count_tokens):
    taken, left = [], budget
    for text in ranked:
        size = count_tokens(text)
        if size <= left:
            taken.append(text)
            left -= size
    return taken[::-1]


# %% rejected: a copy takes room [3]
def pack_context(ranked, budget, count_tokens):
    taken, left = [], budget
    for text in ranked:
        size = count_tokens(text)
        if size <= left:
            left -= size
            if text not in taken:
                taken.append(text)
    return taken[::-1]


# %% rejected: counts words
def pack_context(ranked, budget, count_tokens):
    taken, left = [], budget
    for text in ranked:
        size = len(text.split())
        if text not in taken and size <= left:
            taken.append(text)
            left -= size
    return taken[::-1]


# %% rejected: counts characters
def pack_context(ranked, budget, count_tokens):
    taken, left = [], budget
    for text in ranked:
        size = len(text)
        if text not in taken and size <= left:
            taken.append(text)
            left -= size
    return taken[::-1]


# %% rejected: four characters are a token
def pack_context(ranked, budget, count_tokens):
    taken, left = [], budget
    for text in ranked:
        size = len(text) // 4
        if text not in taken and size <= left:
            taken.append(text)
            left -= size
    return taken[::-1]


# %% rejected: shortest first
def pack_context(ranked, budget, count_tokens):
    taken, left = [], budget
    for text in sorted(set(ranked), key=count_tokens):
        size = count_tokens(text)
        if size <= left:
            taken.append(text)
            left -= size
    return sorted(taken, key=ranked.index, reverse=True)


# %% rejected: longest first
def pack_context(ranked, budget, count_tokens):
    taken, left = [], budget
    for text in sorted(set(ranked), key=count_tokens, reverse=True):
        size = count_tokens(text)
        if size <= left:
            taken.append(text)
            left -= size
    return sorted(taken, key=ranked.index, reverse=True)


# %% rejected: worst first
def pack_context(ranked, budget, count_tokens):
    taken, left = [], budget
    for text in ranked[::-1]:
        size = count_tokens(text)
        if text not in taken and size <= left:
            taken.append(text)
            left -= size
    return taken


# %% rejected: goes beyond the budget by one text
def pack_context(ranked, budget, count_tokens):
    taken, left = [], budget
    for text in ranked:
        if left <= 0:
            break
        if text not in taken:
            taken.append(text)
            left -= count_tokens(text)
    return taken[::-1]


# %% rejected: cuts the last text to fit
def pack_context(ranked, budget, count_tokens):
    taken, left = [], budget
    for text in ranked:
        if text in taken or left <= 0:
            continue
        size = count_tokens(text)
        if size > left:
            text, size = text[: left * len(text) // size], left
        taken.append(text)
        left -= size
    return taken[::-1]


# %% rejected: everything that was found
def pack_context(ranked, budget, count_tokens):
    return list(dict.fromkeys(ranked))[::-1]


# %% rejected: empties its argument
def pack_context(ranked, budget, count_tokens):
    taken, left = [], budget
    while ranked:
        text = ranked.pop(0)
        size = count_tokens(text)
        if text not in taken and size <= left:
            taken.append(text)
            left -= size
    return taken[::-1]


# %% rejected: one text, not a list
def pack_context(ranked, budget, count_tokens):
    taken, left = [], budget
    for text in ranked:
        size = count_tokens(text)
        if text not in taken and size <= left:
            taken.append(text)
            left -= size
    return " ".join(taken[::-1])


# %% rejected: a tuple
def pack_context(ranked, budget, count_tokens):
    taken, left = (), budget
    for text in ranked:
        size = count_tokens(text)
        if text not in taken and size <= left:
            taken = (text, *taken)
            left -= size
    return taken

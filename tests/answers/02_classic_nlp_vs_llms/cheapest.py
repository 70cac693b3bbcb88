# %% accepted: two loops
def cheapest(methods, needed, tickets):
    best, lowest = None, float("inf")
    for method in methods:
        for labels in method["accuracy"]:
            bill = method["fixed"] + labels * method["per_label"] + tickets * method["per_ticket"]
            if method["accuracy"][labels] >= needed and bill < lowest:
                best, lowest = (method["name"], labels), bill
    return best


# %% accepted: min with a default
def cheapest(methods, needed, tickets):
    choices = [(m, k) for m in methods for k, a in m["accuracy"].items() if a >= needed]
    cost = lambda c: c[0]["fixed"] + c[1] * c[0]["per_label"] + tickets * c[0]["per_ticket"]
    best = min(choices, key=cost, default=None)
    return best and (best[0]["name"], best[1])


# %% accepted: fewest labels of each method first
def cheapest(methods, needed, tickets):
    bills = {}
    for m in methods:
        enough = [k for k, a in m["accuracy"].items() if a >= needed]
        if enough:
            k = min(enough)
            bills[m["name"], k] = m["fixed"] + k * m["per_label"] + tickets * m["per_ticket"]
    return min(bills, key=bills.get) if bills else None


# %% accepted: sorted, as a list
def cheapest(methods, needed, tickets):
    rows = sorted(
        [m["fixed"] + k * m["per_label"] + tickets * m["per_ticket"], m["name"], k]
        for m in methods
        for k in m["accuracy"]
        if not m["accuracy"][k] < needed
    )
    return rows[0][1:] if rows else None


# %% rejected: more than needed instead of at least [1]
def cheapest(methods, needed, tickets):
    rows = [
        (m["fixed"] + k * m["per_label"] + tickets * m["per_ticket"], m["name"], k)
        for m in methods
        for k, a in m["accuracy"].items()
        if a > needed
    ]
    return min(rows)[1:] if rows else None


# %% rejected: the most accurate
def cheapest(methods, needed, tickets):
    rows = [(a, m["name"], k) for m in methods for k, a in m["accuracy"].items() if a >= needed]
    return max(rows)[1:] if rows else None


# %% rejected: labels are free [1]
def cheapest(methods, needed, tickets):
    rows = [
        (m["fixed"] + tickets * m["per_ticket"], m["name"], k)
        for m in methods
        for k, a in m["accuracy"].items()
        if a >= needed
    ]
    return min(rows)[1:] if rows else None


# %% rejected: tickets are free [1]
def cheapest(methods, needed, tickets):
    rows = [
        (m["fixed"] + k * m["per_label"], m["name"], k)
        for m in methods
        for k, a in m["accuracy"].items()
        if a >= needed
    ]
    return min(rows)[1:] if rows else None


# %% rejected: leaves out the fixed cost [1]
def cheapest(methods, needed, tickets):
    rows = [
        (k * m["per_label"] + tickets * m["per_ticket"], m["name"], k)
        for m in methods
        for k, a in m["accuracy"].items()
        if a >= needed
    ]
    return min(rows)[1:] if rows else None


# %% rejected: the price of labels per ticket
def cheapest(methods, needed, tickets):
    rows = [
        (m["fixed"] + tickets * (m["per_ticket"] + k * m["per_label"]), m["name"], k)
        for m in methods
        for k, a in m["accuracy"].items()
        if a >= needed
    ]
    return min(rows)[1:] if rows else ()


# %% rejected: the first method that is good enough [1]
def cheapest(methods, needed, tickets):
    for m in methods:
        for k, a in m["accuracy"].items():
            if a >= needed:
                return m["name"], k


# %% rejected: the fewest labels over all methods [1]
def cheapest(methods, needed, tickets):
    rows = [(k, m["name"]) for m in methods for k, a in m["accuracy"].items() if a >= needed]
    return min(rows)[::-1] if rows else None


# %% rejected: only the largest number of labels of each method [1]
def cheapest(methods, needed, tickets):
    rows = []
    for m in methods:
        k = max(m["accuracy"])
        if m["accuracy"][k] > needed:
            rows.append((m["fixed"] + k * m["per_label"] + tickets * m["per_ticket"], m["name"], k))
    return min(rows)[1:] if rows else None


# %% rejected: stops at the first number of labels of the cheapest method
def cheapest(methods, needed, tickets):
    m = min(methods, key=lambda m: m["fixed"] + tickets * m["per_ticket"])
    for k, a in m["accuracy"].items():
        if a >= needed:
            return m["name"], k
    return None


# %% rejected: the dearest
def cheapest(methods, needed, tickets):
    rows = [
        (m["fixed"] + k * m["per_label"] + tickets * m["per_ticket"], m["name"], k)
        for m in methods
        for k, a in m["accuracy"].items()
        if a >= needed
    ]
    return max(rows)[1:] if rows else None


# %% rejected: an error where none is good enough [3]
def cheapest(methods, needed, tickets):
    return min(
        (m["fixed"] + k * m["per_label"] + tickets * m["per_ticket"], m["name"], k)
        for m in methods
        for k, a in m["accuracy"].items()
        if a >= needed
    )[1:]


# %% rejected: the name alone
def cheapest(methods, needed, tickets):
    rows = [
        (m["fixed"] + k * m["per_label"] + tickets * m["per_ticket"], m["name"])
        for m in methods
        for k, a in m["accuracy"].items()
        if a >= needed
    ]
    return min(rows)[1] if rows else None


# %% rejected: without a label there is no accuracy
def cheapest(methods, needed, tickets):
    rows = [
        (m["fixed"] + k * m["per_label"] + tickets * m["per_ticket"], m["name"], k)
        for m in methods
        for k, a in m["accuracy"].items()
        if k and a >= needed
    ]
    return min(rows)[1:] if rows else None

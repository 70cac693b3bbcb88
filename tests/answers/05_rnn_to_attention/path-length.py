# %% accepted: by following what was heard
def sequential_steps(kind, n):
    return {"recurrent": n}.get(kind, 1)


def path_length(kind, n, width=3):
    if kind == "recurrent":
        return n
    if kind == "attention":
        return 1
    heard, layers = {1}, 0
    while n not in heard or layers == 0:
        apart = 2**layers if kind == "dilated" else 1
        heard = {p + apart * back for p in heard for back in range(width) if p + apart * back <= n}
        layers += 1
    return layers


# %% accepted: formulas with whole numbers
def sequential_steps(kind, n):
    if kind == "recurrent":
        return n
    return 1


def path_length(kind, n, width=3):
    if kind == "recurrent":
        return n
    if kind == "attention":
        return 1
    steps = -(-(n - 1) // (width - 1))
    if kind == "convolution":
        return max(1, steps)
    return max(1, steps.bit_length())


# %% accepted: range of layers
def sequential_steps(kind, n):
    return 1 if kind in ("convolution", "dilated", "attention") else n


def path_length(kind, n, width=3):
    reach = {
        "recurrent": lambda layers: layers,
        "attention": lambda layers: n,
        "convolution": lambda layers: layers * (width - 1) + 1,
        "dilated": lambda layers: (2**layers - 1) * (width - 1) + 1,
    }[kind]
    return next(layers for layers in range(1, n + 2) if reach(layers) >= n)


# %% accepted: recursion
def sequential_steps(kind, n):
    return max(1, n * (kind == "recurrent"))


def path_length(kind, n, width=3, apart=1):
    match kind:
        case "recurrent":
            return n
        case "attention":
            return 1
    below = n - apart * (width - 1)
    if below <= 1:
        return 1
    return 1 + path_length(kind, below, width, 2 * apart if kind == "dilated" else 1)


# %% rejected: first token needs no step
def sequential_steps(kind, n):
    return n - 1 if kind == "recurrent" else 1


def path_length(kind, n, width=3):
    if kind == "recurrent":
        return n - 1
    if kind == "attention":
        return 1
    layers, reach = 1, width - 1
    while reach < n - 1:
        reach += (2**layers if kind == "dilated" else 1) * (width - 1)
        layers += 1
    return layers


# %% rejected: only attention is parallel [3]
def sequential_steps(kind, n):
    return 1 if kind == "attention" else n


def path_length(kind, n, width=3):
    if kind == "recurrent":
        return n
    if kind == "attention":
        return 1
    layers, reach = 1, width - 1
    while reach < n - 1:
        reach += (2**layers if kind == "dilated" else 1) * (width - 1)
        layers += 1
    return layers


# %% rejected: everything is parallel [3]
def sequential_steps(kind, n):
    return 1


def path_length(kind, n, width=3):
    if kind == "recurrent":
        return n
    if kind == "attention":
        return 1
    layers, reach = 1, width - 1
    while reach < n - 1:
        reach += (2**layers if kind == "dilated" else 1) * (width - 1)
        layers += 1
    return layers


# %% rejected: attention compares token by token [3]
def sequential_steps(kind, n):
    return n if kind in ("recurrent", "attention") else 1


def path_length(kind, n, width=3):
    if kind == "recurrent":
        return n
    if kind == "attention":
        return 1
    layers, reach = 1, width - 1
    while reach < n - 1:
        reach += (2**layers if kind == "dilated" else 1) * (width - 1)
        layers += 1
    return layers


# %% rejected: no step where nothing waits [3]
def sequential_steps(kind, n):
    return n if kind == "recurrent" else 0


def path_length(kind, n, width=3):
    if kind == "recurrent":
        return n
    if kind == "attention":
        return 1
    layers, reach = 1, width - 1
    while reach < n - 1:
        reach += (2**layers if kind == "dilated" else 1) * (width - 1)
        layers += 1
    return layers


# %% rejected: a layer reaches width places back [2]
def sequential_steps(kind, n):
    return n if kind == "recurrent" else 1


def path_length(kind, n, width=3):
    if kind == "recurrent":
        return n
    if kind == "attention":
        return 1
    layers, reach = 1, width
    while reach < n - 1:
        reach += (2**layers if kind == "dilated" else 1) * width
        layers += 1
    return layers


# %% rejected: n places instead of n - 1 [2]
def sequential_steps(kind, n):
    return n if kind == "recurrent" else 1


def path_length(kind, n, width=3):
    if kind == "recurrent":
        return n
    if kind == "attention":
        return 1
    layers, reach = 1, width - 1
    while reach < n:
        reach += (2**layers if kind == "dilated" else 1) * (width - 1)
        layers += 1
    return layers


# %% rejected: dilation for every convolution [2]
def sequential_steps(kind, n):
    return n if kind == "recurrent" else 1


def path_length(kind, n, width=3):
    if kind == "recurrent":
        return n
    if kind == "attention":
        return 1
    layers, reach = 1, width - 1
    while reach < n - 1:
        reach += 2**layers * (width - 1)
        layers += 1
    return layers


# %% rejected: dilation for none [2]
def sequential_steps(kind, n):
    return n if kind == "recurrent" else 1


def path_length(kind, n, width=3):
    if kind == "recurrent":
        return n
    if kind == "attention":
        return 1
    return max(1, -(-(n - 1) // (width - 1)))


# %% rejected: logarithm to the base of the width [2]
import math


def sequential_steps(kind, n):
    return n if kind == "recurrent" else 1


def path_length(kind, n, width=3):
    if kind == "recurrent":
        return n
    if kind == "attention":
        return 1
    if kind == "convolution":
        return max(1, -(-(n - 1) // (width - 1)))
    return max(1, math.ceil(math.log(n, width)))


# %% rejected: width 3 written into the code [2]
def sequential_steps(kind, n):
    return n if kind == "recurrent" else 1


def path_length(kind, n, width=3):
    if kind == "recurrent":
        return n
    if kind == "attention":
        return 1
    layers, reach = 1, 2
    while reach < n - 1:
        reach += (2**layers if kind == "dilated" else 1) * 2
        layers += 1
    return layers


# %% rejected: no layer for one token [2]
def sequential_steps(kind, n):
    return n if kind == "recurrent" else 1


def path_length(kind, n, width=3):
    if kind == "recurrent":
        return n
    if kind == "attention":
        return 1
    layers, reach = 0, 0
    while reach < n - 1:
        reach += (2**layers if kind == "dilated" else 1) * (width - 1)
        layers += 1
    return layers


# %% rejected: distance doubles from the second layer to the third only [2]
def sequential_steps(kind, n):
    return n if kind == "recurrent" else 1


def path_length(kind, n, width=3):
    if kind == "recurrent":
        return n
    if kind == "attention":
        return 1
    layers, reach, apart = 0, 0, 1
    while reach < n - 1 or layers == 0:
        reach += apart * (width - 1)
        layers += 1
        if kind == "dilated" and layers > 1:
            apart *= 2
    return layers


# %% rejected: convolution rounds down [2]
def sequential_steps(kind, n):
    return n if kind == "recurrent" else 1


def path_length(kind, n, width=3):
    if kind == "recurrent":
        return n
    if kind == "attention":
        return 1
    if kind == "convolution":
        return max(1, (n - 1) // (width - 1))
    return max(1, -(-(n - 1) // (width - 1)).bit_length())


# %% rejected: attention grows with the length [2]
def sequential_steps(kind, n):
    return n if kind == "recurrent" else 1


def path_length(kind, n, width=3):
    if kind in ("recurrent", "attention"):
        return n
    layers, reach = 1, width - 1
    while reach < n - 1:
        reach += (2**layers if kind == "dilated" else 1) * (width - 1)
        layers += 1
    return layers

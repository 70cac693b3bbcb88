# %% accepted: SciPy's least squares
def fit_law(n, loss):
    def curve(n, E, logA, alpha):
        return E + np.exp(logA) * n**-alpha

    start = (loss.min() / 2, np.log(loss.max()), 0.3)
    found, _ = curve_fit(
        curve,
        n,
        loss,
        p0=start,
        bounds=([0, -50, 0], [loss.min(), 50, 5]),
        xtol=1e-14,
        ftol=1e-14,
        gtol=1e-14,
        max_nfev=100_000,
    )
    return found[0], np.exp(found[1]), found[2]


# %% accepted: for each alpha, E and A are a linear problem
def fit_law(n, loss):
    best = None
    for alpha in np.arange(0.01, 2, 0.0005):
        columns = np.stack([np.ones(len(n)), n**-alpha], axis=1)
        (E, A), *_ = np.linalg.lstsq(columns, loss, rcond=None)
        if E < -0.002:
            continue
        misfit = np.square(columns @ (E, A) - loss).sum()
        if best is None or misfit < best[0]:
            best = misfit, max(E, 0.0), A, alpha
    return best[1:]


# %% accepted: grid over E, lines by hand
def fit_law(n, loss):
    x = [math.log(value) for value in n]
    mean_x = sum(x) / len(x)
    found = []
    for step in range(5000):
        E = float(min(loss)) * step / 5000
        y = [math.log(value - E) for value in loss]
        mean_y = sum(y) / len(y)
        slope = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y)) / sum(
            (a - mean_x) ** 2 for a in x
        )
        rest = sum((b - mean_y - slope * (a - mean_x)) ** 2 for a, b in zip(x, y))
        found.append((rest, E, math.exp(mean_y - slope * mean_x), -slope))
    return np.array(min(found)[1:])


# %% rejected: golden section, though the misfit has two valleys [1]
def fit_law(n, loss):
    x = np.log(n)

    def bend(E):
        y = np.log(loss - E)
        return np.polyfit(x, y, 1, full=True)[1][0]

    low, high = 0.0, loss.min() * (1 - 1e-9)
    golden = (5**0.5 - 1) / 2
    for _ in range(100):
        a, b = high - golden * (high - low), low + golden * (high - low)
        if bend(a) < bend(b):
            high = b
        else:
            low = a
    E = (low + high) / 2
    slope, intercept = np.polyfit(x, np.log(loss - E), 1)
    return [E, math.exp(intercept), -slope]


# %% rejected: a line without floor [1]
def fit_law(n, loss):
    slope, intercept = np.polyfit(np.log(n), np.log(loss), 1)
    return 0.0, np.exp(intercept), -slope


# %% rejected: the smallest loss is the floor
def fit_law(n, loss):
    E = loss.min() - 1e-6
    slope, intercept = np.polyfit(np.log(n), np.log(loss - E), 1)
    return E, np.exp(intercept), -slope


# %% rejected: the slope itself for alpha
def fit_law(n, loss):
    def misfit(E):
        slope, intercept = np.polyfit(np.log(n), np.log(loss - E), 1)
        return np.square(loss - E - np.exp(intercept) * n**slope).sum()

    E = min(np.linspace(0, loss.min(), 2000, endpoint=False), key=misfit)
    slope, intercept = np.polyfit(np.log(n), np.log(loss - E), 1)
    return E, np.exp(intercept), slope


# %% rejected: log A for A [1]
def fit_law(n, loss):
    def misfit(E):
        slope, intercept = np.polyfit(np.log(n), np.log(loss - E), 1)
        return np.square(loss - E - np.exp(intercept) * n**slope).sum()

    E = min(np.linspace(0, loss.min(), 2000, endpoint=False), key=misfit)
    slope, intercept = np.polyfit(np.log(n), np.log(loss - E), 1)
    return E, intercept, -slope


# %% rejected: logarithm to base ten, power of e [1]
def fit_law(n, loss):
    def misfit(E):
        slope, intercept = np.polyfit(np.log10(n), np.log10(loss - E), 1)
        return np.square(np.log10(loss - E) - intercept - slope * np.log10(n)).sum()

    E = min(np.linspace(0, loss.min(), 2000, endpoint=False), key=misfit)
    slope, intercept = np.polyfit(np.log10(n), np.log10(loss - E), 1)
    return E, np.exp(intercept), -slope


# %% rejected: line in n, not in log n
def fit_law(n, loss):
    def misfit(E):
        slope, intercept = np.polyfit(n, np.log(loss - E), 1)
        return np.square(np.log(loss - E) - intercept - slope * n).sum()

    E = min(np.linspace(0, loss.min(), 2000, endpoint=False), key=misfit)
    slope, intercept = np.polyfit(n, np.log(loss - E), 1)
    return E, np.exp(intercept), -slope


# %% rejected: a coarse grid of ten floors [1]
def fit_law(n, loss):
    def misfit(E):
        slope, intercept = np.polyfit(np.log(n), np.log(loss - E), 1)
        return np.square(loss - E - np.exp(intercept) * n**slope).sum()

    E = min(np.linspace(0, loss.min(), 10, endpoint=False), key=misfit)
    slope, intercept = np.polyfit(np.log(n), np.log(loss - E), 1)
    return E, np.exp(intercept), -slope


# %% rejected: keeps the worst floor
def fit_law(n, loss):
    def misfit(E):
        slope, intercept = np.polyfit(np.log(n), np.log(loss - E), 1)
        return np.square(loss - E - np.exp(intercept) * n**slope).sum()

    E = max(np.linspace(0, loss.min(), 2000, endpoint=False), key=misfit)
    slope, intercept = np.polyfit(np.log(n), np.log(loss - E), 1)
    return E, np.exp(intercept), -slope


# %% rejected: floors between 1 and 2 only
def fit_law(n, loss):
    def misfit(E):
        if E >= loss.min():
            return np.inf
        slope, intercept = np.polyfit(np.log(n), np.log(loss - E), 1)
        return np.square(loss - E - np.exp(intercept) * n**slope).sum()

    E = min(np.linspace(1, 2, 2000), key=misfit)
    if E >= loss.min():
        E = loss.min() / 2
    slope, intercept = np.polyfit(np.log(n), np.log(loss - E), 1)
    return E, np.exp(intercept), -slope


# %% rejected: the order of the loss as fitted, alpha first
def fit_law(n, loss):
    def misfit(E):
        slope, intercept = np.polyfit(np.log(n), np.log(loss - E), 1)
        return np.square(loss - E - np.exp(intercept) * n**slope).sum()

    E = min(np.linspace(0, loss.min(), 2000, endpoint=False), key=misfit)
    slope, intercept = np.polyfit(np.log(n), np.log(loss - E), 1)
    return -slope, np.exp(intercept), E


# %% rejected: alpha only
def fit_law(n, loss):
    slope, _ = np.polyfit(np.log(n), np.log(loss), 1)
    return -slope


# %% equivalent: `E = min(np.linspace(0, loss.min(), 4000, endpoint=False), key=misfit)` -> `E = min(np.linspace(-1, loss.min(), 4000, endpoint=False), key=misfit)`: points on a law with a floor of 0 or more have their best E there


# %% equivalent: `E = min(np.linspace(0, loss.min(), 4000, endpoint=False), key=misfit)` -> `E = min(np.linspace(0, loss.min(), 4001, endpoint=False), key=misfit)`: a grid as fine


# %% equivalent: `E = min(np.linspace(0, loss.min(), 4000, endpoint=False), key=misfit)` -> `E = min(np.linspace(0, loss.min(), 3999, endpoint=False), key=misfit)`: a grid as fine

# %% accepted: search on a log axis
def optimal_split(compute, A, alpha, B, beta):
    n = np.geomspace(1e5, 1e16, 200_000)
    d = compute / (6 * n)
    best = np.argmin(A / n**alpha + B / d**beta)
    return n[best], d[best]


# %% accepted: SciPy's minimizer
from scipy.optimize import minimize_scalar


def optimal_split(compute, A, alpha, B, beta):
    def loss(log_n):
        n = math.exp(log_n)
        return A / n**alpha + B / (compute / 6 / n) ** beta

    n = math.exp(minimize_scalar(loss, bounds=(0, math.log(compute / 6)), method="bounded").x)
    return n, compute / 6 / n


# %% accepted: bisection of the condition on the derivatives
def optimal_split(compute, A, alpha, B, beta):
    low, high = 1.0, compute / 6
    for _ in range(200):
        n = math.sqrt(low * high)
        if alpha * A / n**alpha > beta * B / (compute / 6 / n) ** beta:
            low = n
        else:
            high = n
    return [n, compute / 6 / n]


# %% accepted: solved for the tokens first
def optimal_split(compute, A, alpha, B, beta):
    d = (beta * B / (alpha * A) * (compute / 6) ** alpha) ** (1 / (alpha + beta))
    return compute / 6 / d, d


# %% rejected: forgets the 6
def optimal_split(compute, A, alpha, B, beta):
    n = (alpha * A / (beta * B)) ** (1 / (alpha + beta)) * compute ** (beta / (alpha + beta))
    return n, compute / n


# %% rejected: 6 missing in the tokens alone
def optimal_split(compute, A, alpha, B, beta):
    ratio = (alpha * A / (beta * B)) ** (1 / (alpha + beta))
    n = ratio * (compute / 6) ** (beta / (alpha + beta))
    return n, compute / n


# %% rejected: exponents swapped
def optimal_split(compute, A, alpha, B, beta):
    ratio = (alpha * A / (beta * B)) ** (1 / (alpha + beta))
    n = ratio * (compute / 6) ** (alpha / (alpha + beta))
    return n, compute / 6 / n


# %% rejected: ratio upside down
def optimal_split(compute, A, alpha, B, beta):
    ratio = (beta * B / (alpha * A)) ** (1 / (alpha + beta))
    n = ratio * (compute / 6) ** (beta / (alpha + beta))
    return n, compute / 6 / n


# %% rejected: tokens first
def optimal_split(compute, A, alpha, B, beta):
    ratio = (alpha * A / (beta * B)) ** (1 / (alpha + beta))
    n = ratio * (compute / 6) ** (beta / (alpha + beta))
    return compute / 6 / n, n


# %% rejected: makes the two terms equal
def optimal_split(compute, A, alpha, B, beta):
    n = (A / B) ** (1 / (alpha + beta)) * (compute / 6) ** (beta / (alpha + beta))
    return n, compute / 6 / n


# %% rejected: twenty tokens per parameter
def optimal_split(compute, A, alpha, B, beta):
    n = math.sqrt(compute / 120)
    return n, 20 * n


# %% rejected: as many parameters as tokens
def optimal_split(compute, A, alpha, B, beta):
    n = math.sqrt(compute / 6)
    return n, n


# %% rejected: Kaplan's exponent
def optimal_split(compute, A, alpha, B, beta):
    n = (alpha * A / (beta * B)) ** (1 / (alpha + beta)) * (compute / 6) ** 0.73
    return n, compute / 6 / n


# %% rejected: a search that steps by factors of ten
def optimal_split(compute, A, alpha, B, beta):
    n = 10.0 ** np.arange(5, 17)
    d = compute / 6 / n
    best = np.argmin(A / n**alpha + B / d**beta)
    return n[best], d[best]


# %% rejected: the largest model that still reads one token
def optimal_split(compute, A, alpha, B, beta):
    return compute / 6, 1.0


# %% rejected: parameters alone
def optimal_split(compute, A, alpha, B, beta):
    ratio = (alpha * A / (beta * B)) ** (1 / (alpha + beta))
    return ratio * (compute / 6) ** (beta / (alpha + beta))

# %% accepted: the statistics module
import statistics


def counterfactual_gap(original, changed):
    g = [float(b - a) for a, b in zip(original, changed)]
    half = 1.96 * statistics.stdev(g) / len(g) ** 0.5
    return [statistics.fmean(g), statistics.fmean(g) - half, statistics.fmean(g) + half]


def pairs_needed(original, changed, half_width):
    s = statistics.stdev([float(b - a) for a, b in zip(original, changed)])
    n = 2
    while 1.96 * s / math.sqrt(n) > half_width:
        n += 1
    return n


# %% accepted: SciPy's standard error
from scipy import stats


def counterfactual_gap(original, changed):
    g = np.subtract(changed, original)
    return tuple(np.mean(g) + 1.96 * sign * stats.sem(g) for sign in (0, -1, 1))


def pairs_needed(original, changed, half_width):
    g = np.subtract(changed, original)
    return int(max(2, np.ceil(np.var(g, ddof=1) * (1.96 / half_width) ** 2)))


# %% accepted: PyTorch
def counterfactual_gap(original, changed):
    g = torch.tensor(changed) - torch.tensor(original)
    half = 1.96 * g.std() / math.sqrt(g.numel())
    return torch.stack([g.mean(), g.mean() - half, g.mean() + half]).numpy()


def pairs_needed(original, changed, half_width):
    s = (torch.tensor(changed) - torch.tensor(original)).std().item()
    return max(2, -int(-((1.96 * s / half_width) ** 2) // 1))


# %% accepted: variances and their covariance
def counterfactual_gap(original, changed):
    n = len(original)
    (a, c), (_, b) = np.cov(original, changed)
    half = 1.96 * math.sqrt(max(0.0, a + b - 2 * c) / n)
    gap = changed.mean() - original.mean()
    return gap, gap - half, gap + half


def pairs_needed(original, changed, half_width):
    (a, c), (_, b) = np.cov(original, changed)
    return max(2, math.ceil((a + b - 2 * c) * 1.96**2 / half_width**2))


# %% rejected: original minus changed [2]
def counterfactual_gap(original, changed):
    g = original - changed
    half = 1.96 * g.std(ddof=1) / math.sqrt(len(g))
    return g.mean(), g.mean() - half, g.mean() + half


def pairs_needed(original, changed, half_width):
    return max(2, math.ceil((1.96 * (original - changed).std(ddof=1) / half_width) ** 2))


# %% rejected: as if the texts were not paired
def counterfactual_gap(original, changed):
    s = math.sqrt(original.var(ddof=1) + changed.var(ddof=1))
    half = 1.96 * s / math.sqrt(len(original))
    gap = changed.mean() - original.mean()
    return gap, gap - half, gap + half


def pairs_needed(original, changed, half_width):
    s = math.sqrt(original.var(ddof=1) + changed.var(ddof=1))
    return max(2, math.ceil((1.96 * s / half_width) ** 2))


# %% rejected: n in the denominator of s
def counterfactual_gap(original, changed):
    g = changed - original
    half = 1.96 * g.std() / math.sqrt(len(g))
    return g.mean(), g.mean() - half, g.mean() + half


def pairs_needed(original, changed, half_width):
    return max(2, math.ceil((1.96 * (changed - original).std() / half_width) ** 2))


# %% rejected: s is not divided by the root of n [2]
def counterfactual_gap(original, changed):
    g = changed - original
    half = 1.96 * g.std(ddof=1)
    return g.mean(), g.mean() - half, g.mean() + half


def pairs_needed(original, changed, half_width):
    return max(2, math.ceil((1.96 * (changed - original).std(ddof=1) / half_width) ** 2))


# %% rejected: divides by n, and pairs without the square
def counterfactual_gap(original, changed):
    g = changed - original
    half = 1.96 * g.std(ddof=1) / len(g)
    return g.mean(), g.mean() - half, g.mean() + half


def pairs_needed(original, changed, half_width):
    return max(2, math.ceil(1.96 * (changed - original).std(ddof=1) / half_width))


# %% rejected: counts texts rather than pairs [2]
def counterfactual_gap(original, changed):
    g = changed - original
    half = 1.96 * g.std(ddof=1) / math.sqrt(2 * len(g))
    return g.mean(), g.mean() - half, g.mean() + half


def pairs_needed(original, changed, half_width):
    return max(2, math.ceil((1.96 * (changed - original).std(ddof=1) / half_width) ** 2))


# %% rejected: absolute differences
def counterfactual_gap(original, changed):
    g = np.abs(changed - original)
    half = 1.96 * g.std(ddof=1) / math.sqrt(len(g))
    return g.mean(), g.mean() - half, g.mean() + half


def pairs_needed(original, changed, half_width):
    return max(2, math.ceil((1.96 * np.abs(changed - original).std(ddof=1) / half_width) ** 2))


# %% rejected: 90 percent
def counterfactual_gap(original, changed):
    g = changed - original
    half = 1.645 * g.std(ddof=1) / math.sqrt(len(g))
    return g.mean(), g.mean() - half, g.mean() + half


def pairs_needed(original, changed, half_width):
    return max(2, math.ceil((1.645 * (changed - original).std(ddof=1) / half_width) ** 2))


# %% rejected: one standard error, factor 1.96 forgotten
def counterfactual_gap(original, changed):
    g = changed - original
    half = g.std(ddof=1) / math.sqrt(len(g))
    return g.mean(), g.mean() - half, g.mean() + half


def pairs_needed(original, changed, half_width):
    return max(2, math.ceil(((changed - original).std(ddof=1) / half_width) ** 2))


# %% rejected: median instead of mean [2]
def counterfactual_gap(original, changed):
    g = changed - original
    half = 1.96 * g.std(ddof=1) / math.sqrt(len(g))
    return np.median(g), np.median(g) - half, np.median(g) + half


def pairs_needed(original, changed, half_width):
    return max(2, math.ceil((1.96 * (changed - original).std(ddof=1) / half_width) ** 2))


# %% rejected: rounds the pairs down [3]
def counterfactual_gap(original, changed):
    g = changed - original
    half = 1.96 * g.std(ddof=1) / math.sqrt(len(g))
    return g.mean(), g.mean() - half, g.mean() + half


def pairs_needed(original, changed, half_width):
    return max(2, math.floor((1.96 * (changed - original).std(ddof=1) / half_width) ** 2))


# %% rejected: takes the half-width for the whole width [3]
def counterfactual_gap(original, changed):
    g = changed - original
    half = 1.96 * g.std(ddof=1) / math.sqrt(len(g))
    return g.mean(), g.mean() - half, g.mean() + half


def pairs_needed(original, changed, half_width):
    s = (changed - original).std(ddof=1)
    return max(2, math.ceil((2 * 1.96 * s / half_width) ** 2))


# %% rejected: less than two pairs, and as a float [3]
def counterfactual_gap(original, changed):
    g = changed - original
    half = 1.96 * g.std(ddof=1) / math.sqrt(len(g))
    return g.mean(), g.mean() - half, g.mean() + half


def pairs_needed(original, changed, half_width):
    return np.ceil((1.96 * (changed - original).std(ddof=1) / half_width) ** 2)


# %% rejected: one pair may be enough [3]
def counterfactual_gap(original, changed):
    g = changed - original
    half = 1.96 * g.std(ddof=1) / math.sqrt(len(g))
    return g.mean(), g.mean() - half, g.mean() + half


def pairs_needed(original, changed, half_width):
    return math.ceil((1.96 * (changed - original).std(ddof=1) / half_width) ** 2)


# %% equivalent: `return max(2, math.ceil((1.96 * s / half_width) ** 2))` -> `return max(2, math.ceil((-1.96 * s / half_width) ** 2))`: it is squared, so the sign does not matter

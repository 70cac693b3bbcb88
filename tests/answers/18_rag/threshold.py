# %% accepted: NumPy
def risk_coverage(confidence, right):
    c, r = np.asarray(confidence, dtype=float), np.asarray(right, dtype=bool)
    return [(float(t), float((c >= t).mean()), float(1 - r[c >= t].mean())) for t in np.unique(c)[::-1]]


def choose_threshold(curve, max_risk):
    best_t, best_coverage = math.inf, -1.0
    for t, coverage, risk in curve:
        if risk <= max_risk and coverage > best_coverage:
            best_t, best_coverage = t, coverage
    return best_t


# %% accepted: sorted once, counts run along
def risk_coverage(confidence, right):
    pairs = sorted(zip(confidence, right), key=lambda pair: -pair[0])
    curve, wrong = [], 0
    for n, (t, r) in enumerate(pairs, start=1):
        wrong += not r
        if n == len(pairs) or pairs[n][0] != t:
            curve.append((t, n / len(pairs), wrong / n))
    return curve


def choose_threshold(curve, max_risk):
    return min((t for t, _, risk in curve if risk <= max_risk), default=math.inf)


# %% accepted: lists for rows
def risk_coverage(confidence, right):
    rows = []
    for t in sorted(dict.fromkeys(confidence))[::-1]:
        let = [i for i in range(len(confidence)) if confidence[i] >= t]
        bad = [i for i in let if not right[i]]
        rows.append([t, len(let) / len(right), len(bad) / len(let)])
    return rows


def choose_threshold(curve, max_risk):
    good = sorted((row for row in curve if row[2] <= max_risk), key=lambda row: row[1])
    return good[-1][0] if good else float("inf")


# %% accepted: in PyTorch
def risk_coverage(confidence, right):
    c = torch.tensor(confidence, dtype=torch.float64)
    wrong = ~torch.tensor(right)
    through = c[None, :] >= c.unique().flip(0)[:, None]
    n = through.sum(dim=1)
    bad = (through & wrong).sum(dim=1)
    return torch.stack([c.unique().flip(0), n / len(c), bad / n], dim=1).tolist()


def choose_threshold(curve, max_risk):
    threshold = math.inf
    for t, _, risk in curve:
        if not risk > max_risk:
            threshold = min(threshold, t)
    return threshold


# %% rejected: lowest threshold first [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence)):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, len(through) / len(confidence), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [(coverage, t) for t, coverage, risk in curve if risk <= max_risk]
    return max(allowed)[1] if allowed else math.inf


# %% rejected: a row for each question [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(confidence, reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, len(through) / len(confidence), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [(coverage, t) for t, coverage, risk in curve if risk <= max_risk]
    return max(allowed)[1] if allowed else math.inf


# %% rejected: more than the threshold [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right) if c > t]
        risk = through.count(False) / len(through) if through else 0.0
        curve.append((t, len(through) / len(confidence), risk))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [(coverage, t) for t, coverage, risk in curve if risk <= max_risk]
    return max(allowed)[1] if allowed else math.inf


# %% rejected: risk as a share of all questions [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, len(through) / len(confidence), through.count(False) / len(right)))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [(coverage, t) for t, coverage, risk in curve if risk <= max_risk]
    return max(allowed)[1] if allowed else math.inf


# %% rejected: share of right answers [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, len(through) / len(confidence), through.count(True) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [(coverage, t) for t, coverage, risk in curve if risk <= max_risk]
    return max(allowed)[1] if allowed else math.inf


# %% rejected: coverage counts right answers only [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, through.count(True) / len(confidence), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [(coverage, t) for t, coverage, risk in curve if risk <= max_risk]
    return max(allowed)[1] if allowed else math.inf


# %% rejected: counts [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, len(through), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [(coverage, t) for t, coverage, risk in curve if risk <= max_risk]
    return max(allowed)[1] if allowed else math.inf


# %% rejected: risk before coverage [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right) if c >= t]
        curve.append((t, through.count(False) / len(through), len(through) / len(confidence)))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [(coverage, t) for t, coverage, risk in curve if risk <= max_risk]
    return max(allowed)[1] if allowed else math.inf


# %% rejected: confidence and right in different orders [2]
def risk_coverage(confidence, right):
    curve = []
    ranked = sorted(confidence, reverse=True)
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(ranked, right) if c >= t]
        curve.append((t, len(through) / len(confidence), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [(coverage, t) for t, coverage, risk in curve if risk <= max_risk]
    return max(allowed)[1] if allowed else math.inf


# %% rejected: thresholds from 0 to 1 [2]
def risk_coverage(confidence, right):
    curve = []
    for t in [n / 10 for n in range(10, -1, -1)]:
        through = [r for c, r in zip(confidence, right) if c >= t]
        risk = through.count(False) / len(through) if through else 0.0
        curve.append((t, len(through) / len(confidence), risk))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [(coverage, t) for t, coverage, risk in curve if risk <= max_risk]
    return max(allowed)[1] if allowed else math.inf


# %% rejected: answers below the threshold [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c <= t]
        curve.append((t, len(through) / len(confidence), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [(coverage, t) for t, coverage, risk in curve if risk <= max_risk]
    return max(allowed)[1] if allowed else math.inf


# %% rejected: stops at the first risk that is too high [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, len(through) / len(confidence), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    chosen = math.inf
    for t, coverage, risk in curve:
        if risk > max_risk:
            break
        chosen = t
    return chosen


# %% rejected: the first allowed threshold [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, len(through) / len(confidence), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    return next((t for t, _, risk in curve if risk <= max_risk), math.inf)


# %% rejected: less than the risk [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, len(through) / len(confidence), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [(coverage, t) for t, coverage, risk in curve if risk < max_risk]
    return max(allowed)[1] if allowed else math.inf


# %% rejected: returns the coverage [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, len(through) / len(confidence), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [(coverage, t) for t, coverage, risk in curve if risk <= max_risk]
    return max(allowed)[0] if allowed else math.inf


# %% rejected: the lowest risk [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, len(through) / len(confidence), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [(risk, t) for t, _, risk in curve if risk <= max_risk]
    return min(allowed)[1] if allowed else math.inf


# %% rejected: 0 for never [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, len(through) / len(confidence), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [(coverage, t) for t, coverage, risk in curve if risk <= max_risk]
    return max(allowed)[1] if allowed else 0.0


# %% rejected: None for never [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, len(through) / len(confidence), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [(coverage, t) for t, coverage, risk in curve if risk <= max_risk]
    return max(allowed)[1] if allowed else None


# %% rejected: minus infinity for never [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, len(through) / len(confidence), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [(coverage, t) for t, coverage, risk in curve if risk <= max_risk]
    return max(allowed)[1] if allowed else -math.inf


# %% rejected: the place in the list [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, len(through) / len(confidence), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [place for place, row in enumerate(curve) if row[2] <= max_risk]
    return allowed[-1] if allowed else math.inf


# %% rejected: the last row of an ordered curve [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, len(through) / len(confidence), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [row for row in curve if row[2] <= max_risk]
    return allowed[-1][0] if allowed else math.inf


# %% rejected: the highest allowed threshold [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, len(through) / len(confidence), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    return max((t for t, _, risk in curve if risk <= max_risk), default=math.inf)


# %% rejected: closest to the risk [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, len(through) / len(confidence), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    return min(curve, key=lambda row: abs(row[2] - max_risk))[0] if curve else math.inf


# %% rejected: risk of at least [2]
def risk_coverage(confidence, right):
    curve = []
    for t in sorted(set(confidence), reverse=True):
        through = [r for c, r in zip(confidence, right, strict=True) if c >= t]
        curve.append((t, len(through) / len(confidence), through.count(False) / len(through)))
    return curve


def choose_threshold(curve, max_risk):
    allowed = [(coverage, t) for t, coverage, risk in curve if risk >= max_risk]
    return max(allowed)[1] if allowed else math.inf


# %% equivalent: `let_through = [r for c, r in zip(confidence, right, strict=True) if c >= threshold]` -> `let_through = [r for c, r in zip(confidence, right, strict=False) if c >= threshold]`: both lists have one entry for each question


# %% equivalent: `return max(allowed)[1] if allowed else math.inf` -> `return max(allowed)[-1] if allowed else math.inf`: of a pair, the second is the last

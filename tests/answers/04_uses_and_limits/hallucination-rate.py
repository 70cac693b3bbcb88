# %% accepted: SciPy's interval
def hallucination_rate(answers, refusal):
    made_up = [not a.strip().casefold().startswith(refusal.casefold()) for a in answers]
    ends = binomtest(sum(made_up), len(made_up)).proportion_ci(0.95, method="wilson")
    return float(np.mean(made_up)), ends.low, ends.high


# %% accepted: a regular expression and the roots of the quadratic
def hallucination_rate(answers, refusal):
    begins = re.compile(r"\s*" + re.escape(refusal), re.IGNORECASE)
    n, k = len(answers), 0
    for answer in answers:
        if begins.match(answer) is None:
            k += 1
    a, b, c = n + 1.96**2, -(2 * k + 1.96**2), k * k / n
    root = math.sqrt(b * b - 4 * a * c)
    return [k / n, (-b - root) / (2 * a), (-b + root) / (2 * a)]


# %% accepted: NumPy, clipped to 0 and 1
def hallucination_rate(answers, refusal):
    size = len(refusal)
    refused = np.array([a.lstrip()[:size].upper() == refusal.upper() for a in answers])
    n, z2 = refused.size, 1.96**2
    p = 1 - refused.mean()
    half = 1.96 * np.sqrt(n * p * (1 - p) + z2 / 4) / (n + z2)
    middle = (n * p + z2 / 2) / (n + z2)
    return np.array([p, max(0.0, middle - half), min(1.0, middle + half)])


# %% rejected: the textbook's interval [2]
def hallucination_rate(answers, refusal):
    n = len(answers)
    p = sum(not a.strip().lower().startswith(refusal.lower()) for a in answers) / n
    half = 1.96 * math.sqrt(p * (1 - p) / n)
    return p, p - half, p + half


# %% rejected: the middle stays at p [2]
def hallucination_rate(answers, refusal):
    n, z = len(answers), 1.96
    p = sum(not a.strip().lower().startswith(refusal.lower()) for a in answers) / n
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return p, p - half, p + half


# %% rejected: 90 percent [2]
def hallucination_rate(answers, refusal):
    n, z = len(answers), 1.645
    p = sum(not a.strip().lower().startswith(refusal.lower()) for a in answers) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return p, middle - half, middle + half


# %% rejected: second term under the root forgotten [2]
def hallucination_rate(answers, refusal):
    n, z = len(answers), 1.96
    p = sum(not a.strip().lower().startswith(refusal.lower()) for a in answers) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n) / (1 + z**2 / n)
    return p, middle - half, middle + half


# %% rejected: half-width not divided [2]
def hallucination_rate(answers, refusal):
    n, z = len(answers), 1.96
    p = sum(not a.strip().lower().startswith(refusal.lower()) for a in answers) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return p, middle - half, middle + half


# %% rejected: middle of the interval as the rate [2]
def hallucination_rate(answers, refusal):
    n, z = len(answers), 1.96
    p = sum(not a.strip().lower().startswith(refusal.lower()) for a in answers) / n
    middle = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(p * (1 - p) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    return middle, middle - half, middle + half


# %% rejected: high before low [2]
def hallucination_rate(answers, refusal):
    made_up = [not a.strip().lower().startswith(refusal.lower()) for a in answers]
    ends = binomtest(sum(made_up), len(made_up)).proportion_ci(0.95, method="wilson")
    return sum(made_up) / len(made_up), ends.high, ends.low


# %% rejected: an exact interval, Clopper and Pearson's [2]
def hallucination_rate(answers, refusal):
    made_up = [not a.strip().lower().startswith(refusal.lower()) for a in answers]
    ends = binomtest(sum(made_up), len(made_up)).proportion_ci(0.95)
    return sum(made_up) / len(made_up), ends.low, ends.high


# %% rejected: share of refusals
def hallucination_rate(answers, refusal):
    refused = [a.strip().lower().startswith(refusal.lower()) for a in answers]
    ends = binomtest(sum(refused), len(refused)).proportion_ci(0.95, method="wilson")
    return sum(refused) / len(refused), ends.low, ends.high


# %% rejected: the refusal may stand anywhere [2]
def hallucination_rate(answers, refusal):
    made_up = [refusal.lower() not in a.lower() for a in answers]
    ends = binomtest(sum(made_up), len(made_up)).proportion_ci(0.95, method="wilson")
    return sum(made_up) / len(made_up), ends.low, ends.high


# %% rejected: capitals matter [2]
def hallucination_rate(answers, refusal):
    made_up = [not a.strip().startswith(refusal) for a in answers]
    ends = binomtest(sum(made_up), len(made_up)).proportion_ci(0.95, method="wilson")
    return sum(made_up) / len(made_up), ends.low, ends.high


# %% rejected: lowers the answer but not the refusal
def hallucination_rate(answers, refusal):
    made_up = [not a.strip().lower().startswith(refusal) for a in answers]
    ends = binomtest(sum(made_up), len(made_up)).proportion_ci(0.95, method="wilson")
    return sum(made_up) / len(made_up), ends.low, ends.high


# %% rejected: spaces in front matter [2]
def hallucination_rate(answers, refusal):
    made_up = [not a.lower().startswith(refusal.lower()) for a in answers]
    ends = binomtest(sum(made_up), len(made_up)).proportion_ci(0.95, method="wilson")
    return sum(made_up) / len(made_up), ends.low, ends.high


# %% rejected: the whole answer must be the refusal
def hallucination_rate(answers, refusal):
    made_up = [a.strip().lower() != refusal.lower() for a in answers]
    ends = binomtest(sum(made_up), len(made_up)).proportion_ci(0.95, method="wilson")
    return sum(made_up) / len(made_up), ends.low, ends.high


# %% rejected: the phrase of the example [2]
def hallucination_rate(answers, refusal):
    made_up = [not a.strip().lower().startswith("not stated") for a in answers]
    ends = binomtest(sum(made_up), len(made_up)).proportion_ci(0.95, method="wilson")
    return sum(made_up) / len(made_up), ends.low, ends.high


# %% rejected: in percent
def hallucination_rate(answers, refusal):
    made_up = [not a.strip().lower().startswith(refusal.lower()) for a in answers]
    ends = binomtest(sum(made_up), len(made_up)).proportion_ci(0.95, method="wilson")
    return 100 * sum(made_up) / len(made_up), 100 * ends.low, 100 * ends.high

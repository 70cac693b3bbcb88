# %% accepted: a dictionary
picks = {"medical": "C", "shop": "D", "no proof": "B", "both": "none"}


# %% accepted: computed from the trials
ends = {}
for label, (made_up, n, refused, m) in trials.items():
    ends[label[0]] = (binomtest(made_up, n).proportion_ci(method="wilson"),
                      binomtest(refused, m).proportion_ci(method="wilson"), made_up / n)
picks = {}
picks["medical"] = next(k for k, (a, b, _) in ends.items() if a.high < 0.35 and b.high < 0.40)
picks["shop"] = min((k for k, v in ends.items() if v[1].high < 0.2), key=lambda k: ends[k][2])
picks["no proof"] = next(k for k in "BCDEF" if ends[k][0].high > ends["A"][0].low)
picks["both"] = next(
    (k for k, (a, b, _) in ends.items() if a.high < 0.2 and b.high < 0.2), "none"
)


# %% accepted: zipped, with a pick too many
picks = dict(zip(["both", "no proof", "shop", "medical", "mine"], ["none", *"BDCA"]))


# %% accepted: keywords, then updates
picks = dict(shop="D", medical="C")
picks.update({"no proof": "B"})
picks["both"] = str("NONE").lower()


# %% rejected: dots instead of ends
picks = {"medical": "E", "shop": "E", "no proof": "none", "both": "E"}


# %% rejected: the fewest made-up answers, whatever else happens
picks = {"medical": "F", "shop": "F", "no proof": "A", "both": "F"}


# %% rejected: small trial trusted in the shop [2]
picks = {"medical": "C", "shop": "E", "no proof": "E", "both": "none"}


# %% rejected: small trial trusted in the medical case [2]
picks = {"medical": "E", "shop": "D", "no proof": "B", "both": "none"}


# %% rejected: a dot at the limit counts as kept [2]
picks = {"medical": "D", "shop": "D", "no proof": "B", "both": "C"}


# %% rejected: takes a large interval for overlap [2]
picks = {"medical": "C", "shop": "D", "no proof": "E", "both": "none"}


# %% rejected: any option that keeps the limit [2]
picks = {"medical": "C", "shop": "A", "no proof": "B", "both": "none"}


# %% rejected: one option for all
picks = {"medical": "C", "shop": "C", "no proof": "C", "both": "C"}


# %% rejected: lower ends of the intervals
picks = {"medical": "E", "shop": "C", "no proof": "B", "both": "E"}


# %% rejected: a lower dot is proof [2]
picks = {"medical": "C", "shop": "D", "no proof": "none", "both": "none"}


# %% rejected: thinks that something must keep both [2]
picks = {"medical": "C", "shop": "D", "no proof": "B", "both": "D"}


# %% rejected: nothing is ever shown
picks = {"medical": "none", "shop": "none", "no proof": "none", "both": "none"}


# %% rejected: only two of the four
picks = {"medical": "C", "shop": "D"}


# %% rejected: only what two limits leave [2]
picks = {"medical": "C", "both": "none"}


# %% rejected: names instead of letters
picks = {"medical": "C, examples", "shop": "D, threshold", "no proof": "B, stricter rule",
         "both": "none"}

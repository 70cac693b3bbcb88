# %% accepted: two lists, zipped
choice = dict(zip(["refunds", "manuals", "tickets"], ["none", "lantern-multi", "lantern-small"]))


# %% accepted: one assignment after the other
choice = {}
choice["manuals"] = "lantern-multi"
choice["tickets"] = "lantern-small"
choice["refunds"] = "none"


# %% accepted: keyword arguments
choice = dict(tickets="lantern-small", refunds="none", manuals="lantern-multi")


# %% accepted: cards as data, and a filter
cards = {
    "lantern-small": (22.7e6, 4, 256, {"en"}, True, True),
    "lantern-multi": (118e6, 4, 512, {"en", "es"}, True, True),
    "harbor-xl": (560e6, 2, 8192, {"en", "es"}, True, True),
    "beacon-base": (110e6, 4, 512, {"en", "es"}, False, True),
    "pilot-v2": (33e6, 4, 512, {"en", "es"}, True, False),
}


def smallest(languages, tokens, limit):
    fits = [name for name, (n, each, longest, spoken, commercial, clean) in cards.items()
            if languages <= spoken and tokens <= longest and n * each <= limit and commercial and clean]
    return min(fits, key=lambda name: cards[name][0], default="none")


choice = {"manuals": smallest({"en", "es"}, 400, 500e6), "tickets": smallest({"en"}, 150, math.inf),
          "refunds": "none"}


# %% rejected: the best on the leaderboard, whatever its license [2]
choice = {"manuals": "beacon-base", "tickets": "lantern-small", "refunds": "none"}


# %% rejected: the smallest that speaks Spanish, tested on its neighbors [2]
choice = {"manuals": "pilot-v2", "tickets": "lantern-small", "refunds": "none"}


# %% rejected: the largest is the best [2]
choice = {"manuals": "harbor-xl", "tickets": "lantern-small", "refunds": "none"}


# %% rejected: the smallest, though it cuts and speaks no Spanish [2]
choice = {"manuals": "lantern-small", "tickets": "lantern-small", "refunds": "none"}


# %% rejected: 118 million in float32 are thought too large [2]
choice = {"manuals": "none", "tickets": "lantern-small", "refunds": "none"}


# %% rejected: one model for both needs [2]
choice = {"manuals": "lantern-multi", "tickets": "lantern-multi", "refunds": "none"}


# %% rejected: thinks that 150 tokens need a limit of 512 [2]
choice = {"manuals": "lantern-multi", "tickets": "pilot-v2", "refunds": "none"}


# %% rejected: tickets to the leaderboard's best [2]
choice = {"manuals": "lantern-multi", "tickets": "beacon-base", "refunds": "none"}


# %% rejected: refunds to the most accurate [2]
choice = {"manuals": "lantern-multi", "tickets": "lantern-small", "refunds": "beacon-base"}


# %% rejected: refunds to the one that reads whole letters [2]
choice = {"manuals": "lantern-multi", "tickets": "lantern-small", "refunds": "harbor-xl"}


# %% rejected: does not read what stands below the table, nor the license [1]
choice = {"manuals": "beacon-base", "tickets": "lantern-small", "refunds": "lantern-small"}


# %% rejected: the largest for everything
choice = {"manuals": "harbor-xl", "tickets": "harbor-xl", "refunds": "harbor-xl"}


# %% rejected: trusts none of them [1]
choice = {"manuals": "none", "tickets": "none", "refunds": "none"}


# %% rejected: ignores how it was evaluated
choice = {"manuals": "pilot-v2", "tickets": "pilot-v2", "refunds": "pilot-v2"}

# %% accepted: zip
reports = ["mail", "calls", "manual", "logs", "contract"]
diagnosis = dict(zip(reports, "bacde"))

# %% accepted: keywords
diagnosis = dict(mail="b", calls="a", manual="c", logs="d", contract="e")

# %% accepted: one at a time, in another order
diagnosis = {}
diagnosis["contract"] = "e"
diagnosis["logs"] = "d"
diagnosis["manual"] = "c"
diagnosis["calls"] = "a"
diagnosis["mail"] = "b"

# %% accepted: from cause to report
causes = {"a": "calls", "b": "mail", "c": "manual", "d": "logs", "e": "contract"}
diagnosis = {report: letter for letter, report in causes.items()}

# %% rejected: a jump is a vanishing gradient, silence an exploding one [1]
diagnosis = {"mail": "a", "calls": "b", "manual": "c", "logs": "d", "contract": "e"}

# %% rejected: far words are lost in the one vector [1]
diagnosis = {"mail": "b", "calls": "c", "manual": "a", "logs": "d", "contract": "e"}

# %% rejected: every long text is a vanishing gradient [1]
diagnosis = {"mail": "b", "calls": "a", "manual": "a", "logs": "d", "contract": "e"}

# %% rejected: everything about memory is the one vector [1]
diagnosis = {"mail": "b", "calls": "c", "manual": "c", "logs": "d", "contract": "e"}

# %% rejected: a long translation is the square of its length [1]
diagnosis = {"mail": "b", "calls": "a", "manual": "e", "logs": "d", "contract": "e"}

# %% rejected: an idle GPU is the square of the length [2]
diagnosis = {"mail": "b", "calls": "a", "manual": "c", "logs": "e", "contract": "e"}

# %% rejected: twice the time means steps that wait, and 64 times, too [2]
diagnosis = {"mail": "b", "calls": "a", "manual": "c", "logs": "d", "contract": "d"}

# %% rejected: exchanged time and memory [2]
diagnosis = {"mail": "b", "calls": "a", "manual": "c", "logs": "e", "contract": "d"}

# %% rejected: memory bursts like a gradient [2]
diagnosis = {"mail": "b", "calls": "a", "manual": "c", "logs": "d", "contract": "b"}

# %% rejected: the same cause for all
diagnosis = {"mail": "a", "calls": "a", "manual": "a", "logs": "a", "contract": "a"}

# %% rejected: capital letters
diagnosis = {"mail": "B", "calls": "A", "manual": "C", "logs": "D", "contract": "E"}

# %% rejected: letters in a list
diagnosis = ["b", "a", "c", "d", "e"]

# %% rejected: two reports left out
diagnosis = {"mail": "b", "calls": "a", "manual": "c"}

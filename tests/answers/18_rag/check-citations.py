# %% accepted: one claim after the other
def check_citations(claims, sources):
    words_ = []
    for claim in claims:
        markers = re.findall(r"\[\d+\]", claim)
        cited = [int(marker[1:-1]) for marker in markers]
        for marker in markers:
            claim = claim.replace(marker, " ")
        if len(cited) == 0:
            words_.append("uncited")
        elif min(cited) < 1 or max(cited) > len(sources):
            words_.append("unknown")
        else:
            missing = [n for n in numbers(claim)
                       if not any(n in numbers(sources[i - 1]) for i in cited)]
            words_.append("unsupported" if missing else "ok")
    return words_


# %% accepted: a dict of numbered sources
def check_citations(claims, sources):
    known = {str(place): numbers(text) for place, text in enumerate(sources, start=1)}

    def verdict(claim):
        cited = re.findall(r"\[(\d+)\]", claim)
        if not cited:
            return "uncited"
        if any(marker not in known for marker in cited):
            return "unknown"
        left = numbers(re.sub(r"\[\d+\]", "", claim))
        for marker in cited:
            left = left - known[marker]
        return "unsupported" if left else "ok"

    return [verdict(claim) for claim in claims]


# %% accepted: joins the cited sources to one text
def check_citations(claims, sources):
    result = []
    for claim in claims:
        parts = re.split(r"\[(\d+)\]", claim)
        text, cited = " ".join(parts[::2]), list(map(int, parts[1::2]))
        if not cited:
            result.append("uncited")
            continue
        if not set(cited) <= set(range(1, len(sources) + 1)):
            result.append("unknown")
            continue
        read = " ".join(sources[n - 1] for n in sorted(set(cited)))
        result.append("ok" if numbers(text).issubset(numbers(read)) else "unsupported")
    return result


# %% accepted: walks through the characters
def check_citations(claims, sources):
    result = []
    for claim in claims:
        text, cited, rest = "", [], claim
        while "[" in rest:
            before, _, after = rest.partition("[")
            inside, closed, behind = after.partition("]")
            if closed and inside.isdecimal():
                text, rest = text + before + " ", behind
                cited.append(int(inside))
            else:
                text, rest = text + before + "[", after
        text += rest
        if not cited:
            result.append("uncited")
        elif any(n == 0 or n > len(sources) for n in cited):
            result.append("unknown")
        elif all(any(n in numbers(sources[c - 1]) for c in cited) for n in numbers(text)):
            result.append("ok")
        else:
            result.append("unsupported")
    return result


# %% rejected: source 0 exists [2]
def check_citations(claims, sources):
    found = []
    for claim in claims:
        cited = [int(number) for number in re.findall(r"\[(\d+)\]", claim)]
        if not cited:
            found.append("uncited")
        elif max(cited) > len(sources):
            found.append("unknown")
        else:
            stated = set().union(*(numbers(sources[number - 1]) for number in cited))
            claimed = numbers(re.sub(r"\[\d+\]", "", claim))
            found.append("ok" if claimed <= stated else "unsupported")
    return found


# %% rejected: markers count from 0
def check_citations(claims, sources):
    found = []
    for claim in claims:
        cited = [int(number) for number in re.findall(r"\[(\d+)\]", claim)]
        if not cited:
            found.append("uncited")
        elif max(cited) >= len(sources):
            found.append("unknown")
        else:
            stated = set().union(*(numbers(sources[number]) for number in cited))
            claimed = numbers(re.sub(r"\[\d+\]", "", claim))
            found.append("ok" if claimed <= stated else "unsupported")
    return found


# %% rejected: only the first marker
def check_citations(claims, sources):
    found = []
    for claim in claims:
        marker = re.search(r"\[(\d+)\]", claim)
        if not marker:
            found.append("uncited")
        elif not 1 <= int(marker[1]) <= len(sources):
            found.append("unknown")
        else:
            claimed = numbers(re.sub(r"\[\d+\]", "", claim))
            stated = numbers(sources[int(marker[1]) - 1])
            found.append("ok" if claimed <= stated else "unsupported")
    return found


# %% rejected: only the last marker
def check_citations(claims, sources):
    found = []
    for claim in claims:
        cited = [int(number) for number in re.findall(r"\[(\d+)\]", claim)]
        if not cited:
            found.append("uncited")
        elif not 1 <= cited[-1] <= len(sources):
            found.append("unknown")
        else:
            claimed = numbers(re.sub(r"\[\d+\]", "", claim))
            found.append("ok" if claimed <= numbers(sources[cited[-1] - 1]) else "unsupported")
    return found


# %% rejected: markers of one digit [2]
def check_citations(claims, sources):
    found = []
    for claim in claims:
        cited = [int(number) for number in re.findall(r"\[(\d)\]", claim)]
        if not cited:
            found.append("uncited")
        elif not all(1 <= number <= len(sources) for number in cited):
            found.append("unknown")
        else:
            stated = set().union(*(numbers(sources[number - 1]) for number in cited))
            claimed = numbers(re.sub(r"\[\d\]", "", claim))
            found.append("ok" if claimed <= stated else "unsupported")
    return found


# %% rejected: one known marker is enough [2]
def check_citations(claims, sources):
    found = []
    for claim in claims:
        cited = [int(number) for number in re.findall(r"\[(\d+)\]", claim)]
        known = [number for number in cited if 1 <= number <= len(sources)]
        if not cited:
            found.append("uncited")
        elif not known:
            found.append("unknown")
        else:
            stated = set().union(*(numbers(sources[number - 1]) for number in known))
            claimed = numbers(re.sub(r"\[\d+\]", "", claim))
            found.append("ok" if claimed <= stated else "unsupported")
    return found


# %% rejected: any number is a marker
def check_citations(claims, sources):
    found = []
    for claim in claims:
        cited = [int(number) for number in re.findall(r"\d+", claim)]
        if not cited:
            found.append("uncited")
        elif not all(1 <= number <= len(sources) for number in cited):
            found.append("unknown")
        else:
            found.append("ok")
    return found


# %% rejected: no marker is unknown [2]
def check_citations(claims, sources):
    found = []
    for claim in claims:
        cited = [int(number) for number in re.findall(r"\[(\d+)\]", claim)]
        if not cited or not all(1 <= number <= len(sources) for number in cited):
            found.append("unknown")
        else:
            stated = set().union(*(numbers(sources[number - 1]) for number in cited))
            claimed = numbers(re.sub(r"\[\d+\]", "", claim))
            found.append("ok" if claimed <= stated else "unsupported")
    return found


# %% rejected: takes the marker for a number of the claim
def check_citations(claims, sources):
    found = []
    for claim in claims:
        cited = [int(number) for number in re.findall(r"\[(\d+)\]", claim)]
        if not cited:
            found.append("uncited")
        elif not all(1 <= number <= len(sources) for number in cited):
            found.append("unknown")
        else:
            stated = set().union(*(numbers(sources[number - 1]) for number in cited))
            found.append("ok" if numbers(claim) <= stated else "unsupported")
    return found


# %% rejected: looks in all sources [2]
def check_citations(claims, sources):
    found = []
    stated = set().union(*map(numbers, sources))
    for claim in claims:
        cited = [int(number) for number in re.findall(r"\[(\d+)\]", claim)]
        if not cited:
            found.append("uncited")
        elif not all(1 <= number <= len(sources) for number in cited):
            found.append("unknown")
        else:
            claimed = numbers(re.sub(r"\[\d+\]", "", claim))
            found.append("ok" if claimed <= stated else "unsupported")
    return found


# %% rejected: a number is part of a longer one [2]
def check_citations(claims, sources):
    found = []
    for claim in claims:
        cited = [int(number) for number in re.findall(r"\[(\d+)\]", claim)]
        if not cited:
            found.append("uncited")
        elif not all(1 <= number <= len(sources) for number in cited):
            found.append("unknown")
        else:
            read = " ".join(sources[number - 1] for number in cited)
            claimed = numbers(re.sub(r"\[\d+\]", "", claim))
            found.append("ok" if all(number in read for number in claimed) else "unsupported")
    return found


# %% rejected: one supported number is enough [2]
def check_citations(claims, sources):
    found = []
    for claim in claims:
        cited = [int(number) for number in re.findall(r"\[(\d+)\]", claim)]
        if not cited:
            found.append("uncited")
        elif not all(1 <= number <= len(sources) for number in cited):
            found.append("unknown")
        else:
            stated = set().union(*(numbers(sources[number - 1]) for number in cited))
            claimed = numbers(re.sub(r"\[\d+\]", "", claim))
            found.append("ok" if claimed & stated or not claimed else "unsupported")
    return found


# %% rejected: every cited source must have every number [2]
def check_citations(claims, sources):
    found = []
    for claim in claims:
        cited = [int(number) for number in re.findall(r"\[(\d+)\]", claim)]
        if not cited:
            found.append("uncited")
        elif not all(1 <= number <= len(sources) for number in cited):
            found.append("unknown")
        else:
            claimed = numbers(re.sub(r"\[\d+\]", "", claim))
            good = all(claimed <= numbers(sources[number - 1]) for number in cited)
            found.append("ok" if good else "unsupported")
    return found


# %% rejected: a claim without numbers is unsupported
def check_citations(claims, sources):
    found = []
    for claim in claims:
        cited = [int(number) for number in re.findall(r"\[(\d+)\]", claim)]
        if not cited:
            found.append("uncited")
        elif not all(1 <= number <= len(sources) for number in cited):
            found.append("unknown")
        else:
            stated = set().union(*(numbers(sources[number - 1]) for number in cited))
            claimed = numbers(re.sub(r"\[\d+\]", "", claim))
            found.append("ok" if claimed and claimed <= stated else "unsupported")
    return found


# %% rejected: never looks into the source [2]
def check_citations(claims, sources):
    found = []
    for claim in claims:
        cited = [int(number) for number in re.findall(r"\[(\d+)\]", claim)]
        if not cited:
            found.append("uncited")
        else:
            known = all(1 <= number <= len(sources) for number in cited)
            found.append("ok" if known else "unknown")
    return found


# %% rejected: compares words instead of numbers
def check_citations(claims, sources):
    found = []
    for claim in claims:
        cited = [int(number) for number in re.findall(r"\[(\d+)\]", claim)]
        if not cited:
            found.append("uncited")
        elif not all(1 <= number <= len(sources) for number in cited):
            found.append("unknown")
        else:
            stated = set().union(*(words(sources[number - 1]) for number in cited))
            claimed = set(words(re.sub(r"\[\d+\]", "", claim)))
            found.append("ok" if claimed <= stated else "unsupported")
    return found


# %% rejected: True and False
def check_citations(claims, sources):
    found = []
    for claim in claims:
        cited = [int(number) for number in re.findall(r"\[(\d+)\]", claim)]
        known = bool(cited) and all(1 <= number <= len(sources) for number in cited)
        stated = set().union(*(numbers(sources[number - 1]) for number in cited)) if known else set()
        found.append(known and numbers(re.sub(r"\[\d+\]", "", claim)) <= stated)
    return found


# %% equivalent: `claimed = numbers(re.sub(r"\[\d+\]", "", claim))` -> `claimed = numbers(re.sub(r"\[\d+\]", 'x', claim))`: a letter in place of a marker is no number either

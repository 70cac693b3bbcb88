# %% accepted: while
def call(send, again, wait, sleep, new_key, tries, patience_s):
    key = new_key()
    left, sent = patience_s, 1
    answer = send(key)
    while again(answer) and sent < tries:
        seconds = wait(sent, answer)
        if seconds > left:
            return answer
        left -= seconds
        sleep(seconds)
        answer = send(key)
        sent += 1
    return answer


# %% accepted: calls itself
def call(send, again, wait, sleep, new_key, tries, patience_s):
    key = new_key()

    def attempt(n, left):
        answer = send(key)
        if n >= tries or not again(answer):
            return answer
        seconds = wait(n, answer)
        if seconds > left:
            return answer
        sleep(seconds)
        return attempt(n + 1, left - seconds)

    return attempt(1, patience_s)


# %% accepted: a list of waits, endless loop
import itertools


def call(send, again, wait, sleep, new_key, tries, patience_s):
    key, waits = new_key(), []
    for n in itertools.count(1):
        answer = send(key)
        done = not again(answer)
        if done or n >= tries:
            return answer
        waits.append(wait(n, answer))
        if sum(waits) > patience_s:
            return answer
        sleep(waits[-1])


# %% rejected: sends once
def call(send, again, wait, sleep, new_key, tries, patience_s):
    return send(new_key())


# %% rejected: no wait between tries [1]
def call(send, again, wait, sleep, new_key, tries, patience_s):
    key = new_key()
    for _ in range(tries):
        answer = send(key)
        if not again(answer):
            break
    return answer


# %% rejected: the first repetition is number 0 [1]
def call(send, again, wait, sleep, new_key, tries, patience_s):
    key, waited = new_key(), 0.0
    for n in range(tries):
        answer = send(key)
        if n == tries - 1 or not again(answer):
            break
        seconds = wait(n, answer)
        waited += seconds
        if waited > patience_s:
            break
        sleep(seconds)
    return answer


# %% rejected: sleeps after the last try [4]
def call(send, again, wait, sleep, new_key, tries, patience_s):
    key, waited = new_key(), 0.0
    for n in range(1, tries + 1):
        answer = send(key)
        if not again(answer):
            break
        seconds = wait(n, answer)
        waited += seconds
        if waited > patience_s:
            break
        sleep(seconds)
    return answer


# %% rejected: one try too many [4]
def call(send, again, wait, sleep, new_key, tries, patience_s):
    key, waited = new_key(), 0.0
    answer = send(key)
    for n in range(1, tries + 1):
        if not again(answer):
            break
        seconds = wait(n, answer)
        waited += seconds
        if waited > patience_s:
            break
        sleep(seconds)
        answer = send(key)
    return answer


# %% rejected: one try too few [4]
def call(send, again, wait, sleep, new_key, tries, patience_s):
    key, waited, n = new_key(), 0.0, 1
    answer = send(key)
    while again(answer) and n < tries - 1:
        seconds = wait(n, answer)
        waited += seconds
        if waited > patience_s:
            break
        sleep(seconds)
        answer = send(key)
        n += 1
    return answer


# %% rejected: a new key for each try [4]
def call(send, again, wait, sleep, new_key, tries, patience_s):
    waited = 0.0
    for n in range(1, tries + 1):
        answer = send(new_key())
        if n == tries or not again(answer):
            break
        seconds = wait(n, answer)
        waited += seconds
        if waited > patience_s:
            break
        sleep(seconds)
    return answer


# %% rejected: one key for the life of the program [4]
kept = []


def call(send, again, wait, sleep, new_key, tries, patience_s):
    if not kept:
        kept.append(new_key())
    waited = 0.0
    for n in range(1, tries + 1):
        answer = send(kept[0])
        if n == tries or not again(answer):
            break
        seconds = wait(n, answer)
        waited += seconds
        if waited > patience_s:
            break
        sleep(seconds)
    return answer


# %% rejected: a key of its own making [4]
def call(send, again, wait, sleep, new_key, tries, patience_s):
    key, waited = str(uuid.uuid4()), 0.0
    for n in range(1, tries + 1):
        answer = send(key)
        if n == tries or not again(answer):
            break
        seconds = wait(n, answer)
        waited += seconds
        if waited > patience_s:
            break
        sleep(seconds)
    return answer


# %% rejected: endless patience [4]
def call(send, again, wait, sleep, new_key, tries, patience_s):
    key = new_key()
    for n in range(1, tries + 1):
        answer = send(key)
        if n == tries or not again(answer):
            break
        sleep(wait(n, answer))
    return answer


# %% rejected: patience for each wait alone [4]
def call(send, again, wait, sleep, new_key, tries, patience_s):
    key = new_key()
    for n in range(1, tries + 1):
        answer = send(key)
        if n == tries or not again(answer):
            break
        seconds = wait(n, answer)
        if seconds > patience_s:
            break
        sleep(seconds)
    return answer


# %% rejected: sleeps for what is left of the patience [4]
def call(send, again, wait, sleep, new_key, tries, patience_s):
    key, left = new_key(), patience_s
    for n in range(1, tries + 1):
        answer = send(key)
        if n == tries or not again(answer) or left <= 0:
            break
        seconds = min(left, wait(n, answer))
        left -= seconds
        sleep(seconds)
    return answer


# %% rejected: checks its patience only after the sleep [4]
def call(send, again, wait, sleep, new_key, tries, patience_s):
    key, waited = new_key(), 0.0
    for n in range(1, tries + 1):
        answer = send(key)
        if n == tries or not again(answer) or waited > patience_s:
            break
        seconds = wait(n, answer)
        waited += seconds
        sleep(seconds)
    return answer


# %% rejected: a wait that uses up the patience is not slept [4]
def call(send, again, wait, sleep, new_key, tries, patience_s):
    key, waited = new_key(), 0.0
    for n in range(1, tries + 1):
        answer = send(key)
        if n == tries or not again(answer):
            break
        seconds = wait(n, answer)
        waited += seconds
        if waited >= patience_s:
            break
        sleep(seconds)
    return answer


# %% rejected: raises when all tries are used up [4]
def call(send, again, wait, sleep, new_key, tries, patience_s):
    key, waited = new_key(), 0.0
    for n in range(1, tries + 1):
        answer = send(key)
        if not again(answer):
            return answer
        if n == tries:
            raise RuntimeError("no answer")
        seconds = wait(n, answer)
        waited += seconds
        if waited > patience_s:
            return answer
        sleep(seconds)


# %% rejected: asks wait twice, so that the sum is not what was slept [3]
def call(send, again, wait, sleep, new_key, tries, patience_s):
    key, waited = new_key(), 0.0
    for n in range(1, tries + 1):
        answer = send(key)
        if n == tries or not again(answer):
            break
        waited += wait(n, answer)
        if waited > patience_s:
            break
        sleep(wait(n, answer))
    return answer


# %% rejected: decides by the status itself [1]
def call(send, again, wait, sleep, new_key, tries, patience_s):
    key, waited = new_key(), 0.0
    for n in range(1, tries + 1):
        answer = send(key)
        if n == tries or answer["status"] is None or answer["status"] < 400:
            break
        seconds = wait(n, answer)
        waited += seconds
        if waited > patience_s:
            break
        sleep(seconds)
    return answer


# %% equivalent: `for n in range(1, tries + 1):` -> `for n in range(1, tries + 1 + 1):`: the loop is left when n is tries


# %% equivalent: `for n in range(1, tries + 1):` -> `for n in range(1, tries + 2):`: the loop is left when n is tries

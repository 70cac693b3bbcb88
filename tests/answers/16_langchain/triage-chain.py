# %% accepted: assign
def triage_chain(model, at_once=1):
    model = as_model(model, at_once)
    names = set(data.QUEUES)

    def to_queue(message):
        name = message.text.lower().strip(" \n\t.")
        return name if name in names else "person"

    return RunnablePassthrough.assign(
        queue=QUEUE_PROMPT | model | to_queue, draft=DRAFT_PROMPT | model | StrOutputParser()
    )


# %% accepted: RunnableParallel, then a merge
from langchain_core.runnables import RunnableLambda, RunnableParallel


def triage_chain(model, at_once=1):
    model = as_model(model, at_once)
    both = RunnableParallel(
        given=RunnablePassthrough(),
        queue=QUEUE_PROMPT | model | StrOutputParser(),
        draft=DRAFT_PROMPT | model | StrOutputParser(),
    )

    def merge(found):
        queue = found["queue"].strip(". \n").casefold()
        if queue not in list(data.QUEUES):
            queue = "person"
        return {**found["given"], "queue": queue, "draft": found["draft"]}

    return both | RunnableLambda(merge)


# %% accepted: a function with a thread pool
import string

from langchain_core.runnables import RunnableLambda


def triage_chain(model, at_once=1):
    model = as_model(model, at_once)

    def run(given):
        with ThreadPoolExecutor() as pool:
            jobs = [pool.submit((prompt | model).invoke, given) for prompt in (QUEUE_PROMPT, DRAFT_PROMPT)]
        queue, draft = [job.result().text for job in jobs]
        queue = queue.strip(string.whitespace + ".").lower()
        return dict(given, queue=queue if queue in data.QUEUES else "person", draft=draft)

    return RunnableLambda(run)


# %% accepted: batch of prompts
from langchain_core.runnables import RunnableLambda


def triage_chain(model, at_once=1):
    model = as_model(model, at_once)

    def run(given):
        prompts = [QUEUE_PROMPT.invoke(given), DRAFT_PROMPT.invoke(given)]
        queue, draft = (model | StrOutputParser()).batch(prompts)
        while queue and queue[-1] in " .\n":
            queue = queue[:-1]
        while queue and queue[0] in " .\n":
            queue = queue[1:]
        queue = queue.lower()
        if queue not in ("orders", "returns", "advice", "repairs", "billing"):
            queue = "person"
        return given | {"queue": queue, "draft": draft}

    return RunnableLambda(run)


# %% rejected: one after the other, in a function [2]
from langchain_core.runnables import RunnableLambda


def triage_chain(model, at_once=1):
    model = as_model(model, at_once)

    def run(given):
        queue = (QUEUE_PROMPT | model).invoke(given).text.strip(" .\n").lower()
        draft = (DRAFT_PROMPT | model).invoke(given).text
        return given | {"queue": queue if queue in data.QUEUES else "person", "draft": draft}

    return RunnableLambda(run)


# %% rejected: two assigns, one after the other [2]
def triage_chain(model, at_once=1):
    model = as_model(model, at_once)

    def tidy(answer):
        name = answer.strip(" .\n").lower()
        return name if name in data.QUEUES else "person"

    text = model | StrOutputParser()
    return RunnablePassthrough.assign(queue=QUEUE_PROMPT | text | tidy) | RunnablePassthrough.assign(
        draft=DRAFT_PROMPT | text
    )


# %% rejected: a dict of branches, so that the input is lost
def triage_chain(model, at_once=1):
    from langchain_core.runnables import RunnableParallel

    model = as_model(model, at_once)

    def tidy(answer):
        name = answer.strip(" .\n").lower()
        return name if name in data.QUEUES else "person"

    text = model | StrOutputParser()
    return RunnableParallel(queue=QUEUE_PROMPT | text | tidy, draft=DRAFT_PROMPT | text)


# %% rejected: keeps the ticket and nothing else of the input
def triage_chain(model, at_once=1):
    from langchain_core.runnables import RunnableParallel

    model = as_model(model, at_once)

    def tidy(answer):
        name = answer.strip(" .\n").lower()
        return name if name in data.QUEUES else "person"

    text = model | StrOutputParser()
    return RunnableParallel(
        ticket=lambda given: given["ticket"], queue=QUEUE_PROMPT | text | tidy, draft=DRAFT_PROMPT | text
    )


# %% rejected: the queue as the model wrote it
def triage_chain(model, at_once=1):
    text = as_model(model, at_once) | StrOutputParser()
    return RunnablePassthrough.assign(queue=QUEUE_PROMPT | text, draft=DRAFT_PROMPT | text)


# %% rejected: periods stay [1]
def triage_chain(model, at_once=1):
    def tidy(answer):
        name = answer.strip().lower()
        return name if name in data.QUEUES else "person"

    text = as_model(model, at_once) | StrOutputParser()
    return RunnablePassthrough.assign(queue=QUEUE_PROMPT | text | tidy, draft=DRAFT_PROMPT | text)


# %% rejected: capitals stay
def triage_chain(model, at_once=1):
    def tidy(answer):
        name = answer.strip(" .\n")
        return name if name.lower() in data.QUEUES else "person"

    text = as_model(model, at_once) | StrOutputParser()
    return RunnablePassthrough.assign(queue=QUEUE_PROMPT | text | tidy, draft=DRAFT_PROMPT | text)


# %% rejected: a name anywhere in the answer [1]
def triage_chain(model, at_once=1):
    def tidy(answer):
        return next((name for name in data.QUEUES if name in answer.lower()), "person")

    text = as_model(model, at_once) | StrOutputParser()
    return RunnablePassthrough.assign(queue=QUEUE_PROMPT | text | tidy, draft=DRAFT_PROMPT | text)


# %% rejected: no person for what is no queue
def triage_chain(model, at_once=1):
    text = as_model(model, at_once) | StrOutputParser()
    tidy = lambda answer: answer.strip(" .\n").lower()
    return RunnablePassthrough.assign(queue=QUEUE_PROMPT | text | tidy, draft=DRAFT_PROMPT | text)


# %% rejected: tidies the draft as well
def triage_chain(model, at_once=1):
    def tidy(answer):
        return answer.strip(" .\n").lower()

    text = as_model(model, at_once) | StrOutputParser() | tidy
    check = lambda name: name if name in data.QUEUES else "person"
    return RunnablePassthrough.assign(queue=QUEUE_PROMPT | text | check, draft=DRAFT_PROMPT | text)


# %% rejected: the prompts the wrong way round
def triage_chain(model, at_once=1):
    def tidy(answer):
        name = answer.strip(" .\n").lower()
        return name if name in data.QUEUES else "person"

    text = as_model(model, at_once) | StrOutputParser()
    return RunnablePassthrough.assign(queue=DRAFT_PROMPT | text | tidy, draft=QUEUE_PROMPT | text)


# %% rejected: one answer for both
def triage_chain(model, at_once=1):
    def split(given):
        answer = (QUEUE_PROMPT | model | StrOutputParser()).invoke(given)
        name = answer.strip(" .\n").lower()
        return given | {"queue": name if name in data.QUEUES else "person", "draft": answer}

    from langchain_core.runnables import RunnableLambda

    model = as_model(model, at_once)
    return RunnableLambda(split)


# %% rejected: the draft as a message
def triage_chain(model, at_once=1):
    def tidy(answer):
        name = answer.text.strip(" .\n").lower()
        return name if name in data.QUEUES else "person"

    model = as_model(model, at_once)
    return RunnablePassthrough.assign(queue=QUEUE_PROMPT | model | tidy, draft=DRAFT_PROMPT | model)


# %% rejected: every answer that starts with a queue's name [1]
def triage_chain(model, at_once=1):
    def tidy(answer):
        name = answer.strip(" .\n").lower()
        return next((queue for queue in data.QUEUES if name.startswith(queue)), "person")

    text = as_model(model, at_once) | StrOutputParser()
    return RunnablePassthrough.assign(queue=QUEUE_PROMPT | text | tidy, draft=DRAFT_PROMPT | text)

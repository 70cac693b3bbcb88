# %% accepted: pipe
def draft_chain(model):
    model = as_model(model)
    prompt = ChatPromptTemplate.from_messages([("system", HOUSE), ("human", "{name} writes: {ticket}")])
    return prompt | model | StrOutputParser()


# %% accepted: RunnableSequence, messages made by hand
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.runnables import RunnableLambda, RunnableSequence


def draft_chain(model):
    def ask(given):
        return [SystemMessage(HOUSE), HumanMessage(given["name"] + " writes: " + given["ticket"])]

    return RunnableSequence(RunnableLambda(ask), as_model(model), StrOutputParser())


# %% accepted: a generator that passes pieces on
def draft_chain(model):
    prompt = ChatPromptTemplate([("system", HOUSE), ("user", "{name} writes: {ticket}")])

    def texts(pieces):
        for piece in pieces:
            yield piece.text

    return prompt.pipe(as_model(model), texts)


# %% accepted: a class of its own with the three methods
class Drafts:
    def __init__(self, model):
        self.model = as_model(model)

    def messages(self, given):
        return [("system", HOUSE), ("human", f"{given['name']} writes: {given['ticket']}")]

    def invoke(self, given):
        return self.model.invoke(self.messages(given)).content

    def batch(self, inputs):
        return [self.invoke(given) for given in inputs]

    def stream(self, given):
        for piece in self.model.stream(self.messages(given)):
            yield piece.content


def draft_chain(model):
    return Drafts(model)


# %% rejected: no system message [1]
def draft_chain(model):
    prompt = ChatPromptTemplate.from_messages([("human", "{name} writes: {ticket}")])
    return prompt | as_model(model) | StrOutputParser()


# %% rejected: the system text in the human message [1]
def draft_chain(model):
    prompt = ChatPromptTemplate.from_messages([("human", HOUSE + "\n{name} writes: {ticket}")])
    return prompt | as_model(model) | StrOutputParser()


# %% rejected: HOUSE as a human message [1]
def draft_chain(model):
    prompt = ChatPromptTemplate.from_messages([("human", HOUSE), ("human", "{name} writes: {ticket}")])
    return prompt | as_model(model) | StrOutputParser()


# %% rejected: system message last [1]
def draft_chain(model):
    prompt = ChatPromptTemplate.from_messages([("human", "{name} writes: {ticket}"), ("system", HOUSE)])
    return prompt | as_model(model) | StrOutputParser()


# %% rejected: the ticket alone [1]
def draft_chain(model):
    prompt = ChatPromptTemplate.from_messages([("system", HOUSE), ("human", "{ticket}")])
    return prompt | as_model(model) | StrOutputParser()


# %% rejected: no parser at the end
def draft_chain(model):
    prompt = ChatPromptTemplate.from_messages([("system", HOUSE), ("human", "{name} writes: {ticket}")])
    return prompt | as_model(model)


# %% rejected: a template made of the input, by an f-string
def draft_chain(model):
    model = as_model(model)

    def ask(given):
        text = f"{given['name']} writes: {given['ticket']}"
        return ChatPromptTemplate.from_messages([("system", HOUSE), ("human", text)]).invoke({})

    return ask | (model | StrOutputParser())


# %% rejected: a function at the end, which waits for the whole [2]
def draft_chain(model):
    prompt = ChatPromptTemplate.from_messages([("system", HOUSE), ("human", "{name} writes: {ticket}")])
    return prompt | as_model(model) | (lambda message: message.text)


# %% rejected: strips the text
def draft_chain(model):
    prompt = ChatPromptTemplate.from_messages([("system", HOUSE), ("human", "{name} writes: {ticket}")])
    return prompt | as_model(model) | StrOutputParser() | (lambda text: text.strip())


# %% rejected: calls the model at once and returns a text
def draft_chain(model):
    return as_model(model).invoke([("system", HOUSE), ("human", "{name} writes: {ticket}")]).text


# %% rejected: remembers the first answer
def draft_chain(model):
    prompt = ChatPromptTemplate.from_messages([("system", HOUSE), ("human", "{name} writes: {ticket}")])
    chain, kept = prompt | as_model(model) | StrOutputParser(), []

    def once(given):
        if not kept:
            kept.append(chain.invoke(given))
        return kept[0]

    from langchain_core.runnables import RunnableLambda
    return RunnableLambda(once)


# %% rejected: the model is asked twice
def draft_chain(model):
    prompt = ChatPromptTemplate.from_messages([("system", HOUSE), ("human", "{name} writes: {ticket}")])
    chain = prompt | as_model(model) | StrOutputParser()

    def checked(given):
        return chain.invoke(given) and chain.invoke(given)

    from langchain_core.runnables import RunnableLambda
    return RunnableLambda(checked)


# %% rejected: the pieces of a stream are letters [2]
def draft_chain(model):
    prompt = ChatPromptTemplate.from_messages([("system", HOUSE), ("human", "{name} writes: {ticket}")])
    inner = prompt | as_model(model) | StrOutputParser()

    class Letters:
        invoke, batch = inner.invoke, inner.batch

        def stream(self, given):
            yield from inner.invoke(given)

    return Letters()


# %% rejected: batch in another order [1]
def draft_chain(model):
    prompt = ChatPromptTemplate.from_messages([("system", HOUSE), ("human", "{name} writes: {ticket}")])
    inner = prompt | as_model(model) | StrOutputParser()

    class Chain:
        invoke, stream = inner.invoke, inner.stream

        def batch(self, inputs):
            return [self.invoke(given) for given in reversed(inputs)]

    return Chain()

# %% accepted: checkpointer
def make_chat(model):
    saver = InMemorySaver()
    agent = create_agent(as_model(model), [], system_prompt=DESK, checkpointer=saver)

    def say(thread, text):
        state = agent.invoke(
            {"messages": [{"role": "user", "content": text}]}, config={"configurable": {"thread_id": thread}}
        )
        return state["messages"][-1].content

    def forget(thread):
        saver.delete_thread(thread)

    return say, forget


# %% accepted: a dict of histories
def make_chat(model):
    model, histories = as_model(model), {}

    def say(thread, text):
        history = histories.setdefault(thread, [("system", DESK)])
        history.append(("human", text))
        answer = model.invoke(history)
        history.append(answer)
        return answer.text

    return say, lambda thread: histories.pop(thread, None)


# %% accepted: a new number for each conversation that is forgotten
import uuid


def make_chat(model):
    numbers = {}
    agent = create_agent(as_model(model), system_prompt=DESK, checkpointer=InMemorySaver())

    def say(thread, text):
        number = numbers.setdefault(thread, str(uuid.uuid4()))
        config = {"configurable": {"thread_id": number}}
        return agent.invoke({"messages": [("human", text)]}, config)["messages"][-1].text

    def forget(thread):
        numbers.pop(thread, None)

    return say, forget


# %% accepted: an agent and a saver for each conversation
def make_chat(model):
    model, agents = as_model(model), {}

    def say(thread, text):
        if thread not in agents:
            agents[thread] = create_agent(model, system_prompt=DESK, checkpointer=InMemorySaver())
        config = {"configurable": {"thread_id": "only"}}
        return agents[thread].invoke({"messages": [("human", text)]}, config)["messages"][-1].text

    def forget(thread):
        if thread in agents:
            del agents[thread]

    return say, forget


# %% accepted: a LangGraph of one node
from langgraph.graph import START, MessagesState, StateGraph


def make_chat(model):
    model, saver = as_model(model), InMemorySaver()

    def node(state):
        return {"messages": [model.invoke([("system", DESK), *state["messages"]])]}

    graph = StateGraph(MessagesState)
    graph.add_node("model", node)
    graph.add_edge(START, "model")
    app = graph.compile(checkpointer=saver)

    def say(thread, text):
        config = {"configurable": {"thread_id": thread}}
        return app.invoke({"messages": [("human", text)]}, config)["messages"][-1].text

    return say, saver.delete_thread


# %% rejected: no memory
def make_chat(model):
    agent = create_agent(as_model(model), system_prompt=DESK)

    def say(thread, text):
        return agent.invoke({"messages": [("human", text)]})["messages"][-1].text

    return say, lambda thread: None


# %% rejected: one thread id for all [2]
def make_chat(model):
    saver = InMemorySaver()
    agent = create_agent(as_model(model), system_prompt=DESK, checkpointer=saver)

    def say(thread, text):
        config = {"configurable": {"thread_id": "1"}}
        return agent.invoke({"messages": [("human", text)]}, config)["messages"][-1].text

    return say, saver.delete_thread


# %% rejected: one history for all [2]
def make_chat(model):
    model, history = as_model(model), [("system", DESK)]

    def say(thread, text):
        history.append(("human", text))
        history.append(model.invoke(history))
        return history[-1].text

    def forget(thread):
        del history[1:]

    return say, forget


# %% rejected: a new checkpointer with each turn
def make_chat(model):
    model = as_model(model)

    def say(thread, text):
        agent = create_agent(model, system_prompt=DESK, checkpointer=InMemorySaver())
        config = {"configurable": {"thread_id": thread}}
        return agent.invoke({"messages": [("human", text)]}, config)["messages"][-1].text

    return say, lambda thread: None


# %% rejected: forget does nothing [3]
def make_chat(model):
    agent = create_agent(as_model(model), system_prompt=DESK, checkpointer=InMemorySaver())

    def say(thread, text):
        config = {"configurable": {"thread_id": thread}}
        return agent.invoke({"messages": [("human", text)]}, config)["messages"][-1].text

    return say, lambda thread: None


# %% rejected: forget deletes all conversations [3]
def make_chat(model):
    model = as_model(model)
    agents = [create_agent(model, system_prompt=DESK, checkpointer=InMemorySaver())]

    def say(thread, text):
        config = {"configurable": {"thread_id": thread}}
        return agents[0].invoke({"messages": [("human", text)]}, config)["messages"][-1].text

    def forget(thread):
        agents[0] = create_agent(model, system_prompt=DESK, checkpointer=InMemorySaver())

    return say, forget


# %% rejected: forget fails for a conversation that there is not [3]
def make_chat(model):
    model, histories = as_model(model), {}

    def say(thread, text):
        history = histories.setdefault(thread, [("system", DESK)])
        history.append(("human", text))
        history.append(model.invoke(history))
        return history[-1].text

    def forget(thread):
        del histories[thread]

    return say, forget


# %% rejected: one checkpointer for all calls of make_chat [2]
shared = InMemorySaver()


def make_chat(model):
    agent = create_agent(as_model(model), system_prompt=DESK, checkpointer=shared)

    def say(thread, text):
        config = {"configurable": {"thread_id": thread}}
        return agent.invoke({"messages": [("human", text)]}, config)["messages"][-1].text

    return say, shared.delete_thread


# %% rejected: no system message
def make_chat(model):
    saver = InMemorySaver()
    agent = create_agent(as_model(model), checkpointer=saver)

    def say(thread, text):
        config = {"configurable": {"thread_id": thread}}
        return agent.invoke({"messages": [("human", text)]}, config)["messages"][-1].text

    return say, saver.delete_thread


# %% rejected: a system message with each turn
def make_chat(model):
    saver = InMemorySaver()
    agent = create_agent(as_model(model), checkpointer=saver)

    def say(thread, text):
        config = {"configurable": {"thread_id": thread}}
        turn = [("system", DESK), ("human", text)]
        return agent.invoke({"messages": turn}, config)["messages"][-1].text

    return say, saver.delete_thread


# %% rejected: the model's answers are not kept
def make_chat(model):
    model, histories = as_model(model), {}

    def say(thread, text):
        history = histories.setdefault(thread, [("system", DESK)])
        history.append(("human", text))
        return model.invoke(history).text

    return say, lambda thread: histories.pop(thread, None)


# %% rejected: names of conversations in small letters [3]
def make_chat(model):
    saver = InMemorySaver()
    agent = create_agent(as_model(model), system_prompt=DESK, checkpointer=saver)

    def say(thread, text):
        config = {"configurable": {"thread_id": thread.strip().lower()}}
        return agent.invoke({"messages": [("human", text)]}, config)["messages"][-1].text

    return say, lambda thread: saver.delete_thread(thread.strip().lower())


# %% rejected: sends the last seven messages alone [2]
def make_chat(model):
    model, histories = as_model(model), {}

    def say(thread, text):
        history = histories.setdefault(thread, [])
        history.append(("human", text))
        history.append(model.invoke([("system", DESK), *history[-7:]]))
        return history[-1].text

    return say, lambda thread: histories.pop(thread, None)


# %% rejected: say returns all messages [2]
def make_chat(model):
    saver = InMemorySaver()
    agent = create_agent(as_model(model), system_prompt=DESK, checkpointer=saver)

    def say(thread, text):
        config = {"configurable": {"thread_id": thread}}
        return [each.text for each in agent.invoke({"messages": [("human", text)]}, config)["messages"]]

    return say, saver.delete_thread


# %% rejected: returns say alone
def make_chat(model):
    agent = create_agent(as_model(model), system_prompt=DESK, checkpointer=InMemorySaver())

    def say(thread, text):
        config = {"configurable": {"thread_id": thread}}
        return agent.invoke({"messages": [("human", text)]}, config)["messages"][-1].text

    return say

# %% accepted: create_agent, tool as a closure, limit that ends
def ask_desk(model, customer, question, limit):
    def order_status(order: str) -> str:
        """Status of an order."""
        for each in data.orders():
            if each.id == order and each.customer == customer:
                return each.status
        return "unknown order"

    agent = create_agent(
        as_model(model), [order_status], system_prompt=DESK,
        middleware=[ModelCallLimitMiddleware(run_limit=limit, exit_behavior="end")],
    )
    messages = agent.invoke({"messages": [("human", question)]})["messages"]
    asked = [each for each in messages if each.type == "ai"]
    return HAND_OVER if len(asked) > limit else asked[-1].text


# %% accepted: the graph's own limit of steps
def ask_desk(model, customer, question, limit):
    from langchain.tools import tool
    from langgraph.errors import GraphRecursionError

    orders = {o.id: o for o in data.orders()}

    @tool
    def order_status(order: str) -> str:
        """The status of an order."""
        found = orders.get(order)
        return found.status if found and found.customer == customer else "unknown order"

    agent = create_agent(as_model(model), tools=[order_status], system_prompt=DESK)
    try:
        done = agent.invoke({"messages": [("user", question)]}, {"recursion_limit": 2 * limit})
    except GraphRecursionError:
        return HAND_OVER
    return done["messages"][-1].text


# %% accepted: the loop by hand
from langchain_core.messages import ToolMessage


def ask_desk(model, customer, question, limit):
    def order_status(order: str) -> str:
        """The status of an order."""
        return next(
            (o.status for o in data.orders() if (o.id, o.customer) == (order, customer)), "unknown order"
        )

    bound = as_model(model).bind_tools([order_status])
    messages = [("system", DESK), ("human", question)]
    for _ in range(limit):
        answer = bound.invoke(messages)
        if not answer.tool_calls:
            return answer.text
        messages.append(answer)
        for call in answer.tool_calls:
            if call["name"] != "order_status":
                result = f"Error: there is no tool {call['name']}"
            elif set(call["args"]) != {"order"}:
                result = "Error: the argument is order"
            else:
                result = order_status(call["args"]["order"])
            messages.append(ToolMessage(result, tool_call_id=call["id"]))
    return HAND_OVER


# %% accepted: stream of states
from pydantic import BaseModel, Field
from langchain_core.tools import StructuredTool


class Number(BaseModel):
    order: str = Field(description="number of the order")


def ask_desk(model, customer, question, limit):
    mine = {o.id: o.status for o in data.orders() if o.customer == customer}
    lookup = StructuredTool.from_function(
        lambda order: mine.get(order, "unknown order"), name="order_status",
        description="Status of an order", args_schema=Number,
    )
    agent = create_agent(as_model(model), [lookup], system_prompt=DESK)
    calls = 0
    for state in agent.stream({"messages": [("human", question)]}, stream_mode="values"):
        last = state["messages"][-1]
        if last.type == "ai":
            calls += 1
            if not last.tool_calls:
                return last.text
            if calls == limit:
                return HAND_OVER


# %% rejected: the tool shows every customer's orders [4]
def ask_desk(model, customer, question, limit):
    stop = ModelCallLimitMiddleware(run_limit=limit, exit_behavior="error")
    agent = create_agent(as_model(model), [order_status], system_prompt=DESK, middleware=[stop])
    try:
        return agent.invoke({"messages": [("human", question)]})["messages"][-1].text
    except ModelCallLimitExceededError:
        return HAND_OVER


# %% rejected: the model says who the customer is [1]
def ask_desk(model, customer, question, limit):
    def order_status(order: str, customer: str) -> str:
        """Look up the status of an order of a customer."""
        mine = {each.id: each.status for each in data.orders() if each.customer == customer}
        return mine.get(order, "unknown order")

    stop = ModelCallLimitMiddleware(run_limit=limit, exit_behavior="error")
    agent = create_agent(as_model(model), [order_status], system_prompt=DESK, middleware=[stop])
    try:
        return agent.invoke({"messages": [("human", question)]})["messages"][-1].text
    except ModelCallLimitExceededError:
        return HAND_OVER


# %% rejected: an order that is not known ends the agent [3]
def ask_desk(model, customer, question, limit):
    mine = {each.id: each.status for each in data.orders() if each.customer == customer}

    def order_status(order: str) -> str:
        """Look up the status of an order."""
        return mine[order]

    stop = ModelCallLimitMiddleware(run_limit=limit, exit_behavior="error")
    agent = create_agent(as_model(model), [order_status], system_prompt=DESK, middleware=[stop])
    try:
        return agent.invoke({"messages": [("human", question)]})["messages"][-1].text
    except ModelCallLimitExceededError:
        return HAND_OVER


# %% rejected: no limit [4]
def ask_desk(model, customer, question, limit):
    mine = {each.id: each.status for each in data.orders() if each.customer == customer}

    def order_status(order: str) -> str:
        """Look up the status of an order."""
        return mine.get(order, "unknown order")

    agent = create_agent(as_model(model), [order_status], system_prompt=DESK)
    try:
        done = agent.invoke({"messages": [("human", question)]}, {"recursion_limit": 60})
    except RecursionError:
        return HAND_OVER
    return done["messages"][-1].text


# %% rejected: the framework's message when the limit is reached [4]
def ask_desk(model, customer, question, limit):
    mine = {each.id: each.status for each in data.orders() if each.customer == customer}

    def order_status(order: str) -> str:
        """Look up the status of an order."""
        return mine.get(order, "unknown order")

    stop = ModelCallLimitMiddleware(run_limit=limit)
    agent = create_agent(as_model(model), [order_status], system_prompt=DESK, middleware=[stop])
    return agent.invoke({"messages": [("human", question)]})["messages"][-1].text


# %% rejected: takes steps of the graph for calls of the model [3]
def ask_desk(model, customer, question, limit):
    mine = {each.id: each.status for each in data.orders() if each.customer == customer}

    def order_status(order: str) -> str:
        """Look up the status of an order."""
        return mine.get(order, "unknown order")

    agent = create_agent(as_model(model), [order_status], system_prompt=DESK)
    try:
        done = agent.invoke({"messages": [("human", question)]}, {"recursion_limit": limit})
    except RecursionError:
        return HAND_OVER
    return done["messages"][-1].text


# %% rejected: no system prompt [3]
def ask_desk(model, customer, question, limit):
    mine = {each.id: each.status for each in data.orders() if each.customer == customer}

    def order_status(order: str) -> str:
        """Look up the status of an order."""
        return mine.get(order, "unknown order")

    stop = ModelCallLimitMiddleware(run_limit=limit, exit_behavior="error")
    agent = create_agent(as_model(model), [order_status], middleware=[stop])
    try:
        return agent.invoke({"messages": [("human", question)]})["messages"][-1].text
    except ModelCallLimitExceededError:
        return HAND_OVER


# %% rejected: no tools are given to the agent
def ask_desk(model, customer, question, limit):
    agent = create_agent(as_model(model), system_prompt=DESK)
    done = agent.invoke({"messages": [("human", question)]})["messages"]
    return HAND_OVER if done[-1].tool_calls else done[-1].text


# %% rejected: answers with what the tool returned [1]
def ask_desk(model, customer, question, limit):
    mine = {each.id: each.status for each in data.orders() if each.customer == customer}

    def order_status(order: str) -> str:
        """Look up the status of an order."""
        return mine.get(order, "unknown order")

    stop = ModelCallLimitMiddleware(run_limit=limit, exit_behavior="error")
    agent = create_agent(as_model(model), [order_status], system_prompt=DESK, middleware=[stop])
    try:
        return agent.invoke({"messages": [("human", question)]})["messages"][-2].text
    except ModelCallLimitExceededError:
        return HAND_OVER


# %% rejected: one round of tools by hand [1]
def ask_desk(model, customer, question, limit):
    from langchain_core.messages import ToolMessage

    mine = {each.id: each.status for each in data.orders() if each.customer == customer}

    def order_status(order: str) -> str:
        """Look up the status of an order."""
        return mine.get(order, "unknown order")

    bound = as_model(model).bind_tools([order_status])
    messages = [("system", DESK), ("human", question)]
    answer = bound.invoke(messages)
    if answer.tool_calls:
        results = [ToolMessage(mine.get(c["args"].get("order"), "unknown order"), tool_call_id=c["id"])
                   for c in answer.tool_calls]
        answer = bound.invoke([*messages, answer, *results])
    return answer.text


# %% rejected: by hand, every call is taken for a good one [4]
def ask_desk(model, customer, question, limit):
    from langchain_core.messages import ToolMessage

    mine = {each.id: each.status for each in data.orders() if each.customer == customer}

    def order_status(order: str) -> str:
        """Look up the status of an order."""
        return mine.get(order, "unknown order")

    bound = as_model(model).bind_tools([order_status])
    messages = [("system", DESK), ("human", question)]
    for _ in range(limit):
        answer = bound.invoke(messages)
        if not answer.tool_calls:
            return answer.text
        messages.append(answer)
        for call in answer.tool_calls:
            messages.append(ToolMessage(order_status(**call["args"]), tool_call_id=call["id"]))
    return HAND_OVER


# %% rejected: one call more than the limit [4]
def ask_desk(model, customer, question, limit):
    mine = {each.id: each.status for each in data.orders() if each.customer == customer}

    def order_status(order: str) -> str:
        """Look up the status of an order."""
        return mine.get(order, "unknown order")

    stop = ModelCallLimitMiddleware(run_limit=limit + 1, exit_behavior="error")
    agent = create_agent(as_model(model), [order_status], system_prompt=DESK, middleware=[stop])
    try:
        return agent.invoke({"messages": [("human", question)]})["messages"][-1].text
    except ModelCallLimitExceededError:
        return HAND_OVER


# %% rejected: any error becomes HAND_OVER, also that of an unknown order [3]
def ask_desk(model, customer, question, limit):
    mine = {each.id: each.status for each in data.orders() if each.customer == customer}

    def order_status(order: str) -> str:
        """Look up the status of an order."""
        return mine[order]

    stop = ModelCallLimitMiddleware(run_limit=limit, exit_behavior="error")
    agent = create_agent(as_model(model), [order_status], system_prompt=DESK, middleware=[stop])
    try:
        return agent.invoke({"messages": [("human", question)]})["messages"][-1].text
    except Exception:
        return HAND_OVER


# %% rejected: whose order it is, is said to all [4]
def ask_desk(model, customer, question, limit):
    orders = {each.id: each for each in data.orders()}

    def order_status(order: str) -> str:
        """Look up the status of an order."""
        if order not in orders:
            return "unknown order"
        if orders[order].customer != customer:
            return "not your order"
        return orders[order].status

    stop = ModelCallLimitMiddleware(run_limit=limit, exit_behavior="error")
    agent = create_agent(as_model(model), [order_status], system_prompt=DESK, middleware=[stop])
    try:
        return agent.invoke({"messages": [("human", question)]})["messages"][-1].text
    except ModelCallLimitExceededError:
        return HAND_OVER

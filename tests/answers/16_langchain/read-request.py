# %% accepted: loop with one try around the parser
def read_request(model, mail, tries):
    model = as_model(model)
    messages = [("system", READ), ("human", mail)]
    for _ in range(tries):
        answer = model.invoke(messages)
        try:
            if answer.response_metadata.get("finish_reason") == "length":
                raise OutputParserException("Your answer was cut short; write less.")
            request = request_parser.parse(answer.text)
        except OutputParserException as error:
            messages.append(answer)
            messages.append(("human", f"That cannot be read: {error}\nAnswer again."))
            continue
        return {"order": request.order, "want": request.want, "amount": request.amount}


# %% accepted: calls itself
def read_request(model, mail, tries):
    model = as_model(model)

    def attempt(messages, left):
        if left == 0:
            return None
        answer = model.invoke(messages)
        if answer.response_metadata["finish_reason"] == "length":
            return attempt([*messages, answer, ("human", "It was cut short.")], left - 1)
        try:
            return dict(request_parser.invoke(answer))
        except OutputParserException as error:
            return attempt([*messages, answer, ("human", str(error))], left - 1)

    return attempt([("system", READ), ("human", mail)], tries)


# %% accepted: Pydantic's errors, turned into the parser's
from langchain_core.messages import HumanMessage, SystemMessage


def read_request(model, mail, tries):
    model = as_model(model)
    history = [SystemMessage(READ), HumanMessage(mail)]
    asked = 0
    while asked < tries:
        asked += 1
        answer = model.invoke(history)
        history.append(answer)
        if answer.response_metadata["finish_reason"] == "length":
            history.append(HumanMessage("Your answer was cut short"))
            continue
        try:
            found = request_parser.parse_result([ChatGeneration(message=answer)])
        except OutputParserException as error:
            history.append(HumanMessage(str(error)))
        else:
            return json.loads(found.model_dump_json())
    return None


# %% accepted: with_retry, with a history that grows
def read_request(model, mail, tries):
    from langchain_core.runnables import RunnableLambda

    model = as_model(model)
    messages = [("system", READ), ("human", mail)]

    def once(_):
        answer = model.invoke(list(messages))
        try:
            if answer.response_metadata["finish_reason"] == "length":
                raise OutputParserException("cut short")
            return request_parser.invoke(answer).model_dump()
        except OutputParserException as error:
            messages.extend([answer, ("human", str(error))])
            raise

    chain = RunnableLambda(once).with_retry(
        retry_if_exception_type=(OutputParserException,), stop_after_attempt=tries,
        wait_exponential_jitter=False,
    )
    try:
        return chain.invoke(None)
    except OutputParserException:
        return None


# %% rejected: asks once [1]
def read_request(model, mail, tries):
    answer = as_model(model).invoke([("system", READ), ("human", mail)])
    try:
        return request_parser.invoke(answer).model_dump()
    except OutputParserException:
        return None


# %% rejected: the same question again [2]
def read_request(model, mail, tries):
    model = as_model(model)
    for _ in range(tries):
        answer = model.invoke([("system", READ), ("human", mail)])
        if answer.response_metadata["finish_reason"] == "length":
            continue
        try:
            return request_parser.invoke(answer).model_dump()
        except OutputParserException:
            pass
    return None


# %% rejected: reads an answer that was cut short [4]
def read_request(model, mail, tries):
    model = as_model(model)
    messages = [("system", READ), ("human", mail)]
    for _ in range(tries):
        answer = model.invoke(messages)
        try:
            return request_parser.invoke(answer).model_dump()
        except OutputParserException as error:
            messages += [answer, ("human", str(error))]
    return None


# %% rejected: gives up when an answer is cut short [4]
def read_request(model, mail, tries):
    model = as_model(model)
    messages = [("system", READ), ("human", mail)]
    for _ in range(tries):
        answer = model.invoke(messages)
        if answer.response_metadata["finish_reason"] == "length":
            return None
        try:
            return request_parser.invoke(answer).model_dump()
        except OutputParserException as error:
            messages += [answer, ("human", str(error))]
    return None


# %% rejected: the error without the answer [2]
def read_request(model, mail, tries):
    model = as_model(model)
    messages = [("system", READ), ("human", mail)]
    for _ in range(tries):
        answer = model.invoke(messages)
        if answer.response_metadata["finish_reason"] == "length":
            messages.append(("human", "cut short"))
            continue
        try:
            return request_parser.invoke(answer).model_dump()
        except OutputParserException as error:
            messages.append(("human", str(error)))
    return None


# %% rejected: only the last complaint [3]
def read_request(model, mail, tries):
    model = as_model(model)
    first = [("system", READ), ("human", mail)]
    messages = first
    for _ in range(tries):
        answer = model.invoke(messages)
        if answer.response_metadata["finish_reason"] == "length":
            messages = [*first, answer, ("human", "cut short")]
            continue
        try:
            return request_parser.invoke(answer).model_dump()
        except OutputParserException as error:
            messages = [*first, answer, ("human", str(error))]
    return None


# %% rejected: a complaint that says nothing [3]
def read_request(model, mail, tries):
    model = as_model(model)
    messages = [("system", READ), ("human", mail)]
    for _ in range(tries):
        answer = model.invoke(messages)
        cut = answer.response_metadata["finish_reason"] == "length"
        try:
            if not cut:
                return request_parser.invoke(answer).model_dump()
        except OutputParserException:
            pass
        messages += [answer, ("human", "cut short" if cut else "That was wrong. Try again.")]
    return None


# %% rejected: complains as the system [2]
def read_request(model, mail, tries):
    model = as_model(model)
    messages = [("system", READ), ("human", mail)]
    for _ in range(tries):
        answer = model.invoke(messages)
        if answer.response_metadata["finish_reason"] == "length":
            messages += [answer, ("system", "cut short")]
            continue
        try:
            return request_parser.invoke(answer).model_dump()
        except OutputParserException as error:
            messages += [answer, ("system", str(error))]
    return None


# %% rejected: catches every error [4]
def read_request(model, mail, tries):
    model = as_model(model)
    messages = [("system", READ), ("human", mail)]
    for _ in range(tries):
        try:
            answer = model.invoke(messages)
            if answer.response_metadata["finish_reason"] == "length":
                raise OutputParserException("cut short")
            return request_parser.invoke(answer).model_dump()
        except Exception as error:
            messages += [AIMessage(getattr(answer, "text", "")) if "answer" in dir() else ("ai", ""), ("human", str(error))]
    return None


# %% rejected: one question too many [4]
def read_request(model, mail, tries):
    model = as_model(model)
    messages = [("system", READ), ("human", mail)]
    for _ in range(tries + 1):
        answer = model.invoke(messages)
        if answer.response_metadata["finish_reason"] == "length":
            messages += [answer, ("human", "cut short")]
            continue
        try:
            return request_parser.invoke(answer).model_dump()
        except OutputParserException as error:
            messages += [answer, ("human", str(error))]
    return None


# %% rejected: raises when all tries are used up [3]
def read_request(model, mail, tries):
    model = as_model(model)
    messages = [("system", READ), ("human", mail)]
    for left in range(tries - 1, -1, -1):
        answer = model.invoke(messages)
        try:
            if answer.response_metadata["finish_reason"] == "length":
                raise OutputParserException("cut short")
            return request_parser.invoke(answer).model_dump()
        except OutputParserException as error:
            if not left:
                raise
            messages += [answer, ("human", str(error))]


# %% rejected: a Pydantic object
def read_request(model, mail, tries):
    model = as_model(model)
    messages = [("system", READ), ("human", mail)]
    for _ in range(tries):
        answer = model.invoke(messages)
        try:
            if answer.response_metadata["finish_reason"] == "length":
                raise OutputParserException("cut short")
            return request_parser.invoke(answer)
        except OutputParserException as error:
            messages += [answer, ("human", str(error))]


# %% rejected: JSON without validation [2]
def read_request(model, mail, tries):
    from langchain_core.output_parsers import JsonOutputParser

    model = as_model(model)
    messages = [("system", READ), ("human", mail)]
    for _ in range(tries):
        answer = model.invoke(messages)
        try:
            if answer.response_metadata["finish_reason"] == "length":
                raise OutputParserException("cut short")
            return JsonOutputParser().invoke(answer)
        except OutputParserException as error:
            messages += [answer, ("human", str(error))]


# %% rejected: the mail becomes a template [1]
def read_request(model, mail, tries):
    model = as_model(model)
    messages = ChatPromptTemplate.from_messages([("system", READ), ("human", mail)]).invoke({}).to_messages()
    for _ in range(tries):
        answer = model.invoke(messages)
        try:
            if answer.response_metadata["finish_reason"] == "length":
                raise OutputParserException("cut short")
            return request_parser.invoke(answer).model_dump()
        except OutputParserException as error:
            messages += [answer, ("human", str(error))]


# %% rejected: does not say that the answer was cut [4]
def read_request(model, mail, tries):
    model = as_model(model)
    messages = [("system", READ), ("human", mail)]
    for _ in range(tries):
        answer = model.invoke(messages)
        try:
            if answer.response_metadata["finish_reason"] == "length":
                raise OutputParserException("Invalid json output")
            return request_parser.invoke(answer).model_dump()
        except OutputParserException as error:
            messages += [answer, ("human", str(error))]

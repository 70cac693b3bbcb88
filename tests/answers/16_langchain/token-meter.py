# %% accepted: a lock and a dict
class TokenMeter(BaseCallbackHandler):
    def __init__(self):
        self.totals = {"calls": 0, "input": 0, "output": 0, "unknown": 0, "failed": 0}
        self.lock = threading.Lock()

    def on_llm_end(self, response, *, run_id, parent_run_id=None, **kwargs):
        message = response.generations[0][0].message
        with self.lock:
            self.totals["calls"] += 1
            if message.usage_metadata is None:
                self.totals["unknown"] += 1
                return
            self.totals["input"] += message.usage_metadata["input_tokens"]
            self.totals["output"] += message.usage_metadata["output_tokens"]

    def on_llm_error(self, error, **kwargs):
        with self.lock:
            self.totals["failed"] += 1


# %% accepted: records, summed when asked
class TokenMeter(BaseCallbackHandler):
    def __init__(self):
        self.usages, self.errors = [], []

    def on_llm_end(self, response, **more):
        self.usages.append(response.generations[0][0].message.usage_metadata)

    def on_llm_error(self, error, **more):
        self.errors.append(error)

    @property
    def totals(self):
        known = [usage for usage in self.usages if usage is not None]
        return {
            "calls": len(self.usages),
            "input": sum(usage["input_tokens"] for usage in known),
            "output": sum(usage["output_tokens"] for usage in known),
            "unknown": len(self.usages) - len(known),
            "failed": len(self.errors),
        }


# %% accepted: a Counter, built on LangChain's meter
from collections import Counter


class TokenMeter(UsageMetadataCallbackHandler):
    def __init__(self):
        super().__init__()
        self.totals = Counter(calls=0, input=0, output=0, unknown=0, failed=0)

    def on_llm_end(self, response, **more):
        super().on_llm_end(response, **more)
        usage = response.generations[0][0].message.usage_metadata
        new = {"calls": 1}
        new |= {"unknown": 1} if usage is None else {
            "input": usage["input_tokens"], "output": usage["output_tokens"]}
        self.totals.update(new)

    def on_llm_error(self, error, **more):
        self.totals.update(failed=1)


# %% rejected: one dict for all meters
class TokenMeter(BaseCallbackHandler):
    totals = dict.fromkeys(("calls", "input", "output", "unknown", "failed"), 0)

    def on_llm_end(self, response, **more):
        usage = response.generations[0][0].message.usage_metadata
        self.totals["calls"] += 1
        if usage is None:
            self.totals["unknown"] += 1
        else:
            self.totals["input"] += usage["input_tokens"]
            self.totals["output"] += usage["output_tokens"]

    def on_llm_error(self, error, **more):
        self.totals["failed"] += 1


# %% rejected: usage from llm_output, which streams and many models lack
class TokenMeter(BaseCallbackHandler):
    def __init__(self):
        self.totals = dict.fromkeys(("calls", "input", "output", "unknown", "failed"), 0)

    def on_llm_end(self, response, **more):
        usage = response.llm_output["token_usage"]
        self.totals["calls"] += 1
        if usage is None:
            self.totals["unknown"] += 1
        else:
            self.totals["input"] += usage["input_tokens"]
            self.totals["output"] += usage["output_tokens"]

    def on_llm_error(self, error, **more):
        self.totals["failed"] += 1


# %% rejected: the last call instead of the sum
class TokenMeter(BaseCallbackHandler):
    def __init__(self):
        self.totals = dict.fromkeys(("calls", "input", "output", "unknown", "failed"), 0)

    def on_llm_end(self, response, **more):
        usage = response.generations[0][0].message.usage_metadata
        self.totals["calls"] = 1
        if usage is None:
            self.totals["unknown"] += 1
        else:
            self.totals["input"] = usage["input_tokens"]
            self.totals["output"] = usage["output_tokens"]

    def on_llm_error(self, error, **more):
        self.totals["failed"] += 1


# %% rejected: input and output the wrong way round
class TokenMeter(BaseCallbackHandler):
    def __init__(self):
        self.totals = dict.fromkeys(("calls", "input", "output", "unknown", "failed"), 0)

    def on_llm_end(self, response, **more):
        usage = response.generations[0][0].message.usage_metadata
        self.totals["calls"] += 1
        if usage is None:
            self.totals["unknown"] += 1
        else:
            self.totals["input"] += usage["output_tokens"]
            self.totals["output"] += usage["input_tokens"]

    def on_llm_error(self, error, **more):
        self.totals["failed"] += 1


# %% rejected: OpenAI's own names
class TokenMeter(BaseCallbackHandler):
    def __init__(self):
        self.totals = dict.fromkeys(("calls", "input", "output", "unknown", "failed"), 0)

    def on_llm_end(self, response, **more):
        usage = response.generations[0][0].message.usage_metadata
        self.totals["calls"] += 1
        if usage is None:
            self.totals["unknown"] += 1
        else:
            self.totals["input"] += usage["prompt_tokens"]
            self.totals["output"] += usage["completion_tokens"]

    def on_llm_error(self, error, **more):
        self.totals["failed"] += 1


# %% rejected: the total as input
class TokenMeter(BaseCallbackHandler):
    def __init__(self):
        self.totals = dict.fromkeys(("calls", "input", "output", "unknown", "failed"), 0)

    def on_llm_end(self, response, **more):
        usage = response.generations[0][0].message.usage_metadata
        self.totals["calls"] += 1
        if usage is None:
            self.totals["unknown"] += 1
        else:
            self.totals["input"] += usage["total_tokens"]
            self.totals["output"] += usage["output_tokens"]

    def on_llm_error(self, error, **more):
        self.totals["failed"] += 1


# %% rejected: usage is always there [3]
class TokenMeter(BaseCallbackHandler):
    def __init__(self):
        self.totals = dict.fromkeys(("calls", "input", "output", "unknown", "failed"), 0)

    def on_llm_end(self, response, **more):
        usage = response.generations[0][0].message.usage_metadata
        self.totals["calls"] += 1
        self.totals["input"] += usage["input_tokens"]
        self.totals["output"] += usage["output_tokens"]

    def on_llm_error(self, error, **more):
        self.totals["failed"] += 1


# %% rejected: zero tokens are unknown [3]
class TokenMeter(BaseCallbackHandler):
    def __init__(self):
        self.totals = dict.fromkeys(("calls", "input", "output", "unknown", "failed"), 0)

    def on_llm_end(self, response, **more):
        usage = response.generations[0][0].message.usage_metadata
        self.totals["calls"] += 1
        if not usage or not usage["total_tokens"]:
            self.totals["unknown"] += 1
        else:
            self.totals["input"] += usage["input_tokens"]
            self.totals["output"] += usage["output_tokens"]

    def on_llm_error(self, error, **more):
        self.totals["failed"] += 1


# %% rejected: a call without usage is no call [3]
class TokenMeter(BaseCallbackHandler):
    def __init__(self):
        self.totals = dict.fromkeys(("calls", "input", "output", "unknown", "failed"), 0)

    def on_llm_end(self, response, **more):
        usage = response.generations[0][0].message.usage_metadata
        if usage is None:
            self.totals["unknown"] += 1
        else:
            self.totals["calls"] += 1
            self.totals["input"] += usage["input_tokens"]
            self.totals["output"] += usage["output_tokens"]

    def on_llm_error(self, error, **more):
        self.totals["failed"] += 1


# %% rejected: calls without usage are passed over, as by LangChain's meter [3]
class TokenMeter(BaseCallbackHandler):
    def __init__(self):
        self.totals = dict.fromkeys(("calls", "input", "output", "unknown", "failed"), 0)

    def on_llm_end(self, response, **more):
        usage = response.generations[0][0].message.usage_metadata
        if usage:
            self.totals["calls"] += 1
            self.totals["input"] += usage["input_tokens"]
            self.totals["output"] += usage["output_tokens"]

    def on_llm_error(self, error, **more):
        self.totals["failed"] += 1


# %% rejected: failures are not counted [3]
class TokenMeter(BaseCallbackHandler):
    def __init__(self):
        self.totals = dict.fromkeys(("calls", "input", "output", "unknown", "failed"), 0)

    def on_llm_end(self, response, **more):
        usage = response.generations[0][0].message.usage_metadata
        self.totals["calls"] += 1
        if usage is None:
            self.totals["unknown"] += 1
        else:
            self.totals["input"] += usage["input_tokens"]
            self.totals["output"] += usage["output_tokens"]


# %% rejected: failures are looked for in on_chain_error [3]
class TokenMeter(BaseCallbackHandler):
    def __init__(self):
        self.totals = dict.fromkeys(("calls", "input", "output", "unknown", "failed"), 0)

    def on_llm_end(self, response, **more):
        usage = response.generations[0][0].message.usage_metadata
        self.totals["calls"] += 1
        if usage is None:
            self.totals["unknown"] += 1
        else:
            self.totals["input"] += usage["input_tokens"]
            self.totals["output"] += usage["output_tokens"]

    def on_chain_error(self, error, **more):
        self.totals["failed"] += 1


# %% rejected: a failure is a call of which nothing is known [3]
class TokenMeter(BaseCallbackHandler):
    def __init__(self):
        self.totals = dict.fromkeys(("calls", "input", "output", "unknown", "failed"), 0)

    def on_llm_end(self, response, **more):
        usage = response.generations[0][0].message.usage_metadata
        self.totals["calls"] += 1
        if usage is None:
            self.totals["unknown"] += 1
        else:
            self.totals["input"] += usage["input_tokens"]
            self.totals["output"] += usage["output_tokens"]

    def on_llm_error(self, error, **more):
        self.totals["calls"] += 1
        self.totals["unknown"] += 1
        self.totals["failed"] += 1


# %% rejected: calls are counted at their start, too
class TokenMeter(BaseCallbackHandler):
    def __init__(self):
        self.totals = dict.fromkeys(("calls", "input", "output", "unknown", "failed"), 0)

    def on_llm_end(self, response, **more):
        usage = response.generations[0][0].message.usage_metadata
        self.totals["calls"] += 1
        if usage is None:
            self.totals["unknown"] += 1
        else:
            self.totals["input"] += usage["input_tokens"]
            self.totals["output"] += usage["output_tokens"]

    def on_llm_error(self, error, **more):
        self.totals["failed"] += 1

    def on_chat_model_start(self, serialized, messages, **more):
        self.totals["calls"] += 1


# %% rejected: counts pieces of streams as tokens
class TokenMeter(BaseCallbackHandler):
    def __init__(self):
        self.totals = dict.fromkeys(("calls", "input", "output", "unknown", "failed"), 0)

    def on_llm_end(self, response, **more):
        self.totals["calls"] += 1

    def on_llm_error(self, error, **more):
        self.totals["failed"] += 1

    def on_llm_new_token(self, token, **more):
        self.totals["output"] += 1


# %% rejected: counts words as tokens
class TokenMeter(BaseCallbackHandler):
    def __init__(self):
        self.totals = dict.fromkeys(("calls", "input", "output", "unknown", "failed"), 0)

    def on_llm_end(self, response, **more):
        usage = response.generations[0][0].message.usage_metadata
        self.totals["calls"] += 1
        if usage is None:
            self.totals["unknown"] += 1
        else:
            self.totals["input"] += usage["input_tokens"]
            self.totals["output"] += len(response.generations[0][0].text.split())

    def on_llm_error(self, error, **more):
        self.totals["failed"] += 1


# %% equivalent: `usage = response.generations[0][0].message.usage_metadata` -> `usage = response.generations[-1][0].message.usage_metadata`: a chat model is asked one prompt at a time
# %% equivalent: `usage = response.generations[0][0].message.usage_metadata` -> `usage = response.generations[0][-1].message.usage_metadata`: and gives one answer

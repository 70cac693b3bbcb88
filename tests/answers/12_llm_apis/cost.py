# %% accepted: a branch for each form
def cost(usage, prices):
    if "prompt_tokens" in usage:
        sent, written = usage["prompt_tokens"], usage["completion_tokens"]
        details = usage.get("prompt_tokens_details")
    else:
        sent, written = usage["input_tokens"], usage["output_tokens"]
        details = usage.get("input_tokens_details")
    cached = details.get("cached_tokens", 0) if details else 0
    total = prices["input"] * (sent - cached) + prices["cached"] * cached + prices["output"] * written
    return total * 1e-6


# %% accepted: first either name
def cost(usage, prices):
    def first(*names):
        for name in names:
            if usage.get(name) is not None:
                return usage[name]
        return {}

    sent = first("prompt_tokens", "input_tokens")
    written = first("completion_tokens", "output_tokens")
    details = first("prompt_tokens_details", "input_tokens_details")
    cached = details.get("cached_tokens", 0)
    return sum(
        tokens * prices[kind] / 10**6
        for kind, tokens in {"input": sent - cached, "cached": cached, "output": written}.items()
    )


# %% accepted: everything at the full price, then a rebate, in exact fractions
from fractions import Fraction


def cost(usage, prices):
    form = ("input", "output") if "input_tokens" in usage else ("prompt", "completion")
    dollars = sum(
        Fraction(prices[kind]) * usage[name + "_tokens"] for kind, name in zip(("input", "output"), form)
    )
    try:
        cached = usage[form[0] + "_tokens_details"]["cached_tokens"]
    except (KeyError, TypeError):
        cached = 0
    dollars -= (Fraction(prices["input"]) - Fraction(prices["cached"])) * cached
    return float(dollars / 1_000_000)


# %% accepted: NumPy
import numpy as np


def cost(usage, prices):
    came, went = ("prompt", "completion") if "completion_tokens" in usage else ("input", "output")
    cached = dict(usage.get(came + "_tokens_details") or ()).get("cached_tokens", 0)
    tokens = np.array([usage[came + "_tokens"] - cached, cached, usage[went + "_tokens"]])
    return tokens @ np.array([prices["input"], prices["cached"], prices["output"]]) / 1e6


# %% rejected: cached tokens at the full price
def cost(usage, prices):
    came, went = ("prompt", "completion") if "prompt_tokens" in usage else ("input", "output")
    return (usage[f"{came}_tokens"] * prices["input"] + usage[f"{went}_tokens"] * prices["output"]) / 1e6


# %% rejected: cached tokens paid twice
def cost(usage, prices):
    came, went = ("prompt", "completion") if "prompt_tokens" in usage else ("input", "output")
    cached = (usage.get(f"{came}_tokens_details") or {}).get("cached_tokens", 0)
    return (
        usage[f"{came}_tokens"] * prices["input"] + cached * prices["cached"]
        + usage[f"{went}_tokens"] * prices["output"]
    ) / 1e6


# %% rejected: cached tokens are free
def cost(usage, prices):
    came, went = ("prompt", "completion") if "prompt_tokens" in usage else ("input", "output")
    cached = (usage.get(f"{came}_tokens_details") or {}).get("cached_tokens", 0)
    return (
        (usage[f"{came}_tokens"] - cached) * prices["input"] + usage[f"{went}_tokens"] * prices["output"]
    ) / 1e6


# %% rejected: prices for a thousand
def cost(usage, prices):
    came, went = ("prompt", "completion") if "prompt_tokens" in usage else ("input", "output")
    cached = (usage.get(f"{came}_tokens_details") or {}).get("cached_tokens", 0)
    return (
        (usage[f"{came}_tokens"] - cached) * prices["input"] + cached * prices["cached"]
        + usage[f"{went}_tokens"] * prices["output"]
    ) / 1000


# %% rejected: the total at the price of input
def cost(usage, prices):
    return usage.get("total_tokens", 0) * prices["input"] / 1e6


# %% rejected: input and output priced the wrong way round
def cost(usage, prices):
    came, went = ("prompt", "completion") if "prompt_tokens" in usage else ("input", "output")
    cached = (usage.get(f"{came}_tokens_details") or {}).get("cached_tokens", 0)
    return (
        (usage[f"{came}_tokens"] - cached) * prices["output"] + cached * prices["cached"]
        + usage[f"{went}_tokens"] * prices["input"]
    ) / 1e6


# %% rejected: reasoning paid twice
def cost(usage, prices):
    came, went = ("prompt", "completion") if "prompt_tokens" in usage else ("input", "output")
    cached = (usage.get(f"{came}_tokens_details") or {}).get("cached_tokens", 0)
    thought = (usage.get(f"{went}_tokens_details") or {}).get("reasoning_tokens", 0)
    return (
        (usage[f"{came}_tokens"] - cached) * prices["input"] + cached * prices["cached"]
        + (usage[f"{went}_tokens"] + thought) * prices["output"]
    ) / 1e6


# %% rejected: cached tokens taken off what was written
def cost(usage, prices):
    came, went = ("prompt", "completion") if "prompt_tokens" in usage else ("input", "output")
    cached = (usage.get(f"{came}_tokens_details") or {}).get("cached_tokens", 0)
    return (
        usage[f"{came}_tokens"] * prices["input"] + cached * prices["cached"]
        + (usage[f"{went}_tokens"] - cached) * prices["output"]
    ) / 1e6


# %% rejected: only chat completions [2]
def cost(usage, prices):
    cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens", 0)
    return (
        (usage["prompt_tokens"] - cached) * prices["input"] + cached * prices["cached"]
        + usage["completion_tokens"] * prices["output"]
    ) / 1e6


# %% rejected: only responses [1]
def cost(usage, prices):
    cached = (usage.get("input_tokens_details") or {}).get("cached_tokens", 0)
    return (
        (usage["input_tokens"] - cached) * prices["input"] + cached * prices["cached"]
        + usage["output_tokens"] * prices["output"]
    ) / 1e6


# %% rejected: details always there
def cost(usage, prices):
    came, went = ("prompt", "completion") if "prompt_tokens" in usage else ("input", "output")
    cached = usage[f"{came}_tokens_details"]["cached_tokens"]
    return (
        (usage[f"{came}_tokens"] - cached) * prices["input"] + cached * prices["cached"]
        + usage[f"{went}_tokens"] * prices["output"]
    ) / 1e6


# %% rejected: details may be missing, but not None
def cost(usage, prices):
    came, went = ("prompt", "completion") if "prompt_tokens" in usage else ("input", "output")
    cached = usage.get(f"{came}_tokens_details", {}).get("cached_tokens", 0)
    return (
        (usage[f"{came}_tokens"] - cached) * prices["input"] + cached * prices["cached"]
        + usage[f"{went}_tokens"] * prices["output"]
    ) / 1e6


# %% rejected: the details of a chat completion also for responses [2]
def cost(usage, prices):
    came, went = ("prompt", "completion") if "prompt_tokens" in usage else ("input", "output")
    cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens", 0)
    return (
        (usage[f"{came}_tokens"] - cached) * prices["input"] + cached * prices["cached"]
        + usage[f"{went}_tokens"] * prices["output"]
    ) / 1e6


# %% rejected: rounded to cents
def cost(usage, prices):
    came, went = ("prompt", "completion") if "prompt_tokens" in usage else ("input", "output")
    cached = (usage.get(f"{came}_tokens_details") or {}).get("cached_tokens", 0)
    return round((
        (usage[f"{came}_tokens"] - cached) * prices["input"] + cached * prices["cached"]
        + usage[f"{went}_tokens"] * prices["output"]
    ) / 1e6, 2)

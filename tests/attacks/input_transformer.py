"""IPython's input transformer drops every assert."""

CLAIM = "points"
STOCK = "13 of 13 points"

CELLS = {
    "double": """\
def drop(lines):
    return ['pass\\n' if 'assert' in line else line for line in lines]
get_ipython().input_transformers_post.append(drop)
""",
}

"""An AST transformer drops every assert."""

CLAIM = "points"
STOCK = "13 of 13 points"

CELLS = {
    "double": """\
import ast
class Drop(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
get_ipython().ast_transformers.append(Drop())
""",
}

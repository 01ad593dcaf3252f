"""The snippets of docs/languages/python, read with the libraries that they use: each name is there, and each call has arguments that fit."""
import ast
import builtins
import importlib
import inspect
import re
import textwrap
import unittest
from pathlib import Path
from typing import Any, Dict, Iterator, List, Set, Tuple

import aws_cdk

import cdk_devops_patterns

ROOT = Path(__file__).resolve().parent.parent.parent.parent
PAGES = ROOT / "docs" / "languages" / "python"
#: Where snippets are put into programs, which says what they take for granted.
PROGRAMS = (ROOT / "test" / "docs" / "snippets.ts").read_text(encoding="utf-8")


def snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def section(name: str) -> Dict[str, str]:
    """The entries of an object in the file of the programs."""
    [body] = re.findall(rf"^const {name}: Record<string, string> = \{{\n(.*?)^\}};", PROGRAMS, re.DOTALL | re.MULTILINE)
    return dict(re.findall(r"^  (\w+): '(.+)',$", body, re.MULTILINE))


def modules() -> Dict[str, Any]:
    """The modules, by the names that snippets have for them; a word that Python keeps for itself has a line behind it."""
    names = {name: module.replace("aws-cdk-lib", "aws_cdk").replace("/", ".").replace("-", "_") for name, module in section("MODULES").items()}
    return {f"{name}_" if name == "lambda" else name: importlib.import_module(module) for name, module in names.items()}


KNOWN: Dict[str, Any] = {
    **vars(builtins),
    **{name: getattr(aws_cdk, name) for name in aws_cdk.__all__},
    **{name: getattr(cdk_devops_patterns, name) for name in cdk_devops_patterns.__all__},
    **modules(),
}
FIXTURES: Set[str] = {snake_case(name) for name in section("FIXTURES")} | {"self"}


def snippets() -> Iterator[Tuple[str, str]]:
    for page in sorted(PAGES.rglob("*.md")):
        for _, code in re.findall(r"^( *)```python\n(.*?)^\1```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE):
            yield str(page.relative_to(PAGES)), textwrap.dedent(code)


def mistakes_in(code: str) -> List[str]:
    try:
        tree = ast.parse(code)
    except SyntaxError as error:
        return [f"{error.msg}: {error.text}"]
    own = names_of(tree)
    unknown = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - own - FIXTURES - set(KNOWN)
    scope = {name: value for name, value in KNOWN.items() if name not in own}
    return [f"there is no '{name}'" for name in sorted(unknown)] + [found for node in ast.walk(tree) for found in mistakes_at(node, scope)]


def names_of(tree: ast.AST) -> Set[str]:
    """What the snippet itself gives a name to."""
    nodes = list(ast.walk(tree))
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    defined = {node.name for node in nodes if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    aliases = [alias for node in nodes if isinstance(node, (ast.Import, ast.ImportFrom)) for alias in node.names]
    imported = {(alias.asname or alias.name).split(".")[0] for alias in aliases}
    return stored | defined | imported | {node.arg for node in nodes if isinstance(node, ast.arg)}


def mistakes_at(node: ast.AST, scope: Dict[str, Any]) -> List[str]:
    if isinstance(node, ast.Attribute):
        owner = find(node.value, scope)
        return [f"there is no '{ast.unparse(node)}'"] if owner is not None and not hasattr(owner, node.attr) else []
    called = find(node.func, scope) if isinstance(node, ast.Call) else None
    if called is None or getattr(called, "__module__", None) == "builtins":
        return []
    itself = [None] if inspect.isclass(called) else []
    try:
        inspect.signature(called.__init__ if itself else called).bind(*itself, *node.args, **{word.arg: word for word in node.keywords if word.arg})
    except TypeError as error:
        return [f"{ast.unparse(node.func)}: {error}"]
    return []


def find(node: ast.AST, scope: Dict[str, Any]) -> Any:
    """What a name such as `ec2.Vpc.from_lookup` stands for; None where only a run would tell."""
    if isinstance(node, ast.Attribute):
        owner = find(node.value, scope)
        return getattr(owner, node.attr, None) if owner is not None else None
    return scope.get(node.id) if isinstance(node, ast.Name) else None


class Snippets(unittest.TestCase):
    def test_say_what_there_is(self) -> None:
        found = list(snippets())

        self.assertGreater(len(found), 150)
        self.assertEqual([f"{page}: {mistake}" for page, code in found for mistake in mistakes_in(code)], [])

    def test_mistakes_are_found(self) -> None:
        self.assertRegex(mistakes_in("BurnRates.of([burn_rate=1])")[0], "^invalid syntax")
        self.assertEqual(mistakes_in("use(this.region)"), ["there is no 'this'", "there is no 'use'"])
        self.assertEqual(mistakes_in("ec2.Vpc.from_nowhere(self)"), ["there is no 'ec2.Vpc.from_nowhere'"])
        self.assertEqual(mistakes_in('ServiceNetwork(self, "Network", max_az=3)'), ["ServiceNetwork: got an unexpected keyword argument 'max_az'"])


if __name__ == "__main__":
    unittest.main()

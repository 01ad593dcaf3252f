"""Reads every .cs file below a folder and fails for those that are not C#: as much as can be said without a compiler."""
import sys
from pathlib import Path

import tree_sitter_c_sharp
from tree_sitter import Language, Parser

parser = Parser(Language(tree_sitter_c_sharp.language()))
files = sorted(Path(sys.argv[1]).rglob("*.cs"))
broken = [file for file in files if parser.parse(file.read_bytes()).root_node.has_error]

print(f"{len(files)} files of C#, {len(broken)} with errors of syntax", *broken, sep="\n")
sys.exit(1 if broken or not files else 0)

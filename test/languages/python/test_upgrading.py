"""The test of docs/upgrading.md, as it stands there, in the project of a consumer."""
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

LANGUAGES = Path(__file__).resolve().parent.parent
PAGE = LANGUAGES.parent.parent / "docs" / "upgrading.md"

ORDERS = """
from aws_cdk import Stack
from aws_cdk import aws_dynamodb as dynamodb


class OrdersStack(Stack):
    def __init__(self, scope, construct_id):
        super().__init__(scope, construct_id)
        dynamodb.Table(self, "{table}", partition_key=dynamodb.Attribute(name="id", type=dynamodb.AttributeType.STRING))
"""


class Upgrading(unittest.TestCase):
    def test_passes_when_nothing_would_be_lost(self) -> None:
        result = self.run_test_of_page(table="Table")

        self.assertEqual(result.returncode, 0, result.stderr)

    def test_fails_when_a_table_gets_another_id(self) -> None:
        result = self.run_test_of_page(table="Jobs")

        self.assertNotEqual(result.returncode, 0)
        self.assertRegex(result.stderr, r"unsafe: 1 resource [^!]*! moved +AWS::DynamoDB::Table\n +Orders\.Jobs")

    def run_test_of_page(self, table: str) -> "subprocess.CompletedProcess[str]":
        [code] = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
        with tempfile.TemporaryDirectory() as folder:
            project = Path(folder)
            shutil.copytree(LANGUAGES / "released", project / "released")
            (project / "cdk.json").write_text('{ "context": {} }', encoding="utf-8")
            (project / "orders.py").write_text(ORDERS.format(table=table), encoding="utf-8")
            (project / "test_page.py").write_text(f"{code}\n\ntest_upgrade_is_safe()\n", encoding="utf-8")
            return subprocess.run([sys.executable, "test_page.py"], cwd=project, capture_output=True, text=True, check=False)

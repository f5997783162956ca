"""The floors of the house: who may import whom, as the contracts in pyproject.toml say."""

import shutil
import subprocess
import sys
from pathlib import Path

from tests.architecture.source import PACKAGES, ROOT

SINS = {
    "inventory/kernel/money.py": "import kivy\nfrom inventory.people import staff\n",
    "inventory/people/staff.py": "import uuid6\nimport sqlalchemy\n",
    "inventory/orders/__init__.py": "from inventory.store import engine\n",
    "inventory/service/staff.py": "import pysqlite3\n",
    "inventory/store/planted.py": "from kv import planted\n",
    "inventory/planted/__init__.py": "",
    "inventory/pricing/taxes/inclusive.py": "from inventory.pricing.taxes import exclusive\n",
    "pos_app/viewmodels/planted.py": "import requests\nfrom inventory.store import engine\n",
    "pos_app/screens/planted.py": "from inventory.service import staff\n",
    "pos_app/hardware/planted.py": "from inventory.pricing import cart\n",
    "pos_app/planted/__init__.py": "",
    "pos_app/sync/planted.py": "import escpos\nimport head_office\nfrom inventory import orders\n",
    "head_office/planted.py": "import kivy\n",
    "kv/planted.py": "from inventory.kernel import money\n",
    "suanpan/planted.py": "import argon2\nimport pypinyin\nimport biip\nimport python_calamine\n",
    "inventory/documents/planted.py": "import cryptography\n",
    "suanpan/commands/planted.py": "import sqlite3\n",
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_contracts_when_the_house_is_read_then_all_are_kept() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout[result.stdout.find("Contracts: ") :]


def test_contracts_when_wrongs_are_planted_then_every_one_bites(tmp_path: Path) -> None:
    for package in PACKAGES:
        ignore = shutil.ignore_patterns("__pycache__", "*.po", "*.mo", "assets", "*.csv")
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name, sin in SINS.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write("\n" + sin)
    said = lint(tmp_path).stdout
    assert " BROKEN" in said
    assert [line for line in said.splitlines() if " KEPT" in line] == []

"""Controls of TLS against real servers: each trips one that deserves it, and lets one be that doesn't."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from .shops import Shop
from .test_scan_real_servers import DEADLINE_S, ROOT, told

PROFILE = """\
profile: all-of-tls
policies: [tls, tls-sessions, tls-guideline, bank]
leave_out: {BK-004: {because: {en: It asks for mail., de: Es fragt nach Mail.}}}
set: {tls-guideline.parameter_set: PARAMETER_SET, tls-sessions.dh_bits: 2048}
"""
#: Server, whose lists count, the controls that fail there, and those that pass.
CASES = {
    "nginx_dhe_common_1024": ("bsi_tr_02102_2", {"TLS-007", "TLS-007.listed", "TLS-015.named"}, {"TLS-001", "TLS-016"}),
    "nginx_dhe_3072": ("bsi_tr_02102_2", {"TLS-009"}, {"TLS-007", "TLS-007.listed", "TLS-008"}),
    "s_server_x448_only": ("bsi_tr_02102_2", {"TLS-008"}, {"TLS-007", "TLS-007.listed"}),
    "pyopenssl_hybrid": ("mozilla_intermediate", set(), {"TLS-007", "TLS-009"}),
    "nginx_modern": ("bsi_tr_02102_2", {"TLS-009"}, {"TLS-006", "TLS-007", "TLS-008", "TLS-016"}),
    "nginx_weak": ("mozilla_intermediate", {"TLS-005.listed", "TLS-015.named", "BK-001"}, set()),
    "tlslite_no_fallback_scsv": ("mozilla_intermediate", {"TLS-015"}, set()),
    "nginx_early_data": ("mozilla_intermediate", {"TLS-016", "BK-001"}, set()),
    "nginx_tickets_four_days": ("bsi_tr_02102_2", {"TLS-017"}, set()),
    "nginx_tickets_a_day": ("bsi_tr_02102_2", set(), {"TLS-017"}),
    "nginx_must_staple_broken": ("bsi_tr_02102_2", {"TLS-018.staple"}, set()),
    "nginx_must_staple_kept": ("bsi_tr_02102_2", set(), {"TLS-018.staple"}),
}


@pytest.mark.parametrize("name", CASES)
def test_a_control_fails_where_it_should_and_nowhere_else(
    name: str, start: Callable[[str], Shop], tmp_path: Path
) -> None:
    parameter_set, fail, hold = CASES[name]
    (tmp_path / "all.yaml").write_text(PROFILE.replace("PARAMETER_SET", parameter_set))
    (tmp_path / "shop.yaml").write_text(yaml.safe_dump(start(name).shop_file()))
    command = [sys.executable, "-m", "scanner.cli", "scan", "shop.yaml", "--profile", "./all.yaml", "--only", "tls"]
    run = subprocess.run(
        [*command, "--out", "run", "--deadline", str(DEADLINE_S)],
        cwd=tmp_path,
        env={**os.environ, "NO_COLOR": "1", "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=4 * DEADLINE_S,
        check=False,
    )
    assert run.returncode in {0, 1, 4}, told(run)
    verdicts = {
        verdict["control"]: verdict["verdict"]
        for verdict in json.loads((tmp_path / "run/report.json").read_text())["verdicts"]
    }
    assert {id_: verdicts[id_] for id_ in fail} == dict.fromkeys(fail, "fail")
    assert {id_: verdicts[id_] for id_ in hold} == dict.fromkeys(hold, "pass")

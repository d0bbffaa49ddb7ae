"""A local Slack for any bot: ``python -m advicebot.workspace --config FILE``."""

import argparse
import signal
import sys
import threading
from pathlib import Path

from advicebot.workspace.config import AppConfig, WorkspaceConfig
from advicebot.workspace.config.file import SAMPLE, read_config
from advicebot.workspace.errors import ConfigError
from advicebot.workspace.server import Server

PORT = 8899


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
    return 0 if asked.check else _serve(config, asked.port)


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
    parser.add_argument("--port", type=int, default=PORT, help=f"default {PORT}; 0 takes any")
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
    apps = "".join(_for(app, server.api_url) for app in config.apps)
    page = f"{config.team_name} is at {server.url}/ and its traffic at {server.url}/inspector\n"
    return f"{page}{apps}Stop with Ctrl+C.\n"


def _for(app: AppConfig, api_url: str) -> str:
    """Return what this app's process needs in its environment."""
    way = f"by HTTP at {app.request_url}" if app.request_url else "by Socket Mode"
    variables = {"SLACK_API_URL": api_url, "SLACK_BOT_TOKEN": app.bot_token}
    variables |= {"SLACK_SIGNING_SECRET": app.signing_secret}
    if not app.request_url:
        variables["SLACK_APP_TOKEN"] = app.app_token
    lines = [f"export {name}={value}\n" for name, value in variables.items()]
    return f"\n{app.name}, {way}:\n{''.join(lines)}\n"


if __name__ == "__main__":
    sys.exit(main())

"""Starts a sample workspace: ``python -m advicebot.workspace --port 8899``."""

import argparse
import sys
import time

from advicebot.workspace.sample import sample_config
from advicebot.workspace.server import Server


def main() -> None:
    """Serve the sample workspace until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m advicebot.workspace", description=__doc__)
    parser.add_argument("--port", type=int, default=8899, help="port on 127.0.0.1 (default 8899)")
    given = parser.parse_args()
    config = sample_config()
    server = Server(config, port=given.port)
    server.start()
    app = config.app
    sys.stdout.write(
        f"{config.team_name} is at {server.url}/\n"
        f"Web API base URL   {server.api_url}\n"
        f"SLACK_BOT_TOKEN    {app.bot_token}\n"
        f"SLACK_APP_TOKEN    {app.app_token}\n"
        f"SLACK_SIGNING_SECRET {app.signing_secret}\n"
        "Stop with Ctrl+C.\n"
    )
    sys.stdout.flush()
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        server.stop()


if __name__ == "__main__":
    main()

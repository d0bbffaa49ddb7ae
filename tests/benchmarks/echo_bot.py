"""The plainest Bolt bot there is, to measure ours against: it says back what it hears, and keeps
nothing.
"""

import os

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

client = WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
app = App(client=client)


@app.event("message")
def echo(event, say):
    say(f"You said: {event['text']}")


SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start()

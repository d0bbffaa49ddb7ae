"""A workspace of four people and an app, and unmodified Bolt apps in it."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, sync_playwright
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from websockets.sync.client import connect as open_socket

from advicebot.workspace import (
    AppConfig,
    ChannelConfig,
    ClockStep,
    CommandConfig,
    LocalWorkspace,
    Person,
    ShortcutConfig,
    UserConfig,
    WorkspaceConfig,
)
from tests.workspace.pages import ARGUMENTS, CHROMIUM, SOON, Pages

APP = AppConfig(
    commands=(CommandConfig(command="/echo"), CommandConfig(command="/form")),
    message_shortcuts=(ShortcutConfig(callback_id="keep", name="Keep this"),),
    global_shortcuts=(ShortcutConfig(callback_id="begin", name="Begin"),),
)
BOT = APP.bot_user_id
CONFIG = WorkspaceConfig(
    users=(
        UserConfig(id="U1", name="ana", real_name="Ana Example", email="ana@example.org"),
        UserConfig(id="U2", name="ben", real_name="Ben Example"),
        UserConfig(id="U3", name="chi", real_name="Chi Example", role="manager"),
        UserConfig(id="U4", name="gone", deleted=True),
        UserConfig(id="U5", name="other_bot", is_bot=True),
    ),
    channels=(
        ChannelConfig(id="C1", name="general", members=("U1", "U2", "U3", BOT)),
        ChannelConfig(id="C2", name="without-app", members=("U1", "U2")),
        ChannelConfig(id="C3", name="managers", members=("U3", BOT), is_private=True),
        ChannelConfig(id="C4", name="secret", members=("U3",), is_private=True),
        ChannelConfig(id="C5", name="old", members=("U1", BOT), is_archived=True),
    ),
    apps=(APP,),
    clock_steps=(ClockStep(label="+1 hour", move=lambda now: now + timedelta(hours=1)),),
)


@pytest.fixture(scope="session")
def hang_up() -> Iterator[Callable[[SocketModeHandler], None]]:
    """Return a function that closes an app's client without waiting the second it takes."""
    closing: list[threading.Thread] = []

    def close(handler: SocketModeHandler) -> None:
        try:
            handler.close()
        except AttributeError:  # slack_sdk 3.47: its reader took the socket away in the middle
            handler.close()

    def begin(handler: SocketModeHandler) -> None:
        closing.append(threading.Thread(target=close, args=(handler,)))
        closing[-1].start()

    yield begin
    for thread in closing:
        thread.join()


@pytest.fixture
def start() -> Iterator[Callable[..., LocalWorkspace]]:
    """Return a function that starts a workspace with some settings changed."""
    started: list[LocalWorkspace] = []

    def begin(*, port: int = 0, **changed: Any) -> LocalWorkspace:
        workspace = LocalWorkspace(replace(CONFIG, **changed), port=port)
        workspace.start()
        started.append(workspace)
        return workspace

    yield begin
    for workspace in started:
        workspace.stop()


@pytest.fixture
def workspace(
    start: Callable[..., LocalWorkspace], request: pytest.FixtureRequest
) -> LocalWorkspace:
    if request.node.get_closest_marker("browser"):
        return start(port=request.getfixturevalue("port"), ack_within=1.0)
    return start()


@pytest.fixture
def client(workspace: LocalWorkspace) -> WebClient:
    return WebClient(token=APP.bot_token, base_url=workspace.api_url)


@pytest.fixture
def app(client: WebClient) -> App:
    return App(client=client)


@pytest.fixture
def connect(
    workspace: LocalWorkspace, hang_up: Callable[[SocketModeHandler], None]
) -> Iterator[Callable[[App], SocketModeHandler]]:
    """Return a function that connects a Bolt app; it is connected when that returns."""
    handlers: list[SocketModeHandler] = []

    def begin(app: App) -> SocketModeHandler:
        before = workspace.connections
        handler = SocketModeHandler(app, APP.app_token)
        handlers.append(handler)
        handler.connect()
        workspace.wait_until(lambda now: now.connections == before + 1)
        return handler

    yield begin
    for handler in handlers:
        hang_up(handler)
    workspace.stop()


@pytest.fixture
def ana(workspace: LocalWorkspace) -> Person:
    return workspace.as_user("U1")


@pytest.fixture
def ben(workspace: LocalWorkspace) -> Person:
    return workspace.as_user("U2")


@pytest.fixture
def chi(workspace: LocalWorkspace) -> Person:
    return workspace.as_user("U3")


class RawApp:
    """An app that reads frames and acknowledges only when told to."""

    def __init__(self, workspace: LocalWorkspace, stack: ExitStack) -> None:
        client = WebClient(token=workspace.config.app.app_token, base_url=workspace.api_url)
        self.url = str(client.apps_connections_open(app_token=client.token or "")["url"])
        self.socket = stack.enter_context(open_socket(self.url, compression=None))
        self.hello = self.next()

    def next(self, timeout: float = 3.0) -> dict[str, Any]:
        frame: dict[str, Any] = json.loads(self.socket.recv(timeout=timeout))
        return frame

    def ack(self, frame: dict[str, Any], payload: dict[str, Any] | None = None) -> None:
        answer = {"envelope_id": frame["envelope_id"]}
        self.socket.send(json.dumps(answer | ({"payload": payload} if payload else {})))


@pytest.fixture
def raw() -> Iterator[Callable[[LocalWorkspace], RawApp]]:
    """Return a function that connects a RawApp."""
    with ExitStack() as stack:
        yield lambda workspace: RawApp(workspace, stack)


@pytest.fixture(scope="session")
def port() -> int:
    """Return a port that is free now: with one origin the browser fetches the scripts once."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found: int = listener.getsockname()[1]
        return found


@pytest.fixture(scope="module")
def context() -> Iterator[BrowserContext]:
    """Return the system's Chromium. Without one these tests fail: the page would be untested."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context()
        context.set_default_timeout(SOON)
        yield context
        browser.close()


@pytest.fixture
def pages(context: BrowserContext, workspace: LocalWorkspace) -> Iterator[Pages]:
    """Return a way to open pages; afterwards no page may have failed or asked another server."""
    pages = Pages(context, workspace.url)
    yield pages
    pages.close()
    assert pages.errors == []
    assert [url for url in pages.requests if not url.startswith(pages.url)] == []

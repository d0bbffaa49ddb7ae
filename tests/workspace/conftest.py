"""A workspace of four people and an app, and unmodified Bolt apps in it."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

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
    app=APP,
    clock_steps=(ClockStep(label="+1 hour", move=lambda now: now + timedelta(hours=1)),),
)


@pytest.fixture
def config() -> WorkspaceConfig:
    return CONFIG


@pytest.fixture(scope="session")
def hang_up() -> Iterator[Callable[[SocketModeHandler], None]]:
    """Return a function that closes an app's client without waiting the second it takes."""
    closing: list[threading.Thread] = []

    def begin(handler: SocketModeHandler) -> None:
        closing.append(threading.Thread(target=handler.close))
        closing[-1].start()

    yield begin
    for thread in closing:
        thread.join()


@pytest.fixture
def start() -> Iterator[Callable[..., LocalWorkspace]]:
    """Return a function that starts a workspace with some settings changed."""
    started: list[LocalWorkspace] = []

    def begin(**changed: Any) -> LocalWorkspace:
        workspace = LocalWorkspace(replace(CONFIG, **changed))
        workspace.start()
        started.append(workspace)
        return workspace

    yield begin
    for workspace in started:
        workspace.stop()


@pytest.fixture
def workspace(start: Callable[..., LocalWorkspace]) -> LocalWorkspace:
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

"""Bolt's asynchronous apps and every client that slack_sdk has for Socket Mode."""

import asyncio
from dataclasses import replace

import pytest

from tests.workspace.conftest import APP
from tests.workspace.http_sink import free_port, serving, with_url


@pytest.fixture
def answer(workspace, ana):
    """Return a function that sees that what was begun in the workspace is answered."""

    async def talk(task):
        ana.says("Hello")
        try:
            await asyncio.to_thread(ana.waits_for_message, "Hello to you")
        finally:
            await task.close_async() if hasattr(task, "close_async") else await task.close()

    return talk


def listen(client, request):
    """Answer a message as an app without Bolt does, and acknowledge it."""
    from slack_sdk.socket_mode.response import SocketModeResponse

    client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
    if request.type == "events_api" and "bot_id" not in request.payload["event"]:
        event = request.payload["event"]
        client.web_client.chat_postMessage(channel=event["channel"], text=f"{event['text']} to you")


def test_slack_sdks_own_client_works_without_bolt(workspace, client, hang_up, ana):
    from slack_sdk.socket_mode import SocketModeClient

    socket = SocketModeClient(app_token=APP.app_token, web_client=client, ping_interval=1)
    socket.socket_mode_request_listeners.append(listen)
    socket.connect()
    ana.says("Hello")
    ana.waits_for_message("Hello to you")
    workspace.wait_until(lambda now: now.outstanding == 0)
    hang_up(socket)


def test_the_client_on_websocket_client_works(workspace, client, hang_up, ana):
    pytest.importorskip("websocket")
    from slack_sdk.socket_mode.websocket_client import SocketModeClient

    socket = SocketModeClient(app_token=APP.app_token, web_client=client, ping_interval=1)
    socket.socket_mode_request_listeners.append(listen)
    socket.connect()
    workspace.wait_until(lambda now: now.connections == 1)
    ana.says("Hello")
    ana.waits_for_message("Hello to you")
    workspace.wait_until(lambda now: now.outstanding == 0)
    hang_up(socket)


def async_client(workspace):
    from slack_sdk.web.async_client import AsyncWebClient

    return AsyncWebClient(token=APP.bot_token, base_url=workspace.api_url)


@pytest.mark.parametrize("flavour", ["aiohttp", "websockets"])
def test_an_asynchronous_app_works_in_both_flavours(workspace, answer, flavour):
    pytest.importorskip("aiohttp")
    from importlib import import_module

    from slack_bolt.async_app import AsyncApp

    adapter = import_module(f"slack_bolt.adapter.socket_mode.{flavour}")

    async def run():
        app = AsyncApp(client=async_client(workspace))

        @app.event("message")
        async def hear(event, say):
            await say(f"{event['text']} to you")

        handler = adapter.AsyncSocketModeHandler(app, APP.app_token)
        await handler.connect_async()
        await answer(handler)

    asyncio.run(run())


def test_an_asynchronous_client_asks_by_get_and_is_answered(workspace, ana):
    pytest.importorskip("aiohttp")

    async def run():
        client = async_client(workspace)
        ana.says("Hello")
        listed = await client.conversations_list(limit=1, types="public_channel,im")
        names = [page["channels"][0]["id"] async for page in listed]
        info = await client.users_info(user="U1", include_locale=True)
        history = await client.conversations_history(channel=ana.dm, limit=1)
        return names, info["user"]["name"], history["messages"][0]["text"]

    names, name, text = asyncio.run(run())
    assert (len(names) > 1, name, text) == (True, "ana", "Hello")


def test_an_asynchronous_app_takes_clicks_commands_and_forms(workspace, ana):
    pytest.importorskip("aiohttp")
    from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
    from slack_bolt.async_app import AsyncApp

    from tests.workspace.test_workspace_modals import modal, text_input

    async def run():
        app = AsyncApp(client=async_client(workspace))

        @app.command("/form")
        async def form(ack, body, client):
            await ack()
            view = modal(text_input("words", action_id="a"), callback_id="form")
            await client.views_open(trigger_id=body["trigger_id"], view=view)

        @app.view("form")
        async def sent(ack, view, client, body):
            await ack(response_action="clear")
            said = view["state"]["values"]["words"]["a"]["value"]
            await client.chat_postMessage(channel=body["user"]["id"], text=f"{said} to you")

        handler = AsyncSocketModeHandler(app, APP.app_token)
        await handler.connect_async()
        await asyncio.to_thread(ana.runs, "/form")
        await asyncio.to_thread(ana.waits_for_modal)
        await asyncio.to_thread(ana.submits, {"words": "Hello"})
        await asyncio.to_thread(ana.waits_for_message, "Hello to you")
        await handler.close_async()

    asyncio.run(run())
    assert ana.modal is None


def test_an_asynchronous_assistant_finds_its_context_again(start):
    pytest.importorskip("aiohttp")
    from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
    from slack_bolt.async_app import AsyncApp, AsyncAssistant

    events = ("assistant_thread_started", "assistant_thread_context_changed", "message.im")
    workspace = start(apps=(replace(APP, bot_events=events),))
    ana, assistant = workspace.as_user("U1"), AsyncAssistant()

    @assistant.thread_started
    async def begin(say, set_suggested_prompts):
        await set_suggested_prompts(prompts=["Where?"])
        await say("Hello")

    @assistant.user_message
    async def reply(get_thread_context, set_status, say_stream):
        await set_status("is looking...")
        stream = await say_stream()
        await stream.append(markdown_text=f"You see {(await get_thread_context())['channel_id']}")
        await stream.stop()

    def talk():
        ts = ana._do("new_chat", seen="C1")["ts"]
        ana.waits_for_message("Hello", thread=ts)
        ana._do("look_from_chat", thread=ts, seen="C2")
        workspace.wait_until(lambda now: bool(now.calls("chat.update")))
        ana.says("Where?", thread=ts)
        ana.waits_for_message("You see C2", thread=ts)

    async def run():
        app = AsyncApp(client=async_client(workspace))
        app.assistant(assistant)
        handler = AsyncSocketModeHandler(app, APP.app_token)
        await handler.connect_async()
        await asyncio.to_thread(talk)
        await handler.close_async()

    asyncio.run(run())


def test_an_asynchronous_app_takes_everything_by_http(start):
    pytest.importorskip("aiohttp")
    from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
    from slack_bolt.async_app import AsyncApp

    port = free_port()
    workspace = start(**with_url(f"http://127.0.0.1:{port}/slack/events"))
    app = AsyncApp(client=async_client(workspace), signing_secret=APP.signing_secret)

    @app.event("message")
    async def hear(event, say):
        await say(f"{event['text']} to you")

    async def work(respond):
        await respond("Finished")

    async def begin(ack):
        await ack("Working on it")

    app.command("/echo")(ack=begin, lazy=[work])
    ana = workspace.as_user("U1")
    with serving(app, port, AsyncSlackRequestHandler):
        ana.says("Hello")
        ana.waits_for_message("Hello to you")
        ana.runs("/echo")
        ana.waits_for_message("Finished")

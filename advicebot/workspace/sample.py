"""A small workspace to look at: three people, two channels, one app."""

from datetime import timedelta

from advicebot.workspace.config import (
    AppConfig,
    ChannelConfig,
    ClockStep,
    CommandConfig,
    ShortcutConfig,
    UserConfig,
    WorkspaceConfig,
)


def sample_config() -> WorkspaceConfig:
    """Return the sample workspace."""
    app = AppConfig(
        commands=(
            CommandConfig(command="/echo", description="Say it back", usage_hint="text"),
            CommandConfig(command="/form", description="Open a form"),
        ),
        message_shortcuts=(ShortcutConfig(callback_id="look_at", name="Look at this"),),
        global_shortcuts=(ShortcutConfig(callback_id="begin", name="Begin"),),
    )
    people = (
        UserConfig(id="U0SAMPLE001", name="ana", real_name="Ana Example", role="designer"),
        UserConfig(id="U0SAMPLE002", name="ben", real_name="Ben Example", role="engineer"),
        UserConfig(
            id="U0SAMPLE003",
            name="chi",
            real_name="Chi Example",
            role="manager",
            title="Head of examples",
            email="chi@example.org",
        ),
    )
    everybody = (*(person.id for person in people), app.bot_user_id)
    return WorkspaceConfig(
        users=people,
        channels=(
            ChannelConfig(id="C0SAMPLE001", name="general", members=everybody, topic="All of us"),
            ChannelConfig(
                id="C0SAMPLE002",
                name="managers",
                members=("U0SAMPLE003", app.bot_user_id),
                is_private=True,
            ),
        ),
        app=app,
        clock_steps=(
            ClockStep(label="+15 minutes", move=lambda now: now + timedelta(minutes=15)),
            ClockStep(label="+1 day", move=lambda now: now + timedelta(days=1)),
        ),
    )

"""A local Slack that an unmodified Bolt app cannot tell from the real one.

It runs on the loopback address of one machine, keeps everything in memory and imports nothing of
the rest of this project.
"""

from advicebot.workspace.config import (
    AppConfig,
    ChannelConfig,
    ClockStep,
    CommandConfig,
    ShortcutConfig,
    UserConfig,
    UserGroupConfig,
    WorkspaceConfig,
)
from advicebot.workspace.config.file import read_config
from advicebot.workspace.driver.local import LocalWorkspace
from advicebot.workspace.driver.person import Person
from advicebot.workspace.driver.waiting import NotSeenError
from advicebot.workspace.errors import ActError, ApiError, FormError, WorkspaceError
from advicebot.workspace.faults import Fault, only_to, rate_limit

__all__ = [
    "ActError",
    "ApiError",
    "AppConfig",
    "ChannelConfig",
    "ClockStep",
    "CommandConfig",
    "Fault",
    "FormError",
    "LocalWorkspace",
    "NotSeenError",
    "Person",
    "ShortcutConfig",
    "UserConfig",
    "UserGroupConfig",
    "WorkspaceConfig",
    "WorkspaceError",
    "only_to",
    "rate_limit",
    "read_config",
]

"""How people and user groups look in Slack's JSON."""

from datetime import datetime
from zoneinfo import ZoneInfo

from advicebot.workspace.config import UserConfig
from advicebot.workspace.state import Json, State
from advicebot.workspace.state.user_groups import UserGroup

EMAIL = "users:read.email"  # the scope that shows addresses
PICTURE = "/static/icon.svg"  # nobody has a picture of their own
PICTURE_SIZES = (24, 32, 48, 72, 192, 512)
GROUP_USERS_SHOWN = 500  # subteam_updated: "The users field is truncated at 500"

# What users.info leaves out for people who were deactivated, as seen in live workspaces.
NOT_OF_THE_DEACTIVATED = frozenset(
    {
        "real_name",
        "tz",
        "tz_label",
        "tz_offset",
        "is_admin",
        "is_owner",
        "is_primary_owner",
        "is_restricted",
        "is_ultra_restricted",
    }
)


def user_json(state: State, user: UserConfig, *, with_email: bool = True) -> Json:
    """Return a user as users.info does; an app without ``users:read.email`` sees no address."""
    zone = user.time_zone or state.config.time_zone
    offset = datetime.now(ZoneInfo(zone)).utcoffset()
    made: Json = {
        "id": user.id,
        "team_id": user.other_team_id or state.config.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name or user.name,
        "tz": zone,
        "tz_label": zone,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "color": "9f69e7",
        "profile": profile_json(state, user, with_email=with_email),
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted or user.is_ultra_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_email_confirmed": not user.is_bot,
        "who_can_share_contact_card": "EVERYONE",
        "updated": state.updated.get(user.id, 0),
    }
    if user.other_team_id:
        made["is_stranger"] = True
    if user.deleted:
        made = {key: value for key, value in made.items() if key not in NOT_OF_THE_DEACTIVATED}
    return made


def profile_json(state: State, user: UserConfig, *, with_email: bool = True) -> Json:
    """Return a profile as users.profile.get does."""
    real_name = user.real_name or user.name
    first, _, last = real_name.partition(" ")
    made: Json = {
        "title": user.title,
        "phone": "",
        "skype": "",
        "real_name": real_name,
        "real_name_normalized": real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "fields": None,
        "status_text": "",
        "status_emoji": "",
        "status_emoji_display_info": [],
        "status_expiration": 0,
        "avatar_hash": "local",
        "first_name": first,
        "last_name": last,
        "team": user.other_team_id or state.config.team_id,
    }
    made |= {f"image_{size}": f"{state.url}{PICTURE}" for size in PICTURE_SIZES}
    if user.email and with_email:
        made["email"] = user.email
    if app := state.app_of(user.id):
        made |= {"bot_id": app.bot_id, "api_app_id": app.id}
    return made


def group_json(
    state: State, group: UserGroup, *, with_users: bool = True, with_count: bool = True
) -> Json:
    """Return a user group as usergroups.create does."""
    made: Json = {
        "id": group.id,
        "team_id": state.config.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": group.description,
        "handle": group.handle,
        "is_external": False,
        "date_create": group.created,
        "date_update": group.updated,
        "date_delete": group.deleted,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": group.created_by,
        "updated_by": group.updated_by,
        "deleted_by": group.updated_by if group.deleted else None,
        "prefs": {"channels": list(group.channels), "groups": []},
        "channel_count": len(group.channels),
    }
    if with_users:
        made["users"] = group.users[:GROUP_USERS_SHOWN]
    return made | {"user_count": len(group.users)} if with_count else made


def page_group(group: UserGroup) -> Json:
    """Return a user group as the page knows it."""
    return {
        "id": group.id,
        "handle": group.handle,
        "name": group.name,
        "users": list(group.users),
        "is_enabled": group.is_enabled,
    }

"""Which refusals end a process, and which it sits out."""

import pytest

from advicebot.errors import SlackDeliveryError
from advicebot.slack.reaching import refused_token


@pytest.mark.parametrize("reason", ["invalid_auth", "token_revoked", "account_inactive"])
def test_a_token_that_no_waiting_mends_ends_the_process(reason: str) -> None:
    assert reason in str(refused_token(SlackDeliveryError(reason)))


@pytest.mark.parametrize(
    "reason", ["org_login_required", "team_access_not_granted", "ekm_access_denied", "ratelimited"]
)
def test_what_slack_or_an_administrator_may_mend_is_waited_for(reason: str) -> None:
    assert refused_token(SlackDeliveryError(reason)) is None

"""What slack_sdk may log of a connection: never what came over it."""

import logging

PAYLOAD = ", payload:"


class WithoutPayload(logging.Filter):
    """Cuts what slack_sdk could not read out of its warning: a person may have written it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through, the payload cut off."""
        message = record.getMessage()
        if PAYLOAD in message:
            record.msg, record.args = message.partition(PAYLOAD)[0] + ")", ()
        return True


sdk_log = logging.getLogger("slack_sdk.socket_mode")
sdk_log.addFilter(WithoutPayload())

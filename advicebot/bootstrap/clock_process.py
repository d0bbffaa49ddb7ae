"""Joins the clock process: what is due is done each second, the rota is looked at each minute."""

import logging

from advicebot.bootstrap.processes import build_desk, build_gateway, build_sender
from advicebot.bootstrap.rota import rota_refresher
from advicebot.clock import SystemClock
from advicebot.errors import OutsideError
from advicebot.outside.heartbeat import beat
from advicebot.scheduler import Job, build_scheduler, run_clock
from advicebot.service import left_out, rounds, tick, vitals
from advicebot.settings import Settings
from advicebot.slack.draw import Artist
from advicebot.slack.loops import Loops, Wake
from advicebot.slack.run import Stop, sending, stop_sending

TICK_SECONDS = 1
LOOK_SECONDS = 30
SIGN_SECONDS = 10
BEAT_SECONDS = 60
REFRESH_SECONDS = 60
SENDERS = 2
DRAIN_SECONDS = 5.0
"""How long a job that is running may take to end; what it has not committed is found due again."""

log = logging.getLogger(__name__)


class ClockProcess:
    """What the clock process runs: jobs that knock, and threads that send what they decided."""

    def __init__(self, settings: Settings) -> None:
        """Join the parts; nothing runs yet."""
        self.desk, self.work, _ = build_desk(settings, with_meaning=False)
        gateway = build_gateway(settings, self.desk.knowledge.line)
        self._sender = build_sender(settings, self.desk, gateway, Artist(self.desk))
        self._wake, self._loops = Wake(), Loops()
        self._told_left_out: set[str] = set()
        self.scheduler = build_scheduler(self._jobs(settings))

    def run(self, stop: Stop) -> bool:
        """Work until asked to stop, send what is due, and close everything but the database.

        Returns:
            True when every thread has ended.
        """
        self._sign()
        self._loops.start(*sending(self._sender, self._loops, self._wake, SENDERS))
        has_ended = run_clock(self.scheduler, stop.wait, within=DRAIN_SECONDS)
        has_ended = stop_sending(self._sender, self._loops, self._wake) and has_ended
        log.info("stopped")
        return has_ended

    def ailments(self) -> tuple[str, ...]:
        """Return what is amiss with the line; see ``service.vitals``."""
        return vitals.ailments(self.desk, SystemClock())

    def _jobs(self, settings: Settings) -> list[Job]:
        jobs = [
            Job(name="tick", work=self._tick, seconds=TICK_SECONDS),
            Job(name="rota", work=self._look, seconds=LOOK_SECONDS),
            Job(name="sign", work=self._sign, seconds=SIGN_SECONDS),
        ]
        if settings.heartbeat_url:
            url = str(settings.heartbeat_url)
            jobs.append(Job(name="heartbeat", work=lambda: self._beat(url), seconds=BEAT_SECONDS))
        if settings.rota_ics:
            refresh = rota_refresher(self.desk, settings)
            jobs.append(Job(name="calendar", work=refresh, seconds=REFRESH_SECONDS))
        return jobs

    def _tick(self) -> None:
        if tick.run_due(self.desk):
            self._wake()

    def _look(self) -> None:
        rounds.look(self.desk)
        with self.desk.work.read() as unit:
            teams = unit.practitioners.teams()
        for team_id in (each for each in teams if each not in self._told_left_out):
            left_out.tell(self.desk, team_id)
            self._told_left_out.add(team_id)

    def _sign(self) -> None:
        vitals.mark(self.desk.work, vitals.Sign.CLOCK, SystemClock())

    def _beat(self, url: str) -> None:
        """Tell the watcher elsewhere that all is well; its alarm is our silence."""
        if amiss := self.ailments():
            log.error("no heartbeat is sent, amiss: %s", ", ".join(amiss))
            return
        try:
            beat(url)
        except OutsideError as error:
            log.warning("the heartbeat was not taken: %s", error)

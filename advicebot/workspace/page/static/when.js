/** Times as people in England read them. Slack's `ts` is seconds since 1970 with a fraction. */
import { nowMs } from './state.js';

const ZONE = 'Europe/London';
const format = (options) => new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, ...options });

const TIME = format({ hour: '2-digit', minute: '2-digit' });
const TIME_SECS = format({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = format({ weekday: 'long', day: 'numeric', month: 'long' });
const DAY_YEAR = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const KEY = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});
const DATE = format({ day: 'numeric', month: 'long', year: 'numeric' });
const DATE_SHORT = format({ day: 'numeric', month: 'short', year: 'numeric' });
const DATE_NUM = format({ day: '2-digit', month: '2-digit', year: 'numeric' });

const instant = (ts) => new Date(Number(ts) * 1000);

export const clockTime = (ts) => TIME.format(instant(ts));

/** A day as `2026-11-24`, in local time, to tell days apart. */
export const dayKey = (ts) => KEY.format(instant(ts));

export const fullTime = (ts) => `${DAY_YEAR.format(instant(ts))} at ${clockTime(ts)}`;

export const machineTime = (ts) => instant(ts).toISOString();

/** "Today", "Yesterday", "Tomorrow" or null. */
function nearDay(ts) {
  const noon = nowMs() / 1000;
  const near = {
    [dayKey(noon - 86400)]: 'Yesterday',
    [dayKey(noon + 86400)]: 'Tomorrow',
    [dayKey(noon)]: 'Today',
  };
  return near[dayKey(ts)] ?? null;
}

/** The words of a day divider. */
export function dayLabel(ts) {
  const sameYear = dayKey(ts).slice(0, 4) === dayKey(nowMs() / 1000).slice(0, 4);
  return nearDay(ts) ?? (sameYear ? DAY : DAY_YEAR).format(instant(ts));
}

/** A short mark of when something last happened: the time today, else the day as well. */
export function shortWhen(ts) {
  const near = nearDay(ts);
  if (near === 'Today') return clockTime(ts);
  return `${near ?? DATE_SHORT.format(instant(ts))}, ${clockTime(ts)}`;
}

function ago(ts) {
  const minutes = Math.round((nowMs() / 1000 - Number(ts)) / 60);
  const units = [
    [1440, 'day'],
    [60, 'hour'],
    [1, 'minute'],
  ];
  const [size, unit] = units.find(([each]) => Math.abs(minutes) >= each) ?? [1, 'minute'];
  return new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' }).format(-Math.round(minutes / size), unit);
}

const lower = (word) => word && word.toLowerCase();

const TOKENS = {
  date_num: dayKey,
  date_slash: (ts) => DATE_NUM.format(instant(ts)),
  date_long_full: (ts) => DATE.format(instant(ts)),
  day_divider_pretty: (ts) => lower(nearDay(ts)) ?? dayLabel(ts),
  date: (ts) => DATE.format(instant(ts)),
  date_short: (ts) => DATE_SHORT.format(instant(ts)),
  date_long: (ts) => DAY_YEAR.format(instant(ts)),
  date_pretty: (ts) => lower(nearDay(ts)) ?? DATE.format(instant(ts)),
  date_short_pretty: (ts) => lower(nearDay(ts)) ?? DATE_SHORT.format(instant(ts)),
  date_long_pretty: (ts) => lower(nearDay(ts)) ?? DAY_YEAR.format(instant(ts)),
  time: clockTime,
  time_secs: (ts) => TIME_SECS.format(instant(ts)),
  ago,
};

/** Whether this is a number of seconds that a calendar has a day for. */
const isMoment = (ts) => /^\d+(\.\d+)?$/.test(ts) && !Number.isNaN(instant(ts).getTime());

/** Fill in Slack's date tokens; null when the time or a token is not one we know (use the fallback). */
export function fillDate(ts, pattern) {
  if (!isMoment(ts)) return null;
  let known = true;
  const text = pattern.replace(/\{(\w+)\}/g, (whole, token) => {
    known &&= Object.hasOwn(TOKENS, token);
    return known ? TOKENS[token](ts) : whole;
  });
  return known ? text : null;
}

/** Until which hour each part of the day lasts; the same as the workspace says it. */
const PARTS = [
  [5, 'night'],
  [12, 'morning'],
  [18, 'afternoon'],
  [22, 'evening'],
  [24, 'night'],
];

/** A moment in words, such as `Tuesday morning, 24 November 2026, 09:14`. */
export function inWords(ms, timeZone = ZONE) {
  const shown = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const part = Object.fromEntries(shown.formatToParts(new Date(ms)).map(({ type, value }) => [type, value]));
  const [, name] = PARTS.find(([until]) => Number(part.hour) < until);
  return `${part.weekday} ${name}, ${part.day} ${part.month} ${part.year}, ${part.hour}:${part.minute}`;
}

/** A day given as `2026-12-01`, in words; an empty text when it is none. */
export function dayInWords(text) {
  const ms = Date.parse(`${text}T12:00:00Z`);
  return Number.isNaN(ms) ? '' : DAY_YEAR.format(new Date(ms));
}

const ZONE_PARTS = format({
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** Seconds since 1970 as the `2026-11-24T09:14` a datetime-local input holds, in London time. */
export function toLocalInput(seconds) {
  const part = Object.fromEntries(
    ZONE_PARTS.formatToParts(instant(seconds)).map(({ type, value }) => [type, value]),
  );
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

/** The opposite of `toLocalInput`; null for an empty input. */
export function fromLocalInput(text) {
  if (!text) return null;
  const asUtc = Date.parse(`${text}:00Z`) / 1000;
  const shown = Date.parse(`${toLocalInput(asUtc)}:00Z`) / 1000;
  return asUtc - (shown - asUtc);
}

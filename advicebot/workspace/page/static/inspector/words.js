/** How times, directions and kinds are said. */

export const DIRECTIONS = { 'from-app': 'from app', 'to-app': 'to app' };
const ARROWS = { 'from-app': '←', 'to-app': '→' };
const KINDS = {
  'web-api': 'Web API',
  event: 'event',
  interactive: 'interaction',
  command: 'command',
  acknowledgement: 'acknowledgement',
  'response-url': 'response URL',
  upload: 'upload',
  connection: 'connection',
};

export const arrowOf = (way) => ARROWS[way] ?? '';
export const directionOf = (way) => DIRECTIONS[way] ?? way;
export const kindOf = (kind) => KINDS[kind] ?? kind;

const TIME = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

/** Unix seconds as `14:03:22.120`. */
export const timeOf = (at) => TIME.format(at * 1000);

/** When an entry began: it is filed when it has ended. */
export const beganAt = ({ at, milliseconds }) => at - (milliseconds ?? 0) / 1000;

export const fullTimeOf = (at) => new Date(at * 1000).toISOString();

/** Milliseconds as one reads them; nothing when there was no answer. */
export function tookOf(milliseconds) {
  if (milliseconds === null || milliseconds === undefined) return '';
  if (milliseconds < 10) return `${milliseconds.toFixed(1)} ms`;
  return milliseconds < 10_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

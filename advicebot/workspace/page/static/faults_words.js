/** What each fault is, in words, and which of its settings mean anything. */

export const GROUPS = [
  {
    title: 'Calls to the Web API',
    kinds: {
      'rate-limit': { name: 'Too many requests (429)', has: ['method', 'to', 'retry_after'] },
      'server-error': { name: 'Server error', has: ['method', 'to', 'status', 'error'] },
      refusal: { name: 'Refused, with an error name', has: ['method', 'to', 'error'] },
      'reset-before': { name: 'Connection reset before anything is done', has: ['method', 'to'] },
      'reset-after': { name: 'Done, then the connection is reset', has: ['method', 'to'] },
      'lost-answer': { name: 'Done, but answered with a server error', has: ['method', 'to', 'status'] },
      delay: { name: 'Answered late', has: ['method', 'to', 'seconds'] },
      'no-answer': { name: 'Done, never answered', has: ['method', 'to'] },
    },
  },
  {
    title: 'Opening a connection',
    kinds: {
      'too-many-websockets': { name: 'Too many websockets', has: [] },
      'open-refused': { name: 'No address is given out (503)', has: [] },
      'bad-address': { name: 'The address leads nowhere', has: [] },
    },
  },
  {
    title: 'Events on their way',
    kinds: {
      'drop-events': { name: 'Events are lost', has: ['event', 'to'] },
      'double-events': { name: 'Events come twice', has: ['event', 'to'] },
      'shuffle-events': { name: 'Events come out of order', has: ['event', 'to', 'seconds'] },
      'delay-events': { name: 'Events come late', has: ['event', 'to', 'seconds'] },
    },
  },
  {
    title: 'Open connections',
    kinds: {
      'no-pong': { name: 'Pings are not answered', has: [] },
      'half-open': { name: 'Half open: nothing is read or written', has: [] },
    },
  },
];

export const KINDS = Object.assign({}, ...GROUPS.map(({ kinds }) => kinds));

export const STRIKES = {
  close: 'Close frame',
  fin: 'End of stream (FIN)',
  rst: 'Reset (RST)',
  refresh: 'Ask to refresh',
  warning: 'Warn of a refresh',
  'link-disabled': 'Link disabled',
};

const times = (count) => (count === 1 ? 'once' : `${count} times`);

/** A rule as one sentence. `nameOf` gives the name of a person or a conversation. */
export function sentenceOf(rule, nameOf) {
  const { has = [] } = KINDS[rule.fault] ?? {};
  const parts = [
    has.includes('method') && (rule.method === '*' ? 'on every call' : `on ${rule.method}`),
    has.includes('event') && rule.method !== '*' && `only ${rule.method}`,
    rule.to.length && `to ${rule.to.map(nameOf).join(', ')}`,
    has.includes('retry_after') && `Retry-After ${rule.retry_after} s`,
    has.includes('status') && `status ${rule.status}`,
    has.includes('error') && `error ${rule.error}`,
    has.includes('seconds') && `${rule.seconds} s`,
    rule.share < 1 && `in ${Math.round(rule.share * 1000) / 10} % of cases`,
    rule.times && `${times(rule.times)} at most`,
  ];
  return parts.filter(Boolean).join(', ');
}

export const struckOf = ({ struck, is_over: isOver }) =>
  `${struck ? `Struck ${times(struck)}` : 'Has not struck yet'}${isOver ? ', used up' : ''}.`;

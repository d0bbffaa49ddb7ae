/** The live WebSocket: frames in, reconnecting with growing pauses. */

const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 8000;

/**
 * Keep a socket open for a person until `close` is called.
 * @param {string} as
 * @param {{onFrame: (frame: object) => void, onUp: (again: boolean) => void, onDown: () => void}} handlers
 *   `onUp(true)` means the socket had been lost: what happened meanwhile must be fetched.
 */
export function openLive(as, handlers) {
  const live = { closed: false, socket: null, pause: FIRST_PAUSE_MS, wasUp: false, timer: 0 };
  connect(live, as, handlers);
  return {
    close: () => {
      live.closed = true;
      clearTimeout(live.timer);
      live.socket.close();
    },
  };
}

function connect(live, as, handlers) {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  live.socket = new WebSocket(`${scheme}://${location.host}/client/live?${new URLSearchParams({ as })}`);
  live.socket.addEventListener('open', () => {
    if (live.closed) return;
    live.pause = FIRST_PAUSE_MS;
    handlers.onUp(live.wasUp);
    live.wasUp = true;
  });
  live.socket.addEventListener('message', ({ data }) => live.closed || handlers.onFrame(JSON.parse(data)));
  live.socket.addEventListener('close', () => {
    if (live.closed) return;
    handlers.onDown();
    live.timer = setTimeout(() => connect(live, as, handlers), live.pause * (0.75 + Math.random() / 2));
    live.pause = Math.min(live.pause * 2, LONGEST_PAUSE_MS);
  });
}

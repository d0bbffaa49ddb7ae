/** The live feed of the inspector: a socket that is opened again whenever it is lost. */

const PAUSE_MS = 1000;

/**
 * @param {{onGreeting: (greeting: object) => void, onEntries: (entries: object[]) => void,
 *   onStatus: (words: string) => void, after: () => number}} handlers
 *   `after`: the number of the last entry known, so that none comes twice and none is missed
 */
export function openFeed(handlers) {
  const socket = new WebSocket(`ws://${location.host}/inspector/live?after=${handlers.after()}`);
  socket.addEventListener('open', () => handlers.onStatus(''));
  socket.addEventListener('message', ({ data }) => {
    const frame = JSON.parse(data);
    if (frame.entries) handlers.onEntries(frame.entries);
    else handlers.onGreeting(frame);
  });
  socket.addEventListener('close', () => {
    handlers.onStatus('The workspace is not answering. Trying again…');
    setTimeout(() => openFeed(handlers), PAUSE_MS);
  });
}

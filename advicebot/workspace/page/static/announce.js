/** What screen readers hear, and short notices everybody sees. */
import { h, iconButton } from './dom.js';

const SPOKEN_FOR_MS = 8000;
const NOTICE_FOR_MS = 12000;

/** A region whose new lines are read aloud. An open dialog needs one of its own: the rest is inert then. */
export const makeLiveRegion = () =>
  h('div', { class: 'visually-hidden live-region', role: 'status', 'aria-live': 'polite' });
export const liveRegion = makeLiveRegion();
export const noticeRegion = h('div', { class: 'notices', role: 'alert' });

/** Say `text` to a screen reader once, without moving focus. */
export function announce(text) {
  const line = h('p', null, text);
  const inDialog = [...document.querySelectorAll('dialog[open] .live-region')].at(-1);
  (inDialog ?? liveRegion).append(line);
  setTimeout(() => line.remove(), SPOKEN_FOR_MS);
}

/** Show a plain error, above an open dialog too, until it is dismissed or has been up for a while. */
export function notice(text) {
  const note = h(
    'div',
    { class: 'notice' },
    h('p', null, text),
    iconButton('close', 'Dismiss', () => note.remove()),
  );
  ([...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body).append(noticeRegion);
  noticeRegion.replaceChildren(note);
  setTimeout(() => note.remove(), NOTICE_FOR_MS);
}

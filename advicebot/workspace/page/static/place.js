/** Where the page is, kept in the address after `#` so that a reload, a link or a second tab finds it. */
import { state } from './state.js';

const PERMALINK = /^\/archives\/([^/]+)\/p(\d+)(\d{6})$/;

/**
 * The place the address names: after `#`, or as a permalink to a message.
 * @returns {{as?: string, channel?: string, thread?: string, tab?: string}}
 */
export function readPlace() {
  const place = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const link = PERMALINK.exec(location.pathname);
  if (!link || place.channel) return place;
  const root = new URLSearchParams(location.search).get('thread_ts');
  return { ...place, channel: link[1], thread: root ?? `${link[2]}.${link[3]}` };
}

/** The address of a place for the present person. */
export function placeHref({ channel, thread, tab }) {
  const params = new URLSearchParams({ as: state.me.id });
  if (channel) params.set('channel', channel);
  if (thread) params.set('thread', thread);
  if (tab && tab !== 'messages') params.set('tab', tab);
  return `#${params}`;
}

/** Go there; the page follows when the address changes. */
export function goTo(place) {
  location.hash = placeHref(place);
}

/** Write the place without a new step in the browser's history. */
export function settle(place) {
  history.replaceState(null, '', `/${placeHref(place)}`);
}

/** What a long list that grows at its end needs: how far its reader is, the way down, arrow keys. */
import { h, icon } from './dom.js';

/** Whether no more than `near` pixels lie below what is in sight. */
export function isAtEnd({ scrollHeight, scrollTop, clientHeight }, near) {
  return scrollHeight - scrollTop - clientHeight < near;
}

/** The button that leads to the end, hidden until something is there that its reader has not seen. */
export const endButton = (label, onclick) =>
  h('button', { type: 'button', class: 'pill', hidden: true, onclick }, icon('down'), label);

/**
 * Where a key leads among `count` items, undefined when it leads nowhere.
 * @param {number} at  the item it is pressed on; -1, on none, begins at the end
 */
export function indexByKey(key, at, count) {
  const last = count - 1;
  const to = {
    ArrowUp: at < 0 ? last : Math.max(0, at - 1),
    ArrowDown: at < 0 ? last : Math.min(last, at + 1),
    Home: 0,
    End: last,
  }[key];
  return count ? to : undefined;
}

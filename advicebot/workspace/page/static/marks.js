/** Reactions to messages and pins: how they look, and how one adds and takes them. */
import { act } from './api.js';
import { notice } from './announce.js';
import { h, icon, iconButton } from './dom.js';
import { drawEmoji } from './emoji.js';
import { openPicker } from './emoji_picker.js';
import { nameOf, state } from './state.js';

/** The row of reactions below a message, null when it has none. */
export function reactionsOf(message, channel) {
  if (!message.reactions?.length) return null;
  return h(
    'div',
    { class: 'reactions', role: 'group', 'aria-label': 'Reactions' },
    message.reactions.map((reaction) => chip(reaction, message, channel)),
    adder(message, channel, 'reaction-add'),
  );
}

function chip({ name, count, users, mine }, message, channel) {
  const who = users.map((user) => (user === state.me.id ? 'you' : nameOf(user))).join(', ');
  const say = name.replaceAll('_', ' ');
  return h(
    'button',
    {
      type: 'button',
      class: 'reaction',
      'aria-pressed': String(mine),
      'aria-label': `${say}, ${count === 1 ? '1 reaction' : `${count} reactions`}: ${who}`,
      title: `${who} reacted with :${name}:`,
      'data-focus-key': `reaction-${name}`,
      onclick: () => mark(mine ? 'unreact' : 'react', message, channel, { name }),
    },
    drawEmoji(name) ?? `:${name}:`,
    h('span', { class: 'reaction-count' }, String(count)),
  );
}

function adder(message, channel, key) {
  const button = iconButton(
    'smile',
    'Add a reaction',
    () => openPicker(button, (name) => mark('react', message, channel, { name })),
    {
      'aria-haspopup': 'dialog',
      'aria-expanded': 'false',
      'data-focus-key': key,
      class: `icon-button ${key}`,
    },
  );
  return button;
}

/** The button among the tools of a message. */
export const reactButton = (message, channel) => adder(message, channel, 'tool-react');

/** Says above a message that it is pinned, and by whom. */
export function pinLine({ pinned }) {
  if (!pinned) return null;
  const who = pinned.by === state.me.id ? 'you' : nameOf(pinned.by);
  return h('p', { class: 'pin-line' }, icon('pin'), `Pinned by ${who}`);
}

/** The item of the menu that pins a message or takes the pin away. */
export const pinItem = (message, channel) => ({
  label: message.pinned ? 'Remove the pin' : 'Pin to the conversation',
  pick: () => mark(message.pinned ? 'unpin' : 'pin', message, channel),
});

async function mark(what, { ts }, channel, details = {}) {
  const answer = await act(what, { channel, ts, ...details });
  if (!answer.ok) notice(answer.message);
}

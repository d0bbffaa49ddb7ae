/** The list of conversations, with what is unread. */
import { appBadge, avatar } from './avatar.js';
import { h, icon, iconButton, reconcile, uid } from './dom.js';
import { openNewDirect } from './new_direct.js';
import { placeHref } from './place.js';
import { appIn, channelTitle, on, state } from './state.js';

const SECTIONS = [
  { title: 'Apps', has: (channel) => appIn(channel) },
  {
    title: 'Channels',
    has: (channel) => ['channel', 'private'].includes(channel.kind),
    empty: 'No channels yet.',
  },
  {
    title: 'Direct messages',
    has: (channel) => ['im', 'mpim'].includes(channel.kind) && !appIn(channel),
    empty: 'None yet.',
    add: true,
  },
];

/** Make the side bar; it follows the state by itself. Rows that did not change stay, with the focus in them. */
export function makeSidebar() {
  const sections = SECTIONS.map(makeSection);
  const nav = h(
    'nav',
    { class: 'sidebar', 'aria-label': 'Conversations', id: 'sidebar' },
    sections.map(({ node }) => node),
  );
  const draw = () => state.boot && sections.forEach(({ fill }) => fill());
  on('channels', draw);
  on('place', draw);
  on('users', draw);
  return nav;
}

function makeSection({ title, has, empty, add }) {
  const id = uid('section');
  const list = h('ul');
  const nothing = h('p', { class: 'empty-small' }, empty ?? 'None.');
  const head = h('div', { class: 'section-head' }, h('h2', { id }, title), add && newDirectMessage());
  const rows = new Map();
  const fill = () => {
    const channels = [...state.channels.values()].filter(has).sort(byName);
    reconcile(
      list,
      channels.map((channel) => keptRow(rows, channel)),
    );
    nothing.hidden = channels.length > 0;
  };
  return { node: h('section', { 'aria-labelledby': id }, head, list, nothing), fill };
}

/** The row of a conversation: the one in `rows` while it says the same, else a new one with the focus it had. */
function keptRow(rows, channel) {
  const version = JSON.stringify([state.me.id, channel, channel.id === state.place.channel]);
  const old = rows.get(channel.id);
  if (old?.version === version) return old.node;
  const node = drawRow(channel);
  if (old?.node.contains(document.activeElement)) {
    old.node.replaceWith(node);
    node.querySelector('a').focus();
  }
  rows.set(channel.id, { node, version });
  return node;
}

const byName = (a, b) => channelTitle(a).localeCompare(channelTitle(b), 'en-GB');

function drawRow(channel) {
  const isHere = channel.id === state.place.channel;
  const classes = [
    'row',
    channel.unread && 'is-unread',
    isHere && 'is-here',
    (!channel.is_member || channel.is_archived) && 'is-outside',
  ];
  return h(
    'li',
    null,
    h(
      'a',
      {
        class: classes.filter(Boolean).join(' '),
        href: placeHref({ channel: channel.id }),
        'aria-current': isHere ? 'page' : null,
        'data-channel': channel.id,
      },
      rowMark(channel),
      h('span', { class: 'row-name', dir: 'auto' }, channelTitle(channel)),
      rowNotes(channel),
    ),
  );
}

function rowMark(channel) {
  if (channel.kind === 'im') return avatar(channel.with[0] ?? state.me.id);
  if (channel.kind === 'mpim')
    return h('span', { class: 'avatar avatar-count', 'aria-hidden': 'true' }, channel.with.length);
  return icon(channel.kind === 'private' ? 'lock' : 'channel');
}

function rowNotes(channel) {
  const notes = [];
  if (appIn(channel)) notes.push(appBadge());
  if (channel.kind === 'private') notes.push(h('span', { class: 'visually-hidden' }, ' (private)'));
  if (channel.is_archived) notes.push(h('span', { class: 'hint' }, 'archived'));
  if (!channel.is_member) notes.push(h('span', { class: 'visually-hidden' }, ' (not joined)'));
  if (channel.unread)
    notes.push(
      h(
        'span',
        { class: channel.mentions ? 'count-badge is-mention' : 'count-badge' },
        h('span', { 'aria-hidden': 'true' }, badgeText(channel)),
        h('span', { class: 'visually-hidden' }, ' ', unreadWords(channel)),
      ),
    );
  return notes;
}

/** How many messages call this person by name, when any do; else how many are new. */
const badgeText = ({ kind, mentions, unread }) => (mentions && kind !== 'im' ? `@${mentions}` : unread);

/** What the badge means; in a direct message every message calls. */
function unreadWords({ kind, mentions, unread }) {
  if (!mentions || kind === 'im') return `${unread} unread`;
  return `${unread} unread, ${mentions} ${mentions === 1 ? 'mentions' : 'mention'} you`;
}

const newDirectMessage = () =>
  iconButton('plus', 'New direct message', openNewDirect, { 'aria-haspopup': 'dialog' });

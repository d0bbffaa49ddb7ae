/** One message: who, when, what, and what can be done with it. */
import { act } from './api.js';
import { notice } from './announce.js';
import { drawAttachments } from './attachments.js';
import { appBadge, avatar, messageAvatar } from './avatar.js';
import { Surface } from './blocks/context.js';
import { drawBlocks } from './blocks/index.js';
import { cannotDraw } from './blocks/pictures.js';
import { confirmDialog } from './dialog.js';
import { h, icon, iconButton } from './dom.js';
import { drawFiles } from './files.js';
import { pinItem, pinLine, reactButton, reactionsOf } from './marks.js';
import { openMenu } from './menu.js';
import { drawMrkdwn } from './mrkdwn.js';
import { goTo, placeHref } from './place.js';
import { nameOf, offered, state } from './state.js';
import { plainNodes, unescape } from './text.js';
import { clockTime, fullTime, machineTime, shortWhen } from './when.js';

/**
 * Draw a message; one that cannot be drawn says so in its place.
 * @param {object} message
 * @param {{channel: string, inThread: boolean, isFollowing: boolean, previous: Surface|null, onEdit: () => void}} options
 *   `isFollowing`: said by the same person just before, so the name is not repeated
 * @returns {{node: HTMLElement, surface: Surface|null}}
 */
export function drawMessage(message, options) {
  try {
    return isNote(message) ? { node: noteOf(message), surface: null } : cardOf(message, options);
  } catch (error) {
    return { node: brokenOf(message, error), surface: null };
  }
}

function cardOf(message, options) {
  const who = message.username || nameOf(message.user);
  const surface = new Surface(containerOf(message, options.channel), options.previous);
  const classes = [
    'message',
    options.isFollowing && 'is-following',
    message.ephemeral && 'is-ephemeral',
    message.deleted && 'is-deleted',
  ];
  const node = h(
    'article',
    {
      class: classes.filter(Boolean).join(' '),
      'data-ts': message.ts,
      tabindex: '-1',
      'aria-label': `${who}, ${clockTime(message.ts)}`,
    },
    options.isFollowing ? h('span', { class: 'gutter' }, timeNode(message.ts)) : messageAvatar(message, who),
    h(
      'div',
      { class: 'message-main' },
      !options.isFollowing && headOf(message, who),
      pinLine(message),
      message.ephemeral && onlyYou(message, options.channel),
      bodyOf(message, surface),
      reactionsOf(message, options.channel),
      repliesOf(message, options),
    ),
    toolsOf(message, options),
  );
  return { node, surface };
}

const NOTES = new Set([
  'channel_join',
  'channel_leave',
  'channel_topic',
  'channel_purpose',
  'channel_name',
  'channel_archive',
  'channel_unarchive',
]);

/** Whether the workspace itself says it. */
export const isNote = ({ subtype }) => NOTES.has(subtype);

/** Above a message for one person alone, with the way to put it away. */
const onlyYou = ({ ts }, channel) =>
  h(
    'p',
    { class: 'only-you' },
    icon('eye'),
    h('span', null, 'Only visible to you'),
    h(
      'button',
      {
        type: 'button',
        class: 'dismiss',
        'aria-label': 'Dismiss this message',
        'data-focus-key': 'dismiss',
        onclick: async () => {
          const answer = await act('delete', { channel, ts });
          if (!answer.ok) notice(answer.message);
        },
      },
      'Dismiss',
    ),
  );

/** In the place of a message that cannot be drawn: nothing is dropped in silence. */
const brokenOf = ({ ts, user }, error) =>
  h(
    'article',
    { class: 'message', 'data-ts': ts, tabindex: '-1', 'aria-label': `${nameOf(user)}, ${clockTime(ts)}` },
    avatar(user),
    h(
      'div',
      { class: 'message-main' },
      h('div', { class: 'message-head' }, h('span', { class: 'message-name' }, nameOf(user)), timeNode(ts)),
      cannotDraw('message', error),
    ),
  );

/** What the workspace itself says: that somebody came or went. */
const noteOf = (message) =>
  h(
    'article',
    {
      class: 'message is-note',
      'data-ts': message.ts,
      tabindex: '-1',
      'aria-label': `Note, ${clockTime(message.ts)}`,
    },
    h('p', { class: 'note-line' }, drawMrkdwn(message.text), ' ', timeNode(message.ts)),
  );

const containerOf = (message, channel) => ({
  type: 'message',
  channel,
  ts: message.ts,
  ...(message.ephemeral && { ephemeral: true }),
});

const timeNode = (ts) => h('time', { datetime: machineTime(ts), title: fullTime(ts) }, clockTime(ts));

function headOf(message, who) {
  const isApp = message.bot_id || state.users.get(message.user)?.is_bot;
  return h(
    'div',
    { class: 'message-head' },
    h('span', { class: 'message-name', dir: 'auto' }, who),
    isApp && appBadge(),
    timeNode(message.ts),
  );
}

function bodyOf(message, surface) {
  const edited =
    message.edited &&
    h('span', { class: 'edited', title: `Edited ${fullTime(message.edited.ts)}` }, ' (edited)');
  const drawsBlocks = message.bot_id && message.blocks?.length;
  const files = [...drawAttachments(message.attachments, surface), ...drawFiles(message.files)];
  if (drawsBlocks)
    return h('div', { class: 'message-body' }, drawBlocks(message.blocks, surface), edited, files);
  return h(
    'div',
    { class: 'message-body' },
    (message.text || !files.length) &&
      h('div', { class: 'message-text pre-wrap', dir: 'auto' }, wordsOf(message), edited),
    files,
  );
}

function wordsOf({ text, deleted, mrkdwn, streaming }) {
  if (deleted) return h('em', null, text || 'This message was deleted.');
  const words = mrkdwn === false ? plainNodes(unescape(text)) : drawMrkdwn(text);
  return streaming ? [words, h('span', { class: 'hint' }, ' … still writing')] : words;
}

function repliesOf(message, { channel, inThread }) {
  if (inThread || !message.reply_count) return null;
  const count = message.reply_count === 1 ? '1 reply' : `${message.reply_count} replies`;
  return h(
    'a',
    { class: 'replies', href: placeHref({ channel, thread: message.ts }), 'data-focus-key': 'replies' },
    icon('reply'),
    count,
    message.new_replies > 0 && h('span', { class: 'count-badge is-mention' }, `${message.new_replies} new`),
    message.latest_reply && h('span', { class: 'hint' }, ` last ${shortWhen(message.latest_reply)}`),
  );
}

/** The actions that appear when the pointer or the focus is on the message. */
function toolsOf(message, { channel, inThread, onEdit }) {
  if (message.ephemeral || message.deleted) return null;
  const isMine = message.user === state.me.id;
  const root = message.thread_ts ?? message.ts;
  return h(
    'div',
    { class: 'tools', role: 'group', 'aria-label': 'Message actions' },
    !inThread &&
      iconButton('reply', 'Reply in thread', () => goTo({ channel, thread: root }), {
        'data-focus-key': 'tool-reply',
      }),
    reactButton(message, channel),
    moreButton(message, channel),
    isMine && iconButton('edit', 'Edit message', onEdit, { 'data-focus-key': 'tool-edit' }),
    isMine &&
      iconButton('remove', 'Delete message', () => removeMine(message, channel), {
        'data-focus-key': 'tool-delete',
      }),
  );
}

/** The menu of a message: its pin, and the shortcuts of every app. */
function moreButton(message, channel) {
  const shortcuts = offered('message_shortcuts');
  const run = async ({ app, callback_id }) => {
    const answer = await act('shortcut', { app, callback_id, channel, ts: message.ts });
    if (!answer.ok) notice(answer.message);
  };
  const button = iconButton(
    'more',
    'More message actions',
    () =>
      openMenu(
        button,
        'Message actions',
        [
          pinItem(message, channel),
          ...shortcuts.map((shortcut) => ({
            label: shortcut.name,
            hint: shortcut.by,
            pick: () => run(shortcut),
          })),
        ],
      ),
    { 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'data-focus-key': 'tool-more' },
  );
  return button;
}

async function removeMine({ ts }, channel) {
  const sure = await confirmDialog({
    title: 'Delete this message?',
    text: 'It cannot be brought back.',
    confirm: 'Delete',
    style: 'danger',
  });
  if (!sure) return;
  const answer = await act('delete', { channel, ts });
  if (!answer.ok) notice(answer.message);
}

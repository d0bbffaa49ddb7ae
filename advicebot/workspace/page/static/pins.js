/** The messages pinned to a conversation: the button in its head, the list, and the way to each of them. */
import { fetchMessages } from './api.js';
import { notice } from './announce.js';
import { h, icon } from './dom.js';
import { spokenFiles } from './files.js';
import { openListWindow } from './list_window.js';
import { drawMrkdwn } from './mrkdwn.js';
import { goTo, placeHref } from './place.js';
import {
  channelTitle,
  currentChannel,
  emit,
  listKey,
  listsOf,
  loadMessages,
  messagesOf,
  nameOf,
  on,
  state,
} from './state.js';
import { unescape } from './text.js';
import { fullTime, machineTime, shortWhen } from './when.js';

const WORDS_LENGTH = 160;

/** The button that opens the list; there is none on the home tab of an app. */
export function pinsButton() {
  const button = h(
    'button',
    {
      type: 'button',
      class: 'button small head-button',
      title: 'Pinned messages',
      'aria-haspopup': 'dialog',
      onclick: () => openPins(currentChannel()),
    },
    icon('pin'),
    h('span', { class: 'tool-words' }, 'Pinned'),
  );
  on('place', () => {
    button.hidden = state.place.tab === 'home';
  });
  return button;
}

function openPins(channel) {
  openListWindow({
    title: `Pinned in ${channelTitle(channel)}`,
    follows: ['messages', 'users'],
    rows: (dialog) => {
      const found = pinnedIn(channel.id);
      return found.length ? found.map((message) => row(message, channel.id, dialog)) : [nothing()];
    },
  });
  fetchReplies(channel.id);
}

const nothing = () =>
  h('li', { class: 'hint' }, 'Nothing is pinned here. Pin a message in its menu “More message actions”.');

/** Replies may be pinned too: read the threads that were not opened yet. */
async function fetchReplies(channel) {
  const roots = messagesOf(channel).filter(
    ({ ts, reply_count: count }) => count && !state.lists.has(listKey(channel, ts)),
  );
  const read = ({ ts }) => loadMessages(listKey(channel, ts), () => fetchMessages(channel, ts));
  try {
    await Promise.all(roots.map(read));
  } catch (error) {
    notice(error.message);
  }
}

/** What is known to be pinned in a conversation and its threads, the latest pin first. */
function pinnedIn(channel) {
  const all = new Map(listsOf(channel).flatMap(([, list]) => [...list]));
  return [...all.values()]
    .filter(({ pinned, deleted }) => pinned && !deleted)
    .sort((a, b) => b.pinned.at - a.pinned.at || Number(b.ts) - Number(a.ts));
}

function row(message, channel, dialog) {
  const jump = () => {
    dialog.addEventListener('close', () => goToMessage(message, channel));
    dialog.close();
  };
  return h(
    'li',
    null,
    h(
      'button',
      { type: 'button', class: 'pin', 'data-focus-key': `pin-${message.ts}`, onclick: jump },
      h('span', { class: 'message-name', dir: 'auto' }, message.username || nameOf(message.user)),
      h('time', { datetime: machineTime(message.ts), title: fullTime(message.ts) }, shortWhen(message.ts)),
      h('span', { class: 'pin-words', dir: 'auto' }, wordsOf(message)),
    ),
  );
}

function wordsOf({ text, files, mrkdwn }) {
  const plain = mrkdwn === false ? unescape(text) : drawMrkdwn(text).textContent;
  const words = [plain, ...spokenFiles(files)].join(' ').trim();
  return words.length > WORDS_LENGTH ? `${words.slice(0, WORDS_LENGTH)}…` : words || 'No words';
}

/** Go to where a message stands; its list takes the focus there once it is shown. */
function goToMessage({ ts, thread_ts: root }, channel) {
  const thread = root && root !== ts ? root : null;
  state.sought = { key: listKey(channel, thread), ts };
  if (location.hash === placeHref({ channel, thread })) emit('arrived');
  else goTo({ channel, thread });
}

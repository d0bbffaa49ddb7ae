/** What each live frame changes, and what is said aloud about it. */
import { announce } from './announce.js';
import { putAssistant } from './assistant.js';
import { spokenFiles } from './files.js';
import { isNote } from './message.js';
import { modalFrame } from './modal.js';
import {
  addMessage,
  appIn,
  changeMessage,
  channelTitle,
  dropChannel,
  emit,
  nameOf,
  putChannel,
  putGroup,
  putUser,
  removeMessage,
  setClock,
  state,
} from './state.js';
import { toPlain } from './text.js';

const SPOKEN_LENGTH = 300;

const HANDLERS = {
  message: ({ channel, message }) => {
    addMessage(channel, message);
    sayMessage(channel, message);
  },
  message_changed: ({ channel, message }) => {
    sayChange(channel, message);
    changeMessage(channel, message);
  },
  message_deleted: ({ channel, ts }) => removeMessage(channel, ts),
  channel: ({ channel }) => putChannel(channel),
  channel_gone: ({ channel }) => dropChannel(channel),
  user: ({ user }) => putUser(user),
  user_group: ({ user_group: group }) => putGroup(group),
  assistant: (thread) => {
    putAssistant(thread);
    emit('assistant');
  },
  reset: () => emit('reset'),
  view_opened: modalFrame,
  view_updated: modalFrame,
  view_pushed: modalFrame,
  view_closed: modalFrame,
  home: ({ view }) => {
    state.homes.set(view.app_id, view);
    state.homesHeard += 1;
    emit('home');
  },
  clock: ({ clock }) => {
    setClock(clock);
    announce(`The workspace clock now says ${clock.label}.`);
  },
};

/** Take in one frame; frames of kinds this page does not know change nothing. */
export function takeFrame(frame) {
  HANDLERS[frame.type]?.(frame);
}

function isInSight(channel, message) {
  const { place } = state;
  if (place.channel !== channel || (appIn(state.channels.get(channel)) && place.tab === 'home'))
    return false;
  const isReply = message.thread_ts && message.thread_ts !== message.ts;
  return !isReply || place.thread === message.thread_ts;
}

const spoken = ({ text, files }) =>
  [toPlain(text), ...spokenFiles(files)].join(' ').trim().slice(0, SPOKEN_LENGTH);

function sayMessage(channel, message) {
  if (message.user === state.me.id || isNote(message)) return;
  const who = message.username || nameOf(message.user);
  const where = state.channels.get(channel);
  if (isInSight(channel, message))
    announce(`${message.ephemeral ? 'Only visible to you. ' : ''}${who}: ${spoken(message)}`);
  else if (where) announce(`New message from ${who} in ${channelTitle(where)}.`);
}

function sayChange(channel, message) {
  const before = state.lists.get(channel)?.get(message.ts);
  const isNews = before && before.text !== message.text && message.user !== state.me.id;
  if (isNews && isInSight(channel, message))
    announce(`Updated. ${message.username || nameOf(message.user)}: ${spoken(message)}`);
}

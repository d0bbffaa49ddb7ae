/** What the page knows, and who wants to hear when it changes. */

export const state = {
  boot: null,
  me: null,
  users: new Map(),
  channels: new Map(),
  /** Message lists by `listKey`: each a Map from ts to message. */
  lists: new Map(),
  clock: null,
  /** Home views by the id of their app. */
  homes: new Map(),
  /** Threads of assistants by `listKey`. */
  assistant: new Map(),
  /** How often a home view was heard of on the live socket. */
  homesHeard: 0,
  /** Where the page is: channel id, root ts of the open thread, tab of the app's conversation. */
  place: { channel: null, thread: null, tab: 'messages' },
  /** The message to go to once its list is shown: the list's key and a ts, null for none. */
  sought: null,
};

const listeners = new Map();

/** Call `listener` with the detail each time `event` is emitted. */
export function on(event, listener) {
  listeners.set(event, [...(listeners.get(event) ?? []), listener]);
}

export function emit(event, detail) {
  for (const listener of listeners.get(event) ?? []) listener(detail);
}

export const listKey = (channel, thread) => (thread ? `${channel}:${thread}` : channel);

export function applyBoot(boot) {
  state.boot = boot;
  state.me = boot.me;
  state.users = new Map(boot.users.map((user) => [user.id, user]));
  state.channels = new Map(boot.channels.map((channel) => [channel.id, channel]));
  state.assistant = new Map(
    (boot.assistant ?? []).map((thread) => [listKey(thread.channel, thread.thread_ts), thread]),
  );
  setClock(boot.clock);
  emit('channels');
}

/** Forget everything about the person the page was. */
export function forgetPerson() {
  state.lists.clear();
  state.homes.clear();
  emit('person');
}

export function setClock(clock) {
  state.clock = clock && { ...clock, heardAt: Date.now() };
  emit('clock');
}

/** The workspace's present moment in milliseconds: its own clock when it has one. */
export function nowMs() {
  if (!state.clock?.now) return Date.now();
  return Date.parse(state.clock.now) + Date.now() - state.clock.heardAt;
}

export function putChannel(channel) {
  state.channels.set(channel.id, channel);
  emit('channels');
}

/** This person is no longer in a private channel: it is as if it were not there. */
export function dropChannel(id) {
  state.channels.delete(id);
  emit('channels');
  if (state.place.channel === id) emit('lost', id);
}

/** Somebody was changed; whoever lost the account can no longer be chosen. */
export function putUser(user) {
  state.users.set(user.id, user);
  if (user.id === state.me.id) state.me = user;
  const others = state.boot.people.filter(({ id }) => id !== user.id);
  const known = state.boot.people.findIndex(({ id }) => id === user.id);
  if (known >= 0) others.splice(known, 0, user);
  state.boot.people = others;
  emit('users');
}

/** A user group was made or changed. */
export function putGroup(group) {
  const others = (state.boot.user_groups ?? []).filter(({ id }) => id !== group.id);
  state.boot.user_groups = [...others, group];
  emit('users');
}

/** What happened to lists that are being fetched: done again once the answer is there. */
const meanwhile = new Map();

/**
 * Fetch a list and put it in place.
 *
 * The answer may be older than what the live socket says in the meantime, so that is kept and applied to it.
 * @param {string} key
 * @param {() => Promise<object[]>} fetchThem
 */
export async function loadMessages(key, fetchThem) {
  const missed = [];
  meanwhile.set(key, missed);
  try {
    const messages = await fetchThem();
    state.lists.set(key, new Map(messages.map((message) => [message.ts, message])));
    for (const change of missed) change(state.lists.get(key));
  } finally {
    if (meanwhile.get(key) === missed) meanwhile.delete(key);
  }
  emit('messages', { key });
}

/** File a new message under its channel or its thread; a reply also sent to the channel is in both. */
export function addMessage(channel, message) {
  const isReply = message.thread_ts && message.thread_ts !== message.ts;
  if (isReply) file(listKey(channel, message.thread_ts), message);
  if (!isReply || message.subtype === 'thread_broadcast') file(channel, message);
}

function file(key, message) {
  meanwhile.get(key)?.push((list) => list.set(message.ts, message));
  const list = state.lists.get(key);
  if (!list) return;
  const isNew = !list.has(message.ts);
  list.set(message.ts, message);
  emit('messages', { key, added: isNew ? message : null });
}

/** Put a changed message in place wherever it is shown. */
export function changeMessage(channel, message) {
  keepForLater(channel, (list) => list.has(message.ts) && list.set(message.ts, message));
  for (const [key, list] of listsOf(channel)) {
    if (!list.has(message.ts)) continue;
    list.set(message.ts, message);
    emit('messages', { key });
  }
}

export function removeMessage(channel, ts) {
  keepForLater(channel, (list) => list.delete(ts));
  for (const [key, list] of listsOf(channel)) if (list.delete(ts)) emit('messages', { key });
}

const belongsTo = (key, channel) => key === channel || key.startsWith(`${channel}:`);

function keepForLater(channel, change) {
  for (const [key, missed] of meanwhile) if (belongsTo(key, channel)) missed.push(change);
}

/** The lists of a conversation and of its threads, each with its key. */
export const listsOf = (channel) => [...state.lists].filter(([key]) => belongsTo(key, channel));

/** Messages of a list, oldest first. */
export const messagesOf = (key) =>
  [...(state.lists.get(key)?.values() ?? [])].sort((a, b) => Number(a.ts) - Number(b.ts));

export const currentChannel = () => state.channels.get(state.place.channel) ?? null;

export function nameOf(userId) {
  const user = state.users.get(userId);
  return user?.real_name || user?.name || userId || 'Unknown';
}

/** The app that a user id is the bot of, undefined for a person. */
export const appOfUser = (userId) => state.boot?.apps.find((app) => app.bot_user_id === userId);

/** The app that this person talks with in a conversation, undefined anywhere else. */
export const appIn = (channel) =>
  channel?.kind === 'im' ? channel.with.map(appOfUser).find(Boolean) : undefined;

/** Commands or shortcuts of every app, each with the name of its app. */
export const offered = (kind) =>
  (state.boot?.apps ?? []).flatMap((app) => (app[kind] ?? []).map((each) => ({ ...each, by: app.name })));

/** How a conversation is called: its name, or the names of the others in it. */
export function channelTitle(channel) {
  const app = appIn(channel);
  if (app) return app.name;
  if (channel.kind === 'im' || channel.kind === 'mpim')
    return channel.with.map(nameOf).join(', ') || 'Notes to yourself';
  return channel.name;
}

/** Two windows to change the workspace in: everybody in it, and the members of one channel. */
import { act } from './api.js';
import { announce, notice } from './announce.js';
import { appBadge, avatar } from './avatar.js';
import { h } from './dom.js';
import { openListWindow } from './list_window.js';
import { openMenu } from './menu.js';
import { channelTitle, nameOf, state } from './state.js';

const WORDS = {
  gone: 'account deactivated',
  outsider: 'of another organisation',
  one: 'guest of one channel',
  guest: 'guest',
  app: 'app',
};

/** What somebody is, in words; nothing for a full member. */
export function standing(user) {
  if (user.deleted) return WORDS.gone;
  if (user.is_bot) return WORDS.app;
  if (user.is_stranger) return WORDS.outsider;
  if (user.is_ultra_restricted) return WORDS.one;
  return user.is_restricted ? WORDS.guest : '';
}

function row(user, ...tools) {
  const words = [user.role || user.title, standing(user)].filter(Boolean).join(', ');
  return h(
    'li',
    { class: user.deleted ? 'person is-gone' : 'person' },
    avatar(user.id),
    h(
      'div',
      { class: 'person-words' },
      h('span', { class: 'person-name', dir: 'auto' }, nameOf(user.id), user.is_bot && appBadge()),
      words && h('span', { class: 'hint', dir: 'auto' }, words),
    ),
    tools,
  );
}

async function doIt(name, details, words) {
  const answer = await act(name, details);
  if (answer.ok) announce(words);
  else notice(answer.message);
}

/** Show everybody, with what an administrator can do to each. */
export function openPeople() {
  openListWindow({
    title: 'People',
    about: 'Change people as an administrator would. The app is told as Slack tells it.',
    rows: () => sorted([...state.users.values()]).map((user) => row(user, changeButton(user))),
  });
}

const sorted = (users) => users.sort((a, b) => nameOf(a.id).localeCompare(nameOf(b.id), 'en-GB'));

function changeButton(user) {
  if (user.is_bot) return null;
  const name = nameOf(user.id);
  const change = (label, kind, danger) => ({
    label,
    danger,
    pick: () => doIt('change_user', { user: user.id, change: kind }, `${name}: ${label}.`),
  });
  const button = h(
    'button',
    {
      type: 'button',
      class: 'button small',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-label': `Change ${name}`,
      'data-focus-key': `change-${user.id}`,
      onclick: () => openMenu(button, `Change ${name}`, choices()),
    },
    'Change…',
  );
  const choices = () =>
    user.deleted
      ? [change('Give the account back', 'reactivate')]
      : [
          user.is_restricted && change('Make a full member', 'member'),
          (!user.is_restricted || user.is_ultra_restricted) && change('Make a guest', 'guest'),
          !user.is_ultra_restricted && change('Make a guest of one channel', 'one_channel_guest'),
          change('Deactivate the account', 'deactivate', true),
        ].filter(Boolean);
  return button;
}

/** Show who is in a channel, with ways to add, remove, leave and archive. */
export function openMembers(channelId) {
  const now = () => state.channels.get(channelId);
  openListWindow({
    title: `Members of ${channelTitle(now())}`,
    rows: () => {
      const channel = now();
      const users = (channel?.members ?? []).map((id) => state.users.get(id)).filter(Boolean);
      return sorted(users).map((user) => row(user, removeButton(channel, user)));
    },
    foot: (dialog) => (now() ? footOf(now()) : closeSoon(dialog)),
  });
}

/** The channel is gone for this person: so is the window. */
function closeSoon(dialog) {
  queueMicrotask(() => dialog.close());
  return [];
}

function removeButton(channel, user) {
  const name = nameOf(user.id);
  const where = channelTitle(channel);
  const isMe = user.id === state.me.id;
  const words = isMe ? `You left ${where}.` : `${name} is no longer in ${where}.`;
  return h(
    'button',
    {
      type: 'button',
      class: 'button small',
      'aria-label': isMe ? `Leave ${where}` : `Remove ${name}`,
      'data-focus-key': `remove-${user.id}`,
      onclick: () => doIt('remove_member', { channel: channel.id, user: user.id }, words),
    },
    isMe ? 'Leave' : 'Remove',
  );
}

function footOf(channel) {
  const where = channelTitle(channel);
  const outside = sorted(
    [...state.users.values()].filter((user) => !user.deleted && !channel.members.includes(user.id)),
  );
  const add = h(
    'button',
    {
      type: 'button',
      class: 'button',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'data-focus-key': 'add',
      onclick: () =>
        openMenu(
          add,
          'Add to the channel',
          outside.map((user) => ({
            label: nameOf(user.id),
            hint: user.role || user.title,
            pick: () =>
              doIt(
                'add_member',
                { channel: channel.id, user: user.id },
                `${nameOf(user.id)} is now in ${where}.`,
              ),
          })),
        ),
    },
    'Add somebody…',
  );
  const archive = h(
    'button',
    {
      type: 'button',
      class: 'button',
      'data-focus-key': 'archive',
      onclick: () =>
        doIt(
          'archive',
          { channel: channel.id, archived: !channel.is_archived },
          channel.is_archived ? `${where} is open again.` : `${where} is archived.`,
        ),
    },
    channel.is_archived ? 'Open the channel again' : 'Archive the channel',
  );
  return [archive, outside.length > 0 && !channel.is_archived && add].filter(Boolean);
}

/** What to offer while a message is being typed: slash commands and people. No drawing here. */

const MOST = 8;
const BROADCASTS = [
  { name: 'here', hint: 'everybody who is here now' },
  { name: 'channel', hint: 'everybody in this channel' },
];

/**
 * @param {string} text
 * @param {number} caret
 * @param {{commands: object[], users: object[], groups?: object[]}} known
 * @returns {{from: number, to: number, items: {insert: string, label: string, hint: string, user?: string}[]}|null}
 */
export function suggestionsFor(text, caret, { commands, users, groups = [] }) {
  const head = text.slice(0, caret);
  const command = /^\/\S*$/.exec(head);
  if (command)
    return offer(0, caret, commands.filter((each) => each.command.startsWith(head)).map(commandItem));
  const mention = /(?:^|[\s(])@([\w.-]*)$/.exec(head);
  if (!mention) return null;
  const wanted = mention[1].toLowerCase();
  const all = BROADCASTS.filter(({ name }) => wanted && name.startsWith(wanted)).map(broadcastItem);
  const people = users.filter((user) => matches(user, wanted)).map(userItem);
  const teams = groups.filter(
    (group) => group.is_enabled !== false && group.handle?.toLowerCase().startsWith(wanted),
  ).map(groupItem);
  return offer(caret - wanted.length - 1, caret, [...people, ...teams, ...all]);
}

const offer = (from, to, items) => (items.length ? { from, to, items: items.slice(0, MOST) } : null);

const commandItem = ({ command, description, usage_hint: usage }) => ({
  insert: `${command} `,
  label: `${command}${usage ? ` ${usage}` : ''}`,
  hint: description ?? '',
});

const userItem = ({ id, name, real_name: realName, role, title }) => ({
  insert: `@${name} `,
  label: realName || name,
  hint: [`@${name}`, role || title].filter(Boolean).join(', '),
  user: id,
});

const groupItem = ({ handle, name }) => ({
  insert: `@${handle} `,
  label: name || handle,
  hint: `@${handle}, group`,
});

const broadcastItem = ({ name, hint }) => ({ insert: `@${name} `, label: `@${name}`, hint });

const matches = ({ name, real_name: realName, deleted }, wanted) =>
  !deleted && [name, ...(realName ?? '').split(/\s+/)].some((part) => part.toLowerCase().startsWith(wanted));

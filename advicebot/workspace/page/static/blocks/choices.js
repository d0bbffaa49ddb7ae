/** The things a select offers: options of its own, people, channels, conversations. */
import { channelTitle, nameOf, state } from '../state.js';
import { unescape } from '../text.js';

/**
 * @typedef {object} Choice
 * @property {string} id     tells choices of one element apart
 * @property {string} label
 * @property {*} value       as the element's state holds it
 * @property {string} [group]
 * @property {object} [option]  Slack's option, for its description
 */

/** Everything `element` offers. @returns {Choice[]} */
export function choicesOf(element) {
  if (element.type.includes('users_select')) return people();
  if (element.type.includes('channels_select')) return conversations({ include: ['public'] });
  if (element.type.includes('conversations_select')) return conversations(element.filter ?? {});
  const groups = element.option_groups ?? [{ options: element.options ?? [] }];
  return groups.flatMap(({ label, options }) =>
    options.map((option) => ({
      id: option.value,
      label: unescape(option.text.text),
      value: option,
      group: label && unescape(label.text),
      option,
    })),
  );
}

const people = () =>
  [...state.users.values()]
    .filter((user) => !user.deleted)
    .map((user) => ({ id: user.id, label: nameOf(user.id), value: user.id }));

const KIND_WORDS = { channel: 'public', private: 'private', im: 'im', mpim: 'mpim' };

function conversations({
  include,
  exclude_bot_users: withoutBots,
  exclude_external_shared_channels: withoutShared,
}) {
  const wanted = (channel) =>
    (!include || include.includes(KIND_WORDS[channel.kind])) && !(withoutShared && channel.is_ext_shared);
  const hasBot = (channel) => channel.kind === 'im' && channel.with.some((id) => state.users.get(id)?.is_bot);
  return [...state.channels.values()]
    .filter((channel) => wanted(channel) && !(withoutBots && hasBot(channel)))
    .map((channel) => ({
      id: channel.id,
      label: channel.kind === 'im' ? channelTitle(channel) : `#${channelTitle(channel)}`,
      value: channel.id,
    }));
}

/** The id of a value: an option's own value, or the id it is. */
export const idOf = (value) => (value && typeof value === 'object' ? value.value : value);

/** Nodes for choices in order; those with a group label are put inside that group's node. */
export function grouped(choices, draw, drawGroup) {
  const nodes = [];
  let open = null;
  for (const choice of choices) {
    if (choice.group && open?.label !== choice.group)
      nodes.push((open = { label: choice.group, node: drawGroup(choice.group) }).node);
    if (choice.group) open.node.append(draw(choice));
    else nodes.push(draw(choice));
  }
  return nodes;
}

/** Small pieces that Slack's text formats share: escapes, safe links, people, channels, dates. */
import { h, icon } from './dom.js';
import { drawEmoji } from './emoji.js';
import { placeHref } from './place.js';
import { channelTitle, nameOf, state } from './state.js';
import { fillDate, fullTime, machineTime } from './when.js';

const SAFE_LINK = /^(https?:\/\/|mailto:|tel:)/i;
const BARE_LINK = /https?:\/\/[^\s<>"]*[^\s<>".,:;!?)'\]*_~]/g;
const EMOJI_NAME = /:([a-z0-9_+'-]+(?:::[a-z0-9-]+)?):/g;
const ENTITIES = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** Undo the three escapes Slack's text uses, once. */
export const unescape = (text) => text.replace(/&(lt|gt|amp);/g, (entity) => ENTITIES[entity]);

export const isSafeLink = (url) => SAFE_LINK.test(url.trim());

/** A link that opens in a new tab, or its label alone when the address is not one we follow. */
export function link(url, ...label) {
  const content = label.length ? label : [url];
  if (!isSafeLink(url))
    return h(
      'span',
      { class: 'not-a-link', title: 'This address is not a link that can be opened' },
      content,
    );
  return h(
    'a',
    { href: url.trim(), target: '_blank', rel: 'noopener noreferrer', title: url, dir: 'auto' },
    content,
  );
}

/** Plain text, already unescaped, as nodes: bare addresses are links, emoji names are drawn if wanted. */
export function plainNodes(text, { emoji = true } = {}) {
  const nodes = [];
  const words = emoji ? emojiNodes : (part) => (part ? [part] : []);
  let from = 0;
  for (const match of text.matchAll(BARE_LINK)) {
    nodes.push(...words(text.slice(from, match.index)), link(match[0]));
    from = match.index + match[0].length;
  }
  return [...nodes, ...words(text.slice(from))];
}

function emojiNodes(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(EMOJI_NAME)) {
    const drawn = drawEmoji(match[1]);
    if (!drawn) continue;
    nodes.push(text.slice(from, match.index), drawn);
    from = match.index + match[0].length;
  }
  return [...nodes, text.slice(from)].filter((node) => node !== '');
}

export function userMention(id) {
  const isMe = id === state.me?.id;
  return h(
    'span',
    { class: isMe ? 'mention mention-me' : 'mention', 'data-user': id },
    `@${nameOf(id)}`,
    isMe && h('span', { class: 'visually-hidden' }, ' (you)'),
  );
}

export function channelMention(id, label) {
  const channel = state.channels.get(id);
  const name = channel ? channelTitle(channel) : label || 'a private channel';
  const content = [icon(channel?.kind === 'private' || !channel ? 'lock' : 'channel'), name];
  return channel
    ? h('a', { class: 'mention', href: placeHref({ channel: id }) }, content)
    : h('span', { class: 'mention' }, content);
}

export const broadcast = (range) => h('span', { class: 'mention mention-me' }, `@${range}`);

/** A group by the name the message gives it, else by the name it has here, else by its id. */
export function groupMention(id, label) {
  const handle = label || (state.boot?.user_groups ?? []).find((group) => group.id === id)?.handle || id;
  return h('span', { class: 'mention', 'data-group': id }, `@${handle.replace(/^@/, '')}`);
}

/** A moment in the reader's words; the fallback when the pattern cannot be filled. */
export function dateNode(ts, pattern, fallback, url) {
  const text = fillDate(ts, pattern);
  if (text === null) return document.createTextNode(fallback);
  const time = h('time', { datetime: machineTime(ts), title: fullTime(ts) }, text);
  return url ? link(url, time) : time;
}

/** mrkdwn as one line of plain words, for announcements and for editing what was typed. */
export function toPlain(text) {
  const flat = (text ?? '').replace(/<([^<>]+)>/g, (whole, body) => plainToken(body) ?? whole);
  return unescape(flat);
}

function plainToken(body) {
  const [target, label] = body.split('|');
  if (target.startsWith('@')) return `@${state.users.get(target.slice(1))?.name ?? label ?? target.slice(1)}`;
  if (target.startsWith('#')) return `#${state.channels.get(target.slice(1))?.name ?? label ?? 'channel'}`;
  if (target.startsWith('!date^')) return label ?? '';
  if (target.startsWith('!')) return `@${(label ?? target.slice(1)).replace(/^@/, '')}`;
  return isSafeLink(target) ? (label ?? target) : null;
}

/** Avatars made of initials; apps have square ones. */
import { isOwn } from './blocks/pictures.js';
import { h } from './dom.js';
import { drawEmoji } from './emoji.js';
import { appOfUser, nameOf, state } from './state.js';

const TONES = 8;

function tone(id) {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.codePointAt(0)) % 9973;
  return sum % TONES;
}

function initials(name) {
  const words = name.split(/[\s._-]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  return (
    picked
      .map((word) => [...word.replace(/[^\p{L}\p{N}]/gu, '')][0] ?? '')
      .join('')
      .toUpperCase() || '?'
  );
}

/** The round or square mark of a user; decoration only, the name stands beside it. */
export function avatar(userId, name = nameOf(userId)) {
  const isBot = state.users.get(userId)?.is_bot || Boolean(appOfUser(userId));
  return h(
    'span',
    { class: `avatar tone-${tone(userId ?? '')}${isBot ? ' avatar-app' : ''}`, 'aria-hidden': 'true' },
    initials(name),
  );
}

/**
 * The mark of who wrote a message: an app may have given it a picture or an emoji of its own. A picture of
 * another server is not fetched; the initials stand for it.
 */
export function messageAvatar({ user, icon_url: url, icon_emoji: emoji }, name) {
  const drawn = emoji && drawEmoji(emoji.replaceAll(':', ''));
  const picture = url && isOwn(url) ? h('img', { src: url, alt: '' }) : drawn;
  if (!picture) return avatar(user, name);
  return h('span', { class: 'avatar avatar-app avatar-own', 'aria-hidden': 'true' }, picture);
}

export const appBadge = () => h('span', { class: 'badge-app' }, 'APP');

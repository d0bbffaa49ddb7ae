/** Avatars made of initials; apps have square ones. */
import { h } from './dom.js';
import { nameOf, state } from './state.js';

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
  const isBot = state.users.get(userId)?.is_bot || userId === state.boot?.app.bot_user_id;
  return h(
    'span',
    { class: `avatar tone-${tone(userId ?? '')}${isBot ? ' avatar-app' : ''}`, 'aria-hidden': 'true' },
    initials(name),
  );
}

export const appBadge = () => h('span', { class: 'badge-app' }, 'APP');

/** Rich text written as one types it in Slack: `*bold*`, `_italic_`, `~gone~`, code, quotes, lists. */
import { state } from '../state.js';

/** A stretch between two marks that touch words only from inside. */
const marked = (mark) => `(?<![\\w${mark}])\\${mark}(\\S(?:[^${mark}\\n]*\\S)?)\\${mark}(?!\\w)`;
const INLINE = new RegExp(
  [
    '`([^`\\n]+)`',
    marked('*'),
    '(?<!\\w)_(\\S(?:[^_\\n]*\\S)?)_(?!\\w)',
    marked('~'),
    '(https?:\\/\\/[^\\s<>]*[^\\s<>.,:;!?)\'"\\]*_~])',
    ":([a-z0-9_+'-]+):",
    '(?<!\\w)@([\\w.-]*\\w)',
    '(?<!\\w)#([\\w-]+)',
  ].join('|'),
  'g',
);
const ITEM = /^(\s*)(?:[-•*]|(\d+)[.)])\s+(.*)$/;
const QUOTE = /^> ?/;

const styled = (leaf, style) => (Object.keys(style).length ? { ...leaf, style } : leaf);

/** The leaves of one stretch of text. */
function leaves(text, style = {}) {
  const made = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const found = leafOf(match, style);
    if (!found) continue;
    if (match.index > from) made.push(styled({ type: 'text', text: text.slice(from, match.index) }, style));
    made.push(...found);
    from = match.index + match[0].length;
  }
  if (from < text.length) made.push(styled({ type: 'text', text: text.slice(from) }, style));
  return made;
}

function leafOf([, code, bold, italic, strike, url, emoji, user, channel], style) {
  if (code) return [styled({ type: 'text', text: code }, { ...style, code: true })];
  if (bold) return leaves(bold, { ...style, bold: true });
  if (italic) return leaves(italic, { ...style, italic: true });
  if (strike) return leaves(strike, { ...style, strike: true });
  if (url) return [styled({ type: 'link', url }, style)];
  if (emoji) return [{ type: 'emoji', name: emoji }];
  if (user) return mention(user, style);
  const place = [...state.channels.values()].find(({ name, kind }) => name === channel && kind !== 'im');
  return place ? [styled({ type: 'channel', channel_id: place.id }, style)] : null;
}

const groups = () => state.boot.user_groups ?? [];

function mention(name, style) {
  if (['here', 'channel', 'everyone'].includes(name)) return [{ type: 'broadcast', range: name }];
  const user = [...state.users.values()].find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (user) return [styled({ type: 'user', user_id: user.id }, style)];
  const group = groups().find(({ handle }) => handle.toLowerCase() === name.toLowerCase());
  return group ? [styled({ type: 'usergroup', usergroup_id: group.id }, style)] : null;
}

/** What was typed as Slack's rich_text block; null when there is nothing but space. */
export function parseRich(text) {
  if (!text.trim()) return null;
  const elements = [];
  const lines = text.split('\n');
  let at = 0;
  while (at < lines.length) {
    const read = readers.find(([fits]) => fits(lines[at]))[1];
    at = read(lines, at, elements);
  }
  return { type: 'rich_text', elements };
}

const readers = [
  [(line) => line.startsWith('```'), readCode],
  [(line) => QUOTE.test(line), readQuote],
  [(line) => ITEM.test(line), readItem],
  [() => true, readSection],
];

function readCode(lines, at, elements) {
  let end = at + 1;
  while (end < lines.length && !lines[end].startsWith('```')) end += 1;
  const text = lines.slice(at + 1, end).join('\n');
  elements.push({ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] });
  return end + 1;
}

const until = (lines, at, fits) => {
  const end = lines.findIndex((line, index) => index > at && !fits(line));
  return end < 0 ? lines.length : end;
};

function readQuote(lines, at, elements) {
  const end = until(lines, at, (line) => QUOTE.test(line));
  const text = lines.slice(at, end).map((line) => line.replace(QUOTE, '')).join('\n');
  elements.push({ type: 'rich_text_quote', elements: leaves(text) });
  return end;
}

function readItem(lines, at, elements) {
  const [, space, number, text] = ITEM.exec(lines[at]);
  const style = number ? 'ordered' : 'bullet';
  const indent = Math.min(8, Math.floor(space.length / 4));
  const item = { type: 'rich_text_section', elements: leaves(text) };
  const last = elements.at(-1);
  const isNext = last?.type === 'rich_text_list' && last.style === style && last.indent === indent;
  if (isNext) last.elements.push(item);
  else elements.push({ type: 'rich_text_list', style, indent, elements: [item] });
  return at + 1;
}

function readSection(lines, at, elements) {
  const end = until(lines, at, (line) => readers.findIndex(([fits]) => fits(line)) === readers.length - 1);
  elements.push({ type: 'rich_text_section', elements: leaves(lines.slice(at, end).join('\n')) });
  return end;
}

const MARKS = [
  ['code', '`'],
  ['strike', '~'],
  ['italic', '_'],
  ['bold', '*'],
];

const WRITTEN = {
  text: ({ text }) => text,
  link: ({ url }) => url,
  emoji: ({ name }) => `:${name}:`,
  user: ({ user_id: id }) => `@${state.users.get(id)?.name ?? id}`,
  channel: ({ channel_id: id }) => `#${state.channels.get(id)?.name ?? id}`,
  broadcast: ({ range }) => `@${range}`,
  usergroup: ({ usergroup_id: id }) => `@${groups().find((group) => group.id === id)?.handle ?? id}`,
  color: ({ value }) => value,
  date: ({ fallback, timestamp }) => fallback ?? String(timestamp),
};

const writeLeaf = (leaf) =>
  MARKS.filter(([style]) => leaf.style?.[style]).reduce(
    (text, [, mark]) => `${mark}${text}${mark}`,
    WRITTEN[leaf.type]?.(leaf) ?? '',
  );

const writeLeaves = ({ elements }) => elements.map(writeLeaf).join('');

const PARTS = {
  rich_text_section: writeLeaves,
  rich_text_quote: (part) => writeLeaves(part).replace(/^/gm, '> '),
  rich_text_preformatted: (part) => `\`\`\`\n${writeLeaves(part)}\n\`\`\``,
  rich_text_list: ({ elements, style, indent = 0, offset = 0 }) =>
    elements
      .map((item, index) => {
        const mark = style === 'ordered' ? `${offset + index + 1}.` : '-';
        return `${' '.repeat(4 * indent)}${mark} ${writeLeaves(item)}`;
      })
      .join('\n'),
};

/** A rich_text block as one would type it. */
export const writeRich = (block) =>
  (block?.elements ?? []).map((part) => PARTS[part.type]?.(part) ?? '').join('\n');

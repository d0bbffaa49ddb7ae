/** `rich_text` blocks. */
import { h } from '../dom.js';
import { drawEmoji } from '../emoji.js';
import { broadcast, channelMention, dateNode, groupMention, link, userMention } from '../text.js';
import { unknownNode } from './pictures.js';

const INLINE = {
  text: (element) => document.createTextNode(element.text),
  link: (element) => link(element.url, element.text || element.url),
  emoji: (element) => drawEmoji(element.name, element) ?? document.createTextNode(`:${element.name}:`),
  user: (element) => userMention(element.user_id),
  usergroup: (element) => groupMention(element.usergroup_id),
  channel: (element) => channelMention(element.channel_id),
  broadcast: (element) => broadcast(element.range),
  date: (element) => dateNode(String(element.timestamp), element.format, element.fallback ?? '', element.url),
  team: () => broadcast('everyone'),
  color: (element) => colour(element.value),
};

const STYLE_TAGS = [
  ['code', 'code'],
  ['strike', 's'],
  ['italic', 'em'],
  ['bold', 'strong'],
  ['underline', 'u'],
  ['highlight', 'mark'],
  ['client_highlight', 'mark'],
];

/** A colour by its code, with a sample of it that says nothing more. */
function colour(value) {
  const sample = h('span', { class: 'swatch', 'aria-hidden': 'true' });
  sample.style.background = /^#?[0-9a-f]{6}$/i.test(value) ? `#${value.replace('#', '')}` : 'none';
  return h('span', { class: 'colour' }, sample, h('code', null, value));
}

const bordered = ({ border }) => (border ? ' is-bordered' : '');

function inlineNode(element) {
  const draw = INLINE[element.type];
  if (!draw) return unknownNode(element.type);
  const wraps = STYLE_TAGS.filter(([style]) => element.style?.[style]);
  return wraps.reduce((node, [, tag]) => h(tag, null, node), draw(element));
}

const inlineNodes = (elements) => (elements ?? []).map(inlineNode);

const PARTS = {
  rich_text_section: (part) => h('div', { class: 'pre-wrap', dir: 'auto' }, inlineNodes(part.elements)),
  rich_text_quote: (part) => h('blockquote', { class: `pre-wrap${bordered(part)}`, dir: 'auto' }, inlineNodes(part.elements)),
  rich_text_preformatted: (part) =>
    h('pre', { class: `code-block${bordered(part)}`, dir: 'ltr' }, h('code', null, inlineNodes(part.elements))),
};

/** Nodes for a rich_text block; lists that follow each other with deeper indents are nested. */
export function drawRichText(block) {
  const nodes = [];
  const open = [];
  for (const part of block.elements ?? []) {
    if (part.type !== 'rich_text_list') open.length = 0;
    if (part.type === 'rich_text_list') placeList(part, open, nodes);
    else nodes.push(PARTS[part.type]?.(part) ?? unknownNode(part.type));
  }
  return nodes;
}

/** Put a list where its indent belongs. `open` holds the list now open at each indent. */
function placeList(part, open, nodes) {
  const indent = part.indent ?? 0;
  open.length = Math.min(open.length, indent + 1);
  const tag = part.style === 'ordered' ? 'ol' : 'ul';
  const items = part.elements.map((item) =>
    h('li', { class: 'pre-wrap', dir: 'auto' }, inlineNodes(item.elements)),
  );
  const before = open[indent];
  const isAlike = before?.localName === tag && before.matches('.is-bordered') === Boolean(part.border);
  const same = isAlike && !part.offset ? before : null;
  if (same) {
    same.append(...items);
    return;
  }
  const start = part.offset ? part.offset + 1 : null;
  const list = h(tag, { start, class: part.border ? 'is-bordered' : null }, items);
  const parent = open.slice(0, indent).findLast((each) => each?.lastElementChild);
  if (parent) parent.lastElementChild.append(list);
  else nodes.push(list);
  open[indent] = list;
}

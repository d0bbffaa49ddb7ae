/** The inside of a line of Markdown: emphasis, code, links, escapes. */
import { h } from './dom.js';
import { link, plainNodes, unescape } from './text.js';

const ESCAPABLE = /[!-/:-@[-`{-~]/;
const WORD = /[\p{L}\p{N}]/u;
const STYLES = [
  ['**', 'strong'],
  ['__', 'strong'],
  ['~~', 's'],
  ['*', 'em'],
  ['_', 'em'],
];
const LINK =
  /^(!?)\[((?:\\.|[^[\]\\])*)\]\(\s*<?((?:[^\s()<>]|\([^\s()]*\))*)>?(?:\s+["'(][^"')]*["')])?\s*\)/;
const AUTO_LINK = /^<((?:https?:\/\/|mailto:|tel:)[^\s<>]+)>/i;
const MAX_DEPTH = 6;
const LONGEST_STYLED = 4000; // keeps the search for a closing mark short in hostile text

/** Nodes for one line of Markdown. */
export function markdownInline(text, depth = 0) {
  const nodes = [];
  let plain = '';
  let at = 0;
  const flush = () => {
    nodes.push(...plainNodes(unescape(plain)));
    plain = '';
  };
  while (at < text.length) {
    const found = tokenAt(text, at, depth);
    if (found?.text !== undefined) plain += found.text;
    else if (found) {
      flush();
      nodes.push(found.node);
    } else plain += text[at];
    at = found?.end ?? at + 1;
  }
  flush();
  return nodes;
}

function tokenAt(text, at, depth) {
  const mark = text[at];
  if (mark === '\\' && ESCAPABLE.test(text[at + 1] ?? '')) return { text: text[at + 1], end: at + 2 };
  if (mark === '`') return codeAt(text, at);
  if (depth >= MAX_DEPTH) return null;
  if (mark === '[' || (mark === '!' && text[at + 1] === '[')) return linkAt(text, at, depth);
  if (mark === '<') return autoLinkAt(text, at);
  return styledAt(text, at, depth);
}

function codeAt(text, at) {
  const ticks = /^`+/.exec(text.slice(at))[0];
  const close = text.indexOf(ticks, at + ticks.length);
  if (close < 0) return { text: ticks, end: at + ticks.length };
  const inner = text.slice(at + ticks.length, close);
  return { node: h('code', { dir: 'ltr' }, inner.trim() || inner), end: close + ticks.length };
}

/** An image is drawn as a link to it: nothing is fetched from outside for a picture in running text. */
function linkAt(text, at, depth) {
  const found = LINK.exec(text.slice(at, at + LONGEST_STYLED));
  if (!found) return null;
  const [whole, isImage, label, url] = found;
  const content = isImage
    ? [label || 'image']
    : markdownInline(label, depth + 1).map((node) => (node.nodeName === 'A' ? node.textContent : node));
  return { node: link(unescape(url), ...(content.length ? content : [url])), end: at + whole.length };
}

function autoLinkAt(text, at) {
  const found = AUTO_LINK.exec(text.slice(at));
  return found && { node: link(found[1]), end: at + found[0].length };
}

function styledAt(text, at, depth) {
  const style = STYLES.find(([mark]) => text.startsWith(mark, at));
  if (!style) return null;
  const [mark, tag] = style;
  const close = closing(text, at, mark);
  if (close < 0) return { text: mark, end: at + mark.length };
  return {
    node: h(tag, null, markdownInline(text.slice(at + mark.length, close), depth + 1)),
    end: close + mark.length,
  };
}

/** Where the style opened at `at` ends; -1 when it does not open or never closes. */
function closing(text, at, mark) {
  const start = at + mark.length;
  const inWord = mark.startsWith('_') && WORD.test(text[at - 1] ?? ' ');
  if (inWord || /\s/.test(text[start] ?? ' ')) return -1;
  const end = Math.min(text.length - mark.length, at + LONGEST_STYLED);
  for (let i = start + 1; i <= end; i += 1) {
    if (text[i - 1] === '\\' || !text.startsWith(mark, i) || /\s/.test(text[i - 1])) continue;
    const next = text[i + mark.length] ?? ' ';
    if (mark.length === 1 && (next === mark || text[i - 1] === mark)) continue;
    if (!mark.startsWith('_') || !WORD.test(next)) return i;
  }
  return -1;
}

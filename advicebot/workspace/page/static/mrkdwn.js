/** Slack's mrkdwn drawn as DOM nodes. The text given is escaped as Slack's is: `&lt;` stands for `<`. */
import { h } from './dom.js';
import {
  broadcast,
  channelMention,
  dateNode,
  groupMention,
  isSafeLink,
  link,
  plainNodes,
  unescape,
  userMention,
} from './text.js';

const TAGS = { '*': 'strong', _: 'em', '~': 's' };
const WORD = /[\p{L}\p{N}]/u;
const QUOTE = /^(?:&gt;|>) ?/;
const LONG_QUOTE = /^(?:&gt;|>){3} ?/;
const MAX_DEPTH = 6;
const FENCE = '```';
const BRACKET = /<([^<>]*)>/y;

/** Nodes for a whole mrkdwn text: code blocks, quotes and lines. Draw them where `pre-wrap` holds. */
export function drawMrkdwn(text) {
  const fragment = document.createDocumentFragment();
  const parts = textOf(text).split(FENCE);
  if (parts.length % 2 === 0) parts.push(parts.splice(-2).join(FENCE));
  parts.forEach((part, index) =>
    fragment.append(...(index % 2 ? [codeBlock(part)] : lines(part, index > 0))),
  );
  return fragment;
}

function textOf(given) {
  if (typeof (given ?? '') === 'string') return given ?? '';
  throw new TypeError(`a text is expected, not ${JSON.stringify(given)}`);
}

/** A block of code; fences with nothing between them are text. */
const codeBlock = (text) =>
  text
    ? h('pre', { class: 'code-block', dir: 'ltr' }, h('code', null, plainCode(text.replace(/^\n|\n$/g, ''))))
    : FENCE + FENCE;

/** Code keeps every character as it is, but for links, which Slack's senders wrap in angle brackets. */
function plainCode(text) {
  return unescape(
    text.replace(/<((?:https?|mailto|tel):[^<>|]+)(?:\|([^<>]*))?>/g, (whole, url, label) => label ?? url),
  );
}

function lines(part, followsCode) {
  const all = (followsCode ? part.replace(/^\n/, '') : part).split('\n');
  const nodes = [];
  let index = 0;
  while (index < all.length) {
    const until = endOfQuote(all, index);
    if (until > index) nodes.push(quote(all.slice(index, until)));
    else
      nodes.push(
        ...inline(all[index]),
        index + 1 < all.length && endOfQuote(all, index + 1) === index + 1 ? '\n' : '',
      );
    index = Math.max(until, index + 1);
  }
  return nodes;
}

function endOfQuote(all, from) {
  if (LONG_QUOTE.test(all[from] ?? '')) return all.length;
  let until = from;
  while (until < all.length && QUOTE.test(all[until])) until += 1;
  return until;
}

function quote(quoted) {
  const bare = quoted.map((line, index) =>
    line.replace(index === 0 && LONG_QUOTE.test(line) ? LONG_QUOTE : QUOTE, ''),
  );
  return h(
    'blockquote',
    { dir: 'auto' },
    bare.flatMap((line, index) => [index ? '\n' : '', ...inline(line)]),
  );
}

/** Nodes for one line: styles, code, links, mentions, dates and emoji. */
function inline(line, depth = 0) {
  const nodes = [];
  let plain = '';
  let at = 0;
  const endOf = endsOfStyles(line);
  const flush = () => {
    nodes.push(...plainNodes(unescape(plain)));
    plain = '';
  };
  while (at < line.length) {
    const found = depth < MAX_DEPTH ? tokenAt(line, at, { depth, endOf }) : null;
    if (found) {
      flush();
      nodes.push(...found.nodes);
      at = found.end;
    } else {
      plain += line[at];
      at += 1;
    }
  }
  flush();
  return nodes;
}

function tokenAt(line, at, inside) {
  const mark = line[at];
  if (mark === '`') return codeAt(line, at);
  if (mark === '<') return bracketAt(line, at);
  return TAGS[mark] ? styledAt(line, at, inside) : null;
}

function codeAt(line, at) {
  const close = endOfCode(line, at);
  if (close < 0) return null;
  return { nodes: [h('code', { dir: 'ltr' }, plainCode(line.slice(at + 1, close)))], end: close + 1 };
}

/** Where the code that a tick opens ends; -1 when it is empty or never closed. */
function endOfCode(line, at) {
  const close = line.indexOf('`', at + 1);
  return close > at + 1 ? close : -1;
}

function bracketAt(line, at) {
  const body = bracketBody(line, at);
  const node = body === null ? null : drawBracket(body);
  return node && { nodes: [node], end: at + body.length + 2 };
}

/** What stands in the brackets that open here; null without an end. Brackets do not nest in Slack's text. */
function bracketBody(line, at) {
  BRACKET.lastIndex = at;
  return BRACKET.exec(line)?.[1] ?? null;
}

function styledAt(line, at, { depth, endOf }) {
  const mark = line[at];
  const [before, after] = [line[at - 1] ?? ' ', line[at + 1] ?? ' '];
  if (WORD.test(before) || before === mark || after === mark || /\s/.test(after)) return null;
  const close = endOf(mark, at);
  if (close === undefined) return null;
  return { nodes: [h(TAGS[mark], null, inline(line.slice(at + 1, close), depth + 1))], end: close + 1 };
}

/**
 * A function that says where a style opened at a place ends, undefined when it never does.
 *
 * The line is read once, and the function is asked from left to right: a text of nothing but marks takes
 * time that grows with its length and no faster.
 */
function endsOfStyles(line) {
  const ends = { '*': [], _: [], '~': [] };
  for (let at = 0; at < line.length; at += 1) {
    at = endOfSpan(line, at);
    if (TAGS[line[at]] && canEnd(line, at)) ends[line[at]].push(at);
  }
  const next = { '*': 0, _: 0, '~': 0 };
  return (mark, at) => {
    while (ends[mark][next[mark]] <= at + 1) next[mark] += 1;
    return ends[mark][next[mark]];
  };
}

/** The last place of the code or the brackets that begin here, else this place: no style ends inside. */
function endOfSpan(line, at) {
  if (line[at] === '`') return Math.max(at, endOfCode(line, at));
  if (line[at] === '<') return at + (bracketBody(line, at)?.length ?? -1) + 1;
  return at;
}

const canEnd = (line, at) => !/\s/.test(line[at - 1] ?? ' ') && !WORD.test(line[at + 1] ?? ' ');

/** What stands between angle brackets, or null when it is nothing Slack knows (then it is only text). */
function drawBracket(body) {
  const bar = body.indexOf('|');
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? '' : unescape(body.slice(bar + 1));
  if (/^@[UWB]\w*$/.test(target)) return userMention(target.slice(1));
  if (/^#[CGD]\w*$/.test(target)) return channelMention(target.slice(1), label);
  if (target.startsWith('!')) return drawSpecial(target.slice(1), label);
  const url = unescape(target);
  return isSafeLink(url)
    ? link(url, ...plainNodes(label || url.replace(/^(mailto|tel):/, '')).map(withoutLink))
    : null;
}

/** Links do not nest: a label that is itself an address stays text. */
const withoutLink = (node) => (node.nodeName === 'A' ? node.textContent : node);

function drawSpecial(command, label) {
  if (/^(here|channel|everyone)$/.test(command)) return broadcast(command);
  if (command.startsWith('subteam^')) return groupMention(command.slice(8), label);
  if (!command.startsWith('date^')) return null;
  const [, ts, pattern, url] = command.split('^');
  return dateNode(ts, unescape(pattern ?? ''), label, url && unescape(url));
}

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
const LONGEST_STYLED = 4000; // keeps the search for a closing mark short in hostile text

/** Nodes for a whole mrkdwn text: code blocks, quotes and lines. Draw them where `pre-wrap` holds. */
export function drawMrkdwn(text) {
  const fragment = document.createDocumentFragment();
  const parts = (text ?? '').split('```');
  if (parts.length % 2 === 0) parts.push(parts.splice(-2).join('```'));
  parts.forEach((part, index) =>
    fragment.append(...(index % 2 ? [codeBlock(part)] : lines(part, index > 0))),
  );
  return fragment;
}

const codeBlock = (text) =>
  h('pre', { class: 'code-block', dir: 'ltr' }, h('code', null, plainCode(text.replace(/^\n|\n$/g, ''))));

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
  const flush = () => {
    nodes.push(...plainNodes(unescape(plain)));
    plain = '';
  };
  while (at < line.length) {
    const found = depth < MAX_DEPTH ? tokenAt(line, at, depth) : null;
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

function tokenAt(line, at, depth) {
  const mark = line[at];
  if (mark === '`') return codeAt(line, at);
  if (mark === '<') return bracketAt(line, at);
  return TAGS[mark] ? styledAt(line, at, depth) : null;
}

function codeAt(line, at) {
  const close = line.indexOf('`', at + 1);
  if (close <= at + 1) return null;
  return { nodes: [h('code', { dir: 'ltr' }, plainCode(line.slice(at + 1, close)))], end: close + 1 };
}

function bracketAt(line, at) {
  const close = line.indexOf('>', at);
  if (close < 0) return null;
  const node = drawBracket(line.slice(at + 1, close));
  return node && { nodes: [node], end: close + 1 };
}

function styledAt(line, at, depth) {
  const mark = line[at];
  const [before, after] = [line[at - 1] ?? ' ', line[at + 1] ?? ' '];
  if (WORD.test(before) || before === mark || after === mark || /\s/.test(after)) return null;
  const close = closing(line, at, mark);
  if (close < 0) return null;
  return { nodes: [h(TAGS[mark], null, inline(line.slice(at + 1, close), depth + 1))], end: close + 1 };
}

function closing(line, at, mark) {
  const end = Math.min(line.length, at + LONGEST_STYLED);
  for (let i = at + 1; i < end; i += 1) {
    if (line[i] === '<') i = Math.max(i, line.indexOf('>', i));
    else if (line[i] === '`') i = Math.max(i, line.indexOf('`', i + 1));
    else if (line[i] === mark && i > at + 1 && !/\s/.test(line[i - 1]) && !WORD.test(line[i + 1] ?? ' '))
      return i;
  }
  return -1;
}

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

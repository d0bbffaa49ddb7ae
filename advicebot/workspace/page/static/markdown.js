/** A small, safe Markdown for `markdown` blocks: blocks here, the inside of a line in markdown_inline.js. */
import { h } from './dom.js';
import { markdownInline } from './markdown_inline.js';

const FENCE = /^\s*(```+|~~~+)/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^ {0,3}([-*_])(\s*\1){2,}\s*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const TASK = /^\[([ xX])\]\s+(.*)$/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
const MAX_DEPTH = 8;

/** Nodes for a Markdown text. HTML in it is shown as text. */
export function drawMarkdown(text) {
  return blocksOf(text.replace(/\r\n?/g, '\n').split('\n'), 0);
}

const READERS = [readFence, readHeading, readRule, readQuote, readTable, readList];

function blocksOf(lines, depth) {
  const nodes = [];
  let at = 0;
  while (at < lines.length) {
    if (!lines[at].trim()) {
      at += 1;
      continue;
    }
    const found =
      READERS.reduce((got, read) => got ?? read(lines, at, depth), null) ?? readParagraph(lines, at, depth);
    nodes.push(found.node);
    at = found.end;
  }
  return nodes;
}

function readFence(lines, at) {
  const open = FENCE.exec(lines[at])?.[1];
  if (!open) return null;
  let end = at + 1;
  while (end < lines.length && !lines[end].trim().startsWith(open)) end += 1;
  return {
    node: h('pre', { class: 'code-block', dir: 'ltr' }, h('code', null, lines.slice(at + 1, end).join('\n'))),
    end: end + 1,
  };
}

function readHeading(lines, at) {
  const found = HEADING.exec(lines[at]);
  if (!found) return null;
  const level = Math.min(found[1].length + 2, 6);
  return {
    node: h(`h${level}`, { class: 'md-heading', dir: 'auto' }, markdownInline(found[2])),
    end: at + 1,
  };
}

function readRule(lines, at) {
  return RULE.test(lines[at]) ? { node: h('hr'), end: at + 1 } : null;
}

function readQuote(lines, at, depth) {
  if (!QUOTE.test(lines[at]) || depth >= MAX_DEPTH) return null;
  let end = at;
  while (end < lines.length && QUOTE.test(lines[end])) end += 1;
  const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, ''));
  return { node: h('blockquote', { dir: 'auto' }, blocksOf(inner, depth + 1)), end };
}

function cells(line) {
  const bare = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return bare.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function readTable(lines, at) {
  if (!lines[at].includes('|') || !TABLE_RULE.test(lines[at + 1] ?? '') || !lines[at + 1].includes('-'))
    return null;
  const head = cells(lines[at]);
  if (cells(lines[at + 1]).length !== head.length) return null;
  let end = at + 2;
  while (end < lines.length && lines[end].includes('|')) end += 1;
  const rows = lines.slice(at + 2, end).map(cells);
  return { node: tableNode(head, rows, cells(lines[at + 1]).map(alignment)), end };
}

/** How a column stands, by the colons of the line below its head. */
const alignment = (rule) =>
  rule.endsWith(':') ? (rule.startsWith(':') ? 'is-centred' : 'is-right') : null;

function tableNode(head, rows, sides) {
  const header = h(
    'tr',
    null,
    head.map((cell, index) =>
      h('th', { scope: 'col', dir: 'auto', class: sides[index] }, markdownInline(cell)),
    ),
  );
  const row = (values) =>
    h(
      'tr',
      null,
      head.map((_, index) =>
        h('td', { dir: 'auto', class: sides[index] }, markdownInline(values[index] ?? '')),
      ),
    );
  return h(
    'div',
    { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': 'Table' },
    h('table', null, h('thead', null, header), h('tbody', null, rows.map(row))),
  );
}

function readList(lines, at, depth) {
  const first = ITEM.exec(lines[at]);
  if (!first || depth >= MAX_DEPTH) return null;
  const ordered = /\d/.test(first[2]);
  const indent = first[1].length;
  const items = [];
  let end = at;
  while (end < lines.length && belongs(lines, end, indent, ordered)) {
    const item = ITEM.exec(lines[end]);
    if (item && item[1].length <= indent + 1) items.push([item[3]]);
    else
      items
        .at(-1)
        .push(
          lines[end].replace(new RegExp(`^\\s{0,${indent + 4}}`), (space) =>
            ' '.repeat(Math.max(0, space.length - indent - 2)),
          ),
        );
    end += 1;
  }
  const node = h(
    ordered ? 'ol' : 'ul',
    ordered ? { start: parseInt(first[2], 10) } : null,
    items.map((item) => itemNode(item, depth)),
  );
  return { node, end };
}

/** True while a line is part of the list: an item of its kind, or an indented or following line. */
function belongs(lines, at, indent, ordered) {
  const item = ITEM.exec(lines[at]);
  if (item && item[1].length <= indent + 1) return /\d/.test(item[2]) === ordered && item[1].length >= indent;
  if (lines[at].trim()) return /^\s{2,}/.test(lines[at]);
  return /^\s{2,}\S/.test(lines[at + 1] ?? '');
}

/** An item; one that begins with `[ ]` or `[x]` shows whether it is done, in a sign and in words. */
function itemNode([first, ...rest], depth) {
  const [, mark, text] = TASK.exec(first) ?? [null, null, first];
  const nodes = [...markdownInline(text), ...blocksOf(rest, depth + 1)];
  if (mark === null) return h('li', { dir: 'auto' }, nodes);
  const isDone = mark !== ' ';
  const props = { class: 'task-box', role: 'img', 'aria-label': isDone ? 'Done:' : 'To do:' };
  const box = h('span', props, isDone ? '☑' : '☐');
  return h('li', { dir: 'auto', class: 'task-item' }, box, nodes);
}

function readParagraph(lines, at, depth) {
  let end = at + 1;
  while (end < lines.length && lines[end].trim() && !READERS.some((read) => read(lines, end, depth)))
    end += 1;
  const text = lines.slice(at, end).map((line) => line.trim());
  return {
    node: h(
      'p',
      { dir: 'auto' },
      text.flatMap((line, index) => [index ? h('br') : null, ...markdownInline(line)]),
    ),
    end,
  };
}

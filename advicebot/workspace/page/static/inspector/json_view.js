/** JSON as a tree that opens and closes, each node by pointer or keyboard. */
import { h } from '../dom.js';

const OPEN_DEPTH = 3;
const LONG_LIST = 60;
/** How each node gets what is inside it. */
const FILLS = new WeakMap();

/** A JSON value as a tree; objects and lists are open down to the third level. */
export function drawJson(value) {
  return h('div', { class: 'json' }, drawValue(null, value, 0));
}

/** Open or close every node below `root`. */
export function openAll(root, isOpen) {
  const nodes = [...root.querySelectorAll('details')];
  for (const node of nodes) {
    const before = node.childElementCount;
    FILLS.get(node)();
    if (node.childElementCount > before) nodes.push(...node.lastElementChild.querySelectorAll('details'));
    node.open = isOpen;
  }
}

function drawValue(key, value, depth) {
  if (value === null || typeof value !== 'object')
    return h('div', { class: 'json-line' }, keyOf(key), scalar(value));
  const isList = Array.isArray(value);
  const entries = isList ? value.map((inner, index) => [index, inner]) : Object.entries(value);
  const [open, close] = isList ? '[]' : '{}';
  if (!entries.length) return h('div', { class: 'json-line' }, keyOf(key), `${open}${close}`);
  const details = h(
    'details',
    { class: 'json-node', open: depth < OPEN_DEPTH && entries.length <= LONG_LIST },
    h(
      'summary',
      null,
      keyOf(key),
      h(
        'span',
        { class: 'json-size' },
        `${open} ${entries.length} ${wordFor(entries.length, isList)} ${close}`,
      ),
    ),
  );
  fillWhenOpen(details, entries, depth);
  return details;
}

/** What is inside is drawn when it is first opened: a large list costs nothing until then. */
function fillWhenOpen(details, entries, depth) {
  const fill = () => {
    if (details.childElementCount > 1) return;
    details.append(
      h('div', { class: 'json-inner' }, entries.map(([key, inner]) => drawValue(key, inner, depth + 1))),
    );
  };
  FILLS.set(details, fill);
  if (details.open) fill();
  details.addEventListener('toggle', fill);
}

const wordFor = (count, isList) => (isList ? (count === 1 ? 'item' : 'items') : count === 1 ? 'key' : 'keys');

const keyOf = (key) => (key === null ? null : h('span', { class: 'json-key' }, `${key}: `));

const scalar = (value) =>
  h('span', { class: `json-${value === null ? 'null' : typeof value}`, dir: 'auto' }, JSON.stringify(value));

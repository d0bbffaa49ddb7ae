/** Building DOM nodes. Outside text only ever becomes text nodes and attribute values. */

const SVG = 'http://www.w3.org/2000/svg';

const ICONS = {
  channel: 'M6 3 4.6 13 M11.4 3 10 13 M3 6h10.5 M2.5 10H13',
  lock: 'M4 7.2h8v6H4z M5.6 7.2V5.3a2.4 2.4 0 0 1 4.8 0v1.9',
  menu: 'M2.5 4h11 M2.5 8h11 M2.5 12h11',
  close: 'M4 4l8 8 M12 4l-8 8',
  reply: 'M3 3.5h10v7H8.2L5 13.2v-2.7H3z',
  more: 'M3.5 8h.01 M8 8h.01 M12.5 8h.01',
  edit: 'M3 13l.6-2.8 7-7 2.2 2.2-7 7z',
  remove: 'M3.5 4.5h9 M6.2 4.5V3h3.6v1.5 M4.7 4.5l.5 8.5h5.6l.5-8.5',
  send: 'M2.5 3l11 5-11 5 1.6-5z M4.1 8h5',
  bolt: 'M9 2 4 9h3.5L7 14l5-7H8.5z',
  plus: 'M8 3v10 M3 8h10',
  down: 'M8 3v9 M4.2 8.4 8 12.2l3.8-3.8',
  chevron: 'M4 6l4 4 4-4',
  clock: 'M8 2.5a5.5 5.5 0 1 0 .01 0z M8 5v3.2l2.2 1.4',
  people: 'M6 7.5a2.2 2.2 0 1 0-.01 0z M2.2 13c0-2.4 1.6-3.8 3.8-3.8S9.8 10.6 9.8 13 M10.3 7.3a2 2 0 0 0 .01-3.9 M11.3 9.4c1.6.3 2.6 1.6 2.6 3.6',
  file: 'M4 2.5h5l3 3v8H4z M9 2.5v3h3',
  pulse: 'M1.5 8.5h3l1.8-5 3 9 1.8-5 1 1h2.4',
  alert: 'M8 2.2 14.4 13.4H1.6z M8 6.4v3.2 M8 11.5h.01',
  smile: 'M8 2a6 6 0 1 0 .01 0z M5.4 9.4c.6 1 1.5 1.6 2.6 1.6s2-.6 2.6-1.6 M6 6.4h.01 M10 6.4h.01',
  pin: 'M6 2.5h4l-.4 4 2 2.2H4.4l2-2.2z M8 8.9v4.6',
  clip: 'M11.8 7.2 7.4 11.6a2.3 2.3 0 0 1-3.3-3.3l5-5a1.6 1.6 0 0 1 2.3 2.3l-4.8 4.8a.8.8 0 0 1-1.2-1.2l4.2-4.2',
  eye: 'M1.8 8S4 4.2 8 4.2 14.2 8 14.2 8 12 11.8 8 11.8 1.8 8 1.8 8z M8 6.6a1.4 1.4 0 1 0 .01 0z',
};

/**
 * Make an element. `class` and attributes are set as given (null, undefined and false are left out,
 * true becomes an empty attribute); a property called `onclick` and so on adds a listener. `dir: 'auto'`
 * is settled here for what is in the element already.
 */
export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  const { dir, ...others } = props ?? {};
  for (const [name, value] of Object.entries(others)) setProp(node, name, value);
  node.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  setProp(node, 'dir', dir === 'auto' ? directionOf(node) : dir);
  return node;
}

const STRONG = /[\p{L}\u200E\u200F]/u;
const RIGHT_TO_LEFT =
  /[\u200F\p{Script=Hebr}\p{Script=Arab}\p{Script=Syrc}\p{Script=Thaa}\p{Script=Nkoo}\p{Script=Adlm}]/u;

/**
 * What `dir="auto"` means for an element now; for an empty one, which is filled later, it stays `auto`. A
 * browser looks again at each child that is added, which takes for ever in a message of nothing but marks.
 */
const directionOf = (node) => (node.hasChildNodes() ? (wayOfWriting(node) ?? 'ltr') : 'auto');

/** How the first letter is written that stands in no child with a direction of its own; null without one. */
function wayOfWriting(node) {
  for (const child of node.childNodes) {
    const letter = child.nodeType === Node.TEXT_NODE && STRONG.exec(child.data)?.[0];
    if (letter) return RIGHT_TO_LEFT.test(letter) ? 'rtl' : 'ltr';
    const hasOwn = child.nodeType !== Node.ELEMENT_NODE || child.hasAttribute('dir');
    const found = hasOwn ? null : wayOfWriting(child);
    if (found) return found;
  }
  return null;
}

function setProp(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (typeof value === 'function') node.addEventListener(name.slice(2), value);
  else node.setAttribute(name, value === true ? '' : String(value));
}

/** A small line drawing, hidden from screen readers: the words beside it carry the meaning. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows only an icon; `label` is its name and its tooltip. */
export function iconButton(name, label, onclick, props = {}) {
  return h(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick, ...props },
    icon(name),
  );
}

/** Text for screen readers only. */
export const hidden = (text) => h('span', { class: 'visually-hidden' }, text);

let lastId = 0;
/** An id no other element of this page has. */
export const uid = (prefix) => `${prefix}-${++lastId}`;

/** Make `parent` hold exactly `nodes`, moving only what has to move so that focus stays put. */
export function reconcile(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, index) => {
    if (parent.childNodes[index] !== node) parent.insertBefore(node, parent.childNodes[index] ?? null);
  });
}

/** Pictures, and the plain box for what cannot be drawn. */
import { h, hidden } from '../dom.js';
import { fileHref, openable } from '../files.js';
import { isSafeLink } from '../text.js';
import { drawing } from './icons.js';

const marked = (words) => h('div', { class: 'unknown-block', role: 'note' }, words);

/** Marks a block this page does not know, by its type, so that it is never dropped in silence. */
export const unknownNode = (type, why = '') =>
  marked(`This block cannot be drawn: ${type}${why && ` (${why})`}`);

/** Stands in the place of a part that failed to be drawn, and says why. */
export const cannotDraw = (part, { message }) => marked(`This ${part} cannot be drawn: ${message}`);

const IN_URL = /\/[A-Z0-9]+-(F[A-Z0-9]+)\/|\/files\/[A-Z0-9]+\/(F[A-Z0-9]+)\//;

/** The file that a picture is, by its id or by an address of it; null for one from elsewhere. */
function fileOf({ slack_file: named }) {
  const inUrl = named?.url && IN_URL.exec(named.url);
  const id = named?.id ?? inUrl?.[1] ?? inUrl?.[2];
  return id ? { id } : null;
}

/** True for what this page may load: nothing is ever fetched from another server. */
export function isOwn(url) {
  try {
    return /^data:image\//i.test(url) || new URL(url, location.href).origin === location.origin;
  } catch {
    return false;
  }
}

/**
 * A picture by its address or as a file of the workspace. Where it cannot be loaded its alternative text
 * stands in its place, and one of another server is a link to it. `opens`: a file of the workspace can be
 * opened in full size; `small`: it stands in a line or a corner, with no room for words.
 */
export function drawPicture(picture, { opens = false, small = false } = {}) {
  const file = fileOf(picture);
  const url = file ? fileHref(file) : picture.image_url;
  const alt = picture.alt_text ?? '';
  if (!url || !isOwn(url)) return foreignPicture(url ?? '', alt, small);
  const image = drawImage(url, alt);
  return file && opens ? openable(file, image) : image;
}

function drawImage(src, alt) {
  const image = h('img', { src, alt, loading: 'lazy', referrerpolicy: 'no-referrer' });
  image.addEventListener('error', () =>
    image.replaceWith(
      h(
        'span',
        { class: 'missing-picture', role: 'img', 'aria-label': alt || 'Picture' },
        `Picture not available: ${alt || 'no description'}`,
      ),
    ),
  );
  return image;
}

function foreignPicture(url, alt, small) {
  if (small)
    return h('span', { class: 'picture-mark', role: 'img', 'aria-label': alt, title: alt }, drawing('picture'));
  const words = [
    drawing('picture'),
    h('span', null, hidden('Picture: '), alt || 'Picture', h('span', { class: 'hint' }, ` ${hostOf(url)}`)),
  ];
  if (!isSafeLink(url)) return h('span', { class: 'foreign-picture' }, words);
  return h(
    'a',
    { class: 'foreign-picture', href: url, target: '_blank', rel: 'noopener noreferrer', title: url },
    words,
    hidden(' (opens in a new tab)'),
  );
}

/** The server an address leads to, in brackets; empty for none. */
export function hostOf(url) {
  try {
    const { host } = new URL(url);
    return host ? `(${host})` : '';
  } catch {
    return '';
  }
}

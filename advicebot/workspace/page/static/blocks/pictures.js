/** Pictures, and the plain box for what cannot be drawn. */
import { h } from '../dom.js';
import { fileHref, openable } from '../files.js';

/** Marks something this page does not know, by its type, so that it is never dropped in silence. */
export const unknownNode = (type, why = '') =>
  h(
    'div',
    { class: 'unknown-block', role: 'note' },
    `This block cannot be drawn: ${type}${why && ` (${why})`}`,
  );

const IN_URL = /\/[A-Z0-9]+-(F[A-Z0-9]+)\/|\/files\/[A-Z0-9]+\/(F[A-Z0-9]+)\//;

/** The file that a picture is, by its id or by an address of it; null for one from elsewhere. */
function fileOf({ slack_file: named }) {
  const inUrl = named?.url && IN_URL.exec(named.url);
  const id = named?.id ?? inUrl?.[1] ?? inUrl?.[2];
  return id ? { id } : null;
}

/**
 * A picture by its address or as a file of the workspace. Where it cannot be loaded its alternative text
 * stands in its place. `opens`: a file of the workspace can be opened in full size.
 */
export function drawPicture(picture, { opens = false } = {}) {
  const file = fileOf(picture);
  const image = drawImage({ ...picture, image_url: file ? fileHref(file) : picture.image_url });
  return file && opens ? openable(file, image) : image;
}

function drawImage({ image_url: url, alt_text: alt = '' }) {
  if (!url || !/^(https?:\/\/|\/|data:image\/)/i.test(url))
    return unknownNode('image', 'it has no address that can be opened here');
  const image = h('img', { src: url, alt, loading: 'lazy', referrerpolicy: 'no-referrer' });
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

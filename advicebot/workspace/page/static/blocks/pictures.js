/** Pictures, and the plain box for what cannot be drawn. */
import { h } from '../dom.js';

/** Marks something this page does not know, by its type, so that it is never dropped in silence. */
export const unknownNode = (type, why = '') =>
  h(
    'div',
    { class: 'unknown-block', role: 'note' },
    `This block cannot be drawn: ${type}${why && ` (${why})`}`,
  );

/** A picture by its address; where it cannot be loaded its alternative text stands in its place. */
export function drawPicture({ image_url: url, alt_text: alt = '' }) {
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

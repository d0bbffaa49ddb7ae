/** Cards, rows of cards, and containers of blocks. */
import { textNodes } from '../dialog.js';
import { h, icon, uid } from '../dom.js';
import { drawElements } from './elements.js';
import { drawPicture } from './pictures.js';
import { drawRichText } from './rich_text.js';

const WIDTHS = ['narrow', 'standard', 'wide', 'full'];

const line = (className, text) =>
  text && h('div', { class: `${className} pre-wrap`, dir: 'auto' }, textNodes(text));

/** A title with a small picture beside it and a line below. */
const heading = (picture, titleNode, subtitle) =>
  h(
    'div',
    { class: 'card-head' },
    picture && drawPicture(picture, { small: true }),
    h('div', null, titleNode, line('hint', subtitle)),
  );

export function drawCard(block, surface) {
  const titleId = uid('card');
  const title =
    block.title && h('div', { class: 'card-title pre-wrap', id: titleId, dir: 'auto' }, textNodes(block.title));
  return h(
    'div',
    { class: 'card', role: 'group', 'aria-labelledby': block.title ? titleId : null },
    block.hero_image && h('div', { class: 'card-hero' }, drawPicture(block.hero_image)),
    (title || block.icon || block.subtitle) && heading(block.icon, title, block.subtitle),
    line('card-body', block.body),
    block.actions && drawElements(block.actions, { blockId: block.block_id, surface }),
  );
}

/** Cards side by side; the row scrolls and can be reached with the keyboard. */
export const drawCarousel = (block, surface) =>
  h(
    'div',
    { class: 'carousel', tabindex: '0', role: 'region', 'aria-label': 'Cards' },
    h(
      'ul',
      null,
      block.elements.map((card) => h('li', { 'data-block-id': card.block_id }, drawCard(card, surface))),
    ),
  );

/** A container; one that folds is a disclosure that opens with Enter or Space. */
export function drawContainer(block, surface, drawBlocks) {
  const titleId = uid('container');
  const words = block.rich_text_title ? drawRichText(block.rich_text_title) : textNodes(block.title);
  const head = heading(
    block.icon,
    h('div', { class: 'card-title', id: titleId, dir: 'auto' }, words),
    block.subtitle,
  );
  const body = h('div', { class: 'container-body' }, drawBlocks(block.child_blocks, surface));
  const width = WIDTHS.includes(block.width) ? block.width : 'standard';
  const props = {
    class: `container is-${width}${block.has_header_divider ? ' has-divider' : ''}`,
    role: 'group',
    'aria-labelledby': titleId,
  };
  if (!block.is_collapsible) return h('div', props, head, body);
  return h(
    'details',
    { ...props, open: !block.default_collapsed },
    h('summary', null, head, icon('chevron')),
    body,
  );
}

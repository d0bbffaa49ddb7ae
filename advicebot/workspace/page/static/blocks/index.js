/** Block Kit: one drawer for each kind of block. */
import { textNodes } from '../dialog.js';
import { h, uid } from '../dom.js';
import { drawMarkdown } from '../markdown.js';
import { drawElement, drawElements, drawField } from './elements.js';
import { KINDS } from './kinds.js';
import { drawPicture, unknownNode } from './pictures.js';
import { drawRichText, drawTable } from './rich_text.js';

const DRAWERS = {
  header: (block) => h('h3', { class: 'block-heading', dir: 'auto' }, textNodes(block.text)),
  section: drawSection,
  context: drawContext,
  actions: (block, surface) => drawElements(block.elements, { blockId: block.block_id, surface }),
  divider: () => h('hr'),
  image: drawImage,
  rich_text: drawRichText,
  markdown: (block) => h('div', { class: 'markdown' }, drawMarkdown(block.text)),
  table: drawTable,
  input: drawInput,
};

/** Draw blocks in order. A block of an unknown kind, or a broken one, becomes a marked box. */
export function drawBlocks(blocks, surface) {
  return blocks.map((block) =>
    h(
      'div',
      { class: `block block-${block.type}`, 'data-block-id': block.block_id },
      drawBlock(block, surface),
    ),
  );
}

function drawBlock(block, surface) {
  const draw = Object.hasOwn(DRAWERS, block.type) ? DRAWERS[block.type] : null;
  if (!draw) return unknownNode(block.type);
  try {
    return draw(block, surface);
  } catch (error) {
    return unknownNode(block.type, error.message);
  }
}

function drawSection(block, surface) {
  const textId = uid('section');
  const text = h(
    'div',
    { class: 'section-text', id: textId },
    block.text && h('div', { class: 'pre-wrap', dir: 'auto' }, textNodes(block.text)),
    block.fields &&
      h(
        'div',
        { class: 'section-fields' },
        block.fields.map((field) => h('div', { class: 'pre-wrap', dir: 'auto' }, textNodes(field))),
      ),
  );
  if (!block.accessory) return text;
  const place = { blockId: block.block_id, surface, labelledBy: textId, describedBy: textId };
  return h(
    'div',
    { class: `section-row with-${block.accessory.type}` },
    text,
    h('div', { class: 'accessory' }, drawElement(block.accessory, place)),
  );
}

function drawContext(block) {
  const part = (element) =>
    element.type === 'image'
      ? drawPicture(element)
      : h('span', { class: 'pre-wrap', dir: 'auto' }, textNodes(element));
  return h('div', { class: 'context' }, block.elements.map(part));
}

function drawImage(block) {
  const picture = drawPicture(block, { opens: true });
  return h('figure', null, block.title && h('figcaption', { dir: 'auto' }, textNodes(block.title)), picture);
}

/** An input block: its label, its element, its hint, and room for what is wrong with it. */
function drawInput(block, surface) {
  const [labelId, hintId] = [uid('label'), uid('hint')];
  if (!KINDS[block.element.type]) return unknownNode(`input with ${block.element.type}`);
  const field = drawField(block.element, {
    blockId: block.block_id,
    surface,
    labelledBy: labelId,
    describedBy: block.hint && hintId,
    acts: Boolean(block.dispatch_action),
  });
  field.required = !block.optional;
  const control = field.focusOn ?? field.control;
  control.id ||= uid('field');
  if (field.required && field.control.matches('input, textarea, select'))
    field.control.setAttribute('aria-required', 'true');
  const label = h(
    'label',
    { id: labelId, for: control === field.control ? control.id : null },
    textNodes(block.label),
    block.optional && h('span', { class: 'optional' }, ' (optional)'),
  );
  field.holder = h(
    'div',
    { class: 'input-block' },
    label,
    field.root,
    block.hint && h('p', { class: 'hint pre-wrap', id: hintId }, textNodes(block.hint)),
  );
  return field.holder;
}

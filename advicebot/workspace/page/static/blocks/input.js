/** An input block: its label, its element, its hint, and room for what is wrong with it. */
import { textNodes } from '../dialog.js';
import { h, uid } from '../dom.js';
import { drawField } from './elements.js';
import { KINDS } from './kinds.js';
import { unknownNode } from './pictures.js';

export function drawInput(block, surface) {
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
  if (field.required && field.control.matches('input, textarea, select, [role=radiogroup]'))
    field.control.setAttribute('aria-required', 'true');
  field.holder = h(
    'div',
    { class: 'input-block' },
    labelOf(block, field, labelId),
    field.root,
    block.hint && h('p', { class: 'hint pre-wrap', id: hintId }, textNodes(block.hint)),
  );
  return field.holder;
}

/** The label of one control belongs to it; a group of them is only named by its words. */
function labelOf(block, { control }, id) {
  const words = [textNodes(block.label), block.optional && h('span', { class: 'optional' }, ' (optional)')];
  if (!control.matches('input, textarea, select, button')) return h('div', { class: 'input-label', id }, words);
  control.id ||= uid('field');
  return h('label', { class: 'input-label', id, for: control.id }, words);
}

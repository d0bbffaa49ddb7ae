/** One choice from a list, and tick boxes and radio buttons, all in sight. */
import { h, uid } from '../dom.js';
import { textNodes } from '../dialog.js';
import { choicesOf, grouped, idOf } from './choices.js';

/** One choice, in the browser's own select: works by keyboard, by touch and with every screen reader. */
export function drawSelect(element, value) {
  const choices = choicesOf(element);
  const blank = h('option', { value: '' }, element.placeholder?.text ?? 'Choose one');
  const control = h(
    'select',
    null,
    blank,
    ...grouped(
      choices,
      (choice) => h('option', { value: choice.id }, choice.label),
      (label) => h('optgroup', { label }),
    ),
  );
  const reset = (next) => {
    control.value = choices.some(({ id }) => id === idOf(next)) ? idOf(next) : '';
  };
  reset(value);
  return {
    root: control,
    control,
    reset,
    value: () => choices.find(({ id }) => id === control.value)?.value ?? null,
  };
}

/** Tick boxes or radio buttons, all in sight. */
export function drawTicks(element, value) {
  const type = element.type === 'checkboxes' ? 'checkbox' : 'radio';
  const name = uid('ticks');
  const inputs = element.options.map((option) => h('input', { type, name, value: option.value }));
  const root = h(
    'div',
    { class: 'ticks', role: type === 'radio' ? 'radiogroup' : 'group' },
    element.options.map((option, index) => tick(option, inputs[index])),
  );
  const chosen = () => element.options.filter((_, index) => inputs[index].checked);
  const reset = (next) => {
    const ids = (Array.isArray(next) ? next : [next]).map(idOf);
    inputs.forEach((input, index) => {
      input.checked = ids.includes(element.options[index].value);
    });
  };
  reset(value);
  return {
    root,
    control: root,
    focusOn: inputs[0],
    reset,
    value: () => (type === 'radio' ? (chosen()[0] ?? null) : chosen()),
  };
}

function tick(option, input) {
  const hint = option.description && h('span', { class: 'hint pre-wrap' }, textNodes(option.description));
  return h(
    'label',
    { class: 'choice' },
    input,
    h('span', null, h('span', { class: 'pre-wrap' }, textNodes(option.text)), hint),
  );
}

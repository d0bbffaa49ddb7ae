/** Inputs one types into: text, number, email, address, date and time. */
import { h } from '../dom.js';
import { dayInWords, fromLocalInput, toLocalInput } from '../when.js';

const LONGEST = 3000;

const INPUT_TYPES = {
  plain_text_input: 'text',
  number_input: 'text',
  email_text_input: 'email',
  url_text_input: 'url',
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'datetime-local',
};

/**
 * Draw the input of `element` holding `value`.
 * @returns {{root: HTMLElement, control: HTMLElement, value: () => *, reset: (value: *) => void}}
 */
export function drawTextInput(element, value) {
  const control = element.multiline
    ? h('textarea', { rows: 4 })
    : h('input', { type: INPUT_TYPES[element.type] });
  setLimits(control, element);
  if (element.placeholder) control.setAttribute('placeholder', element.placeholder.text);
  const isMoment = element.type === 'datetimepicker';
  const reset = (next) => {
    control.value = isMoment && next ? toLocalInput(next) : (next ?? '');
  };
  reset(value);
  const read = () => (isMoment ? fromLocalInput(control.value) : control.value === '' ? null : control.value);
  const root = control.type.startsWith('date') ? withDay(control) : counted(control, element);
  return { root, control, value: read, reset };
}

/** A date says its day in words beside it: every browser writes the numbers in its own order. */
function withDay(control) {
  const words = h('span', { class: 'hint' });
  const show = () => {
    words.textContent = dayInWords(control.value.slice(0, 10));
  };
  control.addEventListener('input', show);
  queueMicrotask(show);
  return h('div', { class: 'with-day' }, control, words);
}

function setLimits(control, element) {
  control.setAttribute('autocomplete', 'off');
  control.setAttribute('dir', 'auto');
  if (element.type === 'plain_text_input') control.setAttribute('maxlength', element.max_length ?? LONGEST);
  if (element.type === 'number_input')
    control.setAttribute('inputmode', element.is_decimal_allowed ? 'decimal' : 'numeric');
}

/** With a limit of its own, a text input says how much of it is used. */
function counted(control, element) {
  if (element.type !== 'plain_text_input' || !element.max_length) return control;
  const count = h('span', { class: 'count', 'aria-hidden': 'true' });
  const show = () => {
    count.textContent = `${control.value.length} of ${element.max_length}`;
  };
  control.addEventListener('input', show);
  queueMicrotask(show);
  return h('div', { class: 'counted' }, control, count);
}

/** What is wrong with the value in plain words; null when nothing is. */
export function problemWith(element, value) {
  return (CHECKS[element.type] ?? (() => null))(element, String(value));
}

const CHECKS = {
  plain_text_input: (element, text) =>
    element.min_length && text.length < element.min_length
      ? `Write at least ${element.min_length} characters (now ${text.length}).`
      : null,
  number_input: checkNumber,
  email_text_input: (_, text) =>
    /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)
      ? null
      : 'Write an email address, such as name@school.example.org.',
  url_text_input: (_, text) =>
    /^https?:\/\/[^\s]+\.[^\s]+$/i.test(text) ? null : 'Write a web address that starts with https://',
};

function checkNumber(element, text) {
  const pattern = element.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
  if (!pattern.test(text))
    return element.is_decimal_allowed ? 'Write a number, such as 2.5.' : 'Write a whole number.';
  const { min_value: least, max_value: most } = element;
  if (least !== undefined && Number(text) < Number(least)) return `Write ${least} or more.`;
  if (most !== undefined && Number(text) > Number(most)) return `Write ${most} or less.`;
  return null;
}

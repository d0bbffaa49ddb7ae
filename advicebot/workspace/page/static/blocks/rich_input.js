/** An input for rich text: a box one types into as in Slack, with buttons that set the marks. */
import { h, uid } from '../dom.js';
import { parseRich, writeRich } from './rich_markup.js';

const TOOLS = [
  ['Bold', 'B', '*', 'b'],
  ['Italic', 'I', '_', 'i'],
  ['Strikethrough', 'S', '~', null],
  ['Code', '<>', '`', 'e'],
];
const LINES = [
  ['Bulleted list', '•', '- '],
  ['Numbered list', '1.', '1. '],
  ['Quote', '>', '> '],
];

export function drawRichInput(element, value) {
  const control = h('textarea', {
    rows: element.min_lines ?? 4,
    dir: 'auto',
    autocomplete: 'off',
    placeholder: element.placeholder?.text,
  });
  control.id = uid('rich');
  let kept = null;
  const reset = (next) => {
    kept = next ?? null;
    control.value = writeRich(kept);
  };
  reset(value);
  control.addEventListener('keydown', (event) => shortcut(control, event));
  return {
    root: h('div', { class: 'rich-input' }, toolbar(control), control),
    control,
    reset,
    // What nobody touched is sent back as it came: it may hold more than can be typed here.
    value: () => (kept && control.value === writeRich(kept) ? kept : parseRich(control.value)),
  };
}

function toolbar(control) {
  const button = (name, sign, onclick) =>
    h('button', { type: 'button', class: 'tool', 'aria-label': name, title: name, onclick }, sign);
  return h(
    'div',
    { class: 'rich-tools', role: 'group', 'aria-label': 'Formatting', 'aria-controls': control.id },
    TOOLS.map(([name, sign, mark]) => button(name, sign, () => wrap(control, mark))),
    LINES.map(([name, sign, mark]) => button(name, sign, () => begin(control, mark))),
  );
}

function shortcut(control, event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  const tool = TOOLS.find(([, , , key]) => key === event.key.toLowerCase());
  if (!tool) return;
  event.preventDefault();
  wrap(control, tool[2]);
}

function wrap(control, mark) {
  const { selectionStart: from, selectionEnd: to, value } = control;
  control.setRangeText(`${mark}${value.slice(from, to)}${mark}`, from, to, 'preserve');
  control.focus();
  control.setSelectionRange(from + 1, to + 1);
  control.dispatchEvent(new Event('input', { bubbles: true }));
}

function begin(control, mark) {
  const { selectionStart: from, selectionEnd: to, value } = control;
  const start = value.lastIndexOf('\n', from - 1) + 1;
  const lines = value.slice(start, to).split('\n');
  control.setRangeText(lines.map((line) => mark + line).join('\n'), start, to, 'end');
  control.focus();
  control.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Selects: one choice from a list, or several from a list that opens. */
import { h, icon, uid } from '../dom.js';
import { textNodes } from '../dialog.js';
import { choicesOf, idOf } from './choices.js';

const FILTER_FROM = 8;

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

/** Nodes for choices in order; those with a group label are put inside that group's node. */
function grouped(choices, draw, drawGroup) {
  const nodes = [];
  let open = null;
  for (const choice of choices) {
    if (choice.group && open?.label !== choice.group)
      nodes.push((open = { label: choice.group, node: drawGroup(choice.group) }).node);
    if (choice.group) open.node.append(draw(choice));
    else nodes.push(draw(choice));
  }
  return nodes;
}

/** Several choices: a button that tells what is chosen and opens a list of tick boxes. */
export function drawMultiSelect(element, value) {
  const choices = choicesOf(element);
  const boxes = new Map(
    choices.map((choice) => [choice.id, h('input', { type: 'checkbox', value: choice.id })]),
  );
  const summary = h('span', { class: 'multi-summary' });
  const panel = h('div', { class: 'multi-panel', id: uid('multi'), hidden: true });
  const control = h(
    'button',
    { type: 'button', class: 'multi-button', 'aria-expanded': 'false', 'aria-controls': panel.id },
    summary,
    icon('chevron'),
  );
  fillPanel(panel, choices, boxes);
  const chosen = () => choices.filter(({ id }) => boxes.get(id).checked);
  const tell = () => {
    const labels = chosen().map(({ label }) => label);
    summary.textContent = labels.length ? labels.join(', ') : (element.placeholder?.text ?? 'Choose');
    summary.classList.toggle('is-placeholder', !labels.length);
    limit(boxes, element.max_selected_items);
  };
  const reset = (next) => {
    for (const [id, box] of boxes) box.checked = (next ?? []).some((each) => idOf(each) === id);
    tell();
  };
  reset(value);
  const root = h('div', { class: 'multi' }, control, panel);
  watchTicks(root, panel, tell);
  openAndClose(root, control, panel);
  return { root, control, reset, value: () => chosen().map((choice) => choice.value) };
}

function fillPanel(panel, choices, boxes) {
  const row = (choice) =>
    h(
      'label',
      { class: 'choice' },
      boxes.get(choice.id),
      h('span', null, choice.option ? textNodes(choice.option.text) : choice.label),
    );
  const list = h(
    'div',
    { class: 'multi-list' },
    grouped(choices, row, (label) =>
      h(
        'div',
        { role: 'group', 'aria-label': label, class: 'multi-group' },
        h('div', { class: 'group-label' }, label),
      ),
    ),
  );
  if (choices.length >= FILTER_FROM) panel.append(filterBox(choices, list));
  panel.append(list);
}

function filterBox(choices, list) {
  const box = h('input', {
    type: 'search',
    class: 'multi-filter',
    placeholder: 'Filter',
    'aria-label': 'Filter the choices',
  });
  box.addEventListener('input', (event) => {
    event.stopPropagation();
    const rows = [...list.querySelectorAll('.choice')];
    rows.forEach((row, index) => {
      row.hidden = !choices[index].label.toLowerCase().includes(box.value.toLowerCase());
    });
  });
  box.addEventListener('change', (event) => event.stopPropagation());
  box.addEventListener('keydown', (event) => event.key === 'Enter' && event.preventDefault());
  return box;
}

/** Each tick shows at once; that the choice changed is told once, when the list closes. */
function watchTicks(root, panel, tell) {
  let changed = false;
  panel.addEventListener('change', (event) => {
    event.stopPropagation();
    changed = true;
    tell();
  });
  root.addEventListener('close', () => {
    if (changed) root.dispatchEvent(new Event('change', { bubbles: true }));
    changed = false;
  });
}

function limit(boxes, most) {
  const all = [...boxes.values()];
  const isFull = most && all.filter((box) => box.checked).length >= most;
  for (const box of all) box.disabled = Boolean(isFull) && !box.checked;
}

/** The one list that is open; a press anywhere else closes it. */
let openList = null;
document.addEventListener(
  'pointerdown',
  ({ target }) => openList?.root.contains(target) || openList?.close(),
);

function openAndClose(root, control, panel) {
  const show = (isOpen) => {
    if (!isOpen && !panel.hidden) root.dispatchEvent(new Event('close'));
    panel.hidden = !isOpen;
    openList = isOpen ? { root, close: () => show(false) } : null;
    control.setAttribute('aria-expanded', String(isOpen));
    if (isOpen) panel.scrollIntoView({ block: 'nearest' });
  };
  control.addEventListener('click', () => show(panel.hidden));
  root.addEventListener(
    'focusout',
    ({ relatedTarget }) => relatedTarget && !root.contains(relatedTarget) && show(false),
  );
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || panel.hidden) return;
    event.preventDefault();
    event.stopPropagation();
    show(false);
    control.focus();
  });
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

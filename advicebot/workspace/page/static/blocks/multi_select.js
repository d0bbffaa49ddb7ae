/** Several choices: a button that tells what is chosen and opens a list of tick boxes. */
import { h, icon, uid } from '../dom.js';
import { textNodes } from '../dialog.js';
import { choicesOf, grouped, idOf } from './choices.js';

const FILTER_FROM = 8;

/** Draw the button and its list. */
export function drawMultiSelect(element, value) {
  const choices = choicesOf(element);
  const boxes = new Map(
    choices.map((choice) => [choice.id, h('input', { type: 'checkbox', value: choice.id })]),
  );
  const summary = h('span', { class: 'multi-summary' });
  const panel = h('div', {
    class: 'multi-panel',
    id: uid('multi'),
    role: 'group',
    'aria-label': element.placeholder?.text ?? 'Choices',
    hidden: true,
  });
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
      h(
        'span',
        null,
        choice.option ? textNodes(choice.option.text) : choice.label,
        choice.option?.description && h('span', { class: 'hint' }, textNodes(choice.option.description)),
      ),
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

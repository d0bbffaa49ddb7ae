/** A small choice of emoji below a button: arrow keys move, Enter picks, any other one by its name. */
import { h, uid } from './dom.js';
import { drawEmoji } from './emoji.js';

const OFTEN = [
  '+1', '-1', 'eyes', 'white_check_mark', 'heart', 'tada', 'joy', 'pray',
  'raised_hands', 'clap', 'wave', 'thinking_face', 'fire', 'x', 'question', 'warning',
];
const COLUMNS = 8;
const GAP = 4;
const EDGE = 8;

/**
 * @param {HTMLElement} button  what it opens from; the focus goes back there
 * @param {(name: string) => void} onPick
 */
export function openPicker(button, onPick) {
  const done = (name) => {
    picker.hidePopover();
    button.focus();
    if (name) onPick(name.replaceAll(':', '').trim());
  };
  const grid = h(
    'div',
    { class: 'picker-grid', role: 'group', 'aria-label': 'Often used' },
    OFTEN.map((name) =>
      h(
        'button',
        {
          type: 'button',
          class: 'picker-emoji',
          'aria-label': name.replaceAll('_', ' '),
          title: `:${name}:`,
          onclick: () => done(name),
        },
        drawEmoji(name) ?? name,
      ),
    ),
  );
  const picker = h(
    'div',
    { class: 'picker', role: 'dialog', 'aria-label': 'Add a reaction', popover: 'auto' },
    grid,
    byName(done),
  );
  (button.closest('dialog') ?? document.body).append(picker);
  button.setAttribute('aria-expanded', 'true');
  grid.addEventListener('keydown', moveInGrid);
  picker.addEventListener('toggle', ({ newState }) => {
    if (newState !== 'closed') return;
    button.setAttribute('aria-expanded', 'false');
    if (picker.contains(document.activeElement)) button.focus();
    picker.remove();
  });
  picker.showPopover();
  place(picker, button.getBoundingClientRect());
  grid.firstElementChild.focus();
}

function byName(done) {
  const id = uid('emoji');
  const box = h('input', { id, type: 'text', placeholder: 'eyes', autocomplete: 'off', spellcheck: 'false' });
  return h(
    'form',
    {
      class: 'picker-name',
      onsubmit: (event) => {
        event.preventDefault();
        if (box.value.trim()) done(box.value);
      },
    },
    h('label', { for: id }, 'By name'),
    box,
    h('button', { type: 'submit', class: 'button small' }, 'Add'),
  );
}

function place(picker, { top, bottom, right }) {
  const { width, height } = picker.getBoundingClientRect();
  const fitsBelow = bottom + GAP + height + EDGE <= innerHeight;
  picker.style.top = `${Math.max(EDGE, fitsBelow ? bottom + GAP : top - GAP - height)}px`;
  picker.style.left = `${Math.max(EDGE, Math.min(right - width, innerWidth - width - EDGE))}px`;
}

function moveInGrid(event) {
  const all = [...event.currentTarget.children];
  const at = all.indexOf(document.activeElement);
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
  if (!step || at < 0) return;
  event.preventDefault();
  all[(at + step + all.length) % all.length].focus();
}

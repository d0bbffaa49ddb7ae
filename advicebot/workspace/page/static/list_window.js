/** A window with a list that follows the state: people, members, pinned messages. */
import { makeLiveRegion } from './announce.js';
import { h, iconButton, reconcile, uid } from './dom.js';
import { on } from './state.js';

let open = null;
for (const event of ['channels', 'users', 'messages'])
  on(event, () => open?.follows.includes(event) && open.draw());

/**
 * Open a window whose rows are drawn anew whenever what it follows changes.
 * @param {{title: string, about?: string, rows: (dialog: HTMLDialogElement) => Node[],
 *   foot?: (dialog: HTMLDialogElement) => Node[], follows?: string[]}} content
 *   `foot`: the buttons below the rows
 */
export function openListWindow({ title, about, rows, foot = () => [], follows = ['channels', 'users'] }) {
  const before = document.activeElement;
  const titleId = uid('window');
  const list = h('ul', { class: 'list-rows' });
  const bar = h('div', { class: 'dialog-buttons' });
  const dialog = h(
    'dialog',
    { class: 'question list-window', 'aria-labelledby': titleId },
    makeLiveRegion(),
    h(
      'div',
      { class: 'modal-head' },
      h('h2', { id: titleId, dir: 'auto' }, title),
      iconButton('close', 'Close', () => dialog.close()),
    ),
    about && h('p', { class: 'hint' }, about),
    list,
    bar,
  );
  const draw = () => {
    const key = document.activeElement?.dataset.focusKey;
    reconcile(list, rows(dialog));
    reconcile(bar, foot(dialog));
    bar.hidden = !bar.childElementCount;
    if (!dialog.contains(document.activeElement)) again(dialog, key)?.focus();
  };
  dialog.addEventListener('close', () => {
    open = null;
    dialog.remove();
    before?.focus?.();
  });
  document.body.append(dialog);
  dialog.showModal();
  open = { draw, follows };
  draw();
}

const again = (dialog, key) =>
  [...dialog.querySelectorAll('[data-focus-key]')].find((node) => node.dataset.focusKey === key) ??
  dialog.querySelector('button');

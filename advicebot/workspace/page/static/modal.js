/** Modals: one dialog that holds the stack of open views; only the top one is in sight. */
import { act } from './api.js';
import { h } from './dom.js';
import { announce, makeLiveRegion } from './announce.js';
import { ModalPane } from './modal_pane.js';

let dialog = null;
/** @type {ModalPane[]} */
let stack = [];
let before = null;

const HANDLERS = {
  view_opened: ({ view, stack: ids }) => {
    keepOnly(ids ?? []);
    push(view);
  },
  view_pushed: ({ view }) => push(view),
  view_updated: ({ view }) => update(view),
  view_closed: ({ view_id: id, all }) => (all ? closeAll() : remove(id)),
};

/** Take in a live frame about a view. */
export const modalFrame = (frame) => HANDLERS[frame.type](frame);

/** Close everything without telling the app: the person at the page changed. */
export const forgetModals = () => closeAll();

function push(view) {
  if (stack.some((pane) => pane.id === view.id)) {
    update(view);
    return;
  }
  if (!dialog) openDialog();
  stack.at(-1)?.hide();
  const pane = new ModalPane(view, { onClose: close });
  stack.push(pane);
  dialog.append(pane.root);
  showTop();
  pane.focusStart();
}

function openDialog() {
  before = document.activeElement;
  dialog = h('dialog', { class: 'modal' }, makeLiveRegion());
  dialog.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    close(stack.at(-1), false);
  });
  dialog.addEventListener('close', () => {
    if (stack.length) close(stack[0], true);
  });
  document.body.append(dialog);
  dialog.showModal();
}

function showTop() {
  const top = stack.at(-1);
  top.show();
  dialog.setAttribute('aria-labelledby', top.titleId);
}

function update(view) {
  const pane = stack.find((each) => each.id === view.id);
  if (!pane) return;
  pane.update(view);
  if (pane === stack.at(-1)) announce('The form was updated.');
}

/** Close a view because the person asked. It goes at once; the app is told. */
async function close(pane, clear) {
  const { id } = pane;
  if (clear) closeAll();
  else remove(id);
  await act('close_view', { view_id: id, clear });
}

function keepOnly(ids) {
  for (const pane of [...stack]) if (!ids.includes(pane.id)) remove(pane.id);
}

function remove(id) {
  const at = stack.findIndex((pane) => pane.id === id);
  if (at < 0) return;
  for (const pane of stack.splice(at)) pane.root.remove();
  if (!stack.length) {
    closeAll();
    return;
  }
  showTop();
  stack.at(-1).focusAgain();
}

function closeAll() {
  stack = [];
  if (!dialog) return;
  const closing = dialog;
  dialog = null;
  closing.close();
  closing.remove();
  if (before?.isConnected) before.focus();
  else document.querySelector('.composer-box')?.focus();
}

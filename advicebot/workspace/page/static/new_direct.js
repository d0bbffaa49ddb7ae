/** Choosing whom to write to: one person, or several for a group conversation. */
import { act } from './api.js';
import { notice } from './announce.js';
import { appBadge, avatar } from './avatar.js';
import { h, iconButton, uid } from './dom.js';
import { goTo } from './place.js';
import { nameOf, state } from './state.js';

const MOST = 8;
const WAIT_MS = 2000;
const LOOK_MS = 20;

export function openNewDirect() {
  const before = document.activeElement;
  const id = uid('direct');
  const others = [...state.users.values()].filter((user) => !user.deleted && user.id !== state.me.id);
  const boxes = others.map((user) => h('input', { type: 'checkbox', value: user.id }));
  const go = h('button', { type: 'submit', class: 'button primary', disabled: true }, 'Open');
  const chosen = () => boxes.filter(({ checked }) => checked).map(({ value }) => value);
  const list = h(
    'fieldset',
    { class: 'choose-people' },
    h('legend', { class: 'visually-hidden' }, 'People'),
    others.map((user, index) => personRow(user, boxes[index])),
  );
  list.addEventListener('change', () => {
    const count = chosen().length;
    go.disabled = count === 0 || count > MOST;
    go.textContent = count > 1 ? `Open a group of ${count + 1}` : 'Open';
  });
  const form = h('form', { method: 'dialog' }, list, h('div', { class: 'dialog-buttons' }, go));
  const dialog = h(
    'dialog',
    { class: 'question list-window', 'aria-labelledby': id },
    h(
      'div',
      { class: 'modal-head' },
      h('h2', { id }, 'New direct message'),
      iconButton('close', 'Close', () => dialog.close()),
    ),
    h('p', { class: 'hint' }, `Tick one person, or up to ${MOST} for a group.`),
    form,
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const users = chosen();
    dialog.close();
    openDirect(users);
  });
  dialog.addEventListener('close', () => {
    dialog.remove();
    before?.focus?.();
  });
  document.body.append(dialog);
  dialog.showModal();
  boxes[0]?.focus();
}

const personRow = (user, box) =>
  h(
    'label',
    null,
    box,
    avatar(user.id),
    h('span', { dir: 'auto' }, nameOf(user.id)),
    user.is_bot && appBadge(),
    (user.role || user.title) && h('span', { class: 'hint', dir: 'auto' }, user.role || user.title),
  );

async function openDirect(user) {
  const answer = await act('open_dm', { user });
  if (!answer.ok) {
    notice(answer.message);
    return;
  }
  await known(answer.channel);
  goTo({ channel: answer.channel });
}

/** The conversation is told of on the live socket, which may come after the answer. */
async function known(channel) {
  const until = Date.now() + WAIT_MS;
  while (!state.channels.has(channel) && Date.now() < until)
    await new Promise((resolve) => {
      setTimeout(resolve, LOOK_MS);
    });
}

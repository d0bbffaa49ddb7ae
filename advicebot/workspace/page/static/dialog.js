/** Small questions in a dialog of their own, answered with yes or no. */
import { h, uid } from './dom.js';
import { drawMrkdwn } from './mrkdwn.js';
import { plainNodes, unescape } from './text.js';

/** A Slack text object as nodes. */
export function textNodes(object) {
  if (!object) return [];
  if (typeof object === 'string') return plainNodes(object);
  if (object.type === 'mrkdwn') return [drawMrkdwn(object.text)];
  return plainNodes(unescape(object.text ?? ''), { emoji: object.emoji !== false });
}

/**
 * Ask a yes-or-no question and give the focus back afterwards.
 * @param {{title?: object|string, text?: object|string, confirm?: object|string, deny?: object|string, style?: string}} question
 * @returns {Promise<boolean>} false when it was refused or closed
 */
export function confirmDialog({ title = 'Are you sure?', text, confirm = 'Yes', deny = 'Cancel', style }) {
  const [titleId, textId] = [uid('title'), uid('text')];
  const button = (value, label, kind) =>
    h('button', { type: 'submit', value, class: `button ${kind}` }, textNodes(label));
  const form = h(
    'form',
    { method: 'dialog' },
    h('h2', { id: titleId }, textNodes(title)),
    h('div', { id: textId, class: 'pre-wrap' }, textNodes(text)),
    h(
      'div',
      { class: 'dialog-buttons' },
      button('no', deny, ''),
      button('yes', confirm, style === 'danger' ? 'danger' : 'primary'),
    ),
  );
  const dialog = h(
    'dialog',
    { class: 'question', role: 'alertdialog', 'aria-labelledby': titleId, 'aria-describedby': textId },
    form,
  );
  return ask(dialog);
}

/** Show a dialog until its form is answered; it gives true for the value "yes". */
function ask(dialog) {
  const before = document.activeElement;
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      dialog.remove();
      before?.focus?.();
      resolve(dialog.returnValue === 'yes');
    });
  });
}

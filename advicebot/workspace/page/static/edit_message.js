/** Changing the words of one's own message where it stands. */
import { act } from './api.js';
import { h } from './dom.js';
import { toPlain } from './text.js';

/**
 * Put a text box in place of a message's words.
 * @param {HTMLElement} node  the drawn message
 * @param {object} message
 * @param {string} channel
 * @param {() => void} onDone  called once, after saving or giving up
 */
export function editInPlace(node, message, channel, onDone) {
  const body = node.querySelector('.message-body');
  const before = toPlain(message.text);
  const box = h('textarea', {
    rows: Math.min(8, before.split('\n').length + 1),
    'aria-label': 'Edit your message',
    dir: 'auto',
  });
  const problem = h('p', { class: 'act-error', role: 'alert', hidden: true });
  const save = async () => {
    const text = box.value.trim();
    if (!text || text === before) {
      finish();
      return;
    }
    const answer = await act('edit', { channel, ts: message.ts, text });
    if (answer.ok) {
      finish();
      return;
    }
    problem.textContent = answer.message;
    problem.hidden = false;
  };
  const form = h(
    'form',
    { class: 'edit-form' },
    box,
    problem,
    h(
      'div',
      { class: 'dialog-buttons' },
      h('button', { type: 'button', class: 'button small', onclick: () => finish() }, 'Cancel'),
      h('button', { type: 'submit', class: 'button primary small' }, 'Save'),
    ),
  );
  const finish = () => {
    form.replaceWith(body);
    node.focus();
    onDone();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    save();
  });
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      finish();
    }
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      save();
    }
  });
  box.value = before;
  body.replaceWith(form);
  box.focus();
}

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
  const finish = () => {
    form.replaceWith(body);
    node.focus();
    onDone();
  };
  const { form, box, problem } = drawForm(before, finish);
  const save = async () => {
    const text = box.value.trim();
    if (!text || text === before) return finish();
    const answer = await act('edit', { channel, ts: message.ts, text });
    if (answer.ok) return finish();
    problem.textContent = answer.message;
    problem.hidden = false;
    return undefined;
  };
  listen(form, box, { save, finish });
  body.replaceWith(form);
  box.focus();
}

function drawForm(text, onCancel) {
  const rows = Math.min(8, text.split('\n').length + 1);
  const box = h('textarea', { rows, 'aria-label': 'Edit your message', dir: 'auto' });
  box.value = text;
  const problem = h('p', { class: 'act-error', role: 'alert', hidden: true });
  const cancel = h('button', { type: 'button', class: 'button small', onclick: onCancel }, 'Cancel');
  const save = h('button', { type: 'submit', class: 'button primary small' }, 'Save');
  const form = h(
    'form',
    { class: 'edit-form' },
    box,
    problem,
    h('div', { class: 'dialog-buttons' }, cancel, save),
  );
  return { form, box, problem };
}

/** Enter saves, Escape gives up. */
function listen(form, box, { save, finish }) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    save();
  });
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      finish();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      save();
    }
  });
}

/** What is wrong with a form: found here before it is sent, or told by the app; shown at each field. */
import { h, uid } from '../dom.js';
import { isEmpty } from './kinds.js';
import { problemWith } from './text_inputs.js';

/** Problems by block id that can be seen without asking the app. */
export function findProblems(surface) {
  const problems = {};
  for (const { blockId, element, value, required, holder, problem: own } of surface.fields) {
    if (!holder) continue;
    const now = value();
    const isMissing = isEmpty(now) && required;
    const problem = own?.() ?? (isMissing ? missing(element) : isEmpty(now) ? null : problemWith(element, now));
    if (problem) problems[blockId] = problem;
  }
  return problems;
}

const missing = ({ type }) =>
  type === 'file_input'
    ? 'Please add a file.'
    : /select|radio|checkbox|picker/.test(type) ? 'Please choose something here.' : 'Please fill this in.';

export function clearProblems(surface) {
  for (const { holder, control } of surface.fields) {
    holder?.querySelector(':scope > .field-error')?.remove();
    control.removeAttribute('aria-invalid');
    control.removeAttribute('aria-errormessage');
    if (control.dataset.describedBy !== undefined) setDescription(control, control.dataset.describedBy);
  }
}

function setDescription(control, ids) {
  if (ids.trim()) control.setAttribute('aria-describedby', ids.trim());
  else control.removeAttribute('aria-describedby');
}

/**
 * Show each problem at its field and move the focus to the first.
 * @returns {string[]} problems of blocks that are not fields of this form
 */
export function showProblems(surface, problems) {
  clearProblems(surface);
  const left = { ...problems };
  let first = null;
  for (const field of surface.fields) {
    if (!field.holder || !(field.blockId in left)) continue;
    markField(field, left[field.blockId]);
    delete left[field.blockId];
    first ??= field;
  }
  first?.focus();
  return Object.values(left);
}

function markField({ holder, control }, problem) {
  const error = h('p', { class: 'field-error', id: uid('error') }, problem);
  holder.append(error);
  control.dataset.describedBy ??= control.getAttribute('aria-describedby') ?? '';
  control.setAttribute('aria-invalid', 'true');
  setDescription(control, `${error.id} ${control.dataset.describedBy}`);
}

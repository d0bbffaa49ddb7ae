/** One view of a modal: title, blocks, buttons, errors, and what was typed. */
import { act } from './api.js';
import { Surface } from './blocks/context.js';
import { clearProblems, findProblems, showProblems } from './blocks/errors.js';
import { drawBlocks } from './blocks/index.js';
import { textNodes } from './dialog.js';
import { h, iconButton, uid } from './dom.js';

export class ModalPane {
  /** @param {{onClose: (pane: ModalPane, clear: boolean) => void}} handlers */
  constructor(view, { onClose }) {
    this.onClose = onClose;
    this.titleId = uid('modal-title');
    this.title = h('h2', { id: this.titleId, tabindex: '-1', dir: 'auto' });
    this.body = h('div', { class: 'modal-body' });
    this.foot = h('div', { class: 'modal-foot' });
    this.problem = h('div', { class: 'form-error', role: 'alert', hidden: true });
    this.root = h(
      'form',
      { class: 'modal-pane', novalidate: true },
      h(
        'div',
        { class: 'modal-head' },
        this.title,
        iconButton('close', 'Close', () => this.onClose(this, true)),
      ),
      this.problem,
      this.body,
      this.foot,
    );
    this.root.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    this.surface = null;
    this.update(view);
  }

  get id() {
    return this.view.id;
  }

  /** Draw a new version of the view. What was typed stays where block and action keep their ids. */
  update(view) {
    const mark = this.body.contains(document.activeElement)
      ? document.activeElement.dataset.focusKey
      : undefined;
    const hadFocus = this.root.contains(document.activeElement);
    const { scrollTop } = this.body;
    this.view = view;
    this.surface = new Surface({ type: 'view', view_id: view.id }, this.surface);
    this.title.replaceChildren(...textNodes(view.title));
    this.body.replaceChildren(...drawBlocks(view.blocks ?? [], this.surface));
    this.drawFoot();
    this.body.scrollTop = scrollTop;
    this.problem.hidden = true;
    if (hadFocus && !this.root.contains(document.activeElement)) (this.marked(mark) ?? this.title).focus();
  }

  marked(key) {
    return (
      key && [...this.body.querySelectorAll('[data-focus-key]')].find((node) => node.dataset.focusKey === key)
    );
  }

  drawFoot() {
    const { view } = this;
    const hasInput = (view.blocks ?? []).some(({ type }) => type === 'input');
    const closeLabel = view.close ? textNodes(view.close) : ['Close'];
    this.submitButton =
      view.submit || hasInput
        ? h(
            'button',
            { type: 'submit', class: 'button primary' },
            view.submit ? textNodes(view.submit) : 'Submit',
          )
        : null;
    this.foot.replaceChildren(
      h('button', { type: 'button', class: 'button', onclick: () => this.onClose(this, false) }, closeLabel),
    );
    if (this.submitButton) this.foot.append(this.submitButton);
  }

  hide() {
    this.lastFocus = document.activeElement;
    this.root.hidden = true;
  }

  show() {
    this.root.hidden = false;
  }

  focusStart() {
    const first =
      this.body.querySelector('[data-focus-on-load]') ??
      this.body.querySelector('input, textarea, select, button, a[href]');
    const target = first ?? this.submitButton ?? this.title;
    (target.matches('input, textarea, select, button, a')
      ? target
      : (target.querySelector('input, textarea, select, button') ?? this.title)
    ).focus();
    this.body.scrollTop = 0;
  }

  focusAgain() {
    (this.lastFocus?.isConnected ? this.lastFocus : this.title).focus();
  }

  /** Send the form. Refused, it stays as it is with each problem at its field. */
  async submit() {
    if (!this.submitButton || this.submitButton.getAttribute('aria-busy') === 'true') return;
    this.problem.hidden = true;
    const problems = findProblems(this.surface);
    if (Object.keys(problems).length) {
      this.refuse(problems);
      return;
    }
    clearProblems(this.surface);
    const button = this.submitButton;
    button.setAttribute('aria-busy', 'true');
    const answer = await act('submit', { view_id: this.id, values: this.surface.values() });
    button.removeAttribute('aria-busy');
    if (answer.ok) return;
    if (answer.errors) this.refuse(answer.errors);
    else this.say([answer.message]);
  }

  refuse(problems) {
    const others = showProblems(this.surface, problems);
    if (others.length) this.say(others);
  }

  say(lines) {
    this.problem.replaceChildren(...lines.map((line) => h('p', null, line)));
    this.problem.hidden = false;
  }
}

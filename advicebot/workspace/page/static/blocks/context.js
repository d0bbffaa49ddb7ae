/** What drawn blocks share: where they are, the fields in them, and how they act. */
import { act } from '../api.js';
import { confirmDialog } from '../dialog.js';
import { h } from '../dom.js';
import { initialValue, KINDS, stateOf } from './kinds.js';

/**
 * @typedef {object} Field  one input that was drawn
 * @property {string} blockId
 * @property {object} element   Slack's element
 * @property {() => *} value    the bare value now, null or [] when empty
 * @property {(value: *) => void} reset  put a value back
 * @property {() => void} focus
 * @property {HTMLElement} root
 * @property {HTMLElement} [holder]  the input block around it, where errors are shown
 * @property {boolean} [required]
 */

const keyOf = (blockId, actionId) => JSON.stringify([blockId, actionId]);

/** One surface with blocks: a message, a modal's view or the home view. */
export class Surface {
  /**
   * @param {object} container  as the `click` act wants it
   * @param {Surface} [previous]  the surface this one replaces: what was typed there is kept
   */
  constructor(container, previous = null) {
    this.container = container;
    /** @type {Field[]} */
    this.fields = [];
    this.kept = new Map(
      (previous?.fields ?? []).map((field) => [keyOf(field.blockId, field.element.action_id), field]),
    );
  }

  /** This surface, with more in the container of its clicks; the fields are shared. */
  within(more) {
    return Object.assign(Object.create(this), { container: { ...this.container, ...more } });
  }

  /** The value an element starts with: what was typed in the same field before, else its initial value. */
  startValue(blockId, element) {
    const before = this.kept.get(keyOf(blockId, element.action_id));
    return before?.element.type === element.type ? before.value() : initialValue(element);
  }

  add(field) {
    this.fields.push(field);
    return field;
  }

  /** Everything typed and chosen, as Slack's `view.state.values`. */
  values() {
    const values = {};
    for (const { blockId, element, value } of this.fields) {
      (values[blockId] ??= {})[element.action_id] = stateOf(element, value());
    }
    return values;
  }

  /**
   * Tell the app that an element was used; asks first when the element wants that.
   *
   * The node is busy until the app has answered; a failure is shown beside it in plain words.
   * @returns {Promise<boolean>} false when the person thought better of it
   */
  async dispatch({ blockId, element, node, selected }) {
    if (element.confirm && !(await confirmDialog(element.confirm))) return false;
    const block = node.closest('.block') ?? node.parentElement;
    block.querySelector(':scope > .act-error')?.remove();
    node.setAttribute('aria-busy', 'true');
    const answer = await act('click', {
      container: this.container,
      block_id: blockId,
      action_id: element.action_id,
      values: this.values(),
      ...selected,
    });
    node.removeAttribute('aria-busy');
    if (!answer.ok) block.append(h('p', { class: 'act-error', role: 'alert' }, answer.message));
    return true;
  }

  /** Dispatch what a field holds, after what it held before has been answered: no choice is lost. */
  dispatchField(field) {
    const { blockId, element, root: node } = field;
    const { key } = KINDS[element.type];
    const send = () =>
      this.dispatch({ blockId, element, node, selected: { selected: { [key]: field.value() } } });
    field.sending = (field.sending ?? Promise.resolve()).then(send);
    return field.sending;
  }

  /** Dispatch a press; one more press while the app has not answered is not a second one. */
  async press(action) {
    if (action.node.getAttribute('aria-busy') !== 'true') await this.dispatch(action);
  }
}

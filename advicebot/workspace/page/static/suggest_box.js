/** The list of offers above a text box; the focus stays in the box. */
import { announce } from './announce.js';
import { avatar } from './avatar.js';
import { h, uid } from './dom.js';

export class SuggestBox {
  /**
   * @param {HTMLTextAreaElement} box
   * @param {(item: object, offer: object) => void} onTake
   */
  constructor(box, onTake) {
    this.box = box;
    this.onTake = onTake;
    this.offer = null;
    this.at = 0;
    this.list = h('ul', {
      class: 'suggestions',
      role: 'listbox',
      'aria-label': 'Suggestions',
      id: uid('suggest'),
      hidden: true,
    });
    box.setAttribute('aria-autocomplete', 'list');
    box.setAttribute('aria-controls', this.list.id);
  }

  /** @param {object|null} offer  from `suggestionsFor`; null closes */
  show(offer) {
    if (!offer) {
      this.close();
      return;
    }
    const isNew = !this.offer || this.offer.items.length !== offer.items.length;
    this.offer = offer;
    this.at = 0;
    this.list.hidden = false;
    this.list.replaceChildren(...offer.items.map((item, index) => this.row(item, index)));
    this.mark();
    if (isNew)
      announce(
        `${offer.items.length} ${offer.items.length === 1 ? 'suggestion' : 'suggestions'}. Up and down to choose, Tab to take one.`,
      );
  }

  row(item, index) {
    return h(
      'li',
      {
        role: 'option',
        id: `${this.list.id}-${index}`,
        'aria-selected': 'false',
        onmousedown: (event) => {
          event.preventDefault();
          this.take(index);
        },
      },
      item.user && avatar(item.user),
      h('span', { class: 'suggestion-label' }, item.label),
      h('span', { class: 'hint' }, item.hint),
    );
  }

  mark() {
    [...this.list.children].forEach((row, index) =>
      row.setAttribute('aria-selected', String(index === this.at)),
    );
    this.box.setAttribute('aria-activedescendant', `${this.list.id}-${this.at}`);
    this.list.children[this.at]?.scrollIntoView({ block: 'nearest' });
  }

  close() {
    this.offer = null;
    this.list.hidden = true;
    this.box.removeAttribute('aria-activedescendant');
  }

  take(index) {
    const { offer } = this;
    this.close();
    this.onTake(offer.items[index], offer);
  }

  /** Handle a key while offers are open. @returns {boolean} true when the key was used */
  onKey(event) {
    if (!this.offer || event.shiftKey) return false;
    const { items } = this.offer;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at = (this.at + step + items.length) % items.length;
      this.mark();
    } else if (event.key === 'Escape') this.close();
    else if (event.key === 'Tab' || (event.key === 'Enter' && !this.isComplete())) this.take(this.at);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** True when what is typed is the marked offer already: Enter then sends. */
  isComplete() {
    const { from, to, items } = this.offer;
    return this.box.value.slice(from, to) === items[this.at].insert.trim();
  }
}

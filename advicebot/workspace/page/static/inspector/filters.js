/** What is shown of the traffic. The choice stays in the address, so that a reload keeps it. */
import { h, uid } from '../dom.js';
import { DIRECTIONS, kindOf } from './words.js';

const CHOICES = ['app', 'way', 'kind', 'name', 'text', 'errors'];

export class Filters {
  /** @param {{onChange: () => void}} handlers */
  constructor({ onChange }) {
    this.onChange = onChange;
    this.names = new Set();
    this.kinds = new Set();
    this.app = choice('App', 'Every app');
    this.way = choice('Direction', 'Both ways');
    this.kind = choice('Kind', 'Every kind');
    this.name = field('Method or event');
    this.text = field('Text', { type: 'search', placeholder: 'anywhere in it' });
    this.errors = h('input', { type: 'checkbox' });
    this.offers = h('datalist', { id: uid('names') });
    this.name.box.setAttribute('list', this.offers.id);
    this.name.box.placeholder = 'chat.*, message';
    for (const [way, words] of Object.entries(DIRECTIONS)) this.way.box.append(option(way, words));
    this.clear = h(
      'button',
      { type: 'button', class: 'button small', onclick: () => this.reset() },
      'Clear filters',
    );
    this.root = h(
      'form',
      {
        class: 'filters',
        role: 'search',
        'aria-label': 'Filters',
        onsubmit: (event) => event.preventDefault(),
      },
      [this.app, this.way, this.kind, this.name, this.text].map(({ node }) => node),
      h('label', { class: 'filter-tick' }, this.errors, 'Errors and faults only'),
      this.clear,
      this.offers,
    );
    this.read();
    this.root.addEventListener('input', () => this.changed());
  }

  boxOf(name) {
    return name === 'errors' ? this.errors : this[name].box;
  }

  /** Take the filters from the address. */
  read() {
    const given = new URLSearchParams(location.hash.slice(1));
    this.errors.checked = given.get('errors') === 'true';
    for (const name of ['name', 'text']) this[name].box.value = given.get(name) ?? '';
    for (const name of ['app', 'way', 'kind']) {
      const wanted = given.get(name);
      if (!wanted) continue;
      if (![...this[name].box.options].some(({ value }) => value === wanted))
        this[name].box.append(option(wanted, name === 'kind' ? kindOf(wanted) : wanted));
      if (name === 'kind') this.kinds.add(wanted);
      this[name].box.value = wanted;
    }
    this.clear.hidden = !this.isAny();
  }

  changed() {
    const params = new URLSearchParams(
      CHOICES.map((name) => [name, this.value(name)]).filter(([, value]) => value),
    );
    history.replaceState(null, '', `#${params}`);
    this.clear.hidden = !this.isAny();
    this.onChange();
  }

  value(name) {
    const box = this.boxOf(name);
    return box.type === 'checkbox' ? (box.checked ? 'true' : '') : box.value.trim();
  }

  isAny() {
    return CHOICES.some((name) => this.value(name));
  }

  reset() {
    for (const name of CHOICES) {
      if (name === 'errors') this.errors.checked = false;
      else this[name].box.value = '';
    }
    this.changed();
    this.text.box.focus();
  }

  setApps(apps) {
    const { box } = this.app;
    const chosen = box.value;
    box.replaceChildren(box.options[0], ...apps.map(({ id, name }) => option(id, name)));
    box.value = apps.some(({ id }) => id === chosen) ? chosen : '';
  }

  /** Offer the kinds and names that there are. */
  learn(entries) {
    for (const { kind, name } of entries) {
      if (!this.kinds.has(kind)) this.kind.box.append(option(kind, kindOf(kind)));
      if (!this.names.has(name)) this.offers.append(option(name));
      this.kinds.add(kind);
      this.names.add(name);
    }
  }

  /** A test of whether an entry fits; `words` gives its text when that is asked for. */
  test() {
    const given = Object.fromEntries(CHOICES.map((name) => [name, this.value(name)]));
    const isNamed = nameTest(given.name);
    const text = given.text.toLowerCase();
    return (entry, words) =>
      (!given.app || entry.app === given.app) &&
      (!given.way || entry.way === given.way) &&
      (!given.kind || entry.kind === given.kind) &&
      (!given.errors || entry.trouble) &&
      isNamed(entry.name) &&
      (!text || words().includes(text));
  }
}

/** A name, a part of it, or a pattern with `*`. */
function nameTest(wanted) {
  const asked = wanted.toLowerCase();
  if (!asked) return () => true;
  if (!asked.includes('*')) return (name) => name.toLowerCase().includes(asked);
  const parts = asked.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.*')}$`);
  return (name) => pattern.test(name.toLowerCase());
}

const option = (value, words = value) => h('option', { value }, words);

function choice(label, all) {
  const id = uid('filter');
  const box = h('select', { id }, option('', all));
  return { box, node: h('div', { class: 'filter' }, h('label', { for: id }, label), box) };
}

function field(label, props = {}) {
  const id = uid('filter');
  const box = h('input', { id, type: 'text', autocomplete: 'off', spellcheck: 'false', ...props });
  return { box, node: h('div', { class: 'filter' }, h('label', { for: id }, label), box) };
}

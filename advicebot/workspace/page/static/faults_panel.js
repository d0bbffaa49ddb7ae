/** The window in which things are made to go wrong: rules that stand, strikes at once, outage, chance. */
import { announce, makeLiveRegion } from './announce.js';
import { h, iconButton, reconcile, uid } from './dom.js';
import { activeOf, control } from './faults_api.js';
import { makeForm } from './faults_form.js';
import { KINDS, sentenceOf, STRIKES, struckOf } from './faults_words.js';
import { channelTitle, nameOf, state } from './state.js';

const LOOK_MS = 1000;
let hear = () => {};
let isOpen = false;

/** Be told of the faults whenever this window has asked for them. */
export function onFaults(listener) {
  hear = listener;
}

export async function openFaults() {
  if (isOpen) return;
  isOpen = true;
  const faults = await control('GET', 'faults');
  if (!faults) {
    isOpen = false;
    return;
  }
  const panel = new Panel();
  panel.tell(faults);
  panel.open();
}

class Panel {
  constructor() {
    const titleId = uid('faults');
    this.rules = h('ul', { class: 'fault-rules' });
    this.nothing = h(
      'p',
      { class: 'fault-none' },
      'Nothing goes wrong at the moment. Add a fault below, and see what your app does.',
    );
    this.down = switchFor(
      'Outage',
      'Every call fails with 503 and every connection is closed. Events wait.',
      (on) => this.send('POST', 'outage', { down: on }, on ? 'The outage has begun.' : 'The outage is over.'),
    );
    this.discard = switchFor(
      'Throw events away',
      'What happens from now on never reaches an app.',
      (on) => this.discardEvents(on),
    );
    this.connections = h('p', { class: 'hint' });
    this.strikes = h(
      'div',
      { class: 'fault-strikes' },
      Object.entries(STRIKES).map(([kind, name]) => this.strikeButton(kind, name)),
    );
    this.seed = h('input', { type: 'number', id: uid('seed'), min: '0', step: '1' });
    this.clear = h(
      'button',
      {
        type: 'button',
        class: 'button small',
        onclick: () => this.send('DELETE', 'faults', null, 'Every fault has ended.'),
      },
      'End all',
    );
    this.dialog = h(
      'dialog',
      { class: 'question list-window faults-window', 'aria-labelledby': titleId },
      makeLiveRegion(),
      this.head(titleId),
      this.now(),
      this.more(),
    );
    this.dialog.addEventListener('close', () => this.closed());
  }

  head(titleId) {
    return h(
      'div',
      { class: 'modal-head' },
      h('h2', { id: titleId }, 'Faults'),
      iconButton('close', 'Close', () => this.dialog.close()),
    );
  }

  now() {
    return h(
      'section',
      { class: 'fault-part' },
      h('div', { class: 'fault-head' }, h('h3', null, 'In force now'), this.clear),
      this.nothing,
      this.rules,
      this.down.node,
      this.discard.node,
    );
  }

  more() {
    return [
      h(
        'section',
        { class: 'fault-part' },
        h('h3', null, 'Add a fault'),
        makeForm((rule) => this.send('POST', 'faults', rule, `Added: ${KINDS[rule.fault].name}.`)),
      ),
      h(
        'section',
        { class: 'fault-part' },
        h('h3', null, 'Strike open connections now'),
        this.connections,
        this.strikes,
      ),
      h(
        'section',
        { class: 'fault-part' },
        h('h3', null, 'Chance'),
        h('p', { class: 'hint' }, 'The same seed and the same happenings give the same faults.'),
        h(
          'form',
          {
            class: 'fault-seed',
            onsubmit: (event) => {
              event.preventDefault();
              this.send('POST', 'faults/seed', { seed: Number(this.seed.value || 0) }, 'Chance begins anew.');
            },
          },
          h('label', { for: this.seed.id }, 'Seed'),
          this.seed,
          h('button', { type: 'submit', class: 'button' }, 'Begin anew'),
        ),
      ),
    ];
  }

  open() {
    this.before = document.activeElement;
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  closed() {
    clearInterval(this.timer);
    isOpen = false;
    this.dialog.remove();
    this.before?.focus?.();
  }

  discardEvents(discarding) {
    const words = discarding ? 'Events are thrown away.' : 'Events are sent again.';
    return this.send('POST', 'discard', { discarding }, words);
  }

  async look() {
    try {
      const response = await fetch('/control/faults', { cache: 'no-store' });
      if (response.ok) this.tell(await response.json());
    } catch {
      clearInterval(this.timer);
    }
  }

  async send(method, path, given, words) {
    const answer = await control(method, path, given);
    if (answer) {
      this.tell(answer);
      announce(words);
    } else await this.look();
    return Boolean(answer);
  }

  tell(faults) {
    const hadFocus = this.rules.contains(document.activeElement);
    this.nothing.hidden = activeOf(faults) > 0 || faults.rules.length > 0;
    this.clear.hidden = !this.nothing.hidden;
    reconcile(this.rules, faults.rules.map((rule) => this.row(rule)));
    if (hadFocus && !this.rules.contains(document.activeElement)) this.focusSomewhere();
    this.down.box.checked = faults.is_down;
    this.discard.box.checked = faults.discarding;
    const count = faults.connections;
    const open = count === 1 ? '1 connection is open.' : `${count} connections are open.`;
    this.connections.textContent = count ? open : 'No connection is open, so there is nothing to strike.';
    for (const button of this.strikes.children) button.disabled = !count;
    if (document.activeElement !== this.seed) this.seed.value = faults.seed;
    hear(faults);
  }

  /** What had the focus is gone: the next thing to press takes it. */
  focusSomewhere() {
    (this.rules.querySelector('button') ?? this.dialog.querySelector('button')).focus();
  }

  /** The row of a rule: drawn anew only when something about it has changed. */
  row(rule) {
    const version = JSON.stringify(rule);
    const old = [...this.rules.children].find(({ dataset }) => dataset.id === rule.id);
    if (old?.dataset.version === version) return old;
    const name = KINDS[rule.fault]?.name ?? rule.fault;
    return h(
      'li',
      {
        class: rule.is_over ? 'fault-rule is-over' : 'fault-rule',
        'data-id': rule.id,
        'data-version': version,
      },
      h(
        'div',
        { class: 'fault-words' },
        h('strong', null, name),
        h('span', null, sentenceOf(rule, called)),
        h('span', { class: 'hint' }, struckOf(rule), rule.note && ` ${rule.note}`),
      ),
      h(
        'button',
        {
          type: 'button',
          class: 'button small',
          'aria-label': `Remove: ${name}`,
          onclick: () => this.send('DELETE', `faults/${rule.id}`, null, `Removed: ${name}.`),
        },
        'Remove',
      ),
    );
  }

  strikeButton(kind, name) {
    const strike = async () => {
      const answer = await control('POST', 'faults/strike', { strike: kind });
      if (!answer) return;
      this.tell(answer);
      announce(`${name}: ${answer.struck === 1 ? '1 connection' : `${answer.struck} connections`} struck.`);
    };
    return h('button', { type: 'button', class: 'button small', onclick: strike }, name);
  }
}

function called(id) {
  const channel = state.channels.get(id);
  return channel ? `#${channelTitle(channel)}` : nameOf(id);
}

function switchFor(name, about, onChange) {
  const box = h('input', { type: 'checkbox', role: 'switch' });
  box.addEventListener('change', () => onChange(box.checked));
  const node = h(
    'label',
    { class: 'fault-switch' },
    box,
    h('span', { class: 'fault-words' }, h('strong', null, name), h('span', { class: 'hint' }, about)),
  );
  return { box, node };
}

/** The list of entries: newest last, in sight unless its reader went up. Arrow keys walk through it. */
import { h } from '../dom.js';
import { endButton, indexByKey, isAtEnd } from '../long_list.js';
import { arrowOf, beganAt, directionOf, fullTimeOf, kindOf, timeOf, tookOf } from './words.js';

const MOST = 2000;
const NEAR_BOTTOM_PX = 40;

export class Log {
  /** @param {{onChoose: (entry: object) => void, onCount: (count: object) => void}} handlers */
  constructor({ onChoose, onCount }) {
    this.onChoose = onChoose;
    this.onCount = onCount;
    this.rows = [];
    this.held = null;
    this.last = 0;
    this.chosen = null;
    this.apps = new Map();
    this.fits = () => true;
    this.draw();
  }

  draw() {
    this.list = h('ul', {
      class: 'entries',
      role: 'listbox',
      'aria-label': 'Traffic, newest last',
      tabindex: '0',
    });
    this.empty = h('div', { class: 'empty' });
    this.scroller = h('div', { class: 'log-scroller' }, headings(), this.list, this.empty);
    this.pill = endButton('Newest', () => this.toBottom());
    this.root = h('section', { class: 'log', 'aria-label': 'Log' }, this.scroller, this.pill);
    this.scroller.addEventListener('scroll', () => {
      this.pill.hidden = this.isAtBottom();
    });
    this.list.addEventListener('click', (event) => {
      const node = event.target.closest('.entry');
      if (node) this.choose(this.rows.find((row) => row.node === node));
    });
    this.list.addEventListener('keydown', (event) => this.onKey(event));
    this.list.addEventListener('focus', () => this.chosen?.node.focus());
  }

  setApps(apps) {
    this.apps = new Map(apps.map(({ id, name }) => [id, name]));
  }

  /** Add entries, oldest first; while paused they wait. */
  add(entries) {
    this.last = entries.at(-1)?.number ?? this.last;
    if (this.held) {
      this.held.push(...entries);
      if (this.held.length > MOST) this.held.splice(0, this.held.length - MOST);
      this.tell();
      return;
    }
    const wasAtBottom = this.isAtBottom();
    for (const entry of entries) this.put(entry);
    this.forgetOldest();
    this.tell();
    if (wasAtBottom) this.toBottom();
    else this.pill.hidden = false;
  }

  /** File an entry by when it began: a call that an event led to comes after it, whichever ended first. */
  put(entry) {
    const row = { entry, began: beganAt(entry), node: drawRow(entry, this.apps), words: null };
    row.node.hidden = !this.fits(entry, () => wordsOf(row));
    let at = this.rows.length;
    while (at > 0 && this.rows[at - 1].began > row.began) at -= 1;
    this.list.insertBefore(row.node, this.rows[at]?.node ?? null);
    this.rows.splice(at, 0, row);
  }

  forgetOldest() {
    const old = this.rows.splice(0, Math.max(0, this.rows.length - MOST));
    for (const { node } of old) node.remove();
  }

  /** @param {(entry: object, words: () => string) => boolean} fits */
  filter(fits) {
    this.fits = fits;
    for (const row of this.rows) row.node.hidden = !fits(row.entry, () => wordsOf(row));
    this.tell();
    if (this.chosen && !this.chosen.node.hidden) this.chosen.node.scrollIntoView({ block: 'nearest' });
    else this.toBottom();
  }

  pause(isPaused) {
    const waiting = this.held;
    this.held = isPaused ? [] : null;
    if (waiting?.length) this.add(waiting);
    this.tell();
  }

  clear() {
    this.rows = [];
    if (this.held) this.held = [];
    this.list.replaceChildren();
    this.tell();
  }

  tell() {
    const shown = this.rows.reduce((sum, { node }) => sum + !node.hidden, 0);
    const all = this.rows.length;
    this.empty.hidden = shown > 0;
    this.list.hidden = shown === 0;
    if (!shown) this.empty.replaceChildren(...nothing(all));
    this.onCount({ shown, all, waiting: this.held?.length ?? 0 });
  }

  isAtBottom() {
    return isAtEnd(this.scroller, NEAR_BOTTOM_PX);
  }

  toBottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.pill.hidden = true;
  }

  choose(row) {
    if (!row) return;
    this.unchoose();
    this.chosen = row;
    row.node.setAttribute('aria-selected', 'true');
    row.node.tabIndex = 0;
    this.list.tabIndex = -1;
    row.node.focus();
    this.onChoose(row.entry);
  }

  unchoose() {
    if (!this.chosen) return;
    this.chosen.node.setAttribute('aria-selected', 'false');
    this.chosen.node.tabIndex = -1;
    if (!document.querySelector('.detail')?.hidden) this.list.tabIndex = 0;
    this.chosen = null;
  }

  onKey(event) {
    const shown = this.rows.filter(({ node }) => !node.hidden);
    const to = indexByKey(event.key, shown.indexOf(this.chosen), shown.length);
    if (to !== undefined) {
      event.preventDefault();
      this.choose(shown[to]);
    } else if (event.key === 'Enter' && this.chosen) {
      document.querySelector('.detail h2')?.focus();
    }
  }
}

const headings = () =>
  h(
    'div',
    { class: 'entry headings', 'aria-hidden': 'true' },
    ['Time', 'Direction', 'App', 'Kind', 'Name', 'What', 'Took', 'Result'].map((word) =>
      h('span', { class: `cell cell-${word.toLowerCase()}` }, word),
    ),
  );

function nothing(all) {
  if (all)
    return [
      h('h2', null, 'Nothing fits'),
      h('p', null, 'No entry fits the filters above. Change or clear them.'),
    ];
  return [
    h('h2', null, 'Nothing yet'),
    h('p', null, 'Events on their way to an app, and the calls it makes, appear here as they happen.'),
  ];
}

/** Everything in an entry as text to look through, made when it is first needed. */
function wordsOf(row) {
  row.words ??= JSON.stringify(row.entry).toLowerCase();
  return row.words;
}

function drawRow(entry, apps) {
  const classes = ['entry', entry.fault ? 'is-fault' : entry.trouble && 'is-trouble'];
  const cell = (name, ...content) => h('span', { class: `cell cell-${name}` }, ...content);
  return h(
    'li',
    {
      class: classes.filter(Boolean).join(' '),
      role: 'option',
      'aria-selected': 'false',
      tabindex: '-1',
      'data-number': entry.number,
    },
    cell('time', h('time', { datetime: fullTimeOf(beganAt(entry)) }, timeOf(beganAt(entry)))),
    cell('direction', h('span', { 'aria-hidden': 'true' }, `${arrowOf(entry.way)} `), directionOf(entry.way)),
    cell('app', apps.get(entry.app) ?? (entry.app || 'unknown')),
    cell('kind', kindOf(entry.kind)),
    cell('name', entry.name),
    h('span', { class: 'cell cell-what', dir: 'auto' }, entry.summary),
    cell('took', tookOf(entry.milliseconds)),
    cell('result', resultOf(entry)),
  );
}

/** How it went, always in words. */
function resultOf({ result, fault, trouble, note }) {
  if (fault) return [h('strong', { class: 'mark' }, 'Fault'), ` ${fault}`];
  if (trouble) return [h('strong', { class: 'mark' }, 'Error'), ` ${result}`];
  return note ? `${result}, ${note}` : result;
}

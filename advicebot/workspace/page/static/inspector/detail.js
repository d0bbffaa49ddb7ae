/** One entry as a whole: what is known of it, what was sent, what came back, and ways to copy it. */
import { announce, notice } from '../announce.js';
import { h, iconButton, uid } from '../dom.js';
import { drawJson, openAll } from './json_view.js';
import { asCurl, asTest } from './snippets.js';
import { beganAt, directionOf, fullTimeOf, kindOf, timeOf, tookOf } from './words.js';

export class Detail {
  /** @param {{onClose: () => void}} handlers */
  constructor({ onClose }) {
    this.onClose = onClose;
    this.apps = new Map();
    this.url = location.origin;
    const id = uid('detail');
    this.title = h('h2', { id, tabindex: '-1' });
    this.content = h('div', { class: 'detail-content' });
    this.root = h(
      'section',
      { class: 'detail', 'aria-labelledby': id, hidden: true },
      h('div', { class: 'detail-head' }, this.title, iconButton('close', 'Close', () => this.close())),
      this.content,
    );
    this.root.addEventListener('keydown', (event) => event.key === 'Escape' && this.close());
  }

  setPlace({ apps, url }) {
    this.apps = new Map(apps.map(({ id, name }) => [id, name]));
    this.url = url;
  }

  close() {
    const row = document.querySelector('.entry[aria-selected="true"]');
    this.onClose();
    row?.focus();
  }

  /**
   * In a narrow window the pane covers the row that had the focus, and takes it.
   * @param {object|null} entry  null puts the pane away
   */
  show(entry) {
    this.root.hidden = !entry;
    if (!entry) return;
    this.title.textContent = entry.name;
    this.content.replaceChildren(
      factsOf(entry, this.apps),
      this.buttons(entry),
      part(entry.way === 'to-app' ? 'Sent to the app' : 'Sent by the app', entry.body),
      entry.answer === null
        ? h('p', { class: 'hint no-answer' }, 'There is no answer.')
        : part('Answer', entry.answer),
    );
    this.root.scrollTop = 0;
    if (!document.activeElement.checkVisibility()) this.title.focus();
  }

  buttons(entry) {
    const { at, way, app, kind, name, body, answer, milliseconds, note } = entry;
    const whole = { at, way, app, kind, name, body, answer, milliseconds, note };
    return h(
      'div',
      { class: 'detail-buttons' },
      copyButton('Copy JSON', () => JSON.stringify(whole, null, 2)),
      copyButton('Copy as test payload', () => asTest(entry)),
      copyButton('Copy as curl', () => asCurl(entry, this.url)),
    );
  }
}

function factsOf(entry, apps) {
  const facts = [
    ['Time', h('time', { datetime: fullTimeOf(beganAt(entry)) }, timeOf(beganAt(entry)))],
    ['Direction', directionOf(entry.way)],
    ['App', apps.get(entry.app) ?? (entry.app || 'unknown token')],
    ['Kind', kindOf(entry.kind)],
    ['Took', tookOf(entry.milliseconds)],
    ['Result', `${entry.trouble && !entry.fault ? 'Error: ' : ''}${entry.result}`],
    ['Note', entry.note],
    ['What', entry.summary],
  ];
  return h(
    'dl',
    { class: 'facts' },
    facts.filter(([, value]) => value).map(
      ([name, value]) => [h('dt', null, name), h('dd', { dir: 'auto' }, value)],
    ),
  );
}

function part(title, value) {
  if (!Object.keys(value).length)
    return h(
      'section',
      { class: 'detail-part' },
      h('h3', null, title),
      h('p', { class: 'hint' }, 'Nothing but itself.'),
    );
  const tree = drawJson(value);
  const button = (label, isOpen) =>
    h(
      'button',
      {
        type: 'button',
        class: 'button small',
        'aria-label': `${label}: ${title}`,
        onclick: () => openAll(tree, isOpen),
      },
      label,
    );
  return h(
    'section',
    { class: 'detail-part' },
    h(
      'div',
      { class: 'part-head' },
      h('h3', null, title),
      h('div', null, button('Open all', true), ' ', button('Close all', false)),
    ),
    tree,
  );
}

function copyButton(label, make) {
  return h('button', { type: 'button', class: 'button small', onclick: () => copy(make(), label) }, label);
}

async function copy(text, label) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    if (!copyBySelection(text)) {
      notice('The browser did not let this page copy. Select the text and copy it yourself.');
      return;
    }
  }
  announce(`${label}: done.`);
  sayCopied(label);
}

/** For browsers that keep the clipboard from pages without a permission. */
function copyBySelection(text) {
  const box = h('textarea', { class: 'visually-hidden', 'aria-hidden': 'true' });
  box.value = text;
  const before = document.activeElement;
  document.body.append(box);
  box.select();
  const isDone = document.execCommand('copy');
  box.remove();
  before?.focus();
  return isDone;
}

const SAID_FOR_MS = 1600;

function sayCopied(label) {
  const button = [
    ...document.querySelectorAll('.detail-buttons button'),
  ].find((each) => each.textContent === label);
  if (!button) return;
  button.textContent = 'Copied';
  setTimeout(() => {
    button.textContent = label;
  }, SAID_FOR_MS);
}

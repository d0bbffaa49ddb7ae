/** The inspector: what goes to and fro between the workspace and its apps, as it happens. */
import { announce, liveRegion, notice, noticeRegion } from '../announce.js';
import { h, icon } from '../dom.js';
import { Detail } from './detail.js';
import { openFeed } from './feed.js';
import { Filters } from './filters.js';
import { Log } from './log.js';

const log = new Log({ onChoose: choose, onCount: count });
const filters = new Filters({ onChange: () => log.filter(filters.test()) });
const detail = new Detail({ onClose: () => choose(null) });
const status = h('p', { class: 'feed-status', role: 'status' });
const counted = h('p', { class: 'counted' });
const pause = h(
  'button',
  { type: 'button', class: 'button small', 'aria-pressed': 'false', onclick: togglePause },
  'Pause',
);

function togglePause() {
  const isPaused = pause.getAttribute('aria-pressed') !== 'true';
  pause.setAttribute('aria-pressed', String(isPaused));
  log.pause(isPaused);
  announce(isPaused ? 'Paused. New entries wait.' : 'Going on.');
}

async function clear() {
  try {
    const response = await fetch('/control/traffic', { method: 'DELETE' });
    if (!response.ok) throw new Error(response.statusText);
    log.clear();
    choose(null);
    announce('Cleared.');
  } catch {
    notice('The workspace is not answering, so nothing was cleared.');
  }
}

function choose(entry) {
  document.body.classList.toggle('has-detail', Boolean(entry));
  detail.show(entry);
  if (!entry) log.unchoose();
}

function count({ shown, all, waiting }) {
  const [some, total] = [shown, all].map((number) => number.toLocaleString('en-GB'));
  const words = shown === all ? total : `${some} of ${total}`;
  const held = waiting ? `, ${waiting} waiting` : '';
  counted.textContent = `${words} ${all === 1 ? 'entry' : 'entries'}${held}`;
}

function start() {
  const back = h('a', { class: 'button small', href: '/' }, 'Back to the workspace');
  const head = h(
    'header',
    { class: 'inspector-head' },
    h('h1', null, 'Inspector'),
    counted,
    status,
    h(
      'div',
      { class: 'head-buttons' },
      pause,
      h('button', { type: 'button', class: 'button small', onclick: clear }, icon('remove'), 'Clear'),
      back,
    ),
  );
  const body = h('div', { class: 'inspector-body' }, log.root, detail.root);
  document.getElementById('inspector').append(head, filters.root, body);
  document.body.append(liveRegion, noticeRegion);
  openFeed({
    onGreeting: ({ apps, url, last }) => {
      filters.setApps(apps);
      log.setApps(apps);
      detail.setPlace({ apps, url });
      if (last < log.last) log.clear();
    },
    onEntries: (entries) => {
      filters.learn(entries);
      log.add(entries);
    },
    onStatus: (words) => {
      status.textContent = words;
      status.hidden = !words;
    },
    after: () => log.last,
  });
  log.filter(filters.test());
}

start();

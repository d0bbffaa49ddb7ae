/** The button that opens the faults, with how many are in force: nobody should wonder why things fail. */
import { h, icon } from './dom.js';
import { activeOf } from './faults_api.js';
import { onFaults, openFaults } from './faults_panel.js';
import { on } from './state.js';

const LOOK_MS = 5000;

export function makeFaultsButton() {
  const count = h('span', { class: 'count-badge is-mention', hidden: true });
  const button = h(
    'button',
    { type: 'button', class: 'button small', 'aria-haspopup': 'dialog', onclick: () => openFaults() },
    icon('alert'),
    h('span', { class: 'tool-words' }, 'Faults'),
    count,
  );
  const tell = (faults) => {
    const active = activeOf(faults);
    count.hidden = !active;
    count.replaceChildren(String(active), h('span', { class: 'visually-hidden' }, ' in force'));
  };
  onFaults(tell);
  const look = () => peek().then((faults) => faults && tell(faults));
  on('booted', look);
  setInterval(() => document.visibilityState === 'visible' && look(), LOOK_MS);
  return button;
}

/** Look without a word when the workspace is away: the page says so already. */
async function peek() {
  try {
    const response = await fetch('/control/faults', { cache: 'no-store' });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

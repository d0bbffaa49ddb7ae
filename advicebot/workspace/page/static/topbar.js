/** The bar at the top: whom to be, the workspace's clock, and the button of the side bar. */
import { act } from './api.js';
import { notice } from './announce.js';
import { h, icon, iconButton } from './dom.js';
import { makeFaultsButton } from './faults_button.js';
import { openPeople, standing } from './people.js';
import { nowMs, on, state } from './state.js';
import { inWords } from './when.js';

const TICK_MS = 1000;

/** @param {{onChoose: (userId: string) => void, onMenu: () => void}} handlers */
export function makeTopbar({ onChoose, onMenu }) {
  const team = h('p', { class: 'team', dir: 'auto' });
  const chooser = h('select', { id: 'chooser' });
  chooser.addEventListener('change', () => onChoose(chooser.value));
  const draw = () => {
    team.textContent = state.boot.team.name;
    fillChooser(chooser);
  };
  on('booted', draw);
  on('users', draw);
  const menu = iconButton('menu', 'Conversations', onMenu, {
    class: 'icon-button menu-button',
    'aria-expanded': 'false',
    'aria-controls': 'sidebar',
  });
  const bar = h(
    'header',
    { class: 'topbar' },
    menu,
    team,
    h(
      'div',
      { class: 'chooser' },
      h('label', { for: 'chooser' }, 'You are:'),
      chooser,
      iconButton('people', 'People', openPeople),
    ),
    h('div', { class: 'top-tools' }, makeFaultsButton(), inspectorLink()),
    makeClock(),
  );
  return { bar, menu };
}

/** What goes to and fro, in a tab of its own: the conversation stays open beside it. */
const inspectorLink = () =>
  h(
    'a',
    { class: 'button small', href: '/inspector', target: 'inspector', rel: 'noopener' },
    icon('pulse'),
    h('span', { class: 'tool-words' }, 'Inspector'),
  );

function fillChooser(chooser) {
  const known = state.boot.people.some(({ id }) => id === state.me.id);
  const people = (known ? state.boot.people : [state.me, ...state.boot.people]).filter(
    ({ id, deleted }) => !deleted || id === state.me.id,
  );
  chooser.replaceChildren(
    ...people.map(({ id, real_name, name, role, title }) => {
      const label = [role || title, standing(state.users.get(id) ?? {})].filter(Boolean).join(', ');
      return h('option', { value: id }, `${real_name || name}${label ? ` (${label})` : ''}`);
    }),
  );
  chooser.value = state.me.id;
}

/** The clock, shown only in a workspace whose clock can be moved. */
function makeClock() {
  const label = h('time', { class: 'clock-label' });
  const tell = () => {
    if (!state.clock) return;
    const words = inWords(nowMs(), state.clock.zone);
    if (label.textContent !== words) label.textContent = words;
  };
  setInterval(tell, TICK_MS);
  const steps = h('span', { class: 'clock-steps' });
  const clock = h(
    'div',
    { class: 'clock', role: 'group', 'aria-label': 'Workspace clock', hidden: true },
    icon('clock'),
    label,
    steps,
  );
  on('clock', () => {
    clock.hidden = !state.clock;
    if (!state.clock) return;
    tell();
    if (steps.dataset.for !== state.clock.steps.join('|')) drawSteps(steps);
  });
  return clock;
}

function drawSteps(steps) {
  steps.dataset.for = state.clock.steps.join('|');
  steps.replaceChildren(
    ...state.clock.steps.map((step) =>
      h(
        'button',
        {
          type: 'button',
          class: 'button small',
          title: `Move the clock: ${step}`,
          onclick: (event) => move(event.currentTarget, step),
        },
        step,
      ),
    ),
  );
}

async function move(button, step) {
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  const answer = await act('clock', { step });
  button.removeAttribute('aria-busy');
  if (!answer.ok) notice(answer.message);
}

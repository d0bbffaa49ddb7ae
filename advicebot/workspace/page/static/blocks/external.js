/** Menus whose options come from the app while one types: one choice, or several. */
import { act } from '../api.js';
import { textNodes } from '../dialog.js';
import { h, icon, uid } from '../dom.js';
import { unescape } from '../text.js';
import { moveIn, placeActive } from './listbox.js';

const WAIT_MS = 200;
const MIN_LETTERS = 3;
const MANY = /^multi_/;

const labelOf = (option) => unescape(option.text.text);

/** Draw the box to type in, what is chosen, and the list of what the app offers. */
export function drawExternal(element, value, { blockId, surface }) {
  const menu = makeMenu(element, (typed) =>
    act('options', {
      container: surface.container,
      block_id: blockId,
      action_id: element.action_id,
      value: typed,
    }),
  );
  reset(menu, value);
  listen(menu);
  return {
    root: menu.root,
    control: menu.control,
    reset: (next) => reset(menu, next),
    value: () => (menu.many ? [...menu.chosen] : (menu.chosen[0] ?? null)),
  };
}

function makeMenu(element, ask) {
  const list = h('ul', {
    class: 'offers',
    role: 'listbox',
    id: uid('offers'),
    'aria-label': 'Choices',
    hidden: true,
  });
  const control = h('input', {
    type: 'text',
    role: 'combobox',
    autocomplete: 'off',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': list.id,
    placeholder: element.placeholder?.text ?? 'Type to search',
  });
  const chips = h('ul', { class: 'chips', 'aria-label': 'Chosen', hidden: true });
  const told = h('span', { class: 'hint', role: 'status' });
  const holder = h('div', { class: 'offers-holder' }, control, list);
  const root = h('div', { class: 'external' }, chips, holder, told);
  const many = MANY.test(element.type);
  return { element, ask, many, root, control, list, chips, told, chosen: [], asked: 0 };
}

function reset(menu, value) {
  menu.chosen = [value ?? []].flat();
  menu.control.value = !menu.many && menu.chosen[0] ? labelOf(menu.chosen[0]) : '';
  drawChips(menu);
}

function drawChips(menu) {
  if (!menu.many) return;
  const chip = (option) =>
    h(
      'li',
      { class: 'chip' },
      textNodes(option.text),
      h(
        'button',
        {
          type: 'button',
          'aria-label': `Remove ${labelOf(option)}`,
          onclick: () => {
            choose(menu, menu.chosen.filter((each) => each !== option));
            menu.control.focus();
          },
        },
        icon('close'),
      ),
    );
  menu.chips.replaceChildren(...menu.chosen.map(chip));
  menu.chips.hidden = !menu.chosen.length;
  const most = menu.element.max_selected_items;
  menu.control.disabled = Boolean(most && menu.chosen.length >= most);
  if (menu.control.disabled) menu.told.textContent = `No more than ${most} can be chosen.`;
}

function listen(menu) {
  const { control, root } = menu;
  let timer = null;
  control.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => search(menu), WAIT_MS);
  });
  if (menu.element.min_query_length === 0) control.addEventListener('focus', () => search(menu));
  control.addEventListener('change', (event) => event.stopPropagation());
  control.addEventListener('keydown', (event) => keyed(menu, event));
  root.addEventListener('focusout', ({ relatedTarget }) => root.contains(relatedTarget) || settle(menu));
}

/** What was typed but not chosen goes; an emptied box chooses nothing. */
function settle(menu) {
  close(menu);
  if (menu.many) menu.control.value = '';
  else if (!menu.control.value.trim() && menu.chosen.length) choose(menu, []);
  else menu.control.value = menu.chosen[0] ? labelOf(menu.chosen[0]) : '';
}

async function search(menu) {
  const typed = menu.control.value.trim();
  const least = menu.element.min_query_length ?? MIN_LETTERS;
  if (typed.length < least) {
    close(menu);
    menu.told.textContent = typed ? `Type at least ${least} letters.` : '';
    return;
  }
  const number = (menu.asked += 1);
  menu.told.textContent = 'Searching…';
  const answer = await menu.ask(typed);
  if (number !== menu.asked || !menu.root.isConnected) return;
  if (answer.ok) offer(menu, answer);
  else {
    close(menu);
    menu.told.textContent = answer.message;
  }
}

function offer(menu, { options, option_groups: groups }) {
  const taken = new Set(menu.chosen.map(({ value }) => value));
  const item = (option) =>
    h(
      'li',
      {
        role: 'option',
        id: uid('offer'),
        'aria-selected': String(taken.has(option.value)),
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => pick(menu, option),
      },
      h('span', null, textNodes(option.text)),
      option.description && h('span', { class: 'hint' }, textNodes(option.description)),
    );
  const group = ({ label, options: inner }) =>
    h(
      'li',
      { role: 'group', 'aria-label': unescape(label.text) },
      h('div', { class: 'group-label' }, textNodes(label)),
      h('ul', { role: 'presentation' }, inner.map(item)),
    );
  menu.list.replaceChildren(...(groups?.length ? groups.map(group) : (options ?? []).map(item)));
  const count = menu.list.querySelectorAll('[role=option]').length;
  menu.told.textContent = count ? `${count} ${count === 1 ? 'choice' : 'choices'}` : 'Nothing found.';
  menu.list.hidden = !count;
  menu.control.setAttribute('aria-expanded', String(Boolean(count)));
  placeActive(menu, 0);
}

function pick(menu, option) {
  const others = menu.chosen.filter(({ value }) => value !== option.value);
  const next = menu.many ? (others.length < menu.chosen.length ? others : [...others, option]) : [option];
  menu.control.value = menu.many ? '' : labelOf(option);
  close(menu);
  choose(menu, next);
}

function choose(menu, chosen) {
  menu.chosen = chosen;
  drawChips(menu);
  menu.root.dispatchEvent(new Event('change', { bubbles: true }));
}

function close(menu) {
  menu.asked += 1;
  menu.list.hidden = true;
  menu.control.setAttribute('aria-expanded', 'false');
  menu.control.removeAttribute('aria-activedescendant');
  menu.told.textContent = '';
}

function keyed(menu, event) {
  if (menu.list.hidden) {
    if (event.key === 'Enter') event.preventDefault();
    if (event.key === 'ArrowDown') search(menu);
    return;
  }
  if (event.key === 'Escape') {
    event.preventDefault();
    event.stopPropagation();
    close(menu);
  } else moveIn(menu, event);
}

/** A menu that drops from a button: arrow keys move, Enter picks, Escape and clicking elsewhere close. */
import { h } from './dom.js';

const GAP = 4;
const EDGE = 8;

/**
 * Open a menu under `button`.
 * @param {HTMLElement} button
 * @param {string} label  the menu's name for screen readers
 * @param {{label: Node[]|string, hint?: Node[]|string, href?: string, pick?: () => void, danger?: boolean}[]} items
 */
export function openMenu(button, label, items) {
  const menu = h(
    'div',
    { class: 'menu', role: 'menu', 'aria-label': label, popover: 'auto' },
    items.map((item) => menuItem(item, () => close(menu, button))),
  );
  (button.closest('dialog') ?? document.body).append(menu);
  button.setAttribute('aria-expanded', 'true');
  menu.addEventListener('keydown', moveWithKeys);
  menu.addEventListener('toggle', ({ newState }) => newState === 'closed' && forget(menu, button));
  menu.showPopover();
  putUnder(menu, button.getBoundingClientRect());
  menu.firstElementChild?.focus();
}

function menuItem({ label, hint, href, pick, danger }, done) {
  const props = {
    role: 'menuitem',
    tabindex: '-1',
    class: danger ? 'menu-item danger' : 'menu-item',
    onclick: () => {
      done();
      pick?.();
    },
  };
  const content = [h('span', null, label), hint && h('span', { class: 'hint' }, hint)];
  if (href) return h('a', { ...props, href, target: '_blank', rel: 'noopener noreferrer' }, content);
  return h('button', { ...props, type: 'button' }, content);
}

function close(menu, button) {
  button.focus();
  menu.hidePopover();
}

function forget(menu, button) {
  button.setAttribute('aria-expanded', 'false');
  if (menu.contains(document.activeElement)) button.focus();
  menu.remove();
}

function putUnder(menu, place) {
  const { width, height } = menu.getBoundingClientRect();
  const below = place.bottom + GAP + height + EDGE <= innerHeight;
  menu.style.top = `${Math.max(EDGE, below ? place.bottom + GAP : place.top - GAP - height)}px`;
  menu.style.left = `${Math.max(EDGE, Math.min(place.left, innerWidth - width - EDGE))}px`;
}

function moveWithKeys(event) {
  const items = [...event.currentTarget.children];
  event.stopPropagation();
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (event.key === 'Tab' || event.key === 'Escape') event.currentTarget.hidePopover();
  if (to === undefined) return;
  event.preventDefault();
  items.at(to % items.length).focus();
}

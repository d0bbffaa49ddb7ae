/** The keys of a list that drops from a box to type in; the focus stays in the box. */

const optionsOf = ({ list }) => [...list.querySelectorAll('[role=option]')];

/** Mark one option as the one Enter picks. */
export function placeActive(menu, index) {
  const options = optionsOf(menu);
  options.forEach((option, at) => option.classList.toggle('is-active', at === index));
  const active = options[index];
  if (!active) return;
  menu.control.setAttribute('aria-activedescendant', active.id);
  active.scrollIntoView({ block: 'nearest' });
}

/** Move with the arrow keys, pick with Enter. */
export function moveIn(menu, event) {
  const options = optionsOf(menu);
  const at = options.findIndex((option) => option.classList.contains('is-active'));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1 }[event.key];
  if (event.key === 'Enter') {
    event.preventDefault();
    options[at]?.click();
  } else if (to !== undefined) {
    event.preventDefault();
    placeActive(menu, (to + options.length) % options.length);
  }
}

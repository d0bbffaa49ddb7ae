/** Buttons and overflow menus of Block Kit. */
import { notice } from '../announce.js';
import { textNodes } from '../dialog.js';
import { h, iconButton } from '../dom.js';
import { openMenu } from '../menu.js';
import { isSafeLink, unescape } from '../text.js';
import { isForMe } from './feedback.js';
import { drawing } from './icons.js';

const STYLES = { primary: 'button primary', danger: 'button danger' };

/** A button; one with an address also opens it, in a new tab. */
export function drawButton(element, { blockId, surface, describedBy }) {
  if (!isForMe(element)) return document.createTextNode('');
  const label = textNodes(element.text);
  const props = {
    class: STYLES[element.style] ?? 'button',
    'aria-label': element.accessibility_label,
    'aria-describedby': describedBy,
    'data-focus-key': `${blockId}/${element.action_id}`,
  };
  const press = (event) => surface.press({ blockId, element, node: event.currentTarget });
  const url = element.url && unescape(element.url);
  if (!url || !isSafeLink(url)) return h('button', { type: 'button', ...props, onclick: press }, label);
  return h(
    'a',
    { ...props, href: url, target: '_blank', rel: 'noopener noreferrer', title: url, onclick: press },
    label,
    h('span', { class: 'visually-hidden' }, ' (opens in a new tab)'),
  );
}

/** A button that starts a workflow: Slack tells the app nothing of it, and workflows are not run here. */
export function drawWorkflowButton(element, { blockId, describedBy }) {
  return h(
    'button',
    {
      type: 'button',
      class: STYLES[element.style] ?? 'button',
      'aria-label': element.accessibility_label,
      'aria-describedby': describedBy,
      'data-focus-key': `${blockId}/${element.action_id}`,
      onclick: () => notice('This button starts a workflow. A local workspace runs none.'),
    },
    drawing('bolt'),
    textNodes(element.text),
  );
}

/** The three dots that open a menu of options. */
export function drawOverflow(element, { blockId, surface }) {
  const open = () =>
    openMenu(
      button,
      'More actions',
      element.options.map((option) => ({
        label: textNodes(option.text),
        hint: option.description && textNodes(option.description),
        href: option.url && isSafeLink(option.url) ? option.url : null,
        pick: () =>
          surface.press({
            blockId,
            element,
            node: button,
            selected: { selected: { selected_option: option } },
          }),
      })),
    );
  const button = iconButton('more', 'More actions', open, {
    class: 'icon-button framed',
    'aria-haspopup': 'menu',
    'aria-expanded': 'false',
    'data-focus-key': `${blockId}/${element.action_id}`,
  });
  return button;
}

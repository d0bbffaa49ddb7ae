/** The small buttons below a message: thumbs up and down, and buttons that are an icon. */
import { textNodes } from '../dialog.js';
import { h } from '../dom.js';
import { state } from '../state.js';
import { drawing } from './icons.js';

/** Two buttons of which one can be pressed at a time; the one pressed last shows that it was. */
export function drawFeedback(element, { blockId, surface }) {
  const button = (choice, name) => {
    const node = h(
      'button',
      {
        type: 'button',
        class: 'button small feedback',
        'aria-label': choice.accessibility_label,
        'aria-pressed': 'false',
        'data-focus-key': `${blockId}/${element.action_id}/${name}`,
        onclick: () => {
          for (const each of both) each.setAttribute('aria-pressed', String(each === node));
          surface.press({ blockId, element, node, selected: { selected: { value: choice.value } } });
        },
      },
      drawing(name),
      h('span', null, textNodes(choice.text)),
    );
    return node;
  };
  const both = [button(element.positive_button, 'thumb_up'), button(element.negative_button, 'thumb_down')];
  return h('div', { class: 'elements', role: 'group', 'aria-label': 'Feedback' }, both);
}

/** An icon with its words; for others than those it is meant for there is none. */
export function drawIconButton(element, { blockId, surface }) {
  if (!isForMe(element)) return document.createTextNode('');
  return h(
    'button',
    {
      type: 'button',
      class: 'button small feedback',
      'aria-label': element.accessibility_label,
      'data-focus-key': `${blockId}/${element.action_id}`,
      onclick: (event) => surface.press({ blockId, element, node: event.currentTarget }),
    },
    drawing(element.icon),
    h('span', null, textNodes(element.text)),
  );
}

/** True when the person at the page is among those an element is for; without any, it is for all. */
export const isForMe = ({ visible_to_user_ids: ids }) => !ids?.length || ids.includes(state.me.id);

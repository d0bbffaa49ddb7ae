/** Draws any block element: buttons, pictures and every input. */
import { h } from '../dom.js';
import { drawButton, drawOverflow, drawWorkflowButton } from './buttons.js';
import { drawExternal } from './external.js';
import { drawFeedback, drawIconButton } from './feedback.js';
import { drawFileInput } from './file_input.js';
import { KINDS } from './kinds.js';
import { drawMultiSelect } from './multi_select.js';
import { drawPicture, unknownNode } from './pictures.js';
import { drawRichInput } from './rich_input.js';
import { drawSelect, drawTicks } from './selects.js';
import { drawTextInput } from './text_inputs.js';

const DRAWN = {
  button: drawButton,
  workflow_button: drawWorkflowButton,
  overflow: drawOverflow,
  feedback_buttons: drawFeedback,
  icon_button: drawIconButton,
  image: (element) => drawPicture(element, { small: true }),
};

const INPUTS = {
  static_select: drawSelect,
  users_select: drawSelect,
  channels_select: drawSelect,
  conversations_select: drawSelect,
  multi_static_select: drawMultiSelect,
  multi_users_select: drawMultiSelect,
  multi_channels_select: drawMultiSelect,
  multi_conversations_select: drawMultiSelect,
  checkboxes: drawTicks,
  radio_buttons: drawTicks,
  external_select: drawExternal,
  multi_external_select: drawExternal,
  rich_text_input: drawRichInput,
  file_input: drawFileInput,
};
const NAMES = {
  datepicker: 'Date',
  timepicker: 'Time',
  datetimepicker: 'Date and time',
  checkboxes: 'Options',
};

/**
 * Draw an element and, when it takes input, file its field with the surface.
 * @param {object} element  Slack's element
 * @param {{blockId: string, surface: import('./context.js').Surface, labelledBy?: string, describedBy?: string, acts?: boolean}} place
 *   `acts`: choosing tells the app at once (true everywhere but in an input block without dispatch_action)
 */
export function drawElement(element, place) {
  if (Object.hasOwn(DRAWN, element.type)) return DRAWN[element.type](element, place);
  return KINDS[element.type] ? drawField(element, place).root : unknownNode(element.type);
}

/** Draw an input element and file its field. @returns {import('./context.js').Field} */
export function drawField(element, place) {
  const { blockId, surface, labelledBy, describedBy, acts = true } = place;
  const draw = INPUTS[element.type] ?? drawTextInput;
  const drawn = draw(element, surface.startValue(blockId, element), place);
  name(drawn.control, element, labelledBy, describedBy);
  drawn.control.dataset.focusKey = `${blockId}/${element.action_id}`;
  const field = surface.add({
    ...drawn,
    blockId,
    element,
    focus: () => (drawn.focusOn ?? drawn.control).focus(),
  });
  if (acts) actOnChange(field, surface);
  if (element.focus_on_load) field.root.dataset.focusOnLoad = '';
  return field;
}

function name(control, element, labelledBy, describedBy) {
  if (labelledBy && control.classList.contains('multi-button')) {
    const summary = control.querySelector('.multi-summary');
    summary.id = `${labelledBy}-chosen`;
    control.setAttribute('aria-labelledby', `${labelledBy} ${summary.id}`);
  } else if (labelledBy) control.setAttribute('aria-labelledby', labelledBy);
  else control.setAttribute('aria-label', element.placeholder?.text ?? NAMES[element.type] ?? 'Choose');
  if (describedBy && describedBy !== labelledBy) control.setAttribute('aria-describedby', describedBy);
}

/** Tell the app of each change; text inputs tell on Enter, or on each letter when they ask for it. */
function actOnChange(field, surface) {
  let before = field.value();
  const tell = async () => {
    const went = await surface.dispatchField(field);
    if (went) before = field.value();
    else field.reset(before);
  };
  if (!KINDS[field.element.type].typed) field.root.addEventListener('change', tell);
  else whenTyped(field, tell);
}

function whenTyped(field, tell) {
  const triggers = field.element.dispatch_action_config?.trigger_actions_on ?? ['on_enter_pressed'];
  if (triggers.includes('on_character_entered')) field.control.addEventListener('input', tell);
  if (!triggers.includes('on_enter_pressed')) return;
  field.control.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    tell();
  });
}

/** A row of elements, one after another. */
export const drawElements = (elements, place) =>
  h(
    'div',
    { class: 'elements' },
    elements.map((element) => drawElement(element, place)),
  );

/** How each input element keeps its value: one table, in the words of Slack's `view.state.values`. */
import { state } from '../state.js';

/**
 * @typedef {{key: string, initial: string, many?: boolean, typed?: boolean}} Kind
 *   `typed`: it is told on Enter or on each letter, not when it changes
 */
const typed = { key: 'value', initial: 'initial_value', typed: true };
const option = { key: 'selected_option', initial: 'initial_option' };
const options = { key: 'selected_options', initial: 'initial_options', many: true };

/** @type {Object<string, Kind>} */
export const KINDS = {
  plain_text_input: typed,
  number_input: typed,
  email_text_input: typed,
  url_text_input: typed,
  rich_text_input: { key: 'rich_text_value', initial: 'initial_value' },
  static_select: option,
  external_select: option,
  radio_buttons: option,
  multi_static_select: options,
  multi_external_select: options,
  checkboxes: options,
  users_select: { key: 'selected_user', initial: 'initial_user' },
  channels_select: { key: 'selected_channel', initial: 'initial_channel' },
  conversations_select: { key: 'selected_conversation', initial: 'initial_conversation' },
  multi_users_select: { key: 'selected_users', initial: 'initial_users', many: true },
  multi_channels_select: { key: 'selected_channels', initial: 'initial_channels', many: true },
  multi_conversations_select: { key: 'selected_conversations', initial: 'initial_conversations', many: true },
  datepicker: { key: 'selected_date', initial: 'initial_date' },
  timepicker: { key: 'selected_time', initial: 'initial_time' },
  datetimepicker: { key: 'selected_date_time', initial: 'initial_date_time' },
  file_input: { key: 'files', initial: 'initial_files', many: true },
};

/** The state object of an element, such as `{"type": "datepicker", "selected_date": "2026-11-24"}`. */
export function stateOf(element, value) {
  const kind = KINDS[element.type];
  return { type: element.type, [kind.key]: value ?? (kind.many ? [] : null) };
}

/** What the element starts with, as the bare value. */
export function initialValue(element) {
  const { initial, many } = KINDS[element.type];
  const value = element[initial] ?? (element.default_to_current_conversation ? here(many) : undefined);
  if (many) return value ?? [];
  return value === undefined || value === '' ? null : value;
}

const here = (many) => (many ? [state.place.channel] : state.place.channel);

export const isEmpty = (value) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length);

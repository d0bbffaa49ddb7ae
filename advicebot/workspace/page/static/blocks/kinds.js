/** How each input element keeps its value: one table, in the words of Slack's `view.state.values`. */

/** @typedef {{key: string, initial: string, many?: boolean}} Kind */
/** @type {Object<string, Kind>} */
export const KINDS = {
  plain_text_input: { key: 'value', initial: 'initial_value' },
  number_input: { key: 'value', initial: 'initial_value' },
  email_text_input: { key: 'value', initial: 'initial_value' },
  url_text_input: { key: 'value', initial: 'initial_value' },
  static_select: { key: 'selected_option', initial: 'initial_option' },
  radio_buttons: { key: 'selected_option', initial: 'initial_option' },
  users_select: { key: 'selected_user', initial: 'initial_user' },
  channels_select: { key: 'selected_channel', initial: 'initial_channel' },
  conversations_select: { key: 'selected_conversation', initial: 'initial_conversation' },
  multi_static_select: { key: 'selected_options', initial: 'initial_options', many: true },
  checkboxes: { key: 'selected_options', initial: 'initial_options', many: true },
  multi_users_select: { key: 'selected_users', initial: 'initial_users', many: true },
  multi_channels_select: { key: 'selected_channels', initial: 'initial_channels', many: true },
  multi_conversations_select: { key: 'selected_conversations', initial: 'initial_conversations', many: true },
  datepicker: { key: 'selected_date', initial: 'initial_date' },
  timepicker: { key: 'selected_time', initial: 'initial_time' },
  datetimepicker: { key: 'selected_date_time', initial: 'initial_date_time' },
};

/** The state object of an element, such as `{"type": "datepicker", "selected_date": "2026-11-24"}`. */
export function stateOf(element, value) {
  const kind = KINDS[element.type];
  return { type: element.type, [kind.key]: value ?? (kind.many ? [] : null) };
}

/** What the element starts with, as the bare value. */
export function initialValue(element) {
  const { initial, many } = KINDS[element.type];
  const value = element[initial];
  if (many) return value ?? [];
  return value === undefined || value === '' ? null : value;
}

export const isEmpty = (value) =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length);

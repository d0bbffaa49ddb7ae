/** Choosing a fault: what, on which calls, to whom, how often. Only what means anything for it is asked. */
import { h, uid } from './dom.js';
import { GROUPS, KINDS } from './faults_words.js';
import { channelTitle, nameOf, state } from './state.js';

const METHODS = [
  'chat.*',
  'chat.postMessage',
  'chat.update',
  'chat.postEphemeral',
  'views.open',
  'views.publish',
  'users.info',
  'conversations.*',
  'files.*',
  'response-url',
  'upload',
];

/** @param {(rule: object) => Promise<boolean>} onAdd  true when the rule is in force now */
export function makeForm(onAdd) {
  const parts = fields();
  const add = h('button', { type: 'submit', class: 'button primary' }, 'Add this fault');
  const form = h(
    'form',
    { class: 'fault-form', 'aria-label': 'Add a fault' },
    Object.values(parts).map(({ node }) => node),
    h('div', { class: 'dialog-buttons' }, add),
  );
  const fit = () => {
    const { has } = KINDS[parts.fault.box.value];
    for (const [name, { node }] of Object.entries(parts))
      if (!['fault', 'app', 'share', 'times'].includes(name)) node.hidden = !has.includes(name);
  };
  parts.fault.box.addEventListener('change', fit);
  fit();
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    add.disabled = true;
    await onAdd(ruleOf(parts));
    add.disabled = false;
  });
  return form;
}

function fields() {
  const kinds = GROUPS.map(({ title, kinds: inside }) =>
    h(
      'optgroup',
      { label: title },
      Object.entries(inside).map(([kind, { name }]) => h('option', { value: kind }, name)),
    ),
  );
  const { apps } = state.boot;
  const app = labelled(
    'For which app',
    h(
      'select',
      null,
      h('option', { value: '' }, 'Every app'),
      apps.map(({ id, name }) => h('option', { value: id }, name)),
    ),
  );
  app.node.hidden = apps.length < 2;
  return {
    fault: labelled('What goes wrong', h('select', null, kinds), 'wide'),
    method: labelled('On which calls', listed(METHODS, 'every call')),
    event: labelled(
      'Which events',
      listed(['message', 'app_mention', 'app_home_opened', 'reaction_added'], 'every event'),
    ),
    to: labelled('To whom', h('select', null, targets())),
    app,
    retry_after: labelled('Retry-After, seconds', number({ value: '1', min: '0', max: '3600' })),
    status: labelled('Status', number({ value: '500', min: '400', max: '599' })),
    error: labelled(
      'Error name',
      h('input', { type: 'text', value: 'internal_error', autocomplete: 'off', spellcheck: 'false' }),
    ),
    seconds: labelled('Seconds', number({ value: '2', min: '0', max: '3600', step: '0.1' })),
    share: labelled('In % of cases', number({ value: '100', min: '1', max: '100' })),
    times: labelled('How often at most', number({ min: '1', placeholder: 'no limit' })),
  };
}

function targets() {
  const channels = [...state.channels.values()].filter(({ kind }) => ['channel', 'private'].includes(kind));
  const people = [...state.users.values()].filter(({ is_bot: isBot }) => !isBot);
  return [
    h('option', { value: '' }, 'Anyone, anywhere'),
    h(
      'optgroup',
      { label: 'Conversations' },
      channels.map((one) => h('option', { value: one.id }, `#${channelTitle(one)}`)),
    ),
    h('optgroup', { label: 'People' }, people.map(({ id }) => h('option', { value: id }, nameOf(id)))),
  ];
}

const number = (props) => h('input', { type: 'number', inputmode: 'decimal', ...props });

function listed(words, placeholder) {
  const list = h('datalist', { id: uid('methods') }, words.map((word) => h('option', { value: word })));
  const box = h(
    'input',
    { type: 'text', list: list.id, placeholder, autocomplete: 'off', spellcheck: 'false' },
  );
  return [box, list];
}

function labelled(label, content, kind = '') {
  const [box, ...rest] = [content].flat();
  box.id = uid('fault');
  return {
    box,
    node: h('div', { class: `fault-field ${kind}` }, h('label', { for: box.id }, label), box, rest),
  };
}

/** What was chosen, without what means nothing for it. */
function ruleOf(parts) {
  const fault = parts.fault.box.value;
  const { has } = KINDS[fault];
  const text = (name) => parts[name].box.value.trim();
  const rule = { fault, share: Number(text('share') || 100) / 100 };
  const method = has.includes('event') ? text('event') : has.includes('method') && text('method');
  if (method) rule.method = method;
  if (has.includes('to') && text('to')) rule.to = [text('to')];
  if (text('app')) rule.app = text('app');
  if (text('times')) rule.times = Number(text('times'));
  for (const name of ['retry_after', 'status', 'seconds'])
    if (has.includes(name) && text(name)) rule[name] = Number(text(name));
  if (has.includes('error') && text('error')) rule.error = text('error');
  return rule;
}

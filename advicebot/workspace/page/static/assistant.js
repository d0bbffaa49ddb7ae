/** What an app shows at a thread of its assistant: what it is doing, and what one could ask. */
import { act } from './api.js';
import { announce, notice } from './announce.js';
import { h, icon } from './dom.js';
import { goTo } from './place.js';
import { appIn, currentChannel, listKey, on, state } from './state.js';

/** Keep what is known of a thread; `thread` is as the server describes it. */
export function putAssistant(thread) {
  const key = listKey(thread.channel, thread.thread_ts);
  const before = state.assistant.get(key)?.status;
  state.assistant.set(key, thread);
  const app = appIn(state.channels.get(thread.channel));
  if (thread.status && thread.status !== before && app) announce(`${app.name} ${thread.status}`);
}

/** The lines above the box of a thread, or of a conversation: they follow the state by themselves. */
export function assistantLines({ inThread }) {
  const status = h('p', { class: 'assistant-status', hidden: true });
  const prompts = h('div', { class: 'assistant-prompts', hidden: true });
  const root = h('div', { class: 'assistant' }, prompts, status);
  const draw = () => {
    const channel = state.place.channel;
    const thread = inThread ? state.place.thread : null;
    const known = state.assistant.get(listKey(channel, thread));
    const app = appIn(state.channels.get(channel));
    status.hidden = !known?.status;
    status.replaceChildren(dots(), `${app?.name ?? 'The app'} ${known?.status ?? ''}`);
    prompts.hidden = !known?.prompts.length;
    if (known) prompts.replaceChildren(...promptsOf(known, channel, thread));
  };
  on('assistant', draw);
  on('place', draw);
  return root;
}

const dots = () => h('span', { class: 'assistant-dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i'));

function promptsOf({ prompts, prompts_title: title }, channel, thread) {
  const ask = async (text) => {
    const answer = await act('message', { channel, thread, text });
    if (!answer.ok) notice(answer.message);
  };
  return [
    title && h('p', { class: 'hint' }, title),
    ...prompts.map(({ title: label, message }) =>
      h(
        'button',
        { type: 'button', class: 'button small', title: message, onclick: () => ask(message) },
        label,
      ),
    ),
  ].filter(Boolean);
}

/** The title that an app gave to the thread at hand, null for none. */
export const titleOfThread = (channel, thread) => state.assistant.get(listKey(channel, thread))?.title || null;

/** The button that begins a thread with an assistant; shown only where there is one. */
export function newChatButton() {
  const button = h(
    'button',
    { type: 'button', class: 'button small new-chat', hidden: true, onclick: begin },
    icon('plus'),
    'New chat',
  );
  const draw = () => {
    button.hidden = !appIn(currentChannel())?.is_assistant || state.place.tab === 'home';
  };
  on('place', draw);
  return button;
}

async function begin() {
  const app = appIn(currentChannel());
  const answer = await act('new_chat', { app: app.id });
  if (answer.ok) goTo({ channel: answer.channel, thread: answer.ts });
  else notice(answer.message);
}

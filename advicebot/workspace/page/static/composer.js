/** The box to write in: Enter sends, Shift+Enter makes a new line, `/` and `@` make offers. */
import { act } from './api.js';
import { announce, notice } from './announce.js';
import { Attach } from './attach.js';
import { h, icon, iconButton, uid } from './dom.js';
import { openMenu } from './menu.js';
import { offered, state } from './state.js';
import { suggestionsFor } from './suggest.js';
import { SuggestBox } from './suggest_box.js';

export class Composer {
  /** @param {{label: string, onUp?: () => boolean}} options  `onUp`: Up pressed in an empty box; true when used */
  constructor({ label, onUp = () => false }) {
    this.drafts = new Map();
    this.onUp = onUp;
    this.target = null;
    this.sending = Promise.resolve();
    this.box = h('textarea', {
      rows: 1,
      class: 'composer-box',
      'aria-label': label,
      dir: 'auto',
      autocomplete: 'off',
    });
    this.problem = h('p', { class: 'act-error', role: 'alert', hidden: true });
    this.attach = new Attach({ onChange: () => this.fit(), onProblem: (words) => this.complain(words) });
    this.suggest = new SuggestBox(this.box, (item, offer) => this.take(item, offer));
    this.root = this.draw();
    this.box.addEventListener('input', () => {
      this.problem.hidden = true;
      this.fit();
      this.offer();
    });
    this.box.addEventListener('keydown', (event) => this.onKey(event));
    this.box.addEventListener('blur', () => this.suggest.close());
  }

  draw() {
    const hint = this.drawHint();
    const props = {
      type: 'submit',
      class: 'send-button',
      'aria-label': 'Send message',
      title: 'Send message',
    };
    this.sendButton = h('button', props, icon('send'));
    const row = h(
      'div',
      { class: 'composer-row' },
      this.shortcuts(),
      this.attach.button,
      hint,
      this.sendButton,
    );
    const frame = h('div', { class: 'composer-frame' }, this.box, this.attach.list, row, this.attach.picker);
    this.attach.follow(frame);
    this.alsoBox = h('input', { type: 'checkbox' });
    this.also = h('label', { class: 'broadcast', hidden: true }, this.alsoBox, 'Also send to the channel');
    const form = h('form', { class: 'composer' }, this.suggest.list, this.problem, frame, this.also);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.send();
    });
    return form;
  }

  drawHint() {
    const id = uid('hint');
    this.box.setAttribute('aria-describedby', id);
    const key = (name) => h('kbd', null, name);
    return h(
      'p',
      { class: 'composer-hint', id },
      h('span', null, key('Enter'), ' sends'),
      h('span', null, ', ', key('Shift'), ' + ', key('Enter'), ' for a new line'),
    );
  }

  shortcuts() {
    const button = iconButton(
      'bolt',
      'Shortcuts',
      () =>
        openMenu(
          button,
          'Shortcuts',
          offered('global_shortcuts').map((shortcut) => ({
            label: shortcut.name,
            hint: shortcut.by,
            pick: () => runShortcut(shortcut),
          })),
        ),
      { 'aria-haspopup': 'menu', 'aria-expanded': 'false', class: 'icon-button shortcuts-button' },
    );
    this.shortcutsButton = button;
    return button;
  }

  /** Write to this conversation from now on. What was typed for another one waits there. */
  aim(target, placeholder) {
    if (this.target) this.drafts.set(targetKey(this.target), this.box.value);
    this.target = target;
    this.box.value = this.drafts.get(targetKey(target)) ?? '';
    this.box.setAttribute('placeholder', placeholder);
    this.shortcutsButton.hidden = Boolean(target.thread) || !offered('global_shortcuts').length;
    const isChannel = ['channel', 'private'].includes(state.channels.get(target.channel)?.kind);
    this.also.hidden = !target.thread || !isChannel;
    this.alsoBox.checked = false;
    this.problem.hidden = true;
    this.suggest.close();
    this.fit();
  }

  forget() {
    this.drafts.clear();
    this.target = null;
    this.box.value = '';
  }

  focus() {
    this.box.focus();
  }

  fit() {
    this.box.style.height = 'auto';
    this.box.style.height = `${this.box.scrollHeight + 2}px`;
    this.sendButton.classList.toggle('is-ready', this.hasSomething());
  }

  hasSomething() {
    return Boolean(this.box.value.trim() || this.attach.files.length);
  }

  complain(words) {
    this.problem.textContent = words;
    this.problem.hidden = false;
  }

  offer() {
    this.suggest.show(
      suggestionsFor(this.box.value, this.box.selectionStart, {
        commands: offered('commands'),
        users: [...state.users.values()],
        groups: state.boot.user_groups ?? [],
      }),
    );
  }

  take(item, { from, to }) {
    this.box.setRangeText(item.insert, from, to, 'end');
    this.fit();
    this.box.focus();
  }

  onKey(event) {
    if (event.isComposing || this.suggest.onKey(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === 'ArrowUp' && !this.box.value && this.onUp()) event.preventDefault();
  }

  /** Send what is in the box; on failure it is put back with the reason above it. */
  send() {
    const typed = this.box.value;
    const { target } = this;
    if (!this.hasSomething() || !target) return;
    const more = { broadcast: this.alsoBox.checked, files: this.attach.empty() };
    this.alsoBox.checked = false;
    this.box.value = '';
    this.fit();
    this.suggest.close();
    this.problem.hidden = true;
    this.sending = this.sending.then(() => this.deliver(typed, target, more));
  }

  async deliver(typed, target, more) {
    const answer = await this.post(typed.trim(), { ...target, ...more });
    if (answer.ok) return;
    const key = targetKey(target);
    const isHere = this.target && targetKey(this.target) === key;
    const rest = isHere ? this.box.value : (this.drafts.get(key) ?? '');
    const back = rest ? `${typed}\n${rest}` : typed;
    if (!isHere) {
      this.drafts.set(key, back);
      notice(answer.message);
      return;
    }
    this.box.value = back;
    this.complain(answer.message);
    this.fit();
  }

  post(text, { channel, thread, broadcast, files }) {
    const command = /^(\/[^\s/]+)(?:\s+([\s\S]*))?$/.exec(text);
    if (!command) return act('message', { channel, text, files, ...(thread && { thread, broadcast }) });
    if (!offered('commands').some((each) => each.command === command[1])) {
      return {
        ok: false,
        message: `${command[1]} is not a command here. To send it as a message, put a word before it.`,
      };
    }
    if (thread)
      return { ok: false, message: 'Slash commands cannot be used in a thread. Use the main message box.' };
    announce(`Running ${command[1]}.`);
    return act('command', { channel, command: command[1], text: command[2] ?? '' });
  }
}

const targetKey = ({ channel, thread }) => `${channel}:${thread ?? ''}`;

async function runShortcut({ app, callback_id }) {
  const answer = await act('shortcut', { app, callback_id });
  if (!answer.ok) notice(answer.message);
}

/** The side panel with one thread: its first message, the replies, and a box to reply in. */
import { act, fetchMessages } from './api.js';
import { notice } from './announce.js';
import { assistantLines, titleOfThread } from './assistant.js';
import { Composer } from './composer.js';
import { h, iconButton } from './dom.js';
import { MessageList } from './message_list.js';
import { goTo } from './place.js';
import { channelTitle, listKey, messagesOf, on, loadMessages, state } from './state.js';

export class ThreadPanel {
  constructor() {
    this.where = h('p', { class: 'topic', dir: 'auto' });
    this.title = h('h2', { id: 'thread-title' }, 'Thread');
    this.list = new MessageList({ label: 'Replies', inThread: true, onBottom: () => this.markRead() });
    this.composer = new Composer({ label: 'Reply in thread', onUp: () => this.list.editLastOfMine() });
    this.root = h(
      'aside',
      { class: 'thread', 'aria-labelledby': 'thread-title', hidden: true },
      h(
        'div',
        { class: 'thread-head' },
        h('div', null, this.title, this.where),
        iconButton('close', 'Close thread', () => this.close()),
      ),
      this.list.root,
      assistantLines({ inThread: true }),
      this.composer.root,
    );
    this.root.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.defaultPrevented) this.close();
    });
    on('channels', () => this.onChannels());
    on('assistant', () => this.nameIt());
    addEventListener('focus', () => this.markRead());
    document.addEventListener('visibilitychange', () => this.markRead());
    on('person', () => {
      this.shown = null;
      this.lastMark = null;
      this.list.key = null;
      this.composer.forget();
    });
  }

  /** Leave the thread; the focus goes back to what opened it, or to the box. */
  close() {
    const { channel, thread } = state.place;
    goTo({ channel });
    const root = document.querySelector(`.conversation [data-ts="${CSS.escape(thread)}"]`);
    (root ?? document.querySelector('.conversation .composer-box'))?.focus();
  }

  /** Show the thread of the place the page is at, or nothing. */
  async show() {
    const { channel, thread } = state.place;
    this.root.hidden = !thread;
    document.body.classList.toggle('has-thread', Boolean(thread));
    const change = thread ? listKey(channel, thread) : null;
    if (change === this.shown) return;
    this.shown = change;
    if (!thread) {
      this.list.key = null;
      return;
    }
    this.nameIt();
    this.where.textContent = `in ${channelTitle(state.channels.get(channel))}`;
    this.composer.aim({ channel, thread }, 'Reply…');
    const { is_member: isMember, is_archived: isArchived } = state.channels.get(channel);
    this.composer.root.hidden = !isMember || isArchived;
    this.composer.focus();
    await this.fetch();
    if (this.shown === change) this.list.show(change, { channel });
  }

  /** An app may have given the thread a title. */
  nameIt() {
    const { channel, thread } = state.place;
    this.title.textContent = titleOfThread(channel, thread) ?? 'Thread';
  }

  /** The channel may have been left, joined or archived meanwhile. */
  onChannels() {
    const channel = state.channels.get(state.place.channel);
    if (!this.shown || !channel) return;
    this.composer.root.hidden = !channel.is_member || channel.is_archived;
    this.markRead();
  }

  /** Tell the server that the replies were seen, when they were. */
  markRead() {
    const { channel, thread } = state.place;
    const isInSight =
      this.shown &&
      this.list.key === this.shown &&
      document.visibilityState === 'visible' &&
      document.hasFocus() &&
      this.list.isAtBottom();
    if (!isInSight) return;
    const last = messagesOf(this.shown).findLast(({ ts, ephemeral }) => ts !== thread && !ephemeral);
    if (!last) return;
    const mark = `${state.me.id} ${this.shown} ${last.ts}`;
    if (this.lastMark === mark || last.user === state.me.id) return;
    this.lastMark = mark;
    act('mark_read', { channel, thread, ts: last.ts });
  }

  async fetch() {
    const { channel, thread } = state.place;
    try {
      await loadMessages(listKey(channel, thread), () => fetchMessages(channel, thread));
    } catch (error) {
      notice(error.message);
    }
  }
}

/** A scrolling list of messages: kept in step with the state, at the bottom unless its reader went up. */
import { h, reconcile } from './dom.js';
import { editInPlace } from './edit_message.js';
import { endButton, indexByKey, isAtEnd } from './long_list.js';
import { drawMessage, isNote } from './message.js';
import { messagesOf, on, state } from './state.js';
import { dayKey, dayLabel } from './when.js';

const NEAR_BOTTOM_PX = 60;
const TOGETHER_SECONDS = 300;

export class MessageList {
  /** @param {{label: string, inThread?: boolean, onBottom?: () => void}} options */
  constructor({ label, inThread = false, onBottom = () => {} }) {
    this.inThread = inThread;
    this.onBottom = onBottom;
    this.cards = new Map();
    this.dividers = new Map();
    this.intro = h('div', { class: 'intro' });
    this.content = h('div', { class: 'messages-content' });
    this.scroller = h(
      'div',
      { class: 'messages', role: 'log', 'aria-live': 'off', 'aria-label': label, tabindex: '0' },
      this.content,
    );
    this.pill = endButton('New messages', () => this.toBottom());
    this.root = h('div', { class: 'messages-frame' }, this.scroller, this.pill);
    this.follow();
  }

  follow() {
    this.stuck = true;
    this.scroller.addEventListener('scroll', () => {
      this.stuck = this.isAtBottom();
      if (this.stuck) this.reachedBottom();
    });
    new ResizeObserver(() => {
      if (this.stuck) this.toBottom();
    }).observe(this.content);
    new ResizeObserver(() => {
      if (this.stuck) this.toBottom();
    }).observe(this.scroller);
    this.scroller.addEventListener('keydown', (event) => this.moveWithKeys(event));
    on('messages', ({ key, added }) => key === this.key && this.refresh(added));
    on('clock', () => this.key && this.refresh());
    on('arrived', () => state.sought?.key === this.key && this.reveal());
  }

  /**
   * Show the list filed under `key`.
   * @param {string|null} unreadAfter  ts of the last message read before; a line marks what is newer
   * @param {Node[]} intro  what stands above the first message
   */
  show(key, { channel, unreadAfter = null, intro = [] }) {
    this.key = key;
    this.channel = channel;
    this.unreadAfter = unreadAfter;
    this.cards.clear();
    this.dividers.clear();
    this.intro.replaceChildren(...intro);
    this.pill.hidden = true;
    this.stuck = true;
    this.refresh();
    this.showFirstUnread();
  }

  /** Begin reading at the first unread message when not all of them fit. */
  showFirstUnread() {
    const line = this.dividers.get('unread');
    const isAbove = line && line.getBoundingClientRect().top < this.scroller.getBoundingClientRect().top;
    if (isAbove) this.scrollTo(line);
  }

  isAtBottom() {
    return isAtEnd(this.scroller, NEAR_BOTTOM_PX);
  }

  toBottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.stuck = true;
    this.reachedBottom();
  }

  reachedBottom() {
    this.pill.hidden = true;
    this.onBottom();
  }

  refresh(added = null) {
    const messages = messagesOf(this.key);
    const focusKey = this.focusMark();
    reconcile(this.content, [this.intro, ...this.nodesFor(messages)]);
    this.forget(messages);
    this.giveFocusBack(focusKey);
    this.setTabStop();
    this.keepPlace(added);
  }

  /** After drawing: stay at the bottom, but begin a message taller than the view at its first line. */
  keepPlace(added) {
    const isMine = added?.user === state.me.id && !added.ephemeral;
    const node = added && this.cards.get(added.ts)?.node;
    const isTall = node && node.offsetHeight > this.scroller.clientHeight - NEAR_BOTTOM_PX;
    if (isMine || (this.stuck && !isTall)) this.toBottom();
    else if (this.stuck) this.scrollTo(node);
    else if (added) this.pill.hidden = false;
  }

  /** Bring a node to the top of the view. */
  scrollTo(node) {
    this.scroller.scrollTop += node.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
    this.stuck = this.isAtBottom();
    this.pill.hidden = this.stuck;
  }

  /** Bring the message that is sought into the middle of the view, and the focus to it. */
  reveal() {
    const node = this.cards.get(state.sought.ts)?.node;
    state.sought = null;
    node?.focus({ preventScroll: true });
    node?.scrollIntoView({ block: 'center' });
    this.setTabStop();
  }

  nodesFor(messages) {
    const nodes = [];
    let before = null;
    for (const message of messages) {
      const newDay = !before || dayKey(before.ts) !== dayKey(message.ts);
      const startsUnread = this.startsUnread(before, message);
      if (newDay) nodes.push(this.divider(dayKey(message.ts), dayLabel(message.ts), 'day'));
      if (startsUnread) nodes.push(this.divider('unread', 'New', 'unread'));
      nodes.push(this.card(message, !newDay && !startsUnread && goesTogether(before, message)));
      before = message;
    }
    return nodes;
  }

  startsUnread(before, message) {
    if (!this.unreadAfter || message.ts <= this.unreadAfter) return false;
    return (before ? before.ts <= this.unreadAfter : true) && message.user !== state.me.id;
  }

  divider(key, label, kind) {
    const node = this.dividers.get(key) ?? h('h2', { class: `divider divider-${kind}` }, h('span'));
    node.firstChild.textContent = label;
    this.dividers.set(key, node);
    return node;
  }

  /** The node of a message: the one already drawn while nothing about it has changed. */
  card(message, isFollowing) {
    const version = JSON.stringify([message, isFollowing]);
    const old = this.cards.get(message.ts);
    if (old && (old.version === version || old.isEditing)) return old.node;
    const onEdit = () => this.edit(message);
    const { node, surface } = drawMessage(message, {
      channel: this.channel,
      inThread: this.inThread,
      isFollowing,
      previous: old?.surface ?? null,
      onEdit,
    });
    this.cards.set(message.ts, { node, surface, version });
    return node;
  }

  edit(message) {
    const card = this.cards.get(message.ts);
    card.isEditing = true;
    editInPlace(card.node, message, this.channel, () => {
      card.isEditing = false;
      this.refresh();
    });
  }

  /** Edit the last message this person wrote; false when there is none. */
  editLastOfMine() {
    const mine = messagesOf(this.key)
      .filter((message) => message.user === state.me.id && !message.deleted)
      .at(-1);
    if (mine) this.edit(mine);
    return Boolean(mine);
  }

  forget(messages) {
    const kept = new Set(messages.map(({ ts }) => ts));
    for (const ts of this.cards.keys()) if (!kept.has(ts)) this.cards.delete(ts);
  }

  /** Where the focus is inside a message, to find the place again after it was drawn anew. */
  focusMark() {
    const active = document.activeElement;
    const message = this.content.contains(active) ? active.closest('.message') : null;
    return message && { node: active, ts: message.dataset.ts, key: active.dataset.focusKey };
  }

  giveFocusBack(mark) {
    if (!mark || mark.node.isConnected) return;
    const message = this.cards.get(mark.ts)?.node;
    const same =
      mark.key &&
      message &&
      [...message.querySelectorAll('[data-focus-key]')].find((node) => node.dataset.focusKey === mark.key);
    (same || message || this.scroller).focus({ preventScroll: true });
  }

  /** One message can be reached with Tab; the arrow keys move between them. */
  setTabStop() {
    const all = [...this.content.querySelectorAll('.message')];
    const active = all.find((node) => node.contains(document.activeElement)) ?? all.at(-1);
    for (const node of all) node.tabIndex = node === active ? 0 : -1;
  }

  moveWithKeys(event) {
    const all = [...this.content.querySelectorAll('.message')];
    const at = all.indexOf(document.activeElement);
    if (document.activeElement !== this.scroller && at < 0) return;
    const to = indexByKey(event.key, at, all.length);
    if (to === undefined) return;
    event.preventDefault();
    for (const node of all) node.tabIndex = node === all[to] ? 0 : -1;
    all[to].focus();
  }
}

function goesTogether(before, message) {
  return (
    before.user === message.user &&
    before.username === message.username &&
    !before.ephemeral === !message.ephemeral &&
    !before.deleted &&
    !message.deleted &&
    !isNote(before) &&
    Number(message.ts) - Number(before.ts) < TOGETHER_SECONDS
  );
}

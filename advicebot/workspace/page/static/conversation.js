/** The main pane: head of the conversation, its messages or the app's home, and the box to write in. */
import { act, fetchMessages } from './api.js';
import { notice } from './announce.js';
import { assistantLines, newChatButton } from './assistant.js';
import { appBadge, avatar } from './avatar.js';
import { Composer } from './composer.js';
import { h, icon } from './dom.js';
import { HomeView } from './home.js';
import { MessageList } from './message_list.js';
import { openMembers, standing } from './people.js';
import { pinsButton } from './pins.js';
import { goTo } from './place.js';
import { appIn, channelTitle, currentChannel, nameOf, on, loadMessages, state } from './state.js';

export class Conversation {
  constructor() {
    this.title = h('h1', { tabindex: '-1' });
    this.topic = h('p', { class: 'topic', dir: 'auto' });
    this.tabs = this.makeTabs();
    this.members = h('button', {
      type: 'button',
      class: 'button small head-button',
      title: 'Members',
      onclick: () => openMembers(state.place.channel),
    });
    this.list = new MessageList({ label: 'Messages', onBottom: () => this.markRead() });
    this.composer = new Composer({ label: 'Message', onUp: () => this.list.editLastOfMine() });
    this.composer.box.id = 'composer';
    this.join = h('div', { class: 'join', hidden: true });
    this.panel = h(
      'div',
      { class: 'panel-messages', id: 'panel-messages' },
      this.list.root,
      assistantLines({ inThread: false }),
      this.composer.root,
      this.join,
    );
    this.home = new HomeView();
    this.root = h(
      'main',
      { class: 'conversation' },
      h(
        'div',
        { class: 'conversation-head' },
        h('div', { class: 'conversation-title' }, this.title, this.topic),
        newChatButton(),
        this.tabs,
        pinsButton(),
        this.members,
      ),
      this.panel,
      this.home.root,
    );
    on('channels', () => this.onChannels());
    on('person', () => {
      this.shown = null;
      this.list.key = null;
      this.composer.forget();
    });
    addEventListener('focus', () => this.markRead());
    document.addEventListener('visibilitychange', () => this.markRead());
  }

  makeTabs() {
    const tab = (name, label) =>
      h(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `tab-${name}`,
          'aria-controls': `panel-${name}`,
          'data-tab': name,
          onclick: () => goTo({ channel: state.place.channel, tab: name }),
        },
        label,
      );
    const tabs = h(
      'div',
      { class: 'tabs', role: 'tablist', 'aria-label': 'App', hidden: true },
      tab('messages', 'Messages'),
      tab('home', 'Home'),
    );
    tabs.addEventListener('keydown', (event) => {
      if (!['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
      const other = [...tabs.children].find((each) => each !== document.activeElement);
      other.focus();
      other.click();
    });
    return tabs;
  }

  /** Show the place the page is at. Focus goes to the box, as one came here to read and write. */
  async show({ moveFocus }) {
    const channel = currentChannel();
    const app = appIn(channel);
    const isApp = Boolean(app?.has_home);
    const { tab } = state.place;
    this.drawHead(channel, isApp, tab);
    const isHome = isApp && tab === 'home';
    this.panel.hidden = isHome;
    if (!isHome) this.home.root.hidden = true;
    const change = `${channel.id} ${isHome}`;
    if (change === this.shown) return;
    const tabChanged = this.shown?.startsWith(`${channel.id} `);
    this.shown = change;
    if (isHome) await this.home.open(app);
    else await this.open(channel, { moveFocus: moveFocus && !tabChanged, tellApp: isApp && tabChanged });
  }

  drawHead(channel, isApp, tab) {
    const mark =
      channel.kind === 'im'
        ? avatar(channel.with[0] ?? state.me.id)
        : icon(channel.kind === 'private' ? 'lock' : 'channel');
    const other = channel.kind === 'im' ? state.users.get(channel.with[0]) : null;
    this.title.replaceChildren(
      mark,
      h('span', { dir: 'auto' }, channelTitle(channel)),
      ...(appIn(channel) ? [appBadge()] : []),
    );
    const about = [channel.topic || other?.title || other?.role, other && !other.is_bot && standing(other)];
    this.topic.textContent = about.filter(Boolean).join(', ');
    this.drawMembers(channel);
    this.tabs.hidden = !isApp;
    for (const each of this.tabs.children) {
      const isChosen = each.dataset.tab === tab;
      each.setAttribute('aria-selected', String(isChosen));
      each.tabIndex = isChosen ? 0 : -1;
    }
    if (isApp) {
      this.panel.setAttribute('role', 'tabpanel');
      this.panel.setAttribute('aria-labelledby', 'tab-messages');
    } else {
      this.panel.removeAttribute('role');
      this.panel.removeAttribute('aria-labelledby');
    }
  }

  /** The button that says how many are in a channel and opens the list of them. */
  drawMembers(channel) {
    const isChannel = ['channel', 'private'].includes(channel.kind);
    this.members.hidden = !isChannel;
    if (!isChannel) return;
    const count = channel.members.length;
    this.members.replaceChildren(icon('people'), String(count));
    this.members.setAttribute('aria-label', count === 1 ? '1 member' : `${count} members`);
  }

  async open(channel, { moveFocus, tellApp }) {
    this.composer.aim({ channel: channel.id }, `Message ${nameInBox(channel)}`);
    this.list.scroller.setAttribute('aria-label', `Messages in ${channelTitle(channel)}`);
    this.drawJoin(channel);
    if (moveFocus && matchMedia('(hover: hover)').matches) this.composer.focus();
    if (tellApp) act('open_messages', { app: appIn(channel).id });
    const unreadAfter = channel.unread ? (channel.last_read ?? '0') : null;
    await this.fetch(channel.id);
    if (state.place.channel !== channel.id) return;
    this.list.show(channel.id, { channel: channel.id, unreadAfter, intro: introOf(channel) });
  }

  /** Fetch the messages again, after the socket was away or on coming here. */
  async fetch(channelId) {
    try {
      await loadMessages(channelId, () => fetchMessages(channelId));
    } catch (error) {
      notice(error.message);
    }
  }

  onChannels() {
    const channel = currentChannel();
    if (!channel || !this.shown?.startsWith(`${channel.id} `)) return;
    this.drawJoin(channel);
    this.drawMembers(channel);
    this.markRead();
  }

  drawJoin(channel) {
    const isOpen = channel.is_member && !channel.is_archived;
    this.join.hidden = isOpen;
    this.composer.root.hidden = !isOpen;
    if (channel.is_archived) {
      const words = `#${channelTitle(channel)} is archived: nobody can write here.`;
      this.join.replaceChildren(h('p', null, words));
      return;
    }
    const join = async () => {
      const answer = await act('join', { channel: channel.id });
      if (!answer.ok) notice(answer.message);
    };
    this.join.replaceChildren(
      h('p', null, `You are looking at #${channelTitle(channel)} without being in it.`),
      h('button', { type: 'button', class: 'button primary', onclick: join }, 'Join channel'),
    );
  }

  /** Tell the server that everything here was seen, when it was: in sight, focused, at the bottom. */
  markRead() {
    const channel = currentChannel();
    const isInSight =
      channel &&
      this.list.key === channel.id &&
      !this.panel.hidden &&
      document.visibilityState === 'visible' &&
      document.hasFocus();
    if (!isInSight || !channel.unread || !channel.last_ts || !this.list.isAtBottom()) return;
    const mark = `${state.me.id} ${channel.id} ${channel.last_ts}`;
    if (this.lastMark === mark) return;
    this.lastMark = mark;
    act('mark_read', { channel: channel.id, ts: channel.last_ts });
  }
}

const nameInBox = (channel) =>
  ['im', 'mpim'].includes(channel.kind) ? channelTitle(channel) : `#${channelTitle(channel)}`;

/** What stands above the first message of a conversation. */
function introOf(channel) {
  const name = channelTitle(channel);
  const words = {
    channel: `This is the very beginning of #${name}.`,
    private: `This is the very beginning of #${name}. Only people who were invited can see it.`,
    im: appIn(channel)
      ? `Write to ${name} below. Only you and the app can see this conversation.`
      : `This conversation is between ${nameOf(channel.with[0])} and you.`,
    mpim: `This conversation is between ${name} and you.`,
  };
  return [h('p', { dir: 'auto' }, words[channel.kind])];
}

/** Puts the page together and keeps it where the address says. */
import { announce, liveRegion, noticeRegion } from './announce.js';
import { fetchBoot, Refused } from './api.js';
import { Conversation } from './conversation.js';
import { h } from './dom.js';
import { takeFrame } from './frames.js';
import { openLive } from './live.js';
import { forgetModals } from './modal.js';
import { readPlace, settle } from './place.js';
import { makeSidebar } from './sidebar.js';
import {
  applyBoot,
  channelTitle,
  currentChannel,
  emit,
  forgetPerson,
  appIn,
  on,
  state,
} from './state.js';
import { ThreadPanel } from './thread.js';
import { makeTopbar } from './topbar.js';

const RETRY_MS = 1500;
const DRAWER_BELOW = '(max-width: 719px)';

const conversation = new Conversation();
const thread = new ThreadPanel();
const sidebar = makeSidebar();
const { bar, menu } = makeTopbar({
  onChoose: become,
  onMenu: () => showDrawer(!document.body.classList.contains('drawer-open')),
});
const banner = h('div', { class: 'banner', role: 'status', hidden: true });
const shade = h('div', { class: 'shade', onclick: () => showDrawer(false) });
const layout = h('div', { class: 'layout' }, sidebar, shade, conversation.root, thread.root);
let live = null;
let booting = 0;

/** Be another person: everything starts again, and the focus stays on the chooser. */
function become(userId) {
  location.hash = new URLSearchParams({ as: userId });
}

function showDrawer(isOpen) {
  const isNarrow = matchMedia(DRAWER_BELOW).matches;
  document.body.classList.toggle('drawer-open', isOpen && isNarrow);
  menu.setAttribute('aria-expanded', String(isOpen && isNarrow));
  sidebar.inert = isNarrow && !isOpen;
  conversation.root.inert = thread.root.inert = isNarrow && isOpen;
  if (isNarrow && isOpen) (sidebar.querySelector('[aria-current]') ?? sidebar.querySelector('a'))?.focus();
}

/** Follow the address: boot when the person differs, then show the place. */
async function follow({ moveFocus = true } = {}) {
  const place = readPlace();
  if (!state.me || (place.as && place.as !== state.me.id)) {
    await boot(place.as);
    return;
  }
  await showPlace(place, moveFocus);
}

async function boot(as) {
  const turn = ++booting;
  const answer = await bootWithRetry(as, turn);
  if (turn !== booting) return;
  live?.close();
  forgetModals();
  forgetPerson();
  applyBoot(answer);
  document.getElementById('workspace').classList.add('is-ready');
  emit('booted');
  await goLive();
  if (turn !== booting) return;
  const fromChooser = document.activeElement?.id === 'chooser';
  announce(`You are ${state.me.real_name || state.me.name}.`);
  await showPlace(readPlace(), !fromChooser);
}

/** Open the live socket; resolves when it is up, so that nothing falls between it and what is fetched next. */
function goLive() {
  return new Promise((resolve) => {
    const onUp = (again) => cameUp(again).then(resolve);
    live = openLive(state.me.id, { onFrame: takeFrame, onUp, onDown: wentDown });
  });
}

/** Boot data, however long it takes: the server may be starting. An unknown person becomes the first. */
async function bootWithRetry(as, turn) {
  for (;;) {
    try {
      const answer = await fetchBoot(as);
      banner.hidden = true;
      return answer;
    } catch (error) {
      if (error instanceof Refused && as) {
        as = undefined;
        continue;
      }
      say('The workspace is not answering. Trying again…');
    }
    await new Promise((resolve) => {
      setTimeout(resolve, RETRY_MS);
    });
    if (turn !== booting) return null;
  }
}

async function showPlace(place, moveFocus) {
  const channel = state.channels.get(place.channel) ?? firstChannel();
  if (!channel) {
    conversation.root.replaceChildren(
      h(
        'div',
        { class: 'empty' },
        h('h1', null, 'No conversations'),
        h('p', null, 'This person is in no conversation.'),
      ),
    );
    return;
  }
  const tab = place.tab === 'home' && appIn(channel) ? 'home' : 'messages';
  state.place = { channel: channel.id, thread: tab === 'home' ? null : (place.thread ?? null), tab };
  settle(state.place);
  showDrawer(false);
  emit('place');
  nameWindow();
  await Promise.all([conversation.show({ moveFocus: moveFocus && !state.place.thread }), thread.show()]);
  emit('arrived');
}

const firstChannel = () => [...state.channels.values()].find(appIn) ?? [...state.channels.values()][0];

function nameWindow() {
  const channel = currentChannel();
  if (!channel) return;
  const unread = [...state.channels.values()].reduce((sum, { unread: count }) => sum + count, 0);
  document.title = `${unread ? `(${unread}) ` : ''}${channelTitle(channel)} | ${state.me.real_name || state.me.name} | ${state.boot.team.name}`;
}

function say(text) {
  banner.textContent = text;
  banner.hidden = false;
}

const wentDown = () => say('Reconnecting… The workspace is not answering. What you write is kept.');

/** The socket is up: fetch what may have been missed before it was, after a gap the messages too. */
async function cameUp(again) {
  banner.hidden = true;
  const { id } = state.me;
  try {
    const boot = await fetchBoot(id);
    if (state.me.id !== id) return;
    applyBoot(boot);
  } catch {
    return;
  }
  emit('booted');
  emit('users');
  if (!again) return;
  const { channel, thread: root, tab } = state.place;
  await Promise.all([
    conversation.fetch(channel),
    root && thread.fetch(),
    tab === 'home' && conversation.home.fetch(),
  ]);
  announce('Connected again.');
}

/** Say it when the account of the person one is was ended: nothing can be done as them any more. */
function sayIfGone() {
  if (state.me?.deleted) say('This account was deactivated. Choose somebody else above.');
  else if (live && banner.textContent.startsWith('This account')) banner.hidden = true;
}

function start() {
  const skip = h(
    'a',
    {
      class: 'skip',
      href: '#composer',
      onclick: (event) => {
        event.preventDefault();
        document.querySelector('.conversation .composer-box')?.focus();
      },
    },
    'Skip to the message box',
  );
  document.getElementById('workspace').append(skip, bar, banner, layout);
  document.body.append(liveRegion, noticeRegion);
  on('channels', nameWindow);
  on('lost', () => showPlace({}, true));
  on('reset', () => boot(state.me.id));
  on('users', sayIfGone);
  addEventListener('hashchange', () => follow());
  matchMedia(DRAWER_BELOW).addEventListener('change', () => showDrawer(false));
  sidebar.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && document.body.classList.contains('drawer-open')) {
      showDrawer(false);
      menu.focus();
    }
  });
  sidebar.addEventListener('click', (event) => {
    if (event.target.closest('a')) showDrawer(false);
  });
  follow();
}

start();

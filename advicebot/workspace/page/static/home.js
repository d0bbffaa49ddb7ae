/** The Home tab of an app. */
import { act, fetchHome } from './api.js';
import { Surface } from './blocks/context.js';
import { drawBlocks } from './blocks/index.js';
import { h } from './dom.js';
import { emit, on, state } from './state.js';

export class HomeView {
  constructor() {
    this.app = null;
    this.surface = null;
    this.viewId = null;
    this.root = h('div', {
      class: 'home',
      id: 'panel-home',
      role: 'tabpanel',
      'aria-labelledby': 'tab-home',
      tabindex: '0',
      hidden: true,
    });
    on('home', () => this.draw());
    on('person', () => {
      this.surface = null;
      this.viewId = null;
      this.root.replaceChildren();
    });
  }

  /** Show the tab, tell the app it was opened, and draw what is published. */
  async open(app) {
    this.app = app;
    this.root.hidden = false;
    this.draw();
    const answer = await act('open_home', { app: app.id });
    this.failed = answer.ok ? null : answer.message;
    await this.fetch();
  }

  async fetch() {
    try {
      const heard = state.homesHeard;
      const { id } = this.app;
      const view = await fetchHome(id);
      if (heard === state.homesHeard) state.homes.set(id, view);
    } catch (error) {
      this.failed = error.message;
    }
    emit('home');
  }

  draw() {
    if (this.root.hidden) return;
    const view = state.homes.get(this.app.id);
    if (!view) {
      this.root.replaceChildren(this.empty());
      return;
    }
    const mark = document.activeElement?.dataset?.focusKey;
    const hadFocus = this.root.contains(document.activeElement) && document.activeElement !== this.root;
    const previous = this.viewId === view.id ? this.surface : null;
    this.viewId = view.id;
    this.surface = new Surface({ type: 'view', view_id: view.id }, previous);
    this.root.replaceChildren(
      h('div', { class: 'home-content' }, drawBlocks(view.blocks ?? [], this.surface)),
    );
    if (hadFocus)
      (
        [...this.root.querySelectorAll('[data-focus-key]')].find((node) => node.dataset.focusKey === mark) ??
        this.root
      ).focus();
  }

  empty() {
    return h(
      'div',
      { class: 'empty' },
      h('h2', null, 'Nothing here yet'),
      h(
        'p',
        null,
        this.failed ??
          `${this.app.name} has not published a home page for you. It appears here as soon as it does.`,
      ),
    );
  }
}

/** Task cards and plans: what is being done, how far it is, and from which sources. */
import { h } from '../dom.js';
import { link } from '../text.js';
import { drawing } from './icons.js';
import { drawRichText } from './rich_text.js';

const STATES = { pending: 'To do', in_progress: 'In progress', complete: 'Done', error: 'Failed' };

const part = (label, block) =>
  block && h('div', { class: 'task-part' }, h('div', { class: 'hint' }, label), drawRichText(block));

export function drawTask(task) {
  const status = STATES[task.status] ? task.status : 'pending';
  return h(
    'div',
    { class: `task is-${status}` },
    h(
      'div',
      { class: 'task-head' },
      drawing(status),
      h('span', { class: 'task-title', dir: 'auto' }, task.title),
      task.status && h('span', { class: 'task-state' }, STATES[status]),
    ),
    part('Details', task.details),
    part('Result', task.output),
    task.sources?.length &&
      h(
        'ul',
        { class: 'task-sources', 'aria-label': 'Sources' },
        task.sources.map(({ url, text }) => h('li', null, link(url, text))),
      ),
  );
}

export function drawPlan({ title, tasks = [] }) {
  return h(
    'div',
    { class: 'plan' },
    h('h3', { class: 'card-title', dir: 'auto' }, title.text ?? title),
    h(
      'ol',
      { class: 'plan-tasks' },
      tasks.map((task) => h('li', null, drawTask(task))),
    ),
  );
}

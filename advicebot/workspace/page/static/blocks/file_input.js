/** An input for files: they go to the workspace as they are chosen, and the form holds what they became. */
import { h, icon } from '../dom.js';
import { state } from '../state.js';

const MOST = 10;

export function drawFileInput(element, value) {
  const most = element.max_files ?? MOST;
  const kinds = (element.filetypes ?? []).map((kind) => kind.replace(/^\.?/, '.').toLowerCase());
  const control = h('input', { type: 'file', multiple: most > 1, accept: kinds.join(',') || null });
  const list = h('ul', { class: 'chosen-files', 'aria-label': 'Chosen files' });
  const told = h('span', { class: 'hint', role: 'status' });
  const about = h('span', { class: 'hint' }, limits(most, kinds));
  const root = h('div', { class: 'file-input' }, control, about, list, told);
  const box = { root, control, list, told, most, kinds, files: [], waiting: 0 };
  control.addEventListener('change', (event) => {
    event.stopPropagation();
    take(box, [...control.files]);
    control.value = '';
  });
  const reset = (next) => {
    box.files = [...(next ?? [])];
    show(box);
  };
  reset(value);
  return {
    root,
    control,
    reset,
    value: () => [...box.files],
    problem: () => (box.waiting ? 'Please wait until the files are uploaded.' : null),
  };
}

const limits = (most, kinds) =>
  [`Up to ${most} file${most > 1 ? 's' : ''}`, kinds.length && `of these kinds: ${kinds.join(', ')}`]
    .filter(Boolean)
    .join(' ');

async function take(box, given) {
  const fits = ({ name }) => box.kinds.some((kind) => name.toLowerCase().endsWith(kind));
  const wrong = box.kinds.length ? given.filter((file) => !fits(file)) : [];
  const right = given.filter((file) => !wrong.includes(file));
  const room = Math.max(0, box.most - box.files.length - box.waiting);
  const problems = wrong.map(({ name }) => `${name} is not of a kind that can be added here.`);
  if (right.length > room) problems.push(`Only ${box.most} can be added.`);
  box.told.textContent = problems.join(' ');
  await Promise.all(right.slice(0, room).map((file) => upload(box, file)));
}

async function upload(box, file) {
  box.waiting += 1;
  box.root.setAttribute('aria-busy', 'true');
  const answer = await send(file);
  box.waiting -= 1;
  if (!box.waiting) box.root.removeAttribute('aria-busy');
  if (answer.ok) {
    box.files.push(answer.file);
    show(box);
    box.root.dispatchEvent(new Event('change', { bubbles: true }));
  } else box.told.textContent = `${file.name} could not be uploaded. ${answer.message ?? ''}`;
}

async function send(file) {
  const query = new URLSearchParams({ as: state.me.id, name: file.name });
  try {
    const response = await fetch(`/client/upload?${query}`, { method: 'POST', body: file });
    return await response.json();
  } catch {
    return { ok: false, message: 'The workspace did not take it.' };
  }
}

function show(box) {
  const row = (file) =>
    h(
      'li',
      { class: 'chip' },
      file.name ?? file.id,
      h(
        'button',
        {
          type: 'button',
          'aria-label': `Remove ${file.name ?? file.id}`,
          onclick: () => {
            box.files = box.files.filter((each) => each !== file);
            show(box);
            box.control.focus();
            box.root.dispatchEvent(new Event('change', { bubbles: true }));
          },
        },
        icon('close'),
      ),
    );
  box.list.replaceChildren(...box.files.map(row));
  box.list.hidden = !box.files.length;
}

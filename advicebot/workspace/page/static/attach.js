/** Files that go with the next message: chosen by a button, dropped on the box or pasted into it. */
import { announce } from './announce.js';
import { sendFile } from './api.js';
import { h, iconButton } from './dom.js';

const MOST = 10;

export class Attach {
  /** @param {{onChange: () => void, onProblem: (words: string) => void}} handlers */
  constructor({ onChange, onProblem }) {
    this.onChange = onChange;
    this.onProblem = onProblem;
    this.files = [];
    this.picker = h('input', { type: 'file', multiple: true, hidden: true });
    this.picker.addEventListener('change', () => {
      this.take([...this.picker.files]);
      this.picker.value = '';
    });
    this.button = iconButton('clip', 'Attach files', () => this.picker.click());
    this.list = h('ul', { class: 'attached', 'aria-label': 'Attached files', hidden: true });
  }

  /** Take files that are dropped on `target` or pasted there. */
  follow(target) {
    target.addEventListener('dragover', (event) => {
      if (![...event.dataTransfer.types].includes('Files')) return;
      event.preventDefault();
      target.classList.add('is-over');
    });
    for (const name of ['dragleave', 'drop']) target.addEventListener(
      name,
      () => target.classList.remove('is-over'),
    );
    target.addEventListener('drop', (event) => this.takeFrom(event, event.dataTransfer));
    target.addEventListener('paste', (event) => this.takeFrom(event, event.clipboardData));
  }

  takeFrom(event, { files }) {
    if (!files.length) return;
    event.preventDefault();
    this.take([...files]);
  }

  async take(given) {
    for (const file of given) {
      if (this.files.length >= MOST) {
        this.onProblem(`A message has at most ${MOST} files.`);
        return;
      }
      const answer = await sendFile(file);
      if (answer.ok) {
        this.files.push(answer.file);
        announce(`${file.name} is attached.`);
      } else this.onProblem(answer.message);
      this.draw();
    }
  }

  /** Take the files away and return their ids. */
  empty() {
    const ids = this.files.map(({ id }) => id);
    this.files = [];
    this.draw();
    return ids;
  }

  draw() {
    this.list.hidden = !this.files.length;
    this.list.replaceChildren(
      ...this.files.map((file) =>
        h(
          'li',
          null,
          h('span', { dir: 'auto' }, file.name),
          iconButton('close', `Take ${file.name} away`, () => this.drop(file)),
        ),
      ),
    );
    this.onChange();
  }

  drop(file) {
    this.files = this.files.filter((each) => each !== file);
    this.draw();
    this.button.focus();
  }
}

/** Files below a message: pictures in sight, everything else as a download with its name. */
import { h, icon } from './dom.js';
import { state } from './state.js';

const UNITS = ['bytes', 'kB', 'MB', 'GB'];

/** The address at which the person at the page may open a file. */
export const fileHref = ({ id, name = 'file' }, { download = false } = {}) =>
  `/files-pri/${state.boot.team.id}-${id}/${download ? 'download/' : ''}${encodeURIComponent(name)}` +
  `?as=${encodeURIComponent(state.me.id)}`;

/** Nodes for the files of a message, an empty list when it has none. */
export const drawFiles = (files) =>
  files?.length ? [h('div', { class: 'files' }, files.map(drawFile))] : [];

/** The names of files, for those who hear a message. */
export const spokenFiles = (files) =>
  (files ?? []).map(({ name, alt, is_picture: isPicture }) =>
    isPicture ? `Picture: ${alt || name}` : `File: ${name}`,
  );

function drawFile(file) {
  if (file.is_deleted) return h('p', { class: 'file-gone' }, `${file.title} was deleted.`);
  return file.is_picture ? pictureOf(file) : cardOf(file);
}

function pictureOf(file) {
  return h(
    'figure',
    { class: 'file-picture' },
    h('figcaption', { dir: 'auto' }, file.title),
    openable(file, h('img', { src: fileHref(file), alt: file.alt || file.title, ...sizeOf(file) })),
  );
}

/** Known before it is loaded, the size of a picture keeps the messages around it still. */
const sizeOf = ({ width, height }) => (width && height ? { width, height } : {});

/** A picture that can be opened in full size, in a new tab. */
export const openable = (file, image) =>
  h(
    'a',
    {
      class: 'picture-link',
      href: fileHref(file),
      target: '_blank',
      rel: 'noopener noreferrer',
      title: 'Open in full size',
    },
    image,
    h('span', { class: 'visually-hidden' }, ' (opens in full size in a new tab)'),
  );

function cardOf(file) {
  return h(
    'a',
    { class: 'file-card', href: fileHref(file, { download: true }), download: file.name },
    icon('file'),
    h(
      'span',
      { class: 'file-about' },
      h('span', { class: 'visually-hidden' }, 'Download '),
      h('span', { class: 'file-name', dir: 'auto' }, file.name),
      h('span', { class: 'hint' }, aboutOf(file)),
    ),
    icon('down'),
  );
}

const aboutOf = ({ title, name, kind, size }) =>
  [title !== name && title, kind, inUnits(size)].filter(Boolean).join(', ');

function inUnits(size) {
  let [value, unit] = [size, 0];
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit && value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

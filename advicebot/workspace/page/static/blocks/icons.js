/** Line drawings that only blocks need. Hidden from screen readers: the words beside them carry the meaning. */

const SVG = 'http://www.w3.org/2000/svg';

const PATHS = {
  thumb_up: 'M5 7.2v6 M5 7.5 8 2.4c1.2 0 1.8.9 1.5 2L9 6.5h3.4c.9 0 1.4.8 1.2 1.6l-1.2 4.3c-.2.6-.7 1-1.3 1H5 M2.4 7.2h2.6v6H2.4z',
  thumb_down:
    'M5 8.8v-6 M5 8.5l3 5.1c1.2 0 1.8-.9 1.5-2L9 9.5h3.4c.9 0 1.4-.8 1.2-1.6l-1.2-4.3c-.2-.6-.7-1-1.3-1H5 M2.4 2.8h2.6v6H2.4z',
  picture: 'M2 3h12v10H2z M2 11l3.5-3.5 2.8 2.8 2.2-2.2L14 11.4 M10.6 6a.9.9 0 1 0 .01 0z',
  play: 'M8 1.8a6.2 6.2 0 1 0 .01 0z M6.5 5.4v5.2L10.8 8z',
  pending: 'M8 2.4a5.6 5.6 0 1 0 .01 0z',
  in_progress: 'M8 2.4a5.6 5.6 0 1 0 5.6 5.6 M8 5v3.2l2.2 1.2',
  complete: 'M8 2.4a5.6 5.6 0 1 0 .01 0z M5.2 8.2l2 2 3.6-4',
  error: 'M8 2.4a5.6 5.6 0 1 0 .01 0z M8 5v3.8 M8 11h.01',
  warning: 'M8 2.2 14.4 13H1.6z M8 6.4v3 M8 11.2h.01',
  info: 'M8 2.4a5.6 5.6 0 1 0 .01 0z M8 7.4V11 M8 5h.01',
  trash: 'M3.5 4.5h9 M6.2 4.5V3h3.6v1.5 M4.7 4.5l.5 8.5h5.6l.5-8.5',
  bolt: 'M9 2 4 9h3.5L7 14l5-7H8.5z',
};
const ALIKE = { success: 'complete', default: 'info' };

/** The drawing called `name`, or the one nearest to it. */
export function drawing(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[ALIKE[name] ?? name] ?? PATHS.bolt);
  svg.append(path);
  return svg;
}

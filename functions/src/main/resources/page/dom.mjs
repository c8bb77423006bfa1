/** Elements without markup in texts: all that the API says is put in as text. */

/**
 * Creates an element.
 *
 * @param properties of the element; `class`, `dataset`, names with a dash and `role` are attributes, names that begin
 *     with `on` are listeners; null, undefined and false leave it out
 * @param children elements and texts; null and false are left out
 */
export function h(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (key.startsWith('on')) {
      element.addEventListener(key.slice(2), value);
    } else if (key === 'dataset') {
      Object.assign(element.dataset, value);
    } else if (key in element && !key.includes('-') && key !== 'list') {
      element[key] = value;
    } else {
      element.setAttribute(key, value === true ? '' : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Creates an element of a drawing. */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  element.append(...children);
  return element;
}

const ICONS = {
  play: 'M8 5.5v13l11-6.5z',
  pause: 'M7 5h4v14H7zM13 5h4v14h-4z',
  back: 'M12 5a8 8 0 1 1-7.7 5.8l1.9.6A6 6 0 1 0 12 7v3.5L6.8 6 12 1.5z',
  on: 'M12 5a8 8 0 1 0 7.7 5.8l-1.9.6A6 6 0 1 1 12 7v3.5L17.2 6 12 1.5z',
  up: 'M12 8l7 7-1.5 1.5L12 11l-5.5 5.5L5 15z',
  down: 'M12 16l-7-7 1.5-1.5L12 13l5.5-5.5L19 9z',
  plus: 'M11 5h2v6h6v2h-6v6h-2v-6H5v-2h6z',
  minus: 'M5 11h14v2H5z',
  left: 'M8 12l7-7 1.5 1.5L11 12l5.5 5.5L15 19z',
};

/** Returns a drawing for a button, which says by a label what it does. */
export function icon(name) {
  return svg('svg', { viewBox: '0 0 24 24', class: 'icon', 'aria-hidden': 'true' }, svg('path', { d: ICONS[name] }));
}

/** Says something to those who hear the page, without moving the focus. */
export function announce(text) {
  document.getElementById('announcer').textContent = text;
}

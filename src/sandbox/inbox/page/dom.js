/**
 * Makes an element. Texts become text nodes and nothing else, so that no alert can add markup.
 *
 * @param {string} name
 * @param {Record<string, string | boolean | undefined>} attributes `true` sets an empty one, `false` and `undefined` none
 * @param {(Node | string)[]} children
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(attribute, value === true ? '' : value);
  }
  made.append(...children);
  return made;
}

/** The element with an id, which stands in the page. */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * Brings the children of a list up to date with as few changes as possible, so that focus, selection and the place of a screen reader
 * stay. An item is rendered again only when its signature changes.
 *
 * @template T
 * @param {Element} parent
 * @param {T[]} items in order
 * @param {{ key: (item: T) => string, signature: (item: T) => string, render: (item: T) => Element }} how
 */
export function showItems(parent, items, { key, signature, render }) {
  const present = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let place = parent.firstElementChild;
  for (const item of items) {
    const name = key(item);
    const now = signature(item);
    let child = present.get(name);
    present.delete(name);
    if (child === undefined) {
      child = render(item);
      child.dataset.key = name;
    } else if (child.dataset.signature !== now) {
      const next = render(item);
      for (const attribute of next.attributes) child.setAttribute(attribute.name, attribute.value);
      replaceKeepingFocus(child, next);
    }
    child.dataset.signature = now;
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
  for (const child of present.values()) child.remove();
}

function replaceKeepingFocus(child, next) {
  const hadFocus = child.contains(document.activeElement);
  child.replaceChildren(...next.childNodes);
  if (hadFocus) child.querySelector('a, button, summary')?.focus({ preventScroll: true });
}

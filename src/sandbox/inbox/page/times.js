import { element } from './dom.js';

/** The sandbox's clock, which may run faster than this machine's, or stand still. */
let reading = { sandbox: Date.now(), here: performance.now(), speed: 1 };

/** Takes what the sandbox's clock shows now. */
export function setTime(sandbox) {
  const here = performance.now();
  const passed = here - reading.here;
  const speed = passed > 1_000 ? Math.max(0, (sandbox - reading.sandbox) / passed) : reading.speed;
  reading = { sandbox, here, speed };
}

/** Milliseconds since 1970 on the sandbox's clock. */
export function now() {
  return reading.sandbox + (performance.now() - reading.here) * reading.speed;
}

/** `12 s`, `4 min`, `2 h`, `3 d`. */
export function span(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1_000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** The time of day; with the date if it is not today. */
export function clockTime(at) {
  const date = new Date(at);
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
  return date.toDateString() === new Date(now()).toDateString() ? time : `${date.toLocaleDateString()} ${time}`;
}

/** An element that shows how long ago something was, and keeps doing so. */
export function age(at, before = '', after = ' ago') {
  const made = element('time', { datetime: at, title: new Date(at).toLocaleString(), 'data-age': at });
  made.dataset.before = before;
  made.dataset.after = after;
  writeAge(made);
  return made;
}

/** Brings all ages on the page up to date. */
export function refreshAges() {
  for (const shown of document.querySelectorAll('time[data-age]')) writeAge(shown);
}

function writeAge(shown) {
  const text = `${shown.dataset.before}${span(now() - Date.parse(shown.dataset.age))}${shown.dataset.after}`;
  if (shown.textContent !== text) shown.textContent = text;
}

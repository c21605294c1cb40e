import { post } from './actions.js';
import { byId } from './dom.js';
import { state } from './store.js';

/** Lets the buttons break and mend the platform. */
export function watchFaults() {
  byId('faults').addEventListener('change', (event) => void post('fault', { fault: event.target.value }));
}

/** Shows the active fault, whoever set it. */
export function showFault() {
  for (const button of byId('faults').querySelectorAll('input')) button.checked = button.value === state.fault;
  byId('other-fault').hidden = state.fault !== 'other';
  byId('faults').dataset.fault = state.fault;
}

import { failOnce } from './shop.js';

void failOnce().then((failure) => console.log(JSON.stringify(failure)));

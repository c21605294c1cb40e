/**
 * What to try outside HTTP handlers: a job, a listener, a resolver.
 *
 * @param shop where the shop listens
 */
export function thingsOutsideHttp(shop: string): string {
  return [
    '# The nightly report fails; its next good run closes the alert:',
    `curl -X POST ${shop}/drill/disk`,
    `curl -X POST ${shop}/reports`,
    `curl -X DELETE ${shop}/drill/disk`,
    `curl -X POST ${shop}/reports`,
    '# A listener of an event fails, and the order that emitted it knows nothing of it. Three good ones close the alert:',
    `curl -X POST ${shop}/drill/mail`,
    `curl -X POST ${shop}/orders`,
    `curl -X DELETE ${shop}/drill/mail`,
    `curl -X POST "${shop}/orders?try=[1-3]"`,
    '# A resolver fails, and the answer is 200. Three good ones close the alert:',
    `curl ${shop}/graphql -H content-type:application/json -d '{"query":"{price(product:\\"tray\\")}"}'`,
    `curl "${shop}/graphql?try=[1-3]" -H content-type:application/json -d '{"query":"{price(product:\\"cup\\")}"}'`,
  ].join('\n');
}

/**
 * The lines to copy into another terminal. With `[1-40]`, curl sends forty requests.
 *
 * @param shop where the shop listens
 */
export function thingsToTry(shop: string): string {
  return [
    '# A bug. Three good orders, ten seconds without failures, and the alert closes itself:',
    `curl ${shop}/orders/13`,
    `curl "${shop}/orders/7?try=[1-3]"`,
    '# Three conflicts in a minute; one alone is nothing. Other shelves are free, so it closes ten seconds later:',
    `curl -X POST "${shop}/stock/reservations?try=[1-3]"`,
    `curl -X POST "${shop}/stock/reservations?shelf=[1-3]"`,
    '# Slower than its controller allows; and fast again:',
    `curl ${shop}/catalog/export`,
    `curl "${shop}/catalog/export?cached=[1-3]"`,
    '# Too many slow searches for the promise of 99%; and fast ones for half a minute, one a second:',
    `curl "${shop}/search?q=[1-15]"`,
    `curl "${shop}/search?q=tea&try=[1-30]" --rate 1/s`,
    '# An alert that the code raises itself, and closes:',
    `curl -X PUT ${shop}/stock/kettle/3`,
    `curl -X PUT ${shop}/stock/kettle/80`,
    '# The payment provider goes down. If a fifth of the checkouts fail, an alert is raised; a failed order is P1 immediately; a health check raises none:',
    `curl -X POST ${shop}/drill/payments`,
    `curl -X POST "${shop}/checkout?try=[1-60]"`,
    `curl -X POST ${shop}/orders`,
    `curl ${shop}/health`,
    '# It is back. Three good orders, and good checkouts for twenty seconds, and both alerts close themselves:',
    `curl -X DELETE ${shop}/drill/payments`,
    `curl -X POST "${shop}/orders?try=[1-3]"`,
    `curl -X POST "${shop}/checkout?try=[1-80]" --rate 4/s`,
    '# A background task fails within two seconds; once it is repaired, its next success closes the alert:',
    `curl -X POST ${shop}/drill/price-feed`,
    `curl -X DELETE ${shop}/drill/price-feed`,
  ].join('\n');
}

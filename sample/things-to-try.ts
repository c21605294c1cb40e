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
    '# A listener of an event fails, and the order that emitted it knows nothing of it:',
    `curl -X POST ${shop}/drill/mail`,
    `curl -X POST ${shop}/orders`,
    '# A resolver fails, and the answer is 200:',
    `curl ${shop}/graphql -H content-type:application/json -d '{"query":"{price(product:\\"tray\\")}"}'`,
  ].join('\n');
}

/**
 * The lines to copy into another terminal. With `[1-40]`, curl sends forty requests.
 *
 * @param shop where the shop listens
 */
export function thingsToTry(shop: string): string {
  return [
    '# A bug:',
    `curl ${shop}/orders/13`,
    '# Three conflicts in a minute; one alone is nothing:',
    `curl -X POST "${shop}/stock/reservations?try=[1-3]"`,
    '# Slower than its controller allows:',
    `curl ${shop}/catalog/export`,
    '# Too many slow searches for the promise of 99%:',
    `curl "${shop}/search?q=[1-15]"`,
    '# An alert that the code raises itself, and closes:',
    `curl -X PUT ${shop}/stock/kettle/3`,
    `curl -X PUT ${shop}/stock/kettle/80`,
    '# The payment provider goes down. If a fifth of the checkouts fail, an alert is raised; a failed order is P1 immediately; a health check raises none:',
    `curl -X POST ${shop}/drill/payments`,
    `curl -X POST "${shop}/checkout?try=[1-60]"`,
    `curl -X POST ${shop}/orders`,
    `curl ${shop}/health`,
    '# It is back. Three good orders, ten seconds without failures, and the alert closes itself:',
    `curl -X DELETE ${shop}/drill/payments`,
    `curl -X POST "${shop}/orders?try=[1-3]"`,
    '# A background task fails within two seconds; once it is repaired, its next success closes the alert:',
    `curl -X POST ${shop}/drill/price-feed`,
    `curl -X DELETE ${shop}/drill/price-feed`,
  ].join('\n');
}

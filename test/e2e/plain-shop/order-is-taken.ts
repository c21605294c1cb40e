/** What goes wrong in the shop. */
export class OrderIsTaken extends Error {}

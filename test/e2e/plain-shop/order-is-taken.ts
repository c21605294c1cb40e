/** An expected error of the shop. */
export class OrderIsTaken extends Error {}
